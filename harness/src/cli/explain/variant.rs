//! A variant of a reference: how it differs, the sentence that permits it, and the command that shows it.

use std::fmt::Write as _;

use super::super::print::{self, BOLD, DIM};
use crate::system::{Quiet, Variant};

pub(super) fn explain(variant: &Variant) -> String {
    let name = variant.full_name();
    let mut text = format!("{BOLD}{name}{BOLD:#}  {DIM}a variant{DIM:#}\n\n");
    let _ = writeln!(text, "{}", print::wrapped(variant.sentence, 2));
    let _ = writeln!(text, "\n{BOLD}permitted by{BOLD:#}\n  {} ({})", variant.permitted_by, variant.level);
    if let Quiet::Some(why) | Quiet::Without(_, why) = variant.quiet {
        let _ = writeln!(text, "\n{BOLD}skipped or inconclusive{BOLD:#}\n{}", print::wrapped(why, 2));
    }
    let _ = writeln!(text, "\n{DIM}  oauth-harness run --variant {name}{DIM:#}");
    text
}
