//! The names in scenario and target files that refer to something outside of them: faults, requirements, capabilities.

use super::capabilities;
use crate::model::requirement::{Level, Requirement};
use crate::model::span::{Span, Spanned};
use crate::syntax::catalog::Catalog;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::known_names;
use crate::system;

pub(super) fn unknown_fault(fault: &Spanned<String>) -> Result<(), DecodeError> {
    let at = |message: String| DecodeError::at(fault.span, message);
    match fault.split_once('/') {
        // A program without the references knows no faults, and runs none.
        Some(("provider" | "consumer", _)) if !cfg!(feature = "reference") => Ok(()),
        Some((side @ ("provider" | "consumer"), name)) => system::check_fault(side, name).map_err(at),
        _ => Err(at(format!("`{}` is not the name of a fault", fault.value))
            .help("write `provider/NAME` or `consumer/NAME`")),
    }
}

pub(super) fn unknown_requirement(id: &Spanned<String>) -> Result<(), DecodeError> {
    let catalog = Catalog::built_in();
    catalog.known(id, id.span)?;
    catalog.get(id).map_or(Ok(()), |requirement| only_allowed(requirement, id.span))
}

/// A MAY is not an obligation: no party violates it.
fn only_allowed(requirement: &Requirement, span: Span) -> Result<(), DecodeError> {
    if requirement.level != Level::May || requirement.informational {
        return Ok(());
    }
    let error = DecodeError::at(span, format!("`{}` is a MAY, which cannot be violated", requirement.id));
    Err(error.help("verify an obligation, or mark the entry `informational: true` in the catalog"))
}

pub(super) fn unknown_capability(name: &Spanned<String>) -> Result<(), DecodeError> {
    if capabilities::names().any(|known| known == name.value) {
        return Ok(());
    }
    let error = DecodeError::at(name.span, format!("unknown capability `{}`", name.value));
    Err(error.help(known_names(&name.value, capabilities::names())))
}

/// Names that occur twice in a list.
pub(super) fn twice(names: &[Spanned<String>]) -> impl Iterator<Item = DecodeError> {
    let again = |(at, name): &(usize, &Spanned<String>)| names[..*at].iter().any(|before| before.value == name.value);
    let named_again = names.iter().enumerate().filter(again);
    named_again.map(|(_, name)| DecodeError::at(name.span, format!("duplicate `{}`", name.value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_may_is_verified_only_where_it_is_informational() {
        let owed = Catalog::built_in().get("rfc6749-4.1.2-code-single-use").expect("it is there").clone();
        assert!(only_allowed(&owed, Span::default()).is_ok());
        let allowed = Requirement { level: Level::May, ..owed };
        assert!(only_allowed(&allowed, Span::default()).is_err_and(|error| error.message.contains("is a MAY")));
        assert!(only_allowed(&Requirement { informational: true, ..allowed }, Span::default()).is_ok());
    }
}
