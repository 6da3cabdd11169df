//! JSON Web Keys (RFC 7517), only public signing keys, and their thumbprints (RFC 7638).

use crate::base::hash::sha256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::key_type::KeyType;
use super::public_key::PublicKey;

/// The range of RSA key sizes: smaller keys are too weak (RFC 7518 §3.3), larger ones make verification too expensive.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// The members of a private or symmetric key (RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 8037 §2).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A public key that verifies signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Jwk {
    pub(crate) key: PublicKey,
    pub(crate) kid: Option<String>,
    /// The only algorithm of the key, if it has `alg` (RFC 7517 §4.4).
    pub(crate) algorithm: Option<Algorithm>,
}

/// A key that cannot verify a signature. The message completes "The key …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwkError {
    #[error("is not a JSON object")]
    NotAnObject,
    #[error("has no `{0}`")]
    Missing(&'static str),
    #[error("has a `{0}` that is not a string")]
    NotAString(&'static str),
    #[error("has a `{0}` that is not base64url without padding (RFC 7515 section 2)")]
    NotBase64url(&'static str),
    #[error("has the private member `{0}`; it is compromised now, publish another one")]
    Private(&'static str),
    #[error("is symmetric; a secret does not belong in a set of public keys")]
    Symmetric,
    #[error("has a `{member}` of {octets} octets instead of {expected} (RFC 7518 section 6.2.1, RFC 8037 section 2)")]
    WrongLength { member: &'static str, octets: usize, expected: usize },
    #[error("has a `{0}` that does not start with its first significant octet (RFC 7518 section 2)")]
    LeadingZero(&'static str),
    #[error("has {0} bits; RSA keys of 2048 to 8192 bits are supported (RFC 7518 section 3.3)")]
    RsaSize(usize),
    #[error("has an exponent that is even, one, or longer than 32 bits")]
    RsaExponent,
    #[error("is for {algorithm}, which requires another type of key")]
    WrongAlgorithm { algorithm: Algorithm },
    #[error("is of a type or curve that is not supported; RSA, P-256, P-384 and Ed25519 are")]
    UnsupportedType,
    #[error("is for an algorithm that is not supported")]
    UnsupportedAlgorithm,
    #[error("has a `use` or `key_ops` other than verifying signatures")]
    NotForSignatures,
}

impl JwkError {
    /// Whether the key may be useful to other readers: in a set it is ignored, not rejected (RFC 7517 §5).
    pub(crate) fn is_for_others(&self) -> bool {
        matches!(self, Self::UnsupportedType | Self::UnsupportedAlgorithm | Self::NotForSignatures)
    }
}

impl Jwk {
    /// A key identified by its thumbprint, like those of this provider. An RSA key has no `alg`: it is for RS* and PS*
    /// alike, and a client that reads `RS256` here would not use it for PS256.
    pub(crate) fn named_by_thumbprint(key: PublicKey) -> Self {
        let algorithm = match key.key_type() {
            KeyType::Rsa => None,
            KeyType::P256 => Some(Algorithm::Es256),
            KeyType::P384 => Some(Algorithm::Es384),
            KeyType::Ed25519 => Some(Algorithm::EdDsa),
        };
        Self { kid: Some(thumbprint(&key)), key, algorithm }
    }

    /// Reads one key. Whether a point is on its curve shows at the first verification, which fails.
    pub(crate) fn parse(value: &Value) -> Result<Self, JwkError> {
        let members = value.as_object().ok_or(JwkError::NotAnObject)?;
        let key_type = required(members, "kty")?;
        if key_type == "oct" {
            return Err(JwkError::Symmetric);
        }
        if let Some(private) = PRIVATE.into_iter().find(|private| members.contains_key(*private)) {
            return Err(JwkError::Private(private));
        }
        if !is_for_signatures(members)? {
            return Err(JwkError::NotForSignatures);
        }
        let key = match key_type {
            "RSA" => rsa(members)?,
            "EC" => match required(members, "crv")? {
                "P-256" => PublicKey::P256 { x: octets(members, "x", 32)?, y: octets(members, "y", 32)? },
                "P-384" => PublicKey::P384 { x: octets(members, "x", 48)?, y: octets(members, "y", 48)? },
                _ => return Err(JwkError::UnsupportedType),
            },
            "OKP" if required(members, "crv")? == "Ed25519" => PublicKey::Ed25519 { x: octets(members, "x", 32)? },
            _ => return Err(JwkError::UnsupportedType),
        };
        let algorithm = match optional(members, "alg")? {
            None => None,
            Some(name) => Some(Algorithm::named(name).ok_or(JwkError::UnsupportedAlgorithm)?),
        };
        if let Some(algorithm) = algorithm.filter(|algorithm| algorithm.key_type() != Some(key.key_type())) {
            return Err(JwkError::WrongAlgorithm { algorithm });
        }
        Ok(Self { key, kid: optional(members, "kid")?.map(str::to_owned), algorithm })
    }

    /// The key as a member of a JWK Set.
    pub(crate) fn to_value(&self) -> Value {
        let mut members = required_members(&self.key);
        members.insert("use".to_owned(), "sig".into());
        members.extend(self.kid.as_deref().map(|kid| ("kid".to_owned(), kid.into())));
        members.extend(self.algorithm.map(|algorithm| ("alg".to_owned(), algorithm.name().into())));
        Value::Object(members)
    }

    /// Whether a token with `algorithm` can be verified with this key (RFC 8725 §3.1).
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        algorithm.key_type() == Some(self.key.key_type()) && self.algorithm.is_none_or(|only| only == algorithm)
    }

    /// The SHA-256 thumbprint in base64url, also known as `jkt` (RFC 7638 §3, RFC 9449 §6.1).
    pub(crate) fn thumbprint(&self) -> String {
        thumbprint(&self.key)
    }
}

fn thumbprint(key: &PublicKey) -> String {
    URL_SAFE_NO_PAD.encode(sha256(&[Value::Object(required_members(key)).to_string().as_bytes()]))
}

/// The required members, in alphabetical order (RFC 7638 §3.2).
fn required_members(key: &PublicKey) -> Map<String, Value> {
    let encode = |octets: &[u8]| URL_SAFE_NO_PAD.encode(octets);
    let members = match key {
        PublicKey::Rsa { n, e } => vec![("e", encode(e)), ("kty", "RSA".to_owned()), ("n", encode(n))],
        PublicKey::P256 { x, y } => {
            vec![("crv", "P-256".to_owned()), ("kty", "EC".to_owned()), ("x", encode(x)), ("y", encode(y))]
        }
        PublicKey::P384 { x, y } => {
            vec![("crv", "P-384".to_owned()), ("kty", "EC".to_owned()), ("x", encode(x)), ("y", encode(y))]
        }
        PublicKey::Ed25519 { x } => {
            vec![("crv", "Ed25519".to_owned()), ("kty", "OKP".to_owned()), ("x", encode(x))]
        }
    };
    members.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
}

/// `use` and `key_ops`, if present (RFC 7517 §4.2, §4.3).
fn is_for_signatures(members: &Map<String, Value>) -> Result<bool, JwkError> {
    let verifies = |operations: &Value| {
        operations.as_array().is_some_and(|operations| operations.iter().any(|operation| operation == "verify"))
    };
    Ok(optional(members, "use")?.is_none_or(|purpose| purpose == "sig") && members.get("key_ops").is_none_or(verifies))
}

fn rsa(members: &Map<String, Value>) -> Result<PublicKey, JwkError> {
    let (n, e) = (number(members, "n")?, number(members, "e")?);
    let bits = n.len() * 8 - usize::try_from(n[0].leading_zeros()).expect("there are at most eight");
    if !RSA_BITS.contains(&bits) {
        return Err(JwkError::RsaSize(bits));
    }
    if e == [1] || e.len() > 4 || e.last().is_some_and(|last| last % 2 == 0) {
        return Err(JwkError::RsaExponent);
    }
    Ok(PublicKey::Rsa { n, e })
}

/// A number in as few octets as possible, at least one.
fn number(members: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, JwkError> {
    let octets = decoded(members, name)?;
    if octets.first().is_none_or(|&first| first == 0) {
        return Err(JwkError::LeadingZero(name));
    }
    Ok(octets)
}

fn octets(members: &Map<String, Value>, member: &'static str, expected: usize) -> Result<Vec<u8>, JwkError> {
    let decoded = decoded(members, member)?;
    if decoded.len() != expected {
        return Err(JwkError::WrongLength { member, octets: decoded.len(), expected });
    }
    Ok(decoded)
}

fn decoded(members: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, JwkError> {
    URL_SAFE_NO_PAD.decode(required(members, name)?).map_err(|_| JwkError::NotBase64url(name))
}

fn required<'m>(members: &'m Map<String, Value>, name: &'static str) -> Result<&'m str, JwkError> {
    optional(members, name)?.ok_or(JwkError::Missing(name))
}

fn optional<'m>(members: &'m Map<String, Value>, name: &'static str) -> Result<Option<&'m str>, JwkError> {
    members.get(name).map(|value| value.as_str().ok_or(JwkError::NotAString(name))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::rfc_examples::{P256, RFC_7638};
    use serde_json::json;

    /// The key of RFC 7515 A.3 with one member changed, or removed if `value` is null.
    fn with(name: &str, value: Value) -> Result<Jwk, JwkError> {
        let mut key: Map<String, Value> = serde_json::from_str(P256).expect("it is JSON");
        if value.is_null() {
            key.remove(name)
        } else {
            key.insert(name.to_owned(), value)
        };
        Jwk::parse(&Value::Object(key))
    }

    #[test]
    fn each_mistake_has_its_name() {
        assert!(with("kid", json!("a")).is_ok());
        assert_eq!(Jwk::parse(&json!("key")), Err(JwkError::NotAnObject));
        assert_eq!(with("kty", Value::Null), Err(JwkError::Missing("kty")));
        assert_eq!(with("kid", json!(7)), Err(JwkError::NotAString("kid")));
        assert_eq!(with("x", json!("AQAB=")), Err(JwkError::NotBase64url("x")));
        assert_eq!(with("x", json!("AQAB")), Err(JwkError::WrongLength { member: "x", octets: 3, expected: 32 }));
        assert_eq!(with("d", json!("AQAB")), Err(JwkError::Private("d")));
        assert_eq!(with("kty", json!("oct")), Err(JwkError::Symmetric));
        assert_eq!(with("alg", json!("RS256")), Err(JwkError::WrongAlgorithm { algorithm: Algorithm::Rs256 }));
        assert_eq!(with("alg", json!("HS256")), Err(JwkError::WrongAlgorithm { algorithm: Algorithm::Hs256 }));
    }

    #[test]
    fn keys_for_other_readers_are_known_as_such() {
        let other = [
            ("kty", json!("AKP")),
            ("crv", json!("secp256k1")),
            ("use", json!("enc")),
            ("key_ops", json!(["sign"])),
            ("alg", json!("ES256K")),
        ];
        for (name, value) in other {
            assert!(with(name, value).is_err_and(|error| error.is_for_others()), "{name}");
        }
        assert!(!JwkError::Symmetric.is_for_others());
    }

    #[test]
    fn a_weak_rsa_key_is_refused() {
        let rsa = |n: &[u8], e: &str| Jwk::parse(&json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode(n), "e": e}));
        assert_eq!(rsa(&[255; 128], "AQAB"), Err(JwkError::RsaSize(1024)));
        assert_eq!(rsa(&[127; 256], "AQAB"), Err(JwkError::RsaSize(2047)));
        assert_eq!(rsa(&[255; 1025], "AQAB"), Err(JwkError::RsaSize(8200)));
        assert_eq!(rsa(&[], "AQAB"), Err(JwkError::LeadingZero("n")));
        assert_eq!(rsa(&[255; 256], "AAEAAQ"), Err(JwkError::LeadingZero("e")));
        for exponent in ["AQ", "Ag", "AQAAAAE"] {
            assert_eq!(rsa(&[255; 256], exponent), Err(JwkError::RsaExponent), "{exponent}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for example in [P256, RFC_7638] {
            let key = Jwk::parse(&serde_json::from_str(example).expect("it is JSON")).expect("the RFC's key is good");
            assert_eq!(Jwk::parse(&key.to_value()), Ok(key));
        }
    }
}
