//! Tokens, and the answers that carry them.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// Access tokens and the answers that carry them.
    TokenRules {
        /// What an access token looks like: nothing to anyone else, or a JWT. RFC 6749 §1.4, RFC 9068.
        format: TokenFormat = TokenFormat::Opaque,
        /// An access token lives an hour at most. RFC 6750 §5.3.
        access_lifetime: Seconds = Seconds::minutes(60),
        /// Answers with tokens are kept out of every cache. RFC 6749 §5.1.
        never_cached: bool = true,
        /// Answers with tokens say that they are JSON. RFC 6749 §5.1.
        labelled_json: bool = true,
        /// Errors of the token endpoint are JSON, and no pages. RFC 6749 §5.2.
        errors_in_json: bool = true,
    }
}

choice! {
    /// What an access token looks like.
    TokenFormat {
        /// A string that only this provider understands.
        Opaque,
        /// A JWT that resource servers can read (RFC 9068).
        Jwt,
    }
}

rules! {
    /// Refresh tokens and their rotation.
    RefreshRules {
        /// A refresh token unused for so long is dead. RFC 9700 §4.14.2.
        idle_lifetime: Seconds = Seconds::days(14),
        /// A grant ends after so long, however often it is refreshed. OWASP ASVS 5.0 §10.4.8.
        grant_lifetime: Seconds = Seconds::days(90),
        /// Each use brings a new refresh token in place of the old one. RFC 9700 §2.2.2 and §4.14.2.
        rotated: bool = true,
        /// A used refresh token is refused. RFC 9700 §4.14.2.
        replay_refused: bool = true,
        /// A used refresh token presented again ends the whole grant: one of the two holders is a thief. RFC 9700 §4.14.2.
        replay_revokes_grant: bool = true,
    }
}

rules! {
    /// What the introspection endpoint says of a token.
    IntrospectionRules {
        /// A revoked token is not active. RFC 7662 §4.
        revoked_inactive: bool = true,
        /// To the server of a resource, tokens for others are not active. RFC 7662 §4.
        audience_checked: bool = true,
    }
}
