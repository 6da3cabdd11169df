//! Clients that prove who they are with a JWT.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What a client assertion must look like, be it signed by a key or under a secret (RFC 7523, OpenID Connect Core
    /// §9).
    AssertionRules in assertion {
        against ClientImpersonation {
            /// Clients can authenticate with a key pair, of which the provider knows one half only.
            private_key_jwt: bool = true, "RFC 9700 §2.5";
                fault "private-key-jwt-not-served" = false, breaks "rfc9700-2.5-asymmetric-client-auth":
                    "A client cannot authenticate with a key.";
            /// The signature must be the client's.
            signature_checked: bool = true, "RFC 7523 §3 item 9";
                fault "assertion-signature-unchecked" = false, breaks "rfc7523-3-signature":
                    "A client assertion counts whoever signed it.";
            /// An assertion must be meant for this provider.
            audience: AssertionAudience = AssertionAudience::Provider, "RFC 7523 §3 item 3";
                fault "assertion-for-anyone" = AssertionAudience::Anyone, breaks "rfc7523-3-audience":
                    "A client assertion that was made for another server counts.";
                variant "assertion-audience-is-issuer" = AssertionAudience::Issuer, permitted by "RFC 7523 §3 item 3":
                    "A client assertion is for the issuer alone.";
                variant "assertion-audience-is-token-endpoint" = AssertionAudience::TokenEndpoint,
                    permitted by "RFC 7523 §3 item 3":
                    "A client assertion is for the token endpoint, whichever endpoint it is sent to.";
            /// Issuer and subject are the client.
            subject_checked: bool = true, "RFC 7523 §3 items 1 and 2";
                fault "assertion-of-another-subject" = false, breaks "rfc7523-3-issuer-subject":
                    "A client assertion may say that someone else issued it, or that it is about someone else.";
            /// An assertion says when it ends, and has not ended.
            expiry_checked: bool = true, "RFC 7523 §3 item 4";
                fault "assertion-without-end" = false, breaks "rfc7523-3-expiry":
                    "A client assertion counts after its time, and without one.";
            /// An assertion that would last longer than this is refused.
            longest_life: Seconds = Seconds::minutes(10), "RFC 7523 §3 item 4";
                fault "assertion-long-lived" = Seconds::days(40_000), breaks "rfc7523-3-expiry-bounded":
                    "A client assertion may be made to last for years.";
            /// An assertion works once.
            single_use: bool = true, "OpenID Connect Core §9, RFC 7523 §3 item 7";
                fault "assertion-replay-accepted" = false, breaks "oidc-core-9-assertion-single-use":
                    "A client assertion counts again and again.";
            /// A secret of less than 32 octets authenticates nothing.
            short_secrets_refused: bool = true, "OpenID Connect Core §16.19, RFC 7518 §3.2";
                fault "assertion-short-secret" = false, breaks "rfc7518-3.2-hs-key-length":
                    "A client assertion may be authenticated by a secret that can be guessed offline.";
            /// A token of another kind, such as a request object, is refused as an assertion.
            other_types_refused: bool = true, "RFC 9101 §10.8, RFC 8725 §3.11";
                fault "assertion-of-any-type" = false, breaks "rfc9101-10.8-not-a-client-assertion":
                    "A request object that someone got to see authenticates its client.";
        }
        knobs {
            /// So much may the client's clock differ from this one.
            leeway: Seconds = Seconds::minutes(1);
            /// Clients can authenticate with a JWT under their secret.
            client_secret_jwt: bool = true, "OpenID Connect Core §9";
                variant "client-secret-jwt-not-offered" = false, permitted by "OpenID Connect Core §9":
                    "Clients cannot authenticate with client_secret_jwt.",
                    without "clients.hmac" "clients.weak" because "No client authenticates with a JWT under its secret.";
        }
        several {
            variant "client-assertions-not-offered", permitted by "OpenID Connect Core §9":
                "Clients cannot authenticate with a JWT, and the metadata lists no algorithm for it.",
                without "clients.jwt" "clients.hmac" "clients.weak" because "No client authenticates with a JWT."
                => |p| { p.assertion.private_key_jwt = false; p.assertion.client_secret_jwt = false; };
        }
    }
}

choice! {
    /// Whom a client assertion must be meant for.
    AssertionAudience {
        /// The issuer, the token endpoint, or the endpoint that was asked (RFC 7523 §3, RFC 9126 §2).
        Provider,
        /// The issuer as the sole audience (draft-ietf-oauth-rfc7523bis §4).
        Issuer,
        /// The token endpoint, at every endpoint (OpenID Connect Core §9).
        TokenEndpoint,
        /// Anybody.
        Anyone,
    }
}
