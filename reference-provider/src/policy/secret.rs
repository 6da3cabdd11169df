//! How codes, tokens and session identifiers are made.

use serde::{Deserialize, Serialize};

choice! {
    /// How a value is made that nobody may guess (RFC 6749 §10.10, OWASP ASVS 5.0 §7.2.3).
    Making {
        /// Drawn at random: 256 bits.
        Random,
        /// Drawn at random: 64 bits.
        Short,
        /// Long, but with each one comes the next: it is counted up.
        Counted,
    }
}
