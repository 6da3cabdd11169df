//! The scenarios that are related to something, one line each.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{BOLD, DIM};
use crate::compile::plan::Story;

/// Writes the scenarios below a heading.
pub(super) fn list_stories<'a>(text: &mut String, heading: &str, stories: impl Iterator<Item = &'a Arc<Story>>) {
    let _ = writeln!(text, "\n{BOLD}{heading}{BOLD:#}");
    let mut any = false;
    for story in stories {
        any = true;
        let _ = writeln!(text, "  {:<40} {DIM}{}{DIM:#}", story.scenario.name(), story.scenario.title);
    }
    if !any {
        let _ = writeln!(text, "  {DIM}no scenario yet{DIM:#}");
    }
}
