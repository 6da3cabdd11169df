//! How clients prove who they are.

use serde::{Deserialize, Serialize};

use super::{AuthMethodsAnnounced, Seconds};

rules! {
    /// How clients prove who they are at the endpoints that are no pages.
    ClientRules in client {
        against ClientImpersonation {
            /// A client that does not authenticate says at least who it is.
            id_required: bool = true, "RFC 6749 §3.2.1";
                fault "client-id-optional" = false, breaks "rfc6749-3.2.1-public-client-id-required":
                    "A code is redeemed for whoever it was issued to, without a word about who asks.";
            /// A confidential client brings its secret.
            secret_required: bool = true, "RFC 6749 §3.2.1 and §4.1.3";
                fault "client-secret-optional" = false, breaks "rfc6749-4.1.3-client-auth-required":
                    "A confidential client may leave its secret out.";
            /// A secret that is brought must be right.
            secret_checked: bool = true, "RFC 6749 §2.3.1 and §4.1.3";
                fault "client-secret-unchecked" = false,
                    breaks "rfc6749-4.1.3-client-auth-required" and "rfc6749-6-refresh-client-auth":
                    "Any client secret is right.";
            /// A confidential client brings its secret to refresh a token, too.
            secret_required_to_refresh: bool = true, "RFC 6749 §6";
                fault "refresh-without-secret" = false, breaks "rfc6749-6-refresh-client-auth":
                    "A confidential client refreshes without its secret.";
            /// A secret that a public client brings is wrong: it has none.
            secret_of_public_refused: bool = true, "RFC 6749 §4.1.3";
                fault "secret-of-public-ignored" = false, breaks "rfc6749-4.1.3-client-auth-checked-if-sent":
                    "A public client may bring any secret.";
            /// A request uses one way to authenticate.
            one_method: bool = true, "RFC 6749 §2.3";
                fault "two-methods-accepted" = false,
                    breaks "rfc6749-5.2-multiple-credentials" and "rfc6749-2.3-one-method":
                    "A client may authenticate in two ways at once: the header counts.";
            /// A client authenticates in the way it has registered, if it has.
            registered_method_only: bool = true, "RFC 7591 §2, OpenID Connect Core §9";
                fault "auth-method-ignored" = false, breaks "rfc7591-2-registered-auth-method-only":
                    "A client may authenticate in another way than it has registered.";
        }
        against Guessing {
            /// After this many wrong secrets of one client from one source within the window, that source has to wait.
            attempts: u32 = 20, "RFC 6749 §2.3.1";
                fault "client-secret-guessable" = u32::MAX, breaks "rfc6749-2.3.1-password-bruteforce":
                    "Client secrets can be tried out without end.";
                variant "secrets-locked-after-five" = 5, permitted by "RFC 6749 §2.3.1":
                    "After five wrong secrets of a client its source has to wait.";
        }
        against InformationDisclosure {
            /// Credentials in the request URI are refused: they end up in logs.
            query_credentials_refused: bool = true, "RFC 6749 §2.3.1";
                fault "client-secret-in-query" = false, breaks "rfc6749-2.3.1-secret-not-in-uri-server":
                    "Client credentials in the request URI are accepted.";
            /// Secrets are stored hashed, hence shown once, when they are made.
            secret_storage: SecretStorage = SecretStorage::Hashed, "RFC 6819 §5.1.4.1.3";
                fault "secret-stored-shown-again" = SecretStorage::Readable,
                    breaks "rfc6819-5.1.4.1.3-no-cleartext-secrets":
                    "A client secret is stored readable, and its page shows it to everyone who looks over the \
                     owner's shoulder.";
        }
        against Interoperability {
            /// Authentication in the `Authorization` header is served.
            basic_served: bool = true, "RFC 6749 §2.3.1";
                fault "basic-unserved" = false, breaks "rfc6749-2.3.1-basic-supported":
                    "Authentication in the Authorization header is refused.";
            /// What stands in that header is form-decoded after it was split.
            basic_form_decoded: bool = true, "RFC 6749 §2.3.1";
                fault "basic-not-decoded" = false, breaks "rfc6749-2.3.1-basic-form-decoding":
                    "What stands in the Authorization header is taken as it is, without form-decoding.";
            /// How a client that failed to authenticate is asked to do better.
            challenge: Challenge = Challenge::WithRealm, "RFC 6749 §5.2, RFC 7617 §2";
                fault "challenge-missing" = Challenge::Missing, breaks "rfc6749-5.2-invalid-client-401-challenge":
                    "A client that failed to authenticate is answered 400, without a challenge.";
                fault "challenge-without-realm" = Challenge::Bare, breaks "rfc7617-2-basic-challenge-realm":
                    "The challenge to a client names no realm.";
        }
        knobs {
            /// After this many wrong secrets for one client from all sources within the window, sources have to wait. A source
            /// that authenticated successfully during the last 30 days is exempt.
            attempts_in_total: u32 = 200, "RFC 6749 §2.3.1";
            /// The window in which wrong secrets are counted.
            attempts_window: Seconds = Seconds::minutes(5);
            /// Authentication with a secret in the body is served.
            post_served: bool = true, "RFC 6749 §2.3.1";
            /// The status of `invalid_client` for a client that sent no `Authorization` header.
            status_without_header: UnauthenticatedStatus = UnauthenticatedStatus::Unauthorized, "RFC 6749 §5.2";
                variant "invalid-client-with-400" = UnauthenticatedStatus::BadRequest, permitted by "RFC 6749 §5.2":
                    "A client that fails to authenticate without an Authorization header is answered 400, without a \
                     challenge.";
        }
        several {
            variant "client-secret-basic-alone", permitted by "RFC 6749 §2.3.1, RFC 8414 §2":
                "Clients authenticate in the Authorization header and in no other way, and the metadata does not say how.",
                without "clients.jwt" "clients.hmac" "clients.weak" because "No client authenticates in another way."
                => |p| {
                    p.client.post_served = false;
                    p.assertion.private_key_jwt = false;
                    p.assertion.client_secret_jwt = false;
                    p.metadata.auth_methods = AuthMethodsAnnounced::Unsaid;
                };
        }
    }
}

choice! {
    /// How a client that failed to authenticate is asked to do better.
    Challenge {
        /// 401, and a challenge with a realm.
        WithRealm,
        /// 401, and a challenge without one.
        Bare,
        /// 400, and none.
        Missing,
    }
}

choice! {
    /// How the secret of an application registered in the browser is kept.
    SecretStorage {
        /// As an argon2 hash.
        Hashed,
        /// As it is, for everyone who reads the store or the page.
        Readable,
    }
}

choice! {
    /// The status of `invalid_client` where no `Authorization` header was sent.
    UnauthenticatedStatus {
        /// 401.
        Unauthorized,
        /// 400.
        BadRequest,
    }
}
