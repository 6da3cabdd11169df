//! How secrets are drawn.

use serde::{Deserialize, Serialize};

choice! {
    /// How hard a secret is to guess.
    Strength {
        /// 256 random bits.
        Full,
        /// 32 random bits.
        Weak,
        /// None: it is long, but the last one and one more.
        Counted,
    }
}
