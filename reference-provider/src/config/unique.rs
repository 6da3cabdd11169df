//! Names that have to be unique.

use std::collections::BTreeSet;

use super::error::InvalidConfig;

/// Fails on the first duplicate name.
pub(super) fn unique(what: &'static str, names: impl Iterator<Item = String>) -> Result<(), InvalidConfig> {
    let mut seen = BTreeSet::new();
    for name in names {
        if let Some(name) = seen.replace(name) {
            return Err(InvalidConfig::Twice { what, name });
        }
    }
    Ok(())
}
