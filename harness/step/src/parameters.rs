//! Parameters of a request, changed as a scenario specifies: `with`, `without`, `twice`.

use url::Url;

use super::step_error::StepError;
use super::text::Changes;
use super::world::World;
use crate::oauth::authorize::Parameters;

/// Applies `with` (replace or add) and `without` (drop) to parameters.
pub(crate) fn change(
    world: &World,
    parameters: &mut Parameters,
    with: &Changes,
    without: &[String],
) -> Result<(), StepError> {
    for (name, value) in &with.0 {
        replace(parameters, name, world.text(value)?);
    }
    parameters.retain(|(name, _)| !without.contains(name));
    Ok(())
}

/// Sets a parameter; it is added if it is absent.
pub(crate) fn replace(parameters: &mut Parameters, name: &str, value: String) {
    match parameters.iter_mut().find(|(n, _)| n == name) {
        Some(parameter) => parameter.1 = value,
        None => parameters.push((name.to_owned(), value)),
    }
}

/// Applies `twice`: adds parameters that may be present already.
pub(crate) fn repeat(world: &World, parameters: &mut Parameters, twice: &Changes) -> Result<(), StepError> {
    for (name, value) in &twice.0 {
        parameters.push((name.clone(), world.text(value)?));
    }
    Ok(())
}

/// A URL with the parameters of its query changed.
pub(super) fn changed(world: &World, mut url: Url, with: &Changes, without: &[String]) -> Result<Url, StepError> {
    if with.0.is_empty() && without.is_empty() {
        return Ok(url);
    }
    let mut parameters: Parameters = url.query_pairs().into_owned().collect();
    change(world, &mut parameters, with, without)?;
    url.set_query(None);
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    Ok(url)
}
