//! Clients that prove who they are with a JWT.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What a client assertion must look like, be it signed by a key or under a secret (RFC 7523, OpenID Connect Core §9).
    AssertionRules {
        /// Clients can authenticate with a key pair, of which the provider knows one half only. RFC 9700 §2.5.
        private_key_jwt: bool = true,
        /// The signature must be the client's. RFC 7523 §3 item 9.
        signature_checked: bool = true,
        /// It must be meant for this provider. RFC 7523 §3 item 3.
        audience: AssertionAudience = AssertionAudience::Provider,
        /// Issuer and subject are the client. RFC 7523 §3 items 1 and 2.
        subject_checked: bool = true,
        /// An assertion says when it ends, and has not ended. RFC 7523 §3 item 4.
        expiry_checked: bool = true,
        /// One that would last longer than this is refused. RFC 7523 §3 item 4.
        longest_life: Seconds = Seconds::minutes(10),
        /// An assertion works once. OpenID Connect Core §9, RFC 7523 §3 item 7.
        single_use: bool = true,
        /// A secret of less than 32 octets authenticates nothing. OpenID Connect Core §16.19, RFC 7518 §3.2.
        short_secrets_refused: bool = true,
        /// A token of another kind, such as a request object, is no assertion. RFC 9101 §10.8, RFC 8725 §3.11.
        other_types_refused: bool = true,
        /// So much may the client's clock differ from this one.
        leeway: Seconds = Seconds::minutes(1),
    }
}

choice! {
    /// Whom a client assertion must be meant for.
    AssertionAudience {
        /// The issuer, the token endpoint, or the endpoint that was asked (RFC 7523 §3, RFC 9126 §2).
        Provider,
        /// The issuer as the sole audience (draft-ietf-oauth-rfc7523bis §4).
        Issuer,
        /// Anybody.
        Anyone,
    }
}
