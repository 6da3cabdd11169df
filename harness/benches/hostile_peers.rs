//! What each hostile peer costs: `cargo bench --bench hostile_peers [-- TEXT]`, which takes the rows whose name has the text.
//!
//! Each row runs in a process of its own, one after the other, so that the peak of its memory is that of one row. All scenarios,
//! both references and the peer are in that process: the harness alone takes less than what is printed. Only Linux says how
//! much it is.
#![expect(clippy::print_stdout, reason = "this is a program")]
#![expect(dead_code, reason = "the tests share more than this needs")]
#![expect(unused_imports, reason = "the same")]

use std::fs;
use std::process::Command;

use support::hostile::{ROWS, Row, case, meet};

#[path = "../../tests/support/mod.rs"]
mod support;

/// In MB: a run with a hostile peer fits into the smallest container of a CI server.
const BEARABLE: usize = 100;
/// How this program learns which row to run.
const ONE: &str = "HOSTILE_PEER";

fn main() {
    if let Ok(name) = std::env::var(ONE) {
        let row = ROWS.iter().find(|row| row.name == name).expect("a row of the table");
        return measure(row);
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|text| name.contains(text.as_str()));
    println!("{:<55} {:>9} {:>8}  verdict", "peer", "time", "memory");
    let (mut heaviest, mut slowest) = ((0, ""), (0, ""));
    for row in ROWS.iter().filter(|row| is_wanted(row.name)) {
        let program = std::env::current_exe().expect("a program knows where it is");
        let output = Command::new(program).env(ONE, row.name).output().expect("it can be run once more");
        let printed = String::from_utf8_lossy(&output.stdout);
        let [milliseconds, peak, verdict] = printed.trim().splitn(3, ' ').collect::<Vec<_>>()[..] else {
            panic!("{}: {}", row.name, String::from_utf8_lossy(&output.stderr));
        };
        println!("{:<55} {milliseconds:>6} ms {peak:>5} MB  {verdict}", row.name);
        heaviest = heaviest.max((peak.parse().unwrap_or_default(), row.name));
        slowest = slowest.max((milliseconds.parse().unwrap_or_default(), row.name));
    }
    println!("most memory: {} MB, {}; longest: {} ms, {}", heaviest.0, heaviest.1, slowest.0, slowest.1);
    assert!(heaviest.0 <= BEARABLE, "{} takes {} MB, more than {BEARABLE}", heaviest.1, heaviest.0);
}

/// Milliseconds, megabytes and the verdict.
fn measure(row: &Row) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("the system has a timer and a poll");
    // What is read once does not count as the row's time.
    drop(case(row.case));
    let (report, took) = runtime.block_on(meet(row));
    println!("{} {} {}", took.as_millis(), peak().unwrap_or_default(), report.verdict.name());
}

/// The most memory that was in use at a time, in MB, without the program itself: a debug build is four times as large, and
/// its pages are those of the file.
fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches(" kB").parse::<usize>().ok()
    };
    Some((kilobytes("VmHWM:")? - kilobytes("RssFile:")?) / 1024)
}
