//! What `${…}` may speak of at each point of a story, so that what has no value is found before anything runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::node::{Node, Value};
use crate::model::scenario::{Fragment, Scenario};
use crate::model::span::Span;
use crate::step::functions;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::known_names;
use crate::syntax::template::{self, Mention};

/// The variables that `${…}` may speak of at one point of a story.
pub(super) struct Known {
    /// Name, and members where they are always the same.
    variables: BTreeMap<String, Option<Vec<String>>>,
}

impl Known {
    pub(super) fn at_the_start(scenario: &Scenario) -> Known {
        let mut variables = always_known();
        if !scenario.rows.is_empty() {
            // A member that only some rows have is for `default` to fill in.
            let names: BTreeSet<String> = scenario.rows.iter().flat_map(|row| keys(&row.values)).collect();
            variables.insert("row".to_owned(), Some(names.into_iter().collect()));
        }
        Known { variables }
    }

    /// What the steps of a fragment may speak of before its first step: its parameters.
    pub(super) fn in_a_fragment(fragment: &Fragment) -> Known {
        let mut variables = always_known();
        let names = fragment.parameters.iter().map(|(name, _)| name.clone()).collect();
        variables.insert("with".to_owned(), Some(names));
        Known { variables }
    }

    /// Notes what a step saves, also where something else is wrong with it: one mistake is told once.
    pub(super) fn save(&mut self, args: &Node, members: &[&str]) {
        let Some(name) = args.entry("save").and_then(Node::text) else { return };
        let members = (!members.is_empty()).then(|| members.iter().map(|&member| member.to_owned()).collect());
        self.variables.insert(name.to_owned(), members);
    }

    /// The mistakes in all `${…}` of a tree; `it` is known in expectations.
    pub(super) fn undefined(&self, node: &Node, in_expectation: bool) -> Vec<DecodeError> {
        let mut mistakes = Vec::new();
        for (text, span) in node.texts() {
            let mentions = match template::mentions(text) {
                Ok(mentions) => mentions,
                Err(error) => {
                    mistakes.push(DecodeError::at(within(span, text, &error.range), error.message));
                    continue;
                }
            };
            for Mention { path, range, called } in mentions {
                let (name, member) = path.split_once('.').map_or((path.as_str(), None), |(n, m)| (n, Some(m)));
                let span = within(span, text, &range);
                match self.variables.get(name) {
                    None if called && member.is_none() => mistakes.extend(unknown_function(name, span).err()),
                    None if functions::named(name).is_some() => {
                        let error = DecodeError::at(span, format!("`{name}` is a function"));
                        mistakes.push(error.help(format!("call it: `{name}(…)`")));
                    }
                    None if in_expectation && name == "it" => {}
                    None => {
                        let error = DecodeError::at(span, format!("nothing is called `{name}` here"));
                        let names = self.variables.keys().map(String::as_str);
                        mistakes.push(error.help(known_names(name, names)));
                    }
                    Some(Some(members)) => {
                        let first = member.map(|member| member.split('.').next().unwrap_or_default());
                        let missing = first.filter(|first| !members.iter().any(|member| member == first));
                        mistakes.extend(missing.map(|missing| {
                            DecodeError::at(span, format!("`{name}` has no member `{missing}`"))
                                .help(known_names(missing, members.iter().map(String::as_str)))
                        }));
                    }
                    Some(None) => {}
                }
            }
        }
        mistakes
    }
}

fn unknown_function(name: &str, span: Span) -> Result<(), DecodeError> {
    if functions::named(name).is_some() {
        return Ok(());
    }
    let error = DecodeError::at(span, format!("there is no function `{name}`"));
    Err(error.help(known_names(name, functions::names())))
}

fn always_known() -> BTreeMap<String, Option<Vec<String>>> {
    ["clients", "consumer", "others", "provider", "users"].map(|name| (name.to_owned(), None)).into()
}

fn keys(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Map(entries) => entries.iter().map(|(key, _)| key.value.clone()).collect(),
        _ => Vec::new(),
    }
}

/// The part of a text's span that a range of the text stands at, where the text is written as it is (plain, or quoted
/// without escapes); else the whole span.
fn within(span: Span, text: &str, range: &std::ops::Range<usize>) -> Span {
    let quotes = (span.end - span.start).saturating_sub(text.len());
    if quotes != 0 && quotes != 2 {
        return span;
    }
    let start = span.start + quotes / 2;
    Span { start: start + range.start, end: start + range.end }
}
