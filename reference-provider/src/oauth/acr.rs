//! `acr`: authentication context classes (OpenID Connect Core §2 and §5.5.1.1).

use serde::{Deserialize, Serialize};

/// The authentication context classes that this provider distinguishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Acr {
    /// An existing session: the user was not authenticated again. OpenID Connect Core §2 defines this class.
    Session,
    /// The password was entered, for the first request after it.
    Password,
}

/// The requested classes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AcrRequest {
    /// The accepted classes in order of preference; empty for any.
    pub(crate) values: Vec<String>,
    /// Whether the authentication fails without one of them.
    pub(crate) essential: bool,
}

impl Acr {
    /// The `acr_values_supported` of the metadata.
    pub(crate) const ALL: [Self; 2] = [Self::Session, Self::Password];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Session => "0",
            Self::Password => "1",
        }
    }
}

impl AcrRequest {
    /// Whether a login of this class satisfies the request.
    pub(crate) fn is_met_by(&self, acr: Acr) -> bool {
        !self.essential || self.values.is_empty() || self.values.iter().any(|value| value == acr.name())
    }

    /// Whether any login can satisfy it.
    pub(crate) fn can_be_met(&self) -> bool {
        Acr::ALL.into_iter().any(|acr| self.is_met_by(acr))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(values: &[&str], essential: bool) -> AcrRequest {
        AcrRequest { values: values.iter().map(|value| (*value).to_owned()).collect(), essential }
    }

    #[test]
    fn only_what_is_essential_has_to_be_met() {
        assert!(asked(&["gold"], false).is_met_by(Acr::Session));
        assert!(asked(&[], true).is_met_by(Acr::Session));
        assert!(!asked(&["1"], true).is_met_by(Acr::Session));
        assert!(asked(&["gold", "1"], true).is_met_by(Acr::Password));
        assert!(asked(&["gold", "1"], true).can_be_met());
        assert!(!asked(&["gold"], true).can_be_met());
    }
}
