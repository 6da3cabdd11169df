//! Signature algorithms, by the names they have in `alg` (RFC 7518 §3.1, RFC 8037 §3.1).

use std::fmt;

use super::key_type::KeyType;

/// How a token is signed. The variants are RFC 7518's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Algorithm {
    /// Unsigned (RFC 7518 §3.6). A verifier that allows it accepts forged tokens.
    None,
    Hs256,
    Hs384,
    Hs512,
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    EdDsa,
}

impl Algorithm {
    pub(crate) const ALL: [Self; 13] = [
        Self::None,
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// The algorithm of that name; names are case-sensitive (RFC 7515 §4.1.1), so `None` and `NONE` are unknown.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Whether it signs with a private key and verifies with the public one.
    pub(crate) fn is_asymmetric(self) -> bool {
        self.key_type().is_some()
    }

    /// Whether it is a MAC with a shared secret.
    pub(crate) fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }

    /// The type of keys for an asymmetric algorithm, which accepts no others (RFC 8725 §3.1).
    pub(crate) fn key_type(self) -> Option<KeyType> {
        match self {
            Self::None | Self::Hs256 | Self::Hs384 | Self::Hs512 => None,
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => Some(KeyType::Rsa),
            Self::Es256 => Some(KeyType::P256),
            Self::Es384 => Some(KeyType::P384),
            Self::EdDsa => Some(KeyType::Ed25519),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::named(&algorithm.to_string()), Some(algorithm));
        }
        for unknown in ["", "None", "NONE", "rs256", "ES256K", "HS1", "RS256 "] {
            assert_eq!(Algorithm::named(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn an_algorithm_is_symmetric_or_asymmetric_or_none() {
        for algorithm in Algorithm::ALL {
            let kinds = [algorithm.is_symmetric(), algorithm.is_asymmetric(), algorithm == Algorithm::None];
            assert_eq!(kinds.into_iter().filter(|&kind| kind).count(), 1, "{algorithm}");
        }
    }
}
