//! `save: NAME` among the arguments of a step of any kind: the name under which its result is saved.

use crate::model::node::{Node, Value};
use crate::model::span::Spanned;
use crate::syntax::decode::{DecodeError, decode};

const SAVE: &str = "save";

/// The name, if there is one.
pub(super) fn name(args: &Node) -> Result<Option<Spanned<String>>, DecodeError> {
    args.entry(SAVE).map_or(Ok(None), decode)
}

/// The other arguments.
pub(super) fn without_name(args: &Node) -> Node {
    let Value::Map(entries) = &args.value else { return args.clone() };
    let others = entries.iter().filter(|(name, _)| name.value != SAVE).cloned().collect();
    Node { span: args.span, value: Value::Map(others) }
}

/// A mistake in the other arguments: if one of them is unknown, `save` is among those that are known.
pub(super) fn known(mistake: DecodeError, args: &Node) -> DecodeError {
    let Value::Map(entries) = &args.value else { return mistake };
    match entries.iter().find(|(name, _)| Some(name.span) == mistake.span) {
        Some((name, _)) => mistake.knowing(&name.value, SAVE),
        None => mistake,
    }
}
