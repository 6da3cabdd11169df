//! `save: NAME` among the arguments of a step, of whatever kind: the name under which its result is kept.

use crate::model::node::{Node, Value};
use crate::model::span::At;
use crate::syntax::decode::{DecodeError, decode};

const SAVE: &str = "save";

/// The name, where one is given.
pub(super) fn name(args: &Node) -> Result<Option<At<String>>, DecodeError> {
    args.entry(SAVE).map_or(Ok(None), decode)
}

/// The other arguments.
pub(super) fn without_name(args: &Node) -> Node {
    let Value::Map(entries) = &args.value else { return args.clone() };
    let others = entries.iter().filter(|(name, _)| name.value != SAVE).cloned().collect();
    Node { span: args.span, value: Value::Map(others) }
}

/// A mistake in the other arguments: where one of them is unknown, `save` is among those that are not.
pub(super) fn known(mistake: DecodeError, args: &Node) -> DecodeError {
    let Value::Map(entries) = &args.value else { return mistake };
    match entries.iter().find(|(name, _)| Some(name.span) == mistake.span) {
        Some((name, _)) => mistake.knowing(&name.value, SAVE),
        None => mistake,
    }
}
