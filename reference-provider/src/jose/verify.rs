//! From a serialized token to claims with a verified signature (RFC 7515 §5.2, RFC 7519 §7.2, RFC 8725 §3).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::json::parse_object;
use super::jwk::Jwk;
use super::sign::hmac_verifies;

/// The maximum length of a token, above that of any honest one.
const MAX_LENGTH: usize = 16 * 1024;

/// The keys that can verify a signature. A secret is never tried for an asymmetric algorithm, nor a public key for a
/// symmetric one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keys<'k> {
    /// One of these public keys.
    Public(&'k [Jwk]),
    /// This secret, for the HS algorithms.
    Secret(&'k [u8]),
}

/// A received token: well-formed, but with an unverified signature.
#[derive(Clone, Debug)]
pub(crate) struct Unverified<'t> {
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    pub(crate) algorithm: Algorithm,
    signed: &'t str,
    signature: Vec<u8>,
}

/// A token with a verified signature. Its claims can still be expired, or for another audience.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verified {
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    pub(crate) algorithm: Algorithm,
}

/// One of the two JSON objects of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwtPart {
    Header,
    Claims,
    Signature,
}

/// Why a token is invalid. The messages contain nothing of it, so they can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwtError {
    #[error("the token is longer than {MAX_LENGTH} characters")]
    TooLong,
    #[error("the token does not consist of three parts")]
    NotThreeParts,
    #[error("the {0} of the token is not base64url without padding")]
    NotBase64url(JwtPart),
    #[error("the {0} of the token is not a JSON object with unique members")]
    NotAnObject(JwtPart),
    #[error("the header of the token has a {0} that is not a string")]
    NotAString(&'static str),
    #[error("the header of the token has no alg")]
    NoAlgorithm,
    #[error("the token is signed with an unknown algorithm")]
    UnknownAlgorithm,
    #[error("the token must not be signed with {0}")]
    AlgorithmNotAllowed(Algorithm),
    #[error("the header of the token has critical extensions, and none is supported")]
    Critical,
    #[error("no key matches both the kid and the algorithm of the token")]
    UnknownKey,
    #[error("no key matches the algorithm of the token")]
    NoFittingKey,
    #[error("the signature of the token is invalid")]
    BadSignature,
}

/// Reads a token and verifies its signature.
pub(crate) fn verify(token: &str, keys: Keys<'_>, allowed: &[Algorithm]) -> Result<Verified, JwtError> {
    Unverified::parse(token)?.verify(keys, allowed)
}

impl<'t> Unverified<'t> {
    /// Reads a token without verifying it, to find out whose keys can verify it.
    pub(crate) fn parse(token: &'t str) -> Result<Self, JwtError> {
        if token.len() > MAX_LENGTH {
            return Err(JwtError::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JwtError::NotThreeParts)?;
        let (header, claims) = signed.split_once('.').ok_or(JwtError::NotThreeParts)?;
        if claims.contains('.') {
            return Err(JwtError::NotThreeParts);
        }
        let header = object(header, JwtPart::Header)?;
        let claims = object(claims, JwtPart::Claims)?;
        let signature = decode(signature, JwtPart::Signature)?;
        if header.contains_key("crit") {
            return Err(JwtError::Critical);
        }
        for name in ["kid", "typ"] {
            string(&header, name)?;
        }
        let name = string(&header, "alg")?.ok_or(JwtError::NoAlgorithm)?;
        let algorithm = Algorithm::named(name).ok_or(JwtError::UnknownAlgorithm)?;
        Ok(Self { header, claims, algorithm, signed, signature })
    }

    /// Verifies the signature with the keys that match the token, and an algorithm that is both allowed and theirs.
    pub(crate) fn verify(self, keys: Keys<'_>, allowed: &[Algorithm]) -> Result<Verified, JwtError> {
        if !allowed.contains(&self.algorithm) {
            return Err(JwtError::AlgorithmNotAllowed(self.algorithm));
        }
        let is_valid = match (self.algorithm, keys) {
            (Algorithm::None, _) => self.signature.is_empty(),
            (_, Keys::Secret(secret)) if self.algorithm.is_symmetric() => {
                hmac_verifies(self.algorithm, secret, self.signed.as_bytes(), &self.signature)
            }
            (_, Keys::Public(keys)) if self.algorithm.is_asymmetric() => {
                let candidates = self.candidates(keys)?;
                candidates.iter().any(|key| key.key.verifies(self.algorithm, self.signed.as_bytes(), &self.signature))
            }
            _ => return Err(JwtError::NoFittingKey),
        };
        if !is_valid {
            return Err(JwtError::BadSignature);
        }
        Ok(Verified { header: self.header, claims: self.claims, algorithm: self.algorithm })
    }

    /// The keys for the algorithm; if the token has a `kid`, those with this `kid` and those without any.
    fn candidates<'k>(&self, keys: &'k [Jwk]) -> Result<Vec<&'k Jwk>, JwtError> {
        let kid = self.header.get("kid").and_then(Value::as_str);
        let fitting = keys.iter().filter(|key| key.fits(self.algorithm));
        let named = |key: &&Jwk| kid.is_none() || key.kid.is_none() || key.kid.as_deref() == kid;
        let candidates: Vec<&Jwk> = fitting.filter(named).collect();
        match (candidates.is_empty(), kid) {
            (false, _) => Ok(candidates),
            (true, Some(_)) => Err(JwtError::UnknownKey),
            (true, None) => Err(JwtError::NoFittingKey),
        }
    }
}

impl Verified {
    /// Whether the token has this `typ` (RFC 8725 §3.11). Media types are case-insensitive, and `application/` can be
    /// omitted (RFC 7515 §4.1.9).
    pub(crate) fn has_type(&self, expected: &str) -> bool {
        let Some(typ) = self.header.get("typ").and_then(Value::as_str) else { return false };
        let subtype = match typ.split_at_checked("application/".len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") => rest,
            _ => typ,
        };
        subtype.eq_ignore_ascii_case(expected)
    }
}

impl fmt::Display for JwtPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Claims => "payload",
            Self::Signature => "signature",
        })
    }
}

fn object(encoded: &str, part: JwtPart) -> Result<Map<String, Value>, JwtError> {
    parse_object(&decode(encoded, part)?).map_err(|_| JwtError::NotAnObject(part))
}

/// The encoding is unique: no padding, no whitespace, no leftover bits (RFC 7515 §2, RFC 4648 §3.5).
fn decode(encoded: &str, part: JwtPart) -> Result<Vec<u8>, JwtError> {
    URL_SAFE_NO_PAD.decode(encoded).map_err(|_| JwtError::NotBase64url(part))
}

fn string<'h>(header: &'h Map<String, Value>, name: &'static str) -> Result<Option<&'h str>, JwtError> {
    header.get(name).map(|value| value.as_str().ok_or(JwtError::NotAString(name))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{KeyPair, hmac, sign};
    use proptest::prelude::*;
    use serde_json::json;

    const SECRET: Keys<'_> = Keys::Secret(b"a secret of at least 32 octets...");

    /// A token with a MAC under `secret`, with any header.
    fn coded(header: Value) -> String {
        let Value::Object(header) = header else { panic!("a header is an object") };
        let Keys::Secret(secret) = SECRET else { panic!("it is one") };
        sign(&header, &json!({"sub": "alice"}), |input| hmac(Algorithm::Hs256, secret, input).expect("symmetric"))
    }

    fn signed_by(key: &KeyPair, header: Value) -> String {
        let Value::Object(header) = header else { panic!("a header is an object") };
        let algorithm = header["alg"].as_str().and_then(Algorithm::named).expect("a known algorithm");
        sign(&header, &json!({"sub": "alice"}), |input| key.sign(algorithm, input).expect("the key fits"))
    }

    #[test]
    fn a_token_has_three_parts_of_canonical_base64url() {
        let good = coded(json!({"alg": "HS256"}));
        assert!(verify(&good, SECRET, &[Algorithm::Hs256]).is_ok());
        let refused = |token: &str| verify(token, SECRET, &[Algorithm::Hs256]).expect_err(token);
        for bad in ["", ".", "a", "a.b", &format!("{good}."), &format!(".{good}"), &format!("{good}.a.b")] {
            assert!(matches!(refused(bad), JwtError::NotThreeParts), "{bad}");
        }
        for bad in [format!("{good}="), format!("{good}\n"), format!(" {good}"), good.replacen("ey", "e+", 1)] {
            assert!(matches!(refused(&bad), JwtError::NotBase64url(_)), "{bad}");
        }
        // 32 octets leave four bits of the last character unused, which have to be zero.
        let last = good.chars().last().expect("it has characters");
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let at = alphabet.find(last).expect("it is of the alphabet");
        let sibling = format!("{}{}", &good[..good.len() - 1], &alphabet[at + 1..at + 2]);
        assert_eq!(refused(&sibling), JwtError::NotBase64url(JwtPart::Signature));
        assert_eq!(refused(&"a".repeat(MAX_LENGTH + 1)), JwtError::TooLong);
    }

    #[test]
    fn the_header_is_understood_or_refused() {
        let refused = |header: Value| verify(&coded(header), SECRET, &[Algorithm::Hs256]).expect_err("refused");
        assert_eq!(refused(json!({"alg": "HS256", "crit": ["exp"], "exp": 1})), JwtError::Critical);
        assert_eq!(refused(json!({"alg": "HS256", "crit": []})), JwtError::Critical);
        assert_eq!(refused(json!({"typ": "JWT"})), JwtError::NoAlgorithm);
        assert_eq!(refused(json!({"alg": 5})), JwtError::NotAString("alg"));
        assert_eq!(refused(json!({"alg": "HS256", "kid": 5})), JwtError::NotAString("kid"));
        assert_eq!(refused(json!({"alg": "hs256"})), JwtError::UnknownAlgorithm);
        assert_eq!(refused(json!({"alg": "HS512"})), JwtError::AlgorithmNotAllowed(Algorithm::Hs512));
    }

    #[test]
    fn a_repeated_member_is_refused() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let header = format!("{}.{}.", part(r#"{"alg":"none","alg":"HS256"}"#), part("{}"));
        let claims = format!("{}.{}.", part(r#"{"alg":"none"}"#), part(r#"{"sub":"a","sub":"b"}"#));
        assert_eq!(Unverified::parse(&header).err(), Some(JwtError::NotAnObject(JwtPart::Header)));
        assert_eq!(Unverified::parse(&claims).err(), Some(JwtError::NotAnObject(JwtPart::Claims)));
    }

    #[test]
    fn none_is_accepted_only_if_allowed_and_only_unsigned() {
        let unsigned = sign(&Map::from_iter([("alg".to_owned(), json!("none"))]), &json!({}), |_| Vec::new());
        let asymmetric = [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa];
        let refused = Err(JwtError::AlgorithmNotAllowed(Algorithm::None));
        assert_eq!(verify(&unsigned, Keys::Public(&[]), &asymmetric), refused);
        assert!(verify(&unsigned, Keys::Public(&[]), &[Algorithm::None]).is_ok());
        let signed = verify(&format!("{unsigned}AA"), Keys::Public(&[]), &[Algorithm::None]);
        assert_eq!(signed, Err(JwtError::BadSignature));
    }

    #[test]
    fn a_key_is_used_with_its_own_algorithm() {
        let (p256, ed25519) = (KeyPair::p256(), KeyPair::ed25519());
        let keys = [ed25519.public().clone()];
        let token = signed_by(&p256, json!({"alg": "ES256"}));
        let all = Algorithm::ALL;
        assert_eq!(verify(&token, Keys::Public(&keys), &all), Err(JwtError::NoFittingKey));
        assert_eq!(verify(&token, SECRET, &all), Err(JwtError::NoFittingKey));
        let with_secret = coded(json!({"alg": "HS256"}));
        assert_eq!(verify(&with_secret, Keys::Public(&keys), &all), Err(JwtError::NoFittingKey));
    }

    #[test]
    fn the_kid_chooses_where_there_is_one() {
        let (one, two) = (KeyPair::p256(), KeyPair::p256());
        let both = [two.public().clone(), one.public().clone()];
        let nameless = [Jwk { kid: None, ..one.public().clone() }];
        let check = |kid: Option<&str>, keys: &[Jwk]| {
            let header = kid.map_or(json!({"alg": "ES256"}), |kid| json!({"alg": "ES256", "kid": kid}));
            verify(&signed_by(&one, header), Keys::Public(keys), &[Algorithm::Es256]).map(|_| ())
        };
        assert_eq!(check(None, &both), Ok(()));
        assert_eq!(check(one.public().kid.as_deref(), &both), Ok(()));
        assert_eq!(check(two.public().kid.as_deref(), &both), Err(JwtError::BadSignature));
        assert_eq!(check(Some("other"), &both), Err(JwtError::UnknownKey));
        assert_eq!(check(Some("other"), &nameless), Ok(()));
    }

    #[test]
    fn types_have_no_case_and_may_leave_application_out() {
        let has = |typ: Value| {
            let token = coded(json!({"alg": "HS256", "typ": typ}));
            verify(&token, SECRET, &[Algorithm::Hs256]).map(|verified| verified.has_type("at+jwt"))
        };
        for good in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/at+JWT"] {
            assert_eq!(has(json!(good)), Ok(true), "{good}");
        }
        for bad in ["JWT", "", "application/", "text/at+jwt", "application/\u{e9}", "aaaaaaaaaaa\u{e9}"] {
            assert_eq!(has(json!(bad)), Ok(false), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "\\PC*", parts in "[A-Za-z0-9_.-]{0,60}", json: String) {
            let encoded = URL_SAFE_NO_PAD.encode(&json);
            for token in [&text, &parts, &format!("{encoded}.{encoded}.{encoded}")] {
                let _ = Unverified::parse(token);
            }
        }

        #[test]
        fn any_changed_character_breaks_the_signature(at: prop::sample::Index, by in 1u8..128) {
            let mut bytes = coded(json!({"alg": "HS256", "typ": "JWT"})).into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= by;
            let changed = String::from_utf8(bytes).expect("ASCII stays ASCII");
            prop_assert!(verify(&changed, SECRET, &Algorithm::ALL).is_err());
        }

        #[test]
        fn any_changed_octet_breaks_the_signature(at: prop::sample::Index, by in 1u8..) {
            for (key, algorithm) in [(KeyPair::p256(), Algorithm::Es256), (KeyPair::ed25519(), Algorithm::EdDsa)] {
                let message = b"header.claims".to_vec();
                let signature = key.sign(algorithm, &message).expect("the key fits");
                let corrupted = |octets: &[u8]| {
                    let mut octets = octets.to_vec();
                    let at = at.index(octets.len());
                    octets[at] ^= by;
                    octets
                };
                let public = &key.public().key;
                prop_assert!(public.verifies(algorithm, &message, &signature));
                prop_assert!(!public.verifies(algorithm, &corrupted(&message), &signature));
                prop_assert!(!public.verifies(algorithm, &message, &corrupted(&signature)));
            }
        }
    }
}
