//! The scenarios that are related to something, one line each.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{BOLD, DIM};
use crate::compile::plan::ScenarioPlan;

/// Writes the scenarios below a heading.
pub(super) fn list_scenarios<'a>(text: &mut String, heading: &str, plans: impl Iterator<Item = &'a Arc<ScenarioPlan>>) {
    let _ = writeln!(text, "\n{BOLD}{heading}{BOLD:#}");
    let mut any = false;
    for plan in plans {
        any = true;
        let _ = writeln!(text, "  {:<40} {DIM}{}{DIM:#}", plan.scenario.name(), plan.scenario.title);
    }
    if !any {
        let _ = writeln!(text, "  {DIM}no scenario yet{DIM:#}");
    }
}
