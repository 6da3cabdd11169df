//! A scenario file to a [`Scenario`].

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::decode::{DecodeError, decode, decode_all};
use super::diagnostic::Diagnostic;
use super::yaml;
use crate::model::node::{Node, Value};
use crate::model::scenario::{Disturbs, FaultSet, Row, Scenario, StepSource, UnderTest};
use crate::model::source::Source;
use crate::model::span::{Span, Spanned};

/// The keys that every step may have next to its action.
pub const STEP_KEYS: [&str; 3] = ["expect", "given", "verifies"];

/// Parses a scenario file. The meaning of its steps is not checked here. All mistakes of the file are reported, together with
/// the valid rest of it, which can be checked too.
pub fn read(source: &Source) -> (Option<Scenario>, Vec<Diagnostic>) {
    let node = match yaml::parse(source) {
        Ok(node) => node,
        Err(error) => return (None, vec![error]),
    };
    if let Some(error) = something_else(&node) {
        return (None, vec![error.in_source(source)]);
    }
    let (head, mut mistakes) = decode_all::<ScenarioHeader>(&node);
    mistakes.extend(missing_keys(&node, &mistakes));
    let head = head.unwrap_or_default();
    let rows = node.entry("for each").map(|node| rows(node, &mut mistakes)).unwrap_or_default();
    let red_when = node.entry("red-when").map(|node| fault_sets(node, &mut mistakes)).unwrap_or_default();
    let steps = node.entry("steps").map(|node| steps(node, &mut mistakes)).unwrap_or_default();
    let path = source.path();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let id = head.id.unwrap_or_else(|| Spanned { value: stem.clone().into_owned(), span: Span::default() });
    if id.value != stem {
        let message = format!("the id `{}` is not the name of the file", id.value);
        mistakes.push(DecodeError::at(id.span, message).help(format!("call it `{stem}`, or rename the file")));
    }
    let verifies = head.verifies.unwrap_or_default();
    if mistakes.is_empty() {
        mistakes.extend(judges_nothing(&id, &verifies, &steps));
    }
    let folder = path.parent().and_then(|folder| folder.file_name()).unwrap_or_default();
    let scenario = Scenario {
        source: source.clone(),
        folder: folder.to_string_lossy().into_owned(),
        id,
        title: head.title.unwrap_or_default(),
        why: head.why,
        under_test: head.under_test.unwrap_or(UnderTest::Provider),
        verifies,
        needs: head.needs,
        disturbs: head.disturbs,
        no_control: head.control.map(|control| control.none),
        red_when,
        rows,
        steps,
    };
    (Some(scenario), mistakes.into_iter().map(|error| error.in_source(source)).collect())
}

/// The keys that every scenario file has.
pub const NEEDED: [&str; 5] = ["id", "title", "under-test", "verifies", "steps"];

/// The JSON Schema of a scenario file, without the schema of steps.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    ScenarioHeader::json_schema(generator)
}

/// The keys of a scenario file.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Scenario", description = "One scenario, run against a deployment and judged.")]
struct ScenarioHeader {
    /// The name of the scenario: that of the file, without `.yaml`.
    id: Option<Spanned<String>>,
    /// The property that is true when the scenario passes, or the attack that fails.
    title: Option<String>,
    /// Why it matters: what an attacker gains, or what goes wrong, if it fails.
    why: Option<String>,
    /// What is under test. The harness plays all other parties.
    under_test: Option<UnderTest>,
    /// The requirements (ids) that the steps with `expect` judge, unless a step or a row names its own. A step judges one,
    /// unless its checks can distinguish several.
    verifies: Option<Vec<Spanned<String>>>,
    /// What the target must offer, else the scenario is skipped.
    needs: Vec<Spanned<String>>,
    /// What it may lock out or exhaust, by guessing or flooding: at a shared target it is run last and alone, and only if the
    /// target lists `offers: [may-lock-out]`.
    disturbs: Option<Spanned<Disturbs>>,
    /// Why no step before an attack shows that the same request, unaltered, works. Every other attack has such a positive
    /// control.
    control: Option<Control>,
    /// The faults of the references that must turn it red; those of an inner list are injected together.
    #[serde(rename = "red-when")]
    #[schemars(with = "serde_json::Value")]
    _red_when: IgnoredAny,
    /// A table: each row is a case of its own, whose values are `${row.…}` in the steps.
    #[serde(rename = "for each")]
    #[schemars(with = "serde_json::Value")]
    _rows: IgnoredAny,
    /// The steps. A step without `expect` is a precondition and must work as usual.
    #[serde(rename = "steps")]
    #[schemars(with = "serde_json::Value")]
    _steps: IgnoredAny,
}

/// `control: { none: "reason" }`
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Control {
    /// The reason.
    none: Spanned<String>,
}

/// A file that is not a scenario at all.
fn something_else(node: &Node) -> Option<DecodeError> {
    let needed = NEEDED.map(|key| format!("`{key}`")).join(", ");
    match &node.value {
        Value::Map(_)
            if node.entry("steps").is_none()
                && ["provider", "consumer"].iter().any(|side| node.entry(side).is_some()) =>
        {
            Some(DecodeError::at(node.span, "this is a target file, not a scenario").help("name it with `--target`"))
        }
        Value::Map(_) => None,
        Value::Null => Some(
            DecodeError::at(node.span, "this file contains no scenario")
                .help(format!("a scenario has the keys {needed}")),
        ),
        _ => {
            let message = format!("a scenario is a mapping with the keys {needed}, not {}", node.kind());
            Some(DecodeError::at(node.span, message))
        }
    }
}

/// The missing required keys, except those that a present key was probably meant to be.
fn missing_keys(node: &Node, mistakes: &[DecodeError]) -> Option<DecodeError> {
    let meant = |key: &str| {
        mistakes.iter().any(|mistake| {
            mistake.help.as_ref().is_some_and(|help| help.starts_with(&format!("did you mean `{key}`?")))
        })
    };
    let missing: Vec<String> = NEEDED
        .into_iter()
        .filter(|key| node.entry(key).is_none() && !meant(key))
        .map(|key| format!("`{key}`"))
        .collect();
    let message = match missing.as_slice() {
        [] => return None,
        [key] => format!("the key {key} is missing"),
        keys => format!("the keys {} are missing", keys.join(", ")),
    };
    Some(DecodeError::at(Span { end: node.span.start, ..node.span }, message))
}

/// Nothing to judge, or nothing to judge it by.
fn judges_nothing(id: &Spanned<String>, verifies: &[Spanned<String>], steps: &[StepSource]) -> Option<DecodeError> {
    if verifies.is_empty() {
        return Some(
            DecodeError::at(id.span, "a scenario verifies at least one requirement")
                .help("`oauth-harness list --requirements` lists them"),
        );
    }
    let judges = |step: &StepSource| step.expect.is_some() && step.verifies.as_ref().is_none_or(|ids| !ids.is_empty());
    if steps.iter().any(judges) {
        return None;
    }
    let error = DecodeError::at(id.span, "no step has an `expect`: the scenario judges nothing");
    Some(error.help("a step without `expect` is a precondition; add an `expect` to a step"))
}

/// `red-when`: a list of faults, or of lists of faults.
fn fault_sets(node: &Node, mistakes: &mut Vec<DecodeError>) -> Vec<FaultSet> {
    let Value::Seq(items) = &node.value else {
        mistakes.push(DecodeError::at(node.span, format!("`red-when` is a list of faults, not {}", node.kind())));
        return Vec::new();
    };
    if items.is_empty() {
        let error = DecodeError::at(node.span, "an empty `red-when` names no fault");
        mistakes.push(error.help("name the fault that turns it red, or remove it"));
    }
    items
        .iter()
        .filter_map(|item| {
            let names = match &item.value {
                Value::Seq(_) => decode::<Vec<Spanned<String>>>(item),
                _ => decode::<Spanned<String>>(item).map(|name| vec![name]),
            };
            names.map(FaultSet).map_err(|error| mistakes.push(error)).ok()
        })
        .collect()
}

fn rows(node: &Node, mistakes: &mut Vec<DecodeError>) -> Vec<Row> {
    let Value::Seq(items) = &node.value else {
        mistakes.push(DecodeError::at(node.span, format!("`for each` is a list of rows, not {}", node.kind())));
        return Vec::new();
    };
    if items.is_empty() {
        let error = DecodeError::at(node.span, "`for each` without rows has no case");
        mistakes.push(error.help("add a row, or remove it: a scenario without a table is one case"));
    }
    let mut rows: Vec<Row> = Vec::new();
    for item in items {
        let Some(case) = item.entry("case").filter(|case| case.text().is_some()) else {
            mistakes.push(DecodeError::at(item.span, "a row of `for each` needs a `case`: its name"));
            continue;
        };
        let name = case.text().unwrap_or_default();
        if rows.iter().any(|row| row.case.value == name) {
            mistakes.push(DecodeError::at(case.span, format!("duplicate case `{name}`")));
        }
        let verifies = names(item, "verifies", mistakes);
        let needs = names(item, "needs", mistakes);
        rows.push(Row {
            case: Spanned { value: name.to_owned(), span: case.span },
            verifies,
            needs,
            values: item.clone(),
        });
    }
    rows
}

/// The names in a list of a row; an empty one has no effect.
fn names(row: &Node, key: &str, mistakes: &mut Vec<DecodeError>) -> Vec<Spanned<String>> {
    let Some(node) = row.entry(key) else { return Vec::new() };
    match decode::<Vec<Spanned<String>>>(node) {
        Ok(names) => {
            if names.is_empty() {
                let error = DecodeError::at(node.span, format!("an empty `{key}` of a row changes nothing"));
                mistakes.push(error.help("remove it: the scenario's value applies to the row"));
            }
            names
        }
        Err(error) => {
            mistakes.push(error);
            Vec::new()
        }
    }
}

/// The steps of a scenario or fragment.
pub(super) fn steps(node: &Node, mistakes: &mut Vec<DecodeError>) -> Vec<StepSource> {
    let Value::Seq(items) = &node.value else {
        mistakes.push(DecodeError::at(node.span, format!("`steps` is a list, not {}", node.kind())));
        return Vec::new();
    };
    if items.is_empty() {
        mistakes.push(DecodeError::at(node.span, "a scenario without steps judges nothing"));
    }
    items.iter().filter_map(|item| step(item, mistakes).map_err(|error| mistakes.push(error)).ok()).collect()
}

/// One step: its action, and its expectation.
pub fn step(node: &Node, mistakes: &mut Vec<DecodeError>) -> Result<StepSource, DecodeError> {
    // A step without arguments may be written as its bare name.
    if let Value::Text(kind) = &node.value {
        let kind = Spanned { value: kind.clone(), span: node.span };
        let args = Node { span: node.span, value: Value::Null };
        return Ok(StepSource { span: node.span, kind, args, expect: None, given: None, verifies: None });
    }
    let Value::Map(entries) = &node.value else {
        return Err(DecodeError::at(node.span, format!("a step is a mapping, not {}", node.kind())));
    };
    let mut actions = entries.iter().filter(|(key, _)| !STEP_KEYS.contains(&key.value.as_str()));
    let Some((kind, args)) = actions.next() else {
        return Err(DecodeError::at(node.span, "a step needs an action next to its expectation"));
    };
    if let Some((second, _)) = actions.next() {
        let message = format!("a step has one action; this one has `{}` and `{}`", kind.value, second.value);
        let help = "begin another step with `- `, or indent it if it belongs to the action above";
        mistakes.push(DecodeError::at(second.span, message).help(help));
    }
    let verifies = node.entry("verifies").map(decode::<Vec<Spanned<String>>>).transpose();
    let verifies = verifies.unwrap_or_else(|error| {
        mistakes.push(error);
        None
    });
    Ok(StepSource {
        span: node.span,
        kind: kind.clone(),
        args: args.clone(),
        expect: node.entry("expect").cloned(),
        given: node.entry("given").cloned(),
        verifies,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        let source = Source::new("scenarios/provider/sample.yaml", text);
        read(&source).1.into_iter().map(|d| format!("{} {}", source.place(d.span), d.message)).collect()
    }

    #[test]
    fn all_mistakes_of_a_file_are_reported_at_once() {
        let text = "id: sample\ntitle: T\nunder-test: provder\nverifies: []\nfor each:\n  - {uri: x}\nsteps:\n  - {}\n  - {get: a, post: b}\n";
        let found = mistakes(text);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[0].ends_with(":3:13 unknown value `provder`"), "{}", found[0]);
        assert!(found[3].contains(":9:14 a step has one action"), "{}", found[3]);
    }

    #[test]
    fn the_id_is_the_name_of_the_file() {
        let found = mistakes("id: other\ntitle: T\nunder-test: provider\nverifies: []\nsteps: [discover]\n");
        assert!(found[0].contains("is not the name of the file"), "{}", found[0]);
    }
}
