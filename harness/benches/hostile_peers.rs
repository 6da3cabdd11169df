//! What each hostile peer costs: `cargo bench --bench hostile_peers [-- TEXT]`, which takes the rows whose name has the text.
//!
//! One after the other, in this process, so that the peak of its memory is that of one row. The peer is in it as well, and
//! both references: what is printed is more than the harness takes. Only Linux says how much memory that is.
#![expect(clippy::print_stdout, reason = "this is a program")]
#![expect(dead_code, reason = "the tests share more than this needs")]
#![expect(unused_imports, reason = "the same")]

use std::fs;
use std::time::Duration;

use support::hostile::{ROWS, meet};

#[path = "../../tests/support/mod.rs"]
mod support;

/// A run with a hostile peer fits into the smallest container of a CI server.
const BEARABLE: usize = 100;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|text| name.contains(text.as_str()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("the system has a timer and a poll");
    let (mut heaviest, mut slowest) = ((0, ""), (Duration::ZERO, ""));
    println!("{:<55} {:>9} {:>8}  verdict", "peer", "time", "memory");
    for row in ROWS.iter().filter(|row| is_wanted(row.name)) {
        let before = forget_peak();
        let (report, took) = runtime.block_on(meet(row));
        let grown = peak().zip(before).map(|(peak, before)| peak.saturating_sub(before));
        let memory = grown.map_or("?".to_owned(), |grown| format!("{grown} MB"));
        println!("{:<55} {:>6} ms {memory:>8}  {}", row.name, took.as_millis(), report.verdict.name());
        heaviest = heaviest.max((grown.unwrap_or_default(), row.name));
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

/// Begins to measure the peak anew (proc(5), `clear_refs`); the memory that is in use now, in MB.
fn forget_peak() -> Option<usize> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    status("VmRSS:")
}

/// The most memory that was in use since then, in MB.
fn peak() -> Option<usize> {
    status("VmHWM:")
}

fn status(name: &str) -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? / 1024)
}
