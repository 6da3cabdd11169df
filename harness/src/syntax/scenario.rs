//! A scenario file to a [`Scenario`].

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::decode::{DecodeError, decode};
use super::diagnostic::Diagnostic;
use super::yaml;
use crate::model::node::{Node, Value};
use crate::model::scenario::{FaultSet, Row, Scenario, StepSource, UnderTest};
use crate::model::source::Source;
use crate::model::span::At;

/// The keys that every step may have beside its action.
pub const STEP_KEYS: [&str; 2] = ["expect", "verifies"];

/// Reads a scenario file. What the steps mean is not looked at here. All mistakes of the file are reported.
pub fn read(source: &Source) -> Result<Scenario, Vec<Diagnostic>> {
    let node = yaml::parse(source).map_err(|error| vec![error])?;
    let mut mistakes = Vec::new();
    let head: Option<Head> = decode(&node).map_err(|error| mistakes.push(error)).ok();
    let rows = node.entry("for each").map(|node| rows(node, &mut mistakes)).unwrap_or_default();
    let red_when = node.entry("red-when").map(|node| fault_sets(node, &mut mistakes)).unwrap_or_default();
    let steps = node.entry("steps").map(|node| steps(node, &mut mistakes)).unwrap_or_default();
    let Some(head) = head.filter(|_| mistakes.is_empty()) else {
        return Err(mistakes.into_iter().map(|error| error.in_source(source)).collect());
    };
    let path = source.path();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if head.id.value != stem {
        let message = format!("the id `{}` is not the name of the file", head.id.value);
        return Err(vec![Diagnostic::new(source, head.id.span, message).help(format!("call it `{stem}`"))]);
    }
    let folder = path.parent().and_then(|folder| folder.file_name()).unwrap_or_default();
    Ok(Scenario {
        source: source.clone(),
        folder: folder.to_string_lossy().into_owned(),
        id: head.id,
        title: head.title,
        why: head.why,
        under_test: head.under_test,
        verifies: head.verifies,
        needs: head.needs,
        red_when,
        rows,
        steps,
    })
}

/// The JSON Schema of a scenario file; what steps look like is not said here.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    Head::json_schema(generator)
}

/// The keys of a scenario file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Scenario", description = "One story about OAuth, told to a deployment and judged.")]
struct Head {
    /// The name of the scenario: that of the file, without `.yaml`.
    id: At<String>,
    /// One sentence: what holds when the scenario passes.
    title: String,
    /// Why it matters: what an attacker gains, or what goes wrong, when it does not hold.
    #[serde(default)]
    why: Option<String>,
    /// What is under test. Everyone else in the story is played by the harness.
    under_test: UnderTest,
    /// The requirements (ids) that the steps with `expect` judge, unless a step or a row names its own.
    verifies: Vec<At<String>>,
    /// What the target must offer, else the scenario is skipped.
    #[serde(default)]
    needs: Vec<At<String>>,
    /// The faults of the references that must turn it red; those of an inner list are switched on together.
    #[serde(default, rename = "red-when")]
    #[schemars(with = "serde_json::Value")]
    _red_when: IgnoredAny,
    /// A table: each row is a case of its own, whose values are `${row.…}` in the steps.
    #[serde(default, rename = "for each")]
    #[schemars(with = "serde_json::Value")]
    _rows: IgnoredAny,
    /// The story. A step without `expect` is a precondition and must work as usual.
    #[serde(rename = "steps")]
    #[schemars(with = "serde_json::Value")]
    _steps: IgnoredAny,
}

/// `red-when`: a list of faults, or of lists of faults.
fn fault_sets(node: &Node, mistakes: &mut Vec<DecodeError>) -> Vec<FaultSet> {
    let Value::Seq(items) = &node.value else {
        mistakes.push(DecodeError::at(node.span, format!("`red-when` is a list of faults, not {}", node.kind())));
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| {
            let names = match &item.value {
                Value::Seq(_) => decode::<Vec<At<String>>>(item),
                _ => decode::<At<String>>(item).map(|name| vec![name]),
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
    let mut rows: Vec<Row> = Vec::new();
    for item in items {
        let Some(case) = item.entry("case").filter(|case| case.text().is_some()) else {
            mistakes.push(DecodeError::at(item.span, "a row of `for each` needs a `case`: its name"));
            continue;
        };
        let name = case.text().unwrap_or_default();
        if rows.iter().any(|row| row.case.value == name) {
            mistakes.push(DecodeError::at(case.span, format!("the case `{name}` stands here twice")));
        }
        let verifies = item.entry("verifies").map(decode).transpose();
        let verifies = verifies.unwrap_or_else(|error| {
            mistakes.push(error);
            None
        });
        rows.push(Row {
            case: At { value: name.to_owned(), span: case.span },
            verifies: verifies.unwrap_or_default(),
            values: item.clone(),
        });
    }
    rows
}

fn steps(node: &Node, mistakes: &mut Vec<DecodeError>) -> Vec<StepSource> {
    let Value::Seq(items) = &node.value else {
        mistakes.push(DecodeError::at(node.span, format!("`steps` is a list, not {}", node.kind())));
        return Vec::new();
    };
    if items.is_empty() {
        mistakes.push(DecodeError::at(node.span, "a scenario without steps judges nothing"));
    }
    items.iter().filter_map(|item| step(item).map_err(|error| mistakes.push(error)).ok()).collect()
}

fn step(node: &Node) -> Result<StepSource, DecodeError> {
    // A step without arguments may be written as its bare name.
    if let Value::Text(kind) = &node.value {
        let kind = At { value: kind.clone(), span: node.span };
        let args = Node { span: node.span, value: Value::Null };
        return Ok(StepSource { span: node.span, kind, args, expect: None, verifies: None });
    }
    let Value::Map(entries) = &node.value else {
        return Err(DecodeError::at(node.span, format!("a step is a mapping, not {}", node.kind())));
    };
    let mut actions = entries.iter().filter(|(key, _)| !STEP_KEYS.contains(&key.value.as_str()));
    let Some((kind, args)) = actions.next() else {
        return Err(DecodeError::at(node.span, "a step needs an action beside its expectation"));
    };
    if let Some((second, _)) = actions.next() {
        let message = format!("a step has one action: here are `{}` and `{}`", kind.value, second.value);
        return Err(DecodeError::at(second.span, message).help("indent it, if it belongs to the action above"));
    }
    let verifies = node.entry("verifies").map(decode::<Vec<At<String>>>).transpose()?;
    Ok(StepSource {
        span: node.span,
        kind: kind.clone(),
        args: args.clone(),
        expect: node.entry("expect").cloned(),
        verifies,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        let source = Source::new("scenarios/provider/sample.yaml", text);
        read(&source)
            .expect_err("a mistake")
            .into_iter()
            .map(|d| format!("{} {}", source.place(d.span), d.message))
            .collect()
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
