//! What is expected of a step. One file for each kind of check, and one line here.

use std::fmt::Debug;

use crate::model::node::{Node, Value};
use crate::model::span::{At, Span};
use crate::model::verdict::Mismatch;
use crate::step::{Observation, World};
use crate::syntax::decode::{DecodeError, decode};
use crate::syntax::diagnostic::known_names;

mod body;
mod cookie;
mod header;
mod json;
mod nowhere;
mod oauth_error;
mod page;
mod pages;
mod redirect;
mod signed_in;
mod status;

mod cookies;
mod members;

pub mod passive;

/// One expectation.
pub trait Check: Debug + Send + Sync {
    /// Compares it with what was seen.
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch>;
}

/// A kind of check.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its key under `expect:`.
    pub name: &'static str,
    /// What it expects, in one sentence.
    pub summary: &'static str,
    /// Reads its value.
    pub read: fn(&Node) -> Result<Box<dyn Check>, DecodeError>,
}

/// Every kind of check, by name.
pub const KINDS: [Kind; 11] = [
    body::KIND,
    cookie::KIND,
    header::KIND,
    json::KIND,
    nowhere::KIND,
    oauth_error::KIND,
    page::KIND,
    pages::KIND,
    redirect::KIND,
    signed_in::KIND,
    status::KIND,
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
        match kind.and_then(|kind| (kind.read)(value)) {
            Ok(check) => expectations.push(Expectation { name: name.clone(), span, check }),
            Err(error) => mistakes.push(error),
        }
    }
    if mistakes.is_empty() { Ok(expectations) } else { Err(mistakes) }
}

/// The `read` of a kind whose value is the type `C`.
fn read<C: Check + serde::de::DeserializeOwned + 'static>(node: &Node) -> Result<Box<dyn Check>, DecodeError> {
    Ok(Box::new(decode::<C>(node)?))
}

/// A list of acceptable things in words: `a`, `a or b`, `a, b or c`.
fn one_of(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}
