//! An endpoint of a provider in words.

use std::fmt::Write as _;

use super::super::print::{BOLD, DIM};
use crate::model::endpoint::Endpoint;

pub(super) fn explain(name: &str) -> Option<String> {
    let endpoint = Endpoint::ALL.iter().copied().find(|endpoint| endpoint.key() == name)?;
    let mut text = format!("{BOLD}{name}{BOLD:#}  {DIM}an endpoint or page of a provider{DIM:#}\n\n");
    let _ = writeln!(text, "  The {}: {}.", endpoint.called(), endpoint.document());
    if let Some(member) = endpoint.metadata_member() {
        let _ = writeln!(text, "  In the metadata: `{member}`.");
    }
    let _ = writeln!(text, "\n{BOLD}for example{BOLD:#}");
    let _ = writeln!(text, "  {DIM}provider: {{ pages: {{ {name}: PATH }} }}{DIM:#}    in a target file");
    let _ = writeln!(text, "  {DIM}${{provider.{}}}{DIM:#}    in a scenario", endpoint.variable());
    Some(text)
}

pub(super) fn names() -> impl Iterator<Item = String> {
    Endpoint::ALL.iter().map(|endpoint| endpoint.key())
}
