//! `acr`: how surely the user was authenticated (OpenID Connect Core §2 and §5.5.1.1).

use serde::{Deserialize, Serialize};

/// The authentication context classes this provider tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Acr {
    /// A session that was there before: nobody looked who sits at the browser now. OpenID Connect Core §2 calls it so.
    Session,
    /// The password was typed, and nothing has been answered since.
    Password,
}

/// What a request asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AcrRequest {
    /// The classes that will do, the best one first; none: any.
    pub(crate) values: Vec<String>,
    /// Without one of them there is no login.
    pub(crate) essential: bool,
}

impl Acr {
    /// What the metadata announces as `acr_values_supported`.
    pub(crate) const ALL: [Self; 2] = [Self::Session, Self::Password];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Session => "0",
            Self::Password => "1",
        }
    }
}

impl AcrRequest {
    /// Whether a login of this class will do.
    pub(crate) fn is_met_by(&self, acr: Acr) -> bool {
        !self.essential || self.values.is_empty() || self.values.iter().any(|value| value == acr.name())
    }

    /// Whether there is a login that will do.
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
