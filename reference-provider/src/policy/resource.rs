//! What the protected resource checks.

use serde::{Deserialize, Serialize};

rules! {
    /// What the protected resource checks.
    ResourceRules {
        /// Without a token there is nothing to see. RFC 6750 §3.
        token_required: bool = true,
        /// A token this provider did not issue is refused. RFC 6750 §3.1, RFC 6749 §10.3.
        unknown_token_refused: bool = true,
        /// A token that has run out is refused. RFC 6749 §7.
        expired_token_refused: bool = true,
        /// A revoked token is refused. RFC 7009 §2.
        revoked_token_refused: bool = true,
        /// The token's scope must cover the resource. RFC 6749 §7, RFC 6750 §3.1.
        scope_checked: bool = true,
        /// The profile is the one of the user who granted the token. RFC 6749 §1.4.
        profile_of: ProfileOf = ProfileOf::TokenOwner,
    }
}

choice! {
    /// Whose profile a token opens.
    ProfileOf {
        /// The user who granted it.
        TokenOwner,
        /// Whoever comes first in the list of users.
        FirstUser,
    }
}
