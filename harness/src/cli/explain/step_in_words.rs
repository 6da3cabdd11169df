//! One step in words: who does what, with which arguments, and the expected result. The words are those of the step's own
//! summary and of the file: a new kind of step needs no words here.

use std::fmt::Write as _;

use super::super::print::{self, DIM};
use super::{arguments, language};
use crate::model::node::{Node, Value};
use crate::model::scenario::StepSource;
use crate::schema;
use crate::step;

/// The step with its number, in lines.
pub(super) fn step(number: usize, source: &StepSource) -> String {
    let mut text = String::new();
    let kind = step::kind(&source.kind.value);
    let summary = kind.map(|kind| kind.summary).or_else(|| language::summary(&source.kind.value)).unwrap_or_default();
    let takes = kind.map(|kind| arguments::of(&schema::arguments(kind))).unwrap_or_default();
    let given = |name: &str| {
        let default = || takes.iter().find(|argument| argument.name == name).map(|argument| argument.default.clone());
        source.args.entry(name).map(written).or_else(default)
    };
    let (subject, in_sentence) = match (given("as"), given("client")) {
        (Some(actor), _) => (actor, vec!["as"]),
        (None, Some(client)) => (format!("the client `{client}`"), vec!["client"]),
        (None, None) => ("the harness".to_owned(), Vec::new()),
    };
    let sentence = format!("{subject} {}", uncapitalized(summary));
    let sentence = print::wrapped(&sentence, 5);
    let _ = writeln!(text, "{number:>3}. {}", sentence.trim_start());
    let _ = writeln!(text, "     {DIM}{}{}{DIM:#}", source.kind.value, rest(&source.args, &in_sentence));
    match &source.expect {
        Some(expect) => {
            let must = if source.verifies.as_ref().is_some_and(Vec::is_empty) {
                "must, or else the case is inconclusive"
            } else {
                "must"
            };
            let _ = writeln!(text, "{}", print::wrapped(&format!("→ {must}: {}", checks(expect)), 5));
        }
        None => {
            let _ = writeln!(text, "     {DIM}→ must succeed, or else the case is inconclusive{DIM:#}");
        }
    }
    for id in source.verifies.iter().flatten() {
        let _ = writeln!(text, "       {DIM}{}{DIM:#}", id.value);
    }
    text
}

/// A value on one line.
pub(super) fn written(node: &Node) -> String {
    match &node.value {
        Value::Null => "~".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) => text.trim().to_owned(),
        Value::Seq(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Map(_) => format!("{{ {} }}", checks(node)),
    }
}

/// The entries of a mapping.
fn checks(node: &Node) -> String {
    let Value::Map(entries) = &node.value else { return written(node) };
    entries.iter().map(|(key, value)| format!("{}: {}", key.value, written(value))).collect::<Vec<_>>().join(", ")
}

/// The arguments that the sentence does not contain yet.
fn rest(args: &Node, in_sentence: &[&str]) -> String {
    match &args.value {
        Value::Null => String::new(),
        Value::Map(entries) => {
            let rest = entries.iter().filter(|(key, _)| !in_sentence.contains(&key.value.as_str()));
            rest.flat_map(|(key, value)| [" · ", &key.value, ": ", &written(value)].map(str::to_owned)).collect()
        }
        _ => format!(" · {}", written(args)),
    }
}

fn uncapitalized(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
