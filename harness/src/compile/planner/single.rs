//! A step that is one of `step::KINDS`.

use super::saved;
use crate::model::scenario::StepSource;
use crate::step::{self, Saves, Step};
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::known_names;

/// Parses it, or reports an unknown kind.
pub(super) fn single(source: &StepSource) -> Result<Box<dyn Step>, Vec<DecodeError>> {
    let kind = step::kind(&source.kind.value).ok_or_else(|| {
        let names: Vec<&str> = step::KINDS.iter().map(|kind| kind.name).chain(["use", "in parallel"]).collect();
        let error = DecodeError::at(source.kind.span, format!("unknown step `{}`", source.kind.value));
        vec![error.help(known_names(&source.kind.value, names.iter().copied()))]
    })?;
    match kind.saves {
        Saves::IfNamed => (kind.read)(&saved::without_name(&source.args))
            .map_err(|found| found.into_iter().map(|error| saved::known(error, &source.args)).collect()),
        Saves::Never | Saves::Always => (kind.read)(&source.args),
    }
}
