//! Proof Key for Code Exchange (RFC 7636).

use crate::base::hash::sha256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

use crate::policy::PkceRules;

/// A code challenge and its method (RFC 7636 §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodeChallenge {
    pub(crate) method: Method,
    pub(crate) value: String,
}

/// `code_challenge_method` (RFC 7636 §4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    S256,
    Plain,
}

impl Method {
    /// The default method is `plain` (RFC 7636 §4.3).
    pub(crate) fn named(name: Option<&str>) -> Option<Self> {
        match name {
            Some("S256") => Some(Self::S256),
            Some("plain") | None => Some(Self::Plain),
            Some(_) => None,
        }
    }
}

impl CodeChallenge {
    /// Whether `verifier` matches this challenge (RFC 7636 §4.6).
    pub(crate) fn is_met_by(&self, rules: &PkceRules, verifier: &str) -> bool {
        let derived = match self.method {
            Method::S256 => URL_SAFE_NO_PAD.encode(sha256(&[verifier.as_bytes()])),
            Method::Plain => verifier.to_owned(),
        };
        let equals = |text: &str| bool::from(text.as_bytes().ct_eq(self.value.as_bytes()));
        (is_well_formed(verifier) || !rules.verifier_length_checked)
            && (equals(&derived) || (!rules.method_bound_to_code && equals(verifier)))
    }
}

impl Method {
    /// Whether a challenge has the format of this method. A hash is 32 octets in base64url; no verifier matches any
    /// other string (RFC 7636 §4.2).
    pub(crate) fn can_make(self, challenge: &str) -> bool {
        match self {
            Self::S256 => URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|hash| hash.len() == 32),
            Self::Plain => is_well_formed(challenge),
        }
    }
}

/// 43 to 128 unreserved characters, the format of both verifier and challenge (RFC 7636 §4.1, §4.2).
fn is_well_formed(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn s256(value: &str) -> CodeChallenge {
        CodeChallenge { method: Method::S256, value: value.to_owned() }
    }

    #[test]
    fn rfc_7636_appendix_b() {
        assert!(s256("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").is_met_by(&PkceRules::default(), VERIFIER));
    }

    #[test]
    fn the_challenge_itself_is_not_a_verifier() {
        let challenge = s256("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(!challenge.is_met_by(&PkceRules::default(), &challenge.value));
    }

    #[test]
    fn a_short_verifier_never_matches() {
        assert!(!s256(&URL_SAFE_NO_PAD.encode(sha256(&[b"abc"]))).is_met_by(&PkceRules::default(), "abc"));
        assert!(
            !CodeChallenge { method: Method::Plain, value: "abc".to_owned() }.is_met_by(&PkceRules::default(), "abc")
        );
    }

    #[test]
    fn method_names_are_exact() {
        assert_eq!(Method::named(None), Some(Method::Plain));
        assert_eq!(Method::named(Some("s256")), None);
        assert_eq!(Method::named(Some("S512")), None);
    }

    #[test]
    fn a_challenge_of_s256_is_a_hash() {
        let hash = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(Method::S256.can_make(hash));
        let bad = [hash.to_owned() + "AAAAAAA", hash.replace('-', "~"), hash.replace("cM", "cN")];
        for bad in bad {
            assert!(!Method::S256.can_make(&bad), "{bad}");
            assert!(Method::Plain.can_make(&bad), "{bad}");
        }
    }

    #[test]
    fn length_limits_are_inclusive() {
        for (length, well_formed) in [(42, false), (43, true), (128, true), (129, false)] {
            assert_eq!(is_well_formed(&"a".repeat(length)), well_formed, "{length}");
        }
    }

    proptest! {
        #[test]
        fn only_the_verifier_meets_its_challenge(verifier in "[A-Za-z0-9._~-]{43,128}", other in "[A-Za-z0-9._~-]{43,128}") {
            let challenge = s256(&URL_SAFE_NO_PAD.encode(sha256(&[verifier.as_bytes()])));
            prop_assert!(challenge.is_met_by(&PkceRules::default(), &verifier));
            prop_assert_eq!(challenge.is_met_by(&PkceRules::default(), &other), verifier == other);
        }
    }
}
