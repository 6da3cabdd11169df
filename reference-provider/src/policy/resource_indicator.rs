//! Tokens for one resource that are worth nothing at another (RFC 8707).

use serde::{Deserialize, Serialize};

rules! {
    /// What `resource` in a request means (RFC 8707).
    ResourceIndicatorRules {
        /// A resource nobody knows is refused with `invalid_target` at the authorization endpoint. RFC 8707 §2.
        unknown_refused: bool = true,
        /// A resource beyond the grant is refused with `invalid_target` at the token endpoint. RFC 8707 §2.2.
        beyond_grant_refused: bool = true,
        /// `resource` may come more than once. RFC 8707 §2.
        repeatable: bool = true,
        /// A token is for the resources named, and no others. RFC 8707 §2, RFC 9700 §2.3.
        tokens_restricted: bool = true,
        /// Tokens for one resource leave the grant as wide as it was. RFC 8707 §2.2.
        grant_stays_wide: bool = true,
    }
}
