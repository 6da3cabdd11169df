//! The source of codes, tokens, session identifiers and salts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::base::hash::sha256;

use crate::policy::Strength;

/// A source of random bytes. Clones of a seeded source continue the same sequence.
#[derive(Clone, Debug)]
pub struct Random {
    source: RandomSource,
    /// The counter for sequential secrets.
    counted: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
enum RandomSource {
    System,
    Seeded { seed: u64, drawn: Arc<AtomicU64> },
}

impl Random {
    /// The random generator of the operating system.
    pub fn system() -> Self {
        Self { source: RandomSource::System, counted: Arc::default() }
    }

    /// A reproducible sequence, for tests only: the seed discloses all tokens.
    pub fn seeded(seed: u64) -> Self {
        Self { source: RandomSource::Seeded { seed, drawn: Arc::default() }, counted: Arc::default() }
    }

    /// 256 bits, twice what RFC 6749 §10.10 requires of codes and tokens.
    pub(crate) fn bytes(&self) -> [u8; 32] {
        match &self.source {
            RandomSource::System => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).expect("the operating system has a random source");
                bytes
            }
            RandomSource::Seeded { seed, drawn } => {
                let drawn = drawn.fetch_add(1, Ordering::Relaxed);
                sha256(&[b"reference-provider", &seed.to_be_bytes(), &drawn.to_be_bytes()])
            }
        }
    }

    /// 256 bits as 43 characters that need no escaping in a URL, a header, a cookie or a page.
    pub(crate) fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// A secret with the entropy that the rules require.
    pub(crate) fn secret(&self, strength: Strength) -> String {
        match strength {
            Strength::Full => self.token(),
            Strength::Weak => URL_SAFE_NO_PAD.encode(&self.bytes()[..4]),
            Strength::Counted => format!("7d1a5c4e09b3f826{:016x}", self.counted.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// 128 bits as 22 such characters: for names, and the minimum for secrets (RFC 6749 §10.10).
    pub(crate) fn name(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.bytes()[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_sequence() {
        let (one, two) = (Random::seeded(7), Random::seeded(7));
        assert_eq!([one.token(), one.token()], [two.token(), two.token()]);
        assert_ne!(Random::seeded(7).token(), Random::seeded(8).token());
    }

    #[test]
    fn no_value_comes_twice() {
        for random in [Random::system(), Random::seeded(1)] {
            assert_ne!(random.token(), random.clone().token());
            assert_eq!(random.token().len(), 43);
        }
    }
}
