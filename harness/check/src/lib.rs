//! What is expected of a step. One file for each kind of check, and one line here.

use oauth_harness_http as http;
use oauth_harness_model as model;
use oauth_harness_oauth as oauth;
use oauth_harness_step as step;
use oauth_harness_syntax as syntax;

use std::fmt::Debug;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::model::node::{Node, Value};
use crate::model::span::{At, Span};
use crate::model::verdict::Mismatch;
use crate::step::{Observation, World};
use crate::syntax::decode::{DecodeError, decode_all};
use crate::syntax::diagnostic::known_names;

mod any_of;
mod body;
mod cookie;
mod distinct;
mod entropy;
mod header;
mod id_token;
mod json;
mod nowhere;
mod oauth_error;
mod outcomes;
mod page;
mod pages;
mod redirect;
mod refused;
mod same;
mod shape;
mod shows;
mod signed_in;
mod status;
mod token;
mod within;

mod cookies;
mod members;

pub mod passive;

/// One expectation.
pub trait Check: Debug + Send + Sync {
    /// Compares it with what was seen. What the scenario gives nothing to compare with is a mismatch that is `unjudged`.
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch>;

    /// True where it speaks of statuses, those of an overloaded or failing server among them, so that such an answer is judged
    /// and not put down to the server's state.
    fn is_about_statuses(&self) -> bool {
        false
    }

    /// True where [`Check::judge_each`] can say which of several requirements is broken. A step that verifies more than one
    /// needs such a check.
    fn tells_apart(&self) -> bool {
        false
    }

    /// Those of the `requirements` (ids) that what was seen does not put to the test, as their condition is not met: they are
    /// not reached. A check that tells requirements apart knows.
    fn not_reached(&self, _requirements: &[String], _seen: &Observation, _world: &World) -> Vec<String> {
        Vec::new()
    }

    /// What is wrong, each with the requirement (id) that it breaks; of those in `requirements` alone.
    fn judge_each(&self, requirements: &[String], seen: &Observation, world: &World) -> Vec<(String, Mismatch)> {
        let about = requirements.first().cloned().unwrap_or_default();
        self.judge(seen, world).err().map(|mismatch| (about, mismatch)).into_iter().collect()
    }
}

/// A check that was read, or every mistake in it.
pub type Reading = Result<Box<dyn Check>, Vec<DecodeError>>;

/// A kind of check.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its key under `expect:`.
    pub name: &'static str,
    /// What it expects, in one sentence.
    pub summary: &'static str,
    /// Reads its value.
    pub read: fn(&Node) -> Reading,
    /// The JSON Schema of its value.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// Every kind of check, by name.
pub const KINDS: &[Kind] = &[
    any_of::KIND,
    body::KIND,
    cookie::KIND,
    distinct::KIND,
    same::DIFFER,
    entropy::KIND,
    header::KIND,
    id_token::KIND,
    json::KIND,
    nowhere::KIND,
    oauth_error::KIND,
    outcomes::KIND,
    page::KIND,
    pages::KIND,
    redirect::KIND,
    refused::KIND,
    same::SAME,
    shape::KIND,
    shows::KIND,
    signed_in::KIND,
    status::KIND,
    token::KIND,
    within::KIND,
];

/// A check that was read, and where it stands.
#[derive(Debug)]
pub struct Expectation {
    /// The key under `expect:`.
    pub name: At<String>,
    /// The key and its value.
    pub span: Span,
    /// The check.
    pub check: Box<dyn Check>,
}

/// Reads the value of `expect:`. Every mistake in it is reported.
pub fn read_all(node: &Node) -> Result<Vec<Expectation>, Vec<DecodeError>> {
    let Value::Map(entries) = &node.value else {
        let message = format!("`expect` is a mapping of checks, not {}", node.kind());
        return Err(vec![DecodeError::at(node.span, message)]);
    };
    let mut mistakes = Vec::new();
    if entries.is_empty() {
        mistakes.push(DecodeError::at(node.span, "`expect` without a check judges nothing"));
    }
    let mut expectations = Vec::new();
    for (name, value) in entries {
        let span = Span { start: name.span.start, end: value.span.end.max(name.span.end) };
        let kind = KINDS.iter().find(|kind| kind.name == name.value).ok_or_else(|| {
            DecodeError::at(name.span, format!("there is no check `{}`", name.value))
                .help(known_names(&name.value, KINDS.iter().map(|kind| kind.name)))
        });
        match kind.map_err(|error| vec![error]).and_then(|kind| (kind.read)(value)) {
            Ok(check) => expectations.push(Expectation { name: name.clone(), span, check }),
            Err(found) => mistakes.extend(found.into_iter().map(|mistake| in_value(mistake, value.span))),
        }
    }
    if mistakes.is_empty() { Ok(expectations) } else { Err(mistakes) }
}

/// A mistake that does not know its place stands in the value of the check.
fn in_value(mut mistake: DecodeError, span: Span) -> DecodeError {
    mistake.span.get_or_insert(span);
    mistake
}

/// The `read` of a kind whose value is the type `C`.
fn read<C: Check + serde::de::DeserializeOwned + 'static>(node: &Node) -> Reading {
    match decode_all::<C>(node) {
        (Some(check), mistakes) if mistakes.is_empty() => Ok(Box::new(check)),
        (_, mistakes) => Err(mistakes),
    }
}

/// The `schema` of a kind whose value is the type `C`.
fn schema<C: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<C>()
}

/// The schema of a value that may be written alone, or as a list of acceptable ones.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is used")]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

/// A list of acceptable things in words: `a`, `a or b`, `a, b or c`.
fn one_of(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::Source;
    use crate::syntax::yaml;

    #[test]
    fn every_mistake_has_its_place() {
        let text = "within: 5 parsecs\nsame: [a]\ndiffer: [b]\nnot-a-check: 1\nany of:\n- within: never\n- same: [c]\n";
        let source = Source::new("t.yaml", text);
        let mistakes = read_all(&yaml::parse(&source).expect("YAML")).expect_err("mistakes");
        let places: Vec<String> = mistakes.iter().map(|wrong| source.place(wrong.span.expect("a place"))).collect();
        let lines = ["1:9", "2:7", "3:9", "4:1", "6:11", "7:9"];
        assert_eq!(places, lines.map(|place| format!("t.yaml:{place}")));
    }
}
