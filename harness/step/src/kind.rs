//! What a kind of step is, and how its arguments are parsed.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::clients::{ASKER, DEFAULT_CLIENT};
use super::step::Step;
use super::text::Text;

use crate::model::node::Node;
use crate::syntax::decode::{DecodeError, decode_all};

/// The actor of a step that does not name one.
pub const DEFAULT_ACTOR: &str = "alice";

/// A parsed step, or every mistake in its arguments.
pub type ParseResult = Result<Box<dyn Step>, Vec<DecodeError>>;

/// A kind of step.
#[derive(Clone, Copy)]
pub struct StepKind {
    /// Its name in scenarios.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The members of its result, if they are always the same; empty if the peer decides.
    pub members: &'static [&'static str],
    /// Whether its result can be saved under a name.
    pub saves: Saves,
    /// Parses its arguments, without `save` if that only names the result.
    pub read: fn(&Node) -> ParseResult,
    /// The JSON Schema of its arguments.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// Whether `save: NAME` is permitted among the arguments of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saves {
    /// It has no result to save.
    Never,
    /// The result is saved if a name is given.
    IfNamed,
    /// The step is useless without a name: it is an argument like others.
    Always,
}

/// The `read` of a kind whose arguments are the type `S`.
pub(crate) fn read<S: Step + serde::de::DeserializeOwned + 'static>(node: &Node) -> ParseResult {
    match decode_all::<S>(node) {
        (Some(step), mistakes) if mistakes.is_empty() => Ok(Box::new(step)),
        (_, mistakes) => Err(mistakes),
    }
}

/// The `schema` of a kind whose arguments are the type `S`.
pub(crate) fn schema<S: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<S>()
}

/// The actor of a step that does not name one.
pub(crate) fn default_actor() -> Text {
    DEFAULT_ACTOR.into()
}

/// The client that introspects tokens if a step does not name one: the target's `asker`, or else the default client.
pub(crate) fn default_asker() -> Text {
    ASKER.into()
}

/// The client of a step that does not name one.
pub(crate) fn default_client() -> Text {
    DEFAULT_CLIENT.into()
}
