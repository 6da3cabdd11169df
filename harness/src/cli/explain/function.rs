//! A function of `${…}` in words.

use std::fmt::Write as _;

use super::super::print::{self, BOLD, DIM};
use crate::step::functions::Function;

pub(super) fn explain(function: &Function) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}a function of `${{…}}`{DIM:#}\n\n", function.name);
    let _ = writeln!(text, "{}", print::wrapped(function.summary, 2));
    let _ = writeln!(text, "\n{BOLD}example{BOLD:#}\n  {}", function.example);
    text
}
