//! Look-up of faults and variants by name.

use crate::similar::{did_you_mean, similar};
use crate::table::{Fault, Variant};

/// No fault has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown fault `{name}`{}", did_you_mean(.similar))]
pub struct UnknownFault {
    /// The unknown name.
    pub name: String,
    /// Names of faults that are similar to it, the most similar first.
    pub similar: Vec<&'static str>,
}

/// No variant has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown variant `{name}`{}", did_you_mean(.similar))]
pub struct UnknownVariant {
    /// The unknown name.
    pub name: String,
    /// Names of variants that are similar to it, the most similar first.
    pub similar: Vec<&'static str>,
}

impl<P> Fault<P> {
    /// The fault of `all` with this name.
    pub fn find(name: &str, all: impl Iterator<Item = &'static Self> + Clone) -> Result<&'static Self, UnknownFault> {
        all.clone()
            .find(|fault| fault.name == name)
            .ok_or_else(|| UnknownFault { name: name.to_owned(), similar: similar(name, all.map(|fault| fault.name)) })
    }
}

impl<P> Variant<P> {
    /// The variant of `all` with this name.
    pub fn find(name: &str, all: impl Iterator<Item = &'static Self> + Clone) -> Result<&'static Self, UnknownVariant> {
        all.clone().find(|variant| variant.name == name).ok_or_else(|| UnknownVariant {
            name: name.to_owned(),
            similar: similar(name, all.map(|variant| variant.name)),
        })
    }
}
