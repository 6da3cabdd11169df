//! The names in scenario and target files that stand for something outside of them: faults, requirements, capabilities.

use super::offers;
use crate::model::span::At;
use crate::syntax::catalogue::Catalogue;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::known_names;
use crate::system;

pub(super) fn unknown_fault(fault: &At<String>) -> Result<(), DecodeError> {
    let at = |message: String| DecodeError::at(fault.span, message);
    match fault.split_once('/') {
        // A program without the references knows no faults, and runs none.
        Some(("provider" | "consumer", _)) if !cfg!(feature = "reference") => Ok(()),
        Some((side @ ("provider" | "consumer"), name)) => system::check_fault(side, name).map_err(at),
        _ => Err(at(format!("`{}` is not the name of a fault", fault.value))
            .help("write `provider/NAME` or `consumer/NAME`")),
    }
}

pub(super) fn unknown_requirement(id: &At<String>) -> Result<(), DecodeError> {
    let catalogue = Catalogue::built_in();
    catalogue.known(id, id.span)?;
    // What is allowed is not owed: nobody is accused of not doing it.
    if catalogue.get(id).is_some_and(|found| !found.is_owed() && !found.informational) {
        let error = DecodeError::at(id.span, format!("`{}` is a MAY, which nobody violates", id.value));
        return Err(error.help("verify what is owed, or mark the entry `informational: true` in the catalogue"));
    }
    Ok(())
}

pub(super) fn unknown_capability(name: &At<String>) -> Result<(), DecodeError> {
    if offers::names().any(|known| known == name.value) {
        return Ok(());
    }
    let error = DecodeError::at(name.span, format!("there is no capability `{}`", name.value));
    Err(error.help(known_names(&name.value, offers::names())))
}

/// Names that stand twice in a list.
pub(super) fn twice(names: &[At<String>]) -> impl Iterator<Item = DecodeError> {
    let again = |(at, name): &(usize, &At<String>)| names[..*at].iter().any(|before| before.value == name.value);
    let named_again = names.iter().enumerate().filter(again);
    named_again.map(|(_, name)| DecodeError::at(name.span, format!("`{}` stands here twice", name.value)))
}
