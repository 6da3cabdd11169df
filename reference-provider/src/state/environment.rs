//! Time and randomness, which come in by argument.

use crate::base::clock::Clock;
use crate::oauth::random::Random;

/// What a provider takes from the world around it.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The time that everything expires by.
    pub clock: Clock,
    /// Where codes, tokens and session identifiers come from.
    pub random: Random,
}

impl Environment {
    /// The real time and real randomness.
    pub fn system() -> Self {
        Self { clock: Clock::system(), random: Random::system() }
    }
}
