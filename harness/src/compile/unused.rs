//! Columns of a table, and parameters of a fragment, that no step uses: they would have no effect.

use std::collections::BTreeSet;

use crate::model::node::{Node, Value};
use crate::model::scenario::{Fragment, Scenario, StepSource};
use crate::model::span::{Span, Spanned};
use crate::syntax::decode::DecodeError;
use crate::syntax::template;

/// The columns that the harness reads, and not the steps. `fault` may be either.
const OWN: [&str; 4] = ["case", "fault", "needs", "verifies"];

/// The columns of a table that no step uses, each at its first occurrence.
pub(super) fn unused_columns(scenario: &Scenario) -> Vec<DecodeError> {
    let Some(used) = members_of("row", &scenario.steps, None) else { return Vec::new() };
    let columns: BTreeSet<&String> = scenario.rows.iter().flat_map(|row| row.values.names()).collect();
    // A step that uses a column that no row has may mean this one: that is one mistake, reported at the step.
    if used.iter().any(|name| !columns.contains(name)) {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut mistakes = Vec::new();
    for row in &scenario.rows {
        let Value::Map(entries) = &row.values.value else { continue };
        for (Spanned { value: name, span }, _) in entries {
            if !OWN.contains(&name.as_str()) && !used.contains(name) && seen.insert(name) {
                let error = DecodeError::at(*span, format!("no step uses the column `{name}`"));
                mistakes.push(error.help(format!("write `${{row.{name}}}` where it belongs, or remove it")));
            }
        }
    }
    mistakes
}

/// The parameters of a fragment that none of its steps uses.
pub(super) fn unused_parameters(fragment: &Fragment) -> Vec<DecodeError> {
    let Some(used) = members_of("with", &fragment.steps, fragment.result.as_ref()) else { return Vec::new() };
    let unused = fragment.parameters.iter().filter(|(name, _)| !used.contains(name));
    let at = |default: Option<&Node>| default.map_or(fragment.id.span, |default| default.span);
    unused
        .map(|(name, default)| {
            let message = format!("no step of the fragment uses its parameter `{name}`");
            DecodeError::at(at(default.as_ref()), message)
                .help(format!("write `${{with.{name}}}` where it belongs, or remove it"))
        })
        .collect()
}

/// The members of a variable that steps use; `None` if one uses it as a whole, or computes which member it uses.
fn members_of(variable: &str, steps: &[StepSource], more: Option<&Node>) -> Option<BTreeSet<String>> {
    let mut used = BTreeSet::new();
    let nodes = steps.iter().flat_map(StepSource::nodes).chain(more);
    let texts: Vec<(&str, Span)> = nodes.flat_map(Node::texts).collect();
    for (text, _) in texts.into_iter().filter(|(text, _)| text.contains(variable)) {
        for mention in template::mentions(text).unwrap_or_default() {
            let mut parts = mention.path.split('.');
            if parts.next() == Some(variable) {
                used.insert(parts.next()?.to_owned());
            }
        }
    }
    Some(used)
}
