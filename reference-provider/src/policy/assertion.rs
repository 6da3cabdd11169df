//! Client authentication with a JWT.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What a client assertion must look like, whether it is signed with a private key or a client secret (RFC 7523,
    /// OpenID Connect Core §9).
    AssertionRules in assertion {
        against ClientImpersonation {
            /// Clients can authenticate with `private_key_jwt`.
            private_key_jwt: bool = true, "RFC 9700 §2.5";
                fault "private-key-jwt-unsupported" = false, breaks "rfc9700-2.5-asymmetric-client-auth":
                    "The provider does not support private_key_jwt.";
            /// The signature of a client assertion is verified with the client's key.
            signature_checked: bool = true, "RFC 7523 §3 item 9";
                fault "assertion-signature-unchecked" = false, breaks "rfc7523-3-signature":
                    "The provider does not verify the signature of client assertions.";
            /// The audience of a client assertion is this provider.
            audience: AssertionAudience = AssertionAudience::Provider, "RFC 7523 §3 item 3";
                fault "assertion-audience-unchecked" = AssertionAudience::Anyone, breaks "rfc7523-3-audience":
                    "The provider accepts client assertions whose audience is another server.";
                variant "assertion-audience-is-issuer" = AssertionAudience::Issuer, permitted by "RFC 7523 §3 item 3":
                    "The provider accepts client assertions only with the issuer identifier as the audience.";
                variant "assertion-audience-is-token-endpoint" = AssertionAudience::TokenEndpoint,
                    permitted by "RFC 7523 §3 item 3":
                    "The provider accepts client assertions at every endpoint only with the token endpoint as the \
                     audience.";
            /// The `iss` and `sub` claims of a client assertion are the client identifier.
            subject_checked: bool = true, "RFC 7523 §3 items 1 and 2";
                fault "assertion-subject-unchecked" = false, breaks "rfc7523-3-issuer-subject":
                    "The provider accepts client assertions whose iss or sub is another party.";
            /// A client assertion has an `exp` claim and is not expired.
            expiry_checked: bool = true, "RFC 7523 §3 item 4";
                fault "assertion-expiry-unchecked" = false, breaks "rfc7523-3-expiry":
                    "The provider accepts client assertions that are expired or have no exp claim.";
            /// A client assertion with a longer lifetime is rejected.
            longest_life: Seconds = Seconds::minutes(10), "RFC 7523 §3 item 4";
                fault "assertion-long-lived" = Seconds::days(40_000), breaks "rfc7523-3-expiry-bounded":
                    "The provider accepts client assertions with a lifetime of years.";
            /// A client assertion is accepted once.
            single_use: bool = true, "OpenID Connect Core §9, RFC 7523 §3 item 7";
                fault "assertion-replay-accepted" = false, breaks "oidc-core-9-assertion-single-use":
                    "The provider accepts a client assertion more than once (assertion replay).";
            /// A client secret shorter than 32 octets is not accepted as an HMAC key.
            short_secrets_refused: bool = true, "OpenID Connect Core §16.19, RFC 7518 §3.2";
                fault "assertion-short-secret" = false, breaks "rfc7518-3.2-hs-key-length":
                    "The provider accepts client assertions that are authenticated with a client secret too short to \
                     resist offline brute force.";
            /// A JWT of another type, such as a request object, is not accepted as a client assertion.
            other_types_refused: bool = true, "RFC 9101 §10.8, RFC 8725 §3.11";
                fault "assertion-type-confusion" = false, breaks "rfc9101-10.8-not-a-client-assertion":
                    "The provider accepts a request object as a client assertion (type confusion).";
        }
        knobs {
            /// The accepted clock skew of the client.
            leeway: Seconds = Seconds::minutes(1);
            /// Clients can authenticate with `client_secret_jwt`.
            client_secret_jwt: bool = true, "OpenID Connect Core §9";
                variant "client-secret-jwt-unsupported" = false, permitted by "OpenID Connect Core §9":
                    "Clients cannot authenticate with client_secret_jwt.",
                    without "clients.hmac" "clients.weak" because "No client can authenticate with client_secret_jwt.";
        }
        several {
            variant "client-assertions-unsupported", permitted by "OpenID Connect Core §9":
                "Clients cannot authenticate with JWTs, and the metadata lists no signing algorithms for client \
                 authentication.",
                without "clients.jwt" "clients.hmac" "clients.weak" because "No client can authenticate with a JWT."
                => |p| { p.assertion.private_key_jwt = false; p.assertion.client_secret_jwt = false; };
        }
    }
}

choice! {
    /// The accepted audiences of client assertions.
    AssertionAudience {
        /// The issuer identifier, the token endpoint, or the endpoint of the request (RFC 7523 §3, RFC 9126 §2).
        Provider,
        /// The issuer identifier as the sole audience (draft-ietf-oauth-rfc7523bis §4).
        Issuer,
        /// The token endpoint, at every endpoint (OpenID Connect Core §9).
        TokenEndpoint,
        /// Any audience.
        Anyone,
    }
}
