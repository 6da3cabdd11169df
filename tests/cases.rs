//! Tests that are found at run time: scenarios, the faults that they detect, the variants that they accept, pages, and command
//! lines. Each is named after its group and its path: `cargo test --test cases fault_matrix/provider/code` runs some.

mod browser_pages;
#[path = "support/canaries.rs"]
mod canaries;
mod canary;
mod cli;
mod fault_matrix;
mod scenarios;
#[path = "support/suites.rs"]
mod support;
mod variants;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Finds the tests of a group.
type Find = fn(Option<&str>) -> Vec<Trial>;

const GROUPS: [(&str, Find); 10] = [
    ("browser_pages", |_| browser_pages::trials()),
    ("canary", |_| canary::trials()),
    ("cli", |_| cli::trials()),
    ("fault_matrix", |_| fault_matrix::trials()),
    ("proof", |_| variants::proof()),
    ("scenarios", |_| scenarios::trials()),
    ("variant_matrix", variants::matrix),
    ("variant_pairs", variants::pairs),
    ("house_styles", variants::house_styles),
    ("faults_in_styles", variants::faults_in_styles),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // If the filter begins with the name of a group, only that group is loaded.
    let is_selected = |group: &str| {
        arguments
            .filter
            .as_ref()
            .and_then(|filter| filter.split_once('/'))
            .is_none_or(|(first, _)| first == group || GROUPS.iter().all(|(name, _)| first != *name))
    };
    let filter = arguments.filter.as_deref();
    let trials = GROUPS.iter().filter(|(name, _)| is_selected(name)).flat_map(|(_, find)| find(filter)).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    variants::page::write_if_asked();
    conclusion.exit_code()
}
