//! What an ID token says, and how it is signed.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What an ID token says, and how it is signed.
    IdTokenRules {
        /// An ID token is old after so long. OpenID Connect Core §2.
        lifetime: Seconds = Seconds::minutes(60),
    }
}
