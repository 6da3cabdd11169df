//! What each hostile peer costs: `cargo bench --bench hostile_peers [-- TEXT]`, which takes the rows whose name has the text.
//!
//! One after the other, in this process, so that the peak of its memory is that of one row. It is that of the whole process:
//! all scenarios, both references and the peer are in it, so that the harness alone takes less than what is printed. Only Linux
//! says how much it is.
#![expect(clippy::print_stdout, reason = "this is a program")]
#![expect(dead_code, reason = "the tests share more than this needs")]
#![expect(unused_imports, reason = "the same")]

use std::fs;
use std::time::Duration;

use support::hostile::{ROWS, case, meet};

#[path = "../../tests/support/mod.rs"]
mod support;

/// In MB: a run with a hostile peer fits into the smallest container of a CI server.
const BEARABLE: usize = 100;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|text| name.contains(text.as_str()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("the system has a timer and a poll");
    drop(case(ROWS[0].case));
    println!("all scenarios, before any peer: {}", shown(peak()));
    println!("{:<55} {:>9} {:>8}  verdict", "peer", "time", "memory");
    let (mut heaviest, mut slowest) = ((0, ""), (Duration::ZERO, ""));
    for row in ROWS.iter().filter(|row| is_wanted(row.name)) {
        // From now on the peak is measured anew (proc(5), `clear_refs`).
        let _ = fs::write("/proc/self/clear_refs", "5");
        let (report, took) = runtime.block_on(meet(row));
        let peak = peak();
        println!("{:<55} {:>6} ms {:>8}  {}", row.name, took.as_millis(), shown(peak), report.verdict.name());
        heaviest = heaviest.max((peak.unwrap_or_default(), row.name));
        slowest = slowest.max((took, row.name));
    }
    println!(
        "most memory: {} MB, {}; longest: {:.1} s, {}",
        heaviest.0,
        heaviest.1,
        slowest.0.as_secs_f64(),
        slowest.1
    );
    assert!(heaviest.0 <= BEARABLE, "{} takes {} MB, more than {BEARABLE}", heaviest.1, heaviest.0);
}

/// The most memory that was in use, in MB.
fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? / 1024)
}

fn shown(memory: Option<usize>) -> String {
    memory.map_or("?".to_owned(), |memory| format!("{memory} MB"))
}
