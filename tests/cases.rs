//! Tests that are files, found at run time: scenarios, the faults that they see, pages, and command lines. Each file is a test
//! of its own, named by its group and its path: `cargo test --test cases fault_matrix/provider/code` runs some of them.

mod browser_pages;
mod cli;
mod cover;
mod fault_matrix;
mod scenarios;
#[path = "support/suites.rs"]
mod support;
mod touch;
mod variant_matrix;
mod variant_page;
mod variants;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Finds the tests of a group.
type Find = fn() -> Vec<Trial>;

const GROUPS: [(&str, Find); 5] = [
    ("browser_pages", browser_pages::trials),
    ("cli", cli::trials),
    ("fault_matrix", fault_matrix::trials),
    ("scenarios", scenarios::trials),
    ("variant_matrix", variant_matrix::trials),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // A group that is asked for by its name is the only one to be read.
    let asked = |group: &str| {
        arguments
            .filter
            .as_ref()
            .and_then(|filter| filter.split_once('/'))
            .is_none_or(|(first, _)| first == group || GROUPS.iter().all(|(name, _)| first != *name))
    };
    let trials = GROUPS.iter().filter(|(name, _)| asked(name)).flat_map(|(_, find)| find()).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    variant_page::write_if_asked();
    conclusion.exit_code()
}
