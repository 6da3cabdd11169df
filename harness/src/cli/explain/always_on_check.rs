//! An always-on check in words: the property, its requirements, and the faults that turn it red.

use std::fmt::Write as _;

use super::super::print::{self, BOLD, DIM};
use super::requirement;
use crate::check::always_on::AlwaysOnCheck;
use crate::syntax::catalog::Catalog;

pub(super) fn explain(kind: &AlwaysOnCheck) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}an always-on check{DIM:#}\n\n", kind.name());
    let _ = writeln!(text, "{}", print::wrapped(&format!("{}.", kind.sentence), 2));
    let _ = writeln!(text, "  It examines every exchange of every case, whatever the scenario tests.");
    let _ = writeln!(text, "\n{BOLD}verifies{BOLD:#}");
    for found in kind.requirements.iter().filter_map(|id| Catalog::built_in().get(id)) {
        let _ = writeln!(text, "{}", requirement::in_short(found));
    }
    let _ = writeln!(text, "\n{BOLD}turned red by{BOLD:#}");
    for faults in kind.red_when {
        let _ = writeln!(text, "  {faults}");
    }
    text
}
