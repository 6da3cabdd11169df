//! Client authentication.

use serde::{Deserialize, Serialize};

use super::{AuthMethodsAnnounced, Seconds};

rules! {
    /// Client authentication at the back-channel endpoints.
    ClientRules in client {
        against ClientImpersonation {
            /// A client that does not authenticate sends its `client_id`.
            id_required: bool = true, "RFC 6749 §3.2.1";
                fault "client-id-optional" = false, breaks "rfc6749-3.2.1-public-client-id-required":
                    "The token endpoint redeems codes for requests without client authentication and without \
                     client_id.";
            /// A confidential client authenticates with its secret.
            secret_required: bool = true, "RFC 6749 §3.2.1 and §4.1.3";
                fault "client-secret-optional" = false, breaks "rfc6749-4.1.3-client-auth-required":
                    "The provider accepts requests of confidential clients without a client secret.";
            /// A client secret that is sent is verified.
            secret_checked: bool = true, "RFC 6749 §2.3.1 and §4.1.3";
                fault "client-secret-unchecked" = false,
                    breaks "rfc6749-4.1.3-client-auth-required" and "rfc6749-6-refresh-client-auth":
                    "The provider accepts any client secret.";
            /// A confidential client also authenticates to refresh a token.
            secret_required_to_refresh: bool = true, "RFC 6749 §6";
                fault "refresh-without-secret" = false, breaks "rfc6749-6-refresh-client-auth":
                    "The token endpoint refreshes tokens of confidential clients without a client secret.";
            /// A secret from a public client is rejected: the client has none.
            secret_of_public_refused: bool = true, "RFC 6749 §4.1.3";
                fault "public-client-secret-ignored" = false, breaks "rfc6749-4.1.3-client-auth-checked-if-sent":
                    "The provider ignores any client secret that a public client sends.";
            /// A request uses one client authentication method.
            one_method: bool = true, "RFC 6749 §2.3";
                fault "two-authentication-methods-accepted" = false,
                    breaks "rfc6749-5.2-multiple-credentials" and "rfc6749-2.3-one-method":
                    "The provider accepts two client authentication methods in one request and uses the Authorization \
                     header.";
            /// A client authenticates with its registered method, if it has registered one.
            registered_method_only: bool = true, "RFC 7591 §2, OpenID Connect Core §9";
                fault "auth-method-ignored" = false, breaks "rfc7591-2-registered-auth-method-only":
                    "The provider accepts other client authentication methods than the registered one.";
        }
        against Guessing {
            /// After this many wrong secrets for one client from one source within the window, requests from that
            /// source have to wait.
            attempts: u32 = 20, "RFC 6749 §2.3.1";
                fault "client-secret-brute-force" = u32::MAX, breaks "rfc6749-2.3.1-password-bruteforce":
                    "The provider does not limit attempts at client secrets (brute force).";
                variant "secrets-locked-after-five" = 5, permitted by "RFC 6749 §2.3.1":
                    "After five wrong secrets for a client from one source, that source has to wait.";
        }
        against InformationDisclosure {
            /// Credentials in the request URI are rejected: they end up in logs.
            query_credentials_refused: bool = true, "RFC 6749 §2.3.1";
                fault "client-secret-in-query" = false, breaks "rfc6749-2.3.1-secret-not-in-uri-server":
                    "The provider accepts client credentials in the request URI.";
            /// Client secrets are stored as hashes, so that they are shown only once, when they are issued.
            secret_storage: SecretStorage = SecretStorage::Hashed, "RFC 6819 §5.1.4.1.3";
                fault "secret-stored-shown-again" = SecretStorage::Readable,
                    breaks "rfc6819-5.1.4.1.3-no-cleartext-secrets":
                    "The provider stores client secrets in plain text and shows them each time the application's page \
                     is opened.";
        }
        against Interoperability {
            /// Client authentication with HTTP Basic is supported.
            basic_served: bool = true, "RFC 6749 §2.3.1";
                fault "basic-unsupported" = false, breaks "rfc6749-2.3.1-basic-supported":
                    "The provider rejects client authentication with HTTP Basic.";
            /// User name and password of HTTP Basic are form-decoded after they are split.
            basic_form_decoded: bool = true, "RFC 6749 §2.3.1";
                fault "basic-not-decoded" = false, breaks "rfc6749-2.3.1-basic-form-decoding":
                    "The provider does not form-decode the credentials of HTTP Basic.";
            /// The response to a client that failed to authenticate.
            challenge: ClientChallenge = ClientChallenge::WithRealm, "RFC 6749 §5.2, RFC 7617 §2";
                fault "challenge-missing" = ClientChallenge::Missing, breaks "rfc6749-5.2-invalid-client-401-challenge":
                    "The provider responds to failed client authentication with 400, without a challenge.";
                fault "challenge-without-realm" = ClientChallenge::Bare, breaks "rfc7617-2-basic-challenge-realm":
                    "The challenge of failed client authentication has no realm.";
        }
        knobs {
            /// After this many wrong secrets for one client from all sources within the window, sources have to wait. A source
            /// that authenticated successfully during the last 30 days is exempt.
            attempts_in_total: u32 = 200, "RFC 6749 §2.3.1";
            /// The window in which wrong secrets are counted.
            attempts_window: Seconds = Seconds::minutes(5);
            /// Client authentication with a secret in the request body is supported.
            post_served: bool = true, "RFC 6749 §2.3.1";
            /// The status of `invalid_client` for a request without an `Authorization` header.
            status_without_header: UnauthenticatedStatus = UnauthenticatedStatus::Unauthorized, "RFC 6749 §5.2";
                variant "invalid-client-with-400" = UnauthenticatedStatus::BadRequest, permitted by "RFC 6749 §5.2":
                    "The provider responds to failed client authentication with 400 and no challenge if the request \
                     had no Authorization header.";
        }
        several {
            variant "client-secret-basic-only", permitted by "RFC 6749 §2.3.1, RFC 8414 §2":
                "Clients can authenticate only with HTTP Basic, and the metadata does not list the authentication \
                 methods.",
                without "clients.jwt" "clients.hmac" "clients.weak" because
                    "No client can use another authentication method than HTTP Basic."
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
    /// The response to a client that failed to authenticate.
    ClientChallenge {
        /// 401, and a challenge with a realm.
        WithRealm,
        /// 401, and a challenge without a realm.
        Bare,
        /// 400, without a challenge.
        Missing,
    }
}

choice! {
    /// How the secret of an application that a user registered is stored.
    SecretStorage {
        /// As an argon2 hash.
        Hashed,
        /// In plain text, readable in the store and on the application's page.
        Readable,
    }
}

choice! {
    /// The status of `invalid_client` for a request without an `Authorization` header.
    UnauthenticatedStatus {
        /// 401.
        Unauthorized,
        /// 400.
        BadRequest,
    }
}
