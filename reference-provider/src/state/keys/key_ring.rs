//! The published keys of an issuer, and their rotation (RFC 7517 §5, OpenID Connect Core §10.1.1).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::generation::{Generation, PUBLISHED, UNPUBLISHED};
use crate::jose::{Jwk, KeyType};
use crate::policy::{KeyRotation, RsaKeys};

/// The maximum number of previous generations that remain published, so that no RSA key is repeated.
const MAX_PREVIOUS: usize = PUBLISHED - 1;

/// The keys of one issuer: the current generation, the previous ones, and an unpublished one.
#[derive(Debug)]
pub(crate) struct KeyRing {
    published: RwLock<Published>,
    /// Whether the JWK Set was fetched since the current keys began to sign.
    fetched: AtomicBool,
    unpublished: Generation,
}

/// The content of the JWK Set.
#[derive(Debug)]
struct Published {
    current: Arc<Generation>,
    /// The most recent one first.
    previous: Vec<Arc<Generation>>,
}

impl KeyRing {
    /// New keys. Each is generated when it is first needed; RSA keys are those in `keys/`, the same for all issuers.
    pub(crate) fn new() -> Self {
        Self {
            published: RwLock::new(Published { current: Arc::new(Generation::new(0)), previous: Vec::new() }),
            fetched: AtomicBool::new(false),
            unpublished: Generation::new(UNPUBLISHED),
        }
    }

    /// Generates new current keys. The previous ones remain published, so that their signatures can still be verified
    /// (OpenID Connect Core §10.1.1); the oldest are dropped if there are too many.
    pub(crate) fn rotate(&self) {
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(Generation::new((published.current.rsa + 1) % PUBLISHED));
        let replaced = std::mem::replace(&mut published.current, next);
        published.previous.insert(0, replaced);
        published.previous.truncate(MAX_PREVIOUS);
    }

    /// Notes that the keys were fetched.
    pub(super) fn note_fetched(&self) {
        self.fetched.store(true, Ordering::Relaxed);
    }

    /// Rotates the keys before a signature, where the rules want it.
    pub(crate) fn rotate_if_due(&self, rotation: KeyRotation) {
        if rotation == KeyRotation::OnceFetched && self.fetched.swap(false, Ordering::Relaxed) {
            self.rotate();
        }
    }

    /// Publishes the current keys only.
    pub(crate) fn retire(&self) {
        self.published.write().unwrap_or_else(PoisonError::into_inner).previous.clear();
    }

    /// Restores the initial keys.
    pub(crate) fn reset(&self) {
        let first = Published { current: Arc::new(Generation::new(0)), previous: Vec::new() };
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = first;
    }

    /// The published keys, which verify signatures of this issuer.
    pub(crate) fn public_keys(&self, rsa: RsaKeys) -> Vec<Jwk> {
        let generations = self.published();
        let keys = generations.iter().flat_map(|generation| KeyType::ALL.map(|key_type| generation.key(key_type, rsa)));
        keys.map(|key| key.public().clone()).collect()
    }

    /// The content of the JWK Set, the current generation first.
    pub(super) fn published(&self) -> Vec<Arc<Generation>> {
        let published = self.published.read().unwrap_or_else(PoisonError::into_inner);
        [&published.current].into_iter().chain(&published.previous).cloned().collect()
    }

    /// The current signing keys.
    pub(super) fn current(&self) -> Arc<Generation> {
        Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner).current)
    }

    /// The keys that are never published.
    pub(super) fn unpublished(&self) -> &Generation {
        &self.unpublished
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::jose::{Algorithm, JwtError, Keys, Unverified, verify};
    use crate::policy::KeySetRules;
    use crate::state::keys::signing::Signing;

    /// One for each type of key.
    const ALGORITHMS: [Algorithm; 4] = [Algorithm::Ps256, Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa];

    fn kids(keys: &KeyRing) -> BTreeSet<String> {
        keys.public_keys(RsaKeys::Usual).into_iter().filter_map(|key| key.kid).collect()
    }

    #[test]
    fn a_rotated_key_verifies_until_it_is_retired() {
        let keys = KeyRing::new();
        let old = ALGORITHMS.map(|algorithm| keys.sign(&Signing::with(algorithm), &json!({}), RsaKeys::Usual));
        let before = kids(&keys);
        let verified =
            |token: &str| verify(token, Keys::Public(&keys.public_keys(RsaKeys::Usual)), &ALGORITHMS).map(|_| ());
        keys.rotate();
        assert!(kids(&keys).is_superset(&before));
        assert!(old.iter().all(|token| verified(token).is_ok()));
        let new = ALGORITHMS.map(|algorithm| keys.sign(&Signing::with(algorithm), &json!({}), RsaKeys::Usual));
        keys.retire();
        assert!(kids(&keys).is_disjoint(&before));
        assert!(old.iter().all(|token| verified(token) == Err(JwtError::UnknownKey)));
        assert!(new.iter().all(|token| verified(token).is_ok()));
    }

    #[test]
    fn where_the_rules_want_it_a_fetched_key_signs_no_more_and_stays_published() {
        let keys = KeyRing::new();
        let kid = |rotation| {
            keys.rotate_if_due(rotation);
            let token = keys.sign(&Signing::with(Algorithm::EdDsa), &json!({}), RsaKeys::Usual);
            Unverified::parse(&token).expect("it is well-formed").header["kid"].clone()
        };
        let first = kid(KeyRotation::OnceFetched);
        assert_eq!(kid(KeyRotation::OnceFetched), first, "no client has fetched it");
        keys.key_set(&KeySetRules::default());
        assert_eq!(kid(KeyRotation::OnDemand), first);
        let second = kid(KeyRotation::OnceFetched);
        assert_ne!(second, first);
        assert_eq!(kid(KeyRotation::OnceFetched), second);
        assert!(kids(&keys).contains(first.as_str().expect("it is a string")));
    }

    #[test]
    fn rotation_never_ends_and_the_set_never_names_a_key_twice() {
        let keys = KeyRing::new();
        for rotation in 0..8 {
            let generations = 1 + rotation.min(MAX_PREVIOUS);
            assert_eq!(keys.public_keys(RsaKeys::Usual).len(), generations * KeyType::ALL.len());
            assert_eq!(kids(&keys).len(), generations * KeyType::ALL.len());
            keys.rotate();
        }
    }

    #[test]
    fn threads_sign_while_keys_rotate() {
        let keys = KeyRing::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..8 {
                        let token = keys.sign(&Signing::with(Algorithm::EdDsa), &json!({}), RsaKeys::Usual);
                        assert!(Unverified::parse(&token).is_ok());
                    }
                });
            }
            scope.spawn(|| (0..8).for_each(|_| keys.rotate()));
        });
    }
}
