//! Time and randomness, as arguments, so that a test moves the clock instead of waiting, and the same seed gives the
//! same transcript.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::hash::sha256;

/// The clock and the random source of one consumer.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The clock for the expiration of sessions and pending logins.
    pub clock: Clock,
    /// The source of states, code verifiers, session ids and CSRF tokens.
    pub random: Random,
}

impl Environment {
    /// The machine's clock and the operating system's randomness.
    pub fn system() -> Self {
        Self { clock: Clock::system(), random: Random::system() }
    }
}

/// A clock: the system's, or a manual one that has to be moved. Clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock(ClockSource);

#[derive(Debug, Clone)]
enum ClockSource {
    System,
    Manual(Arc<Mutex<SystemTime>>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(ClockSource::System)
    }

    /// A clock that stays at `now` until [`Clock::advance`] moves it.
    pub fn manual(now: SystemTime) -> Self {
        Self(ClockSource::Manual(Arc::new(Mutex::new(now))))
    }

    /// The current time.
    pub fn now(&self) -> SystemTime {
        match &self.0 {
            ClockSource::System => SystemTime::now(),
            ClockSource::Manual(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a manual clock forward, for all its clones; `false` for the system's clock.
    pub fn advance(&self, by: Duration) -> bool {
        let ClockSource::Manual(time) = &self.0 else {
            return false;
        };
        let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
        *time = time.checked_add(by).unwrap_or(*time);
        true
    }
}

/// A source of unguessable values, or, seeded, of the same values in every run. Clones draw from the same source.
#[derive(Debug, Clone)]
pub struct Random(RandomSource);

#[derive(Debug, Clone)]
enum RandomSource {
    System,
    Seeded { seed: u64, drawn: Arc<Mutex<u64>> },
}

impl Random {
    /// The operating system's randomness.
    pub fn system() -> Self {
        Self(RandomSource::System)
    }

    /// A reproducible sequence, for tests: the seed discloses all values.
    pub fn seeded(seed: u64) -> Self {
        Self(RandomSource::Seeded { seed, drawn: Arc::new(Mutex::new(0)) })
    }

    /// 256 bits as 43 characters of the base64url alphabet: above the 128 bits that RFC 6749 section 10.10 requires of
    /// unguessable values, and also a valid code verifier (RFC 7636 section 4.1).
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// The same 256 bits, without an encoding.
    pub(crate) fn bytes(&self) -> [u8; 32] {
        match &self.0 {
            RandomSource::System => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).expect("the operating system provides randomness");
                bytes
            }
            RandomSource::Seeded { seed, drawn } => {
                let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
                *drawn += 1;
                sha256(&[b"reference-consumer", &seed.to_be_bytes(), &drawn.to_be_bytes()])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_advanced() {
        let clock = Clock::manual(SystemTime::UNIX_EPOCH);
        let same = clock.clone();
        clock.advance(Duration::from_secs(60));
        assert_eq!(same.now(), SystemTime::UNIX_EPOCH + Duration::from_secs(60));
    }

    #[test]
    fn a_seed_repeats_and_never_gives_a_value_twice() {
        let (one, two) = (Random::seeded(7), Random::seeded(7));
        let drawn = [one.token(), one.token()];
        assert_eq!(drawn, [two.token(), two.token()]);
        assert_ne!(drawn[0], drawn[1]);
        assert_ne!(Random::seeded(8).token(), drawn[0]);
    }

    #[test]
    fn a_token_is_43_characters_of_the_unreserved_set() {
        let token = Random::system().token();
        assert_eq!(token.len(), 43);
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_ne!(token, Random::system().token());
    }
}
