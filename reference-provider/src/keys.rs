//! The keys an issuer signs with, how they are published and rotated, and every right and wrong way to use them.

use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use serde_json::{Map, Value, json};

use crate::jose::{Algorithm, Jwk, KeyPair, KeyType, hmac, sign};

/// How many generations stay published beside the current one.
const MAX_PREVIOUS: usize = 2;
/// The place of the development key that is never published.
const UNPUBLISHED: usize = MAX_PREVIOUS + 1;

/// The keys of one issuer: a current one for each type, those before it, and one that nobody is told of.
#[derive(Debug)]
pub(crate) struct KeyRing {
    published: RwLock<Published>,
    unpublished: Arc<Generation>,
}

/// How one token is signed. [`Signing::with`] is how it should be; each field is a way to get it wrong.
#[derive(Clone, Debug)]
pub(crate) struct Signing<'s> {
    /// What `alg` says and the signature is made with. Under `none` it is empty.
    pub(crate) algorithm: Algorithm,
    /// The secret behind an HS algorithm. Without one, the code is made with the current RSA key's *public* half in PEM
    /// as the secret, which a client accepts that lets the token choose the algorithm (RFC 8725 §2.1).
    pub(crate) secret: Option<&'s [u8]>,
    /// Which key signs.
    pub(crate) key: Key,
    /// Which key the header names.
    pub(crate) kid: Kid,
    /// The `typ` of the header.
    pub(crate) typ: Option<&'s str>,
    /// The header shows the public half of the key that signs, as `jwk`, for a client that believes it (RFC 8725 §3.10).
    pub(crate) embeds_key: bool,
    /// More members of the header; they win over those above.
    pub(crate) header: Map<String, Value>,
    /// One bit of the signature is wrong.
    pub(crate) spoilt: bool,
}

/// The key that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// The published one.
    Current,
    /// One that the JWK Set does not list, and never will.
    Unpublished,
}

/// The key that the header names, whichever signs. A token without a key pair behind it names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kid {
    /// The published one.
    Right,
    /// None.
    Missing,
    /// One that the JWK Set does not list.
    Unknown,
}

impl Signing<'_> {
    /// With the current key, named by its `kid`.
    pub(crate) fn with(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            secret: None,
            key: Key::Current,
            kid: Kid::Right,
            typ: None,
            embeds_key: false,
            header: Map::new(),
            spoilt: false,
        }
    }

    /// The key pair that has a part in it, if any.
    fn key_type(&self) -> Option<KeyType> {
        if self.algorithm.is_symmetric() && self.secret.is_none() {
            return Some(KeyType::Rsa);
        }
        self.algorithm.key_type()
    }
}

impl KeyRing {
    /// New keys. Each is made when it is first needed; RSA keys are those of `keys/`, the same for every issuer.
    pub(crate) fn new() -> Self {
        Self {
            published: RwLock::new(Published { current: Arc::new(Generation::new(0)), previous: Vec::new() }),
            unpublished: Arc::new(Generation::new(UNPUBLISHED)),
        }
    }

    /// New current keys. The ones before stay published, so that what they signed can still be verified (OpenID Connect
    /// Core §10.1.1); only the oldest go when there are too many.
    pub(crate) fn rotate(&self) {
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(Generation::new((published.current.rsa + 1) % UNPUBLISHED));
        let replaced = std::mem::replace(&mut published.current, next);
        published.previous.insert(0, replaced);
        published.previous.truncate(MAX_PREVIOUS);
    }

    /// Publishes the current keys only.
    pub(crate) fn retire(&self) {
        self.published.write().unwrap_or_else(PoisonError::into_inner).previous.clear();
    }

    /// The JWK Set to publish (RFC 7517 §5), the current keys first.
    pub(crate) fn jwks(&self) -> Value {
        json!({ "keys": self.public_keys().iter().map(Jwk::to_value).collect::<Vec<_>>() })
    }

    /// The published keys, to verify with what this issuer signed.
    pub(crate) fn public_keys(&self) -> Vec<Jwk> {
        let generations = {
            let published = self.published.read().unwrap_or_else(PoisonError::into_inner);
            [&published.current].into_iter().chain(&published.previous).cloned().collect::<Vec<_>>()
        };
        let keys = generations.iter().flat_map(|generation| KeyType::ALL.map(|key_type| generation.key(key_type)));
        keys.map(|key| key.public().clone()).collect()
    }

    /// A compact JWS over `claims`, signed in just that way. Threads do not wait for each other's signatures.
    pub(crate) fn sign(&self, signing: &Signing<'_>, claims: &Value) -> String {
        let current = Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner).current);
        let signer = match signing.key {
            Key::Current => &current,
            Key::Unpublished => &self.unpublished,
        };
        let named = match signing.kid {
            Kid::Right => Some(&current),
            Kid::Missing => None,
            Kid::Unknown => Some(&self.unpublished),
        };
        sign(&header(signing, signer, named), claims, |input| signature(signing, signer, input))
    }
}

fn header(signing: &Signing<'_>, signer: &Generation, named: Option<&Arc<Generation>>) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), signing.algorithm.name().into());
    if let Some(typ) = signing.typ {
        header.insert("typ".to_owned(), typ.into());
    }
    if let Some(key_type) = signing.key_type() {
        if let Some(kid) = named.and_then(|generation| generation.key(key_type).public().kid.as_deref()) {
            header.insert("kid".to_owned(), kid.into());
        }
        if signing.embeds_key {
            header.insert("jwk".to_owned(), signer.key(key_type).public().to_value());
        }
    }
    header.extend(signing.header.clone());
    header
}

fn signature(signing: &Signing<'_>, signer: &Generation, input: &[u8]) -> Vec<u8> {
    let mut signature = if let Some(key_type) = signing.algorithm.key_type() {
        signer.key(key_type).sign(signing.algorithm, input).expect("a key signs under an algorithm of its type")
    } else {
        let secret = signing.secret.unwrap_or_else(|| signer.rsa_public_pem().as_bytes());
        hmac(signing.algorithm, secret, input).unwrap_or_default() // nothing, for `none`
    };
    if signing.spoilt {
        match signature.first_mut() {
            Some(octet) => *octet ^= 1,
            None => signature.push(0),
        }
    }
    signature
}

/// What the JWK Set lists.
#[derive(Debug)]
struct Published {
    current: Arc<Generation>,
    /// The last one first.
    previous: Vec<Arc<Generation>>,
}

/// One key of each type.
#[derive(Debug)]
struct Generation {
    /// The place of its RSA key among the development keys.
    rsa: usize,
    p256: OnceLock<KeyPair>,
    p384: OnceLock<KeyPair>,
    ed25519: OnceLock<KeyPair>,
}

impl Generation {
    fn new(rsa: usize) -> Self {
        Self { rsa, p256: OnceLock::new(), p384: OnceLock::new(), ed25519: OnceLock::new() }
    }

    fn key(&self, key_type: KeyType) -> &KeyPair {
        match key_type {
            KeyType::Rsa => &DEVELOPMENT[self.rsa].pair,
            KeyType::P256 => self.p256.get_or_init(KeyPair::p256),
            KeyType::P384 => self.p384.get_or_init(KeyPair::p384),
            KeyType::Ed25519 => self.ed25519.get_or_init(KeyPair::ed25519),
        }
    }

    fn rsa_public_pem(&self) -> &'static str {
        DEVELOPMENT[self.rsa].public_pem
    }
}

/// An RSA key that everyone knows: see `keys/README.md`.
struct DevelopmentKey {
    pair: LazyLock<KeyPair>,
    public_pem: &'static str,
}

macro_rules! development_key {
    ($name:literal) => {
        DevelopmentKey {
            pair: LazyLock::new(|| {
                let pkcs8 = include_bytes!(concat!("../keys/", $name, ".der"));
                KeyPair::rsa(pkcs8).expect("the embedded key is PKCS#8")
            }),
            public_pem: include_str!(concat!("../keys/", $name, ".pub.pem")),
        }
    };
}

/// As many as can be published at a time, and the one that never is.
static DEVELOPMENT: [DevelopmentKey; UNPUBLISHED + 1] =
    [development_key!("rsa-1"), development_key!("rsa-2"), development_key!("rsa-3"), development_key!("rsa-4")];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;
    use crate::jose::{JwtError, Keys, PublicKey, Unverified, parse_jwk_set, verify};

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

    /// What a client makes of a token that has the JWK Set.
    fn seen(keys: &KeyRing, signing: &Signing<'_>) -> Result<Map<String, Value>, JwtError> {
        let token = keys.sign(signing, &json!({"sub": "alice"}));
        let published = parse_jwk_set(&keys.jwks()).expect("the set is one");
        verify(&token, Keys::Public(&published), &ASYMMETRIC).map(|verified| verified.header)
    }

    fn kids(keys: &KeyRing) -> BTreeSet<String> {
        keys.public_keys().into_iter().filter_map(|key| key.kid).collect()
    }

    #[test]
    fn every_algorithm_is_verified_with_the_published_keys() {
        let keys = KeyRing::new();
        for algorithm in ASYMMETRIC {
            let header = seen(&keys, &Signing { typ: Some("JWT"), ..Signing::with(algorithm) }).expect("it is honest");
            assert_eq!(header["alg"], algorithm.name());
            assert_eq!(header["typ"], "JWT");
            assert!(kids(&keys).contains(header["kid"].as_str().expect("it is a string")), "{algorithm}");
            assert_eq!(header.len(), 3);
        }
        for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
            let token = keys.sign(&Signing { secret: Some(b"secret"), ..Signing::with(algorithm) }, &json!({}));
            let verified = verify(&token, Keys::Secret(b"secret"), &[algorithm]).expect("it is honest");
            assert!(!verified.header.contains_key("kid"));
            assert_eq!(verify(&token, Keys::Secret(b"other"), &[algorithm]), Err(JwtError::BadSignature));
        }
    }

    #[test]
    fn the_set_shows_public_members_only() {
        let public = ["alg", "crv", "e", "kid", "kty", "n", "use", "x", "y"];
        let jwks = KeyRing::new().jwks();
        let keys = jwks["keys"].as_array().expect("it is an array");
        assert_eq!(keys.len(), KeyType::ALL.len());
        for key in keys {
            let members = key.as_object().expect("it is an object");
            assert!(members.keys().all(|name| public.contains(&name.as_str())), "{key}");
            assert_eq!(members["use"], "sig");
        }
    }

    #[test]
    fn a_rotated_key_verifies_until_it_is_retired() {
        let keys = KeyRing::new();
        let old = ASYMMETRIC.map(|algorithm| keys.sign(&Signing::with(algorithm), &json!({})));
        let before = kids(&keys);
        let verified = |token: &str| verify(token, Keys::Public(&keys.public_keys()), &ASYMMETRIC).map(|_| ());
        keys.rotate();
        assert!(kids(&keys).is_superset(&before));
        assert!(old.iter().all(|token| verified(token).is_ok()));
        let new = ASYMMETRIC.map(|algorithm| keys.sign(&Signing::with(algorithm), &json!({})));
        keys.retire();
        assert!(kids(&keys).is_disjoint(&before));
        assert!(old.iter().all(|token| verified(token) == Err(JwtError::UnknownKey)));
        assert!(new.iter().all(|token| verified(token).is_ok()));
    }

    #[test]
    fn rotation_never_ends_and_the_set_never_names_a_key_twice() {
        let keys = KeyRing::new();
        for rotation in 0..8 {
            let generations = 1 + rotation.min(MAX_PREVIOUS);
            assert_eq!(keys.public_keys().len(), generations * KeyType::ALL.len());
            assert_eq!(kids(&keys).len(), generations * KeyType::ALL.len());
            keys.rotate();
        }
    }

    #[test]
    fn each_wrong_way_is_seen() {
        let keys = KeyRing::new();
        for algorithm in ASYMMETRIC {
            let honest = Signing::with(algorithm);
            let seen = |signing: Signing<'_>| seen(&keys, &signing);
            assert_eq!(seen(Signing { spoilt: true, ..honest.clone() }), Err(JwtError::BadSignature));
            assert_eq!(seen(Signing { key: Key::Unpublished, ..honest.clone() }), Err(JwtError::BadSignature));
            assert_eq!(seen(Signing { kid: Kid::Unknown, ..honest.clone() }), Err(JwtError::UnknownKey));
            let nameless = seen(Signing { kid: Kid::Missing, ..honest.clone() }).expect("the signature is right");
            assert!(!nameless.contains_key("kid"));
            let forged = Signing { key: Key::Unpublished, kid: Kid::Missing, embeds_key: true, ..honest };
            assert_eq!(seen(forged), Err(JwtError::BadSignature));
        }
        let none = Signing::with(Algorithm::None);
        assert_eq!(seen(&keys, &none), Err(JwtError::AlgorithmNotAllowed(Algorithm::None)));
        assert!(keys.sign(&none, &json!({})).ends_with('.'));
        assert!(!keys.sign(&Signing { spoilt: true, ..none }, &json!({})).ends_with('.'));
    }

    #[test]
    fn an_embedded_key_verifies_its_own_token() {
        let signing = Signing { key: Key::Unpublished, embeds_key: true, ..Signing::with(Algorithm::Es256) };
        let token = KeyRing::new().sign(&signing, &json!({}));
        let header = Unverified::parse(&token).expect("it is well-formed").header;
        let embedded = Jwk { kid: None, ..Jwk::parse(&header["jwk"]).expect("it is a key") };
        assert!(verify(&token, Keys::Public(&[embedded]), &[Algorithm::Es256]).is_ok());
    }

    #[test]
    fn more_members_of_the_header_win() {
        let more = Map::from_iter([("alg".to_owned(), json!("ES384")), ("crit".to_owned(), json!(["exp"]))]);
        let token = KeyRing::new().sign(&Signing { header: more, ..Signing::with(Algorithm::EdDsa) }, &json!({}));
        assert_eq!(Unverified::parse(&token).err(), Some(JwtError::Critical));
    }

    #[test]
    fn an_hs_code_without_a_secret_is_made_with_the_public_key() {
        let keys = KeyRing::new();
        let token = keys.sign(&Signing::with(Algorithm::Hs256), &json!({}));
        let pem = DEVELOPMENT[0].public_pem;
        let verified = verify(&token, Keys::Secret(pem.as_bytes()), &[Algorithm::Hs256]).expect("a confused client's");
        let rsa = keys.public_keys().swap_remove(0);
        assert_eq!(verified.header["kid"].as_str(), rsa.kid.as_deref());
        let refused = verify(&token, Keys::Public(&[rsa]), &Algorithm::ALL);
        assert_eq!(refused, Err(JwtError::NoFittingKey));
    }

    #[test]
    fn each_pem_is_the_public_half_of_its_key() {
        for (place, key) in DEVELOPMENT.iter().enumerate() {
            let lines = key.public_pem.lines().filter(|line| !line.starts_with('-')).collect::<String>();
            let der = STANDARD.decode(lines).expect("PEM holds base64");
            let PublicKey::Rsa { n, e } = &key.pair.public().key else { panic!("{place} is no RSA key") };
            assert_eq!(n.len(), 256);
            assert_eq!(*e, [1, 0, 1]);
            assert!(der.windows(n.len()).any(|window| window == n), "{place}");
        }
    }

    #[test]
    fn threads_sign_while_keys_rotate() {
        let keys = KeyRing::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..8 {
                        let token = keys.sign(&Signing::with(Algorithm::EdDsa), &json!({}));
                        assert!(Unverified::parse(&token).is_ok());
                    }
                });
            }
            scope.spawn(|| (0..8).for_each(|_| keys.rotate()));
        });
    }

    proptest! {
        #[test]
        fn any_changed_character_breaks_the_signature(
            algorithm in prop::sample::select(&ASYMMETRIC[..]), at: prop::sample::Index, by in 1u8..128,
        ) {
            let keys = KeyRing::new();
            let mut token = keys.sign(&Signing::with(algorithm), &json!({"sub": "alice"})).into_bytes();
            let at = at.index(token.len());
            token[at] ^= by;
            let changed = String::from_utf8(token).expect("ASCII stays ASCII");
            prop_assert!(verify(&changed, Keys::Public(&keys.public_keys()), &ASYMMETRIC).is_err());
        }
    }
}
