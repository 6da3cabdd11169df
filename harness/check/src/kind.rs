//! What a kind of check is, and how its value is parsed.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::check::Check;
use crate::model::node::Node;
use crate::model::span::{Span, Spanned};
use crate::syntax::decode::{DecodeError, decode_all};

/// A parsed check with its position.
#[derive(Debug)]
pub struct Expectation {
    /// The key under `expect:`.
    pub name: Spanned<String>,
    /// The key and its value.
    pub span: Span,
    /// The check.
    pub check: Box<dyn Check>,
}

/// A parsed check, or every mistake in it.
pub type ParseResult = Result<Box<dyn Check>, Vec<DecodeError>>;

/// Parses checks that are nested in another one.
pub type ParseNested = fn(&Node) -> Result<Vec<Expectation>, Vec<DecodeError>>;

/// A kind of check.
#[derive(Clone, Copy)]
pub struct CheckKind {
    /// Its key under `expect:`.
    pub name: &'static str,
    /// What it expects, in one sentence.
    pub summary: &'static str,
    /// Parses its value, with the checks nested in it.
    pub read: fn(&Node, ParseNested) -> ParseResult,
    /// The JSON Schema of its value.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// The `read` of a kind whose value is the type `C`.
pub(crate) fn read<C: Check + serde::de::DeserializeOwned + 'static>(node: &Node, _: ParseNested) -> ParseResult {
    match decode_all::<C>(node) {
        (Some(check), mistakes) if mistakes.is_empty() => Ok(Box::new(check)),
        (_, mistakes) => Err(mistakes),
    }
}

/// The `schema` of a kind whose value is the type `C`.
pub(crate) fn schema<C: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<C>()
}
