//! The entropy of secrets.

use serde::{Deserialize, Serialize};

choice! {
    /// The entropy of a secret.
    Strength {
        /// 256 random bits.
        Full,
        /// 32 random bits.
        Weak,
        /// None: long, but sequential.
        Counted,
    }
}
