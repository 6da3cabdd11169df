//! Access tokens that can be read: what a JWT access token says (RFC 9068).

use serde::{Deserialize, Serialize};

rules! {
    /// What a JWT access token says (RFC 9068 §2).
    AccessTokenRules {
        /// The `typ` of its header. RFC 9068 §2.1.
        typ: AccessTokenType = AccessTokenType::AtJwt,
        /// Whom it says it is from. RFC 9068 §2.2.
        iss: AccessTokenIssuer = AccessTokenIssuer::Right,
        /// All claims are there that have to be. RFC 9068 §2.2.
        claims_complete: bool = true,
        /// Whom it is for is said even where no resource was named. RFC 9068 §3.
        default_audience: bool = true,
        /// Tokens for different resources have different audiences. RFC 9068 §3 and §5.
        distinct_audience: bool = true,
    }
}

choice! {
    /// The `typ` of a JWT access token.
    AccessTokenType {
        /// `at+jwt`.
        AtJwt,
        /// `JWT`, as an ID token may have.
        Jwt,
    }
}

choice! {
    /// The `iss` of a JWT access token.
    AccessTokenIssuer {
        /// This issuer.
        Right,
        /// Another one.
        Foreign,
    }
}
