//! How a token is signed, rightly or wrongly.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use serde_json::{Map, Value};

use super::KeyRing;
use super::generation::Generation;
use crate::jose::{Algorithm, KeyType, hmac, sign};
use crate::policy::RsaKeys;

/// How a token is signed. [`Signing::with`] is correct; each field is a way to deviate.
#[derive(Clone, Debug)]
pub(crate) struct Signing<'s> {
    /// The `alg` of the header, and the algorithm of the signature, which is empty for `none`.
    pub(crate) algorithm: Algorithm,
    /// The secret for an HS algorithm. Without one, the secret is the RSA *public* key in PEM, which a client accepts
    /// if it lets the token choose the algorithm (RFC 8725 §2.1).
    pub(crate) secret: Option<&'s [u8]>,
    /// The signing key.
    pub(crate) key: Key,
    /// The `kid` of the header.
    pub(crate) kid: Kid,
    /// The `typ` of the header.
    pub(crate) typ: Option<&'s str>,
    /// The header contains the signing key's public key as `jwk`, for clients that trust it (RFC 7515 §4.1.3).
    pub(crate) embeds_key: bool,
    /// The header has thumbprints of the signing key's certificate, if there is one (RFC 7515 §4.1.7 and §4.1.8).
    pub(crate) shows_thumbprints: bool,
    /// Other members of the header, which override those above.
    pub(crate) header: Map<String, Value>,
    /// One bit of the signature is flipped.
    pub(crate) corrupted: bool,
}

/// The signing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// The published one.
    Current,
    /// One that is never in the JWK Set.
    Unpublished,
}

/// The `kid` of the header, whichever key signs. A token without a key pair has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kid {
    /// The published one.
    Right,
    /// None.
    Missing,
    /// One that is not in the JWK Set.
    Unknown,
}

impl Signing<'_> {
    /// With the current key and its `kid`.
    pub(crate) fn with(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            secret: None,
            key: Key::Current,
            kid: Kid::Right,
            typ: None,
            embeds_key: false,
            shows_thumbprints: false,
            header: Map::new(),
            corrupted: false,
        }
    }

    /// The type of the key pair, if there is one.
    fn key_type(&self) -> Option<KeyType> {
        if self.algorithm.is_symmetric() && self.secret.is_none() {
            return Some(KeyType::Rsa);
        }
        self.algorithm.key_type()
    }
}

impl KeyRing {
    /// A compact JWS over `claims`, signed in this way. Threads do not wait for each other's signatures.
    pub(crate) fn sign(&self, signing: &Signing<'_>, claims: &Value, rsa: RsaKeys) -> String {
        let current = self.current();
        let signer = match signing.key {
            Key::Current => &*current,
            Key::Unpublished => self.unpublished(),
        };
        let named = match signing.kid {
            Kid::Right => Some(&*current),
            Kid::Missing => None,
            Kid::Unknown => Some(self.unpublished()),
        };
        sign(&header(signing, signer, named, rsa), claims, |input| signature(signing, signer, input, rsa))
    }
}

fn header(signing: &Signing<'_>, signer: &Generation, named: Option<&Generation>, rsa: RsaKeys) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), signing.algorithm.name().into());
    if let Some(typ) = signing.typ {
        header.insert("typ".to_owned(), typ.into());
    }
    if let Some(key_type) = signing.key_type() {
        if let Some(kid) = named.and_then(|generation| generation.key(key_type, rsa).public().kid.as_deref()) {
            header.insert("kid".to_owned(), kid.into());
        }
        if signing.embeds_key {
            header.insert("jwk".to_owned(), signer.key(key_type, rsa).public().to_value());
        }
        if let Some(certificate) = signer.certificate(key_type, rsa).filter(|_| signing.shows_thumbprints) {
            for (name, algorithm) in [("x5t", &SHA1_FOR_LEGACY_USE_ONLY), ("x5t#S256", &SHA256)] {
                let thumbprint = URL_SAFE_NO_PAD.encode(digest(algorithm, certificate));
                header.insert(name.to_owned(), thumbprint.into());
            }
        }
    }
    header.extend(signing.header.clone());
    header
}

fn signature(signing: &Signing<'_>, signer: &Generation, input: &[u8], rsa: RsaKeys) -> Vec<u8> {
    let mut signature = if let Some(key_type) = signing.algorithm.key_type() {
        signer.key(key_type, rsa).sign(signing.algorithm, input).expect("a key signs under an algorithm of its type")
    } else {
        let secret = signing.secret.unwrap_or_else(|| signer.rsa_public_pem(rsa).as_bytes());
        hmac(signing.algorithm, secret, input).unwrap_or_default() // nothing, for `none`
    };
    if signing.corrupted {
        match signature.first_mut() {
            Some(octet) => *octet ^= 1,
            None => signature.push(0),
        }
    }
    signature
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::jose::{Jwk, JwtError, Keys, Unverified, parse_jwk_set, verify};
    use crate::policy::{KeySetRules, RsaKeys};

    const ASYMMETRIC: [Algorithm; 9] = [
        Algorithm::Rs256,
        Algorithm::Rs384,
        Algorithm::Rs512,
        Algorithm::Ps256,
        Algorithm::Ps384,
        Algorithm::Ps512,
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::EdDsa,
    ];

    /// The result of a client that verifies the token with the JWK Set.
    fn seen(keys: &KeyRing, signing: &Signing<'_>) -> Result<Map<String, Value>, JwtError> {
        let token = keys.sign(signing, &json!({"sub": "alice"}), RsaKeys::Usual);
        let published = parse_jwk_set(&keys.key_set(&KeySetRules::default())).expect("the set is one");
        verify(&token, Keys::Public(&published), &ASYMMETRIC).map(|verified| verified.header)
    }

    #[test]
    fn every_algorithm_is_verified_with_the_published_keys() {
        let keys = KeyRing::new();
        for algorithm in ASYMMETRIC {
            let header = seen(&keys, &Signing { typ: Some("JWT"), ..Signing::with(algorithm) }).expect("it is honest");
            assert_eq!(header["alg"], algorithm.name());
            assert_eq!(header["typ"], "JWT");
            let named = |key: &Jwk| key.fits(algorithm) && key.kid.as_deref() == header["kid"].as_str();
            assert!(keys.public_keys(RsaKeys::Usual).iter().any(named), "{algorithm}");
            assert_eq!(header.len(), 3);
        }
        for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
            let token =
                keys.sign(&Signing { secret: Some(b"secret"), ..Signing::with(algorithm) }, &json!({}), RsaKeys::Usual);
            let verified = verify(&token, Keys::Secret(b"secret"), &[algorithm]).expect("it is honest");
            assert!(!verified.header.contains_key("kid"));
            assert_eq!(verify(&token, Keys::Secret(b"other"), &[algorithm]), Err(JwtError::BadSignature));
        }
    }

    #[test]
    fn each_wrong_way_is_seen() {
        let keys = KeyRing::new();
        for algorithm in ASYMMETRIC {
            let honest = Signing::with(algorithm);
            let seen = |signing: Signing<'_>| seen(&keys, &signing);
            assert_eq!(seen(Signing { corrupted: true, ..honest.clone() }), Err(JwtError::BadSignature));
            assert_eq!(seen(Signing { key: Key::Unpublished, ..honest.clone() }), Err(JwtError::BadSignature));
            assert_eq!(seen(Signing { kid: Kid::Unknown, ..honest.clone() }), Err(JwtError::UnknownKey));
            let nameless = seen(Signing { kid: Kid::Missing, ..honest.clone() }).expect("the signature is right");
            assert!(!nameless.contains_key("kid"));
            let forged = Signing { key: Key::Unpublished, kid: Kid::Missing, embeds_key: true, ..honest };
            assert_eq!(seen(forged), Err(JwtError::BadSignature));
        }
        let none = Signing::with(Algorithm::None);
        assert_eq!(seen(&keys, &none), Err(JwtError::AlgorithmNotAllowed(Algorithm::None)));
        assert!(keys.sign(&none, &json!({}), RsaKeys::Usual).ends_with('.'));
        assert!(!keys.sign(&Signing { corrupted: true, ..none }, &json!({}), RsaKeys::Usual).ends_with('.'));
    }

    #[test]
    fn an_embedded_key_verifies_its_own_token() {
        let signing = Signing { key: Key::Unpublished, embeds_key: true, ..Signing::with(Algorithm::Es256) };
        let token = KeyRing::new().sign(&signing, &json!({}), RsaKeys::Usual);
        let header = Unverified::parse(&token).expect("it is well-formed").header;
        let embedded = Jwk { kid: None, ..Jwk::parse(&header["jwk"]).expect("it is a key") };
        assert!(verify(&token, Keys::Public(&[embedded]), &[Algorithm::Es256]).is_ok());
    }

    #[test]
    fn more_members_of_the_header_win() {
        let more = Map::from_iter([("alg".to_owned(), json!("ES384")), ("crit".to_owned(), json!(["exp"]))]);
        let token = KeyRing::new().sign(
            &Signing { header: more, ..Signing::with(Algorithm::EdDsa) },
            &json!({}),
            RsaKeys::Usual,
        );
        assert_eq!(Unverified::parse(&token).err(), Some(JwtError::Critical));
    }

    #[test]
    fn an_hs_code_without_a_secret_is_made_with_the_public_key() {
        let keys = KeyRing::new();
        let token = keys.sign(&Signing::with(Algorithm::Hs256), &json!({}), RsaKeys::Usual);
        let pem = keys.current().rsa_public_pem(RsaKeys::Usual);
        let verified = verify(&token, Keys::Secret(pem.as_bytes()), &[Algorithm::Hs256]).expect("a confused client's");
        let rsa = keys.public_keys(RsaKeys::Usual).swap_remove(0);
        assert_eq!(verified.header["kid"].as_str(), rsa.kid.as_deref());
        let refused = verify(&token, Keys::Public(&[rsa]), &Algorithm::ALL);
        assert_eq!(refused, Err(JwtError::NoFittingKey));
    }

    proptest! {
        #[test]
        fn any_changed_character_breaks_the_signature(
            algorithm in prop::sample::select(&ASYMMETRIC[..]), at: prop::sample::Index, by in 1u8..128,
        ) {
            let keys = KeyRing::new();
            let mut token = keys.sign(&Signing::with(algorithm), &json!({"sub": "alice"}), RsaKeys::Usual).into_bytes();
            let at = at.index(token.len());
            token[at] ^= by;
            let changed = String::from_utf8(token).expect("ASCII stays ASCII");
            prop_assert!(verify(&changed, Keys::Public(&keys.public_keys(RsaKeys::Usual)), &ASYMMETRIC).is_err());
        }
    }
}
