//! Time and randomness, as arguments.

use crate::base::clock::Clock;
use crate::oauth::random::Random;

/// The external inputs of a provider.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The clock for all lifetimes.
    pub clock: Clock,
    /// The source of codes, tokens and session identifiers.
    pub random: Random,
}

impl Environment {
    /// The real time and real randomness.
    pub fn system() -> Self {
        Self { clock: Clock::system(), random: Random::system() }
    }
}
