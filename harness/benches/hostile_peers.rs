//! Time and memory per hostile peer: `cargo bench --bench hostile_peers [-- TEXT]` runs the rows whose names contain the text.
//!
//! The rows run one after the other in this process, so that each peak of memory is that of one row. It is the peak of the
//! whole process, with all scenarios, both references and the peer: the harness alone needs less than what is printed. Memory
//! is measured on Linux only.
#![expect(clippy::print_stdout, reason = "this is a program")]
#![expect(dead_code, reason = "the tests share more than this needs")]
#![expect(unused_imports, reason = "the same")]

use std::fs;
use std::time::Duration;

use support::hostile::{ROWS, case, meet};

#[path = "../../tests/support/mod.rs"]
mod support;

/// In MB. A run with a hostile peer fits into the smallest container of a CI server.
const MEMORY_LIMIT: usize = 100;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|text| name.contains(text.as_str()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("the runtime starts");
    drop(case(ROWS[0].case));
    println!("all scenarios, before any peer: {}", shown(peak()));
    println!("{:<55} {:>9} {:>8}  verdict", "peer", "time", "memory");
    let (mut heaviest, mut slowest) = ((0, ""), (Duration::ZERO, ""));
    for row in ROWS.iter().filter(|row| is_wanted(row.name)) {
        // Resets the peak (proc(5), `clear_refs`).
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
    assert!(heaviest.0 <= MEMORY_LIMIT, "{} takes {} MB, more than {MEMORY_LIMIT}", heaviest.1, heaviest.0);
}

/// The peak of the memory in use, in MB.
fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? / 1024)
}

fn shown(memory: Option<usize>) -> String {
    memory.map_or("?".to_owned(), |memory| format!("{memory} MB"))
}
