//! Pushed authorization requests (RFC 9126).

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// Pushed authorization requests (RFC 9126).
    PushedRules in pushed {
        against RedirectManipulation {
            /// Which clients can push an unregistered redirect URI.
            unregistered_redirect_uri: UnregisteredRedirectUri = UnregisteredRedirectUri::None, "RFC 9126 §2.4 and §7.2";
                fault "push-any-redirect-uri" = UnregisteredRedirectUri::AnyClient,
                    breaks "rfc9126-7.2-unregistered-redirect-only-authenticated":
                    "The provider accepts pushed requests of any client with an unregistered redirect_uri.";
                variant "pushed-redirect-uris-unregistered" = UnregisteredRedirectUri::AuthenticatedClients,
                    permitted by "RFC 9126 §2.4":
                    "Confidential clients can push a redirect_uri that they have not registered.";
        }
        against CodeInjection {
            /// A `request_uri` is used once.
            single_use: bool = true, "RFC 9126 §4 and §7.3";
                fault "push-replay-accepted" = false, breaks "rfc9126-4-one-time-use":
                    "The authorization endpoint accepts a request_uri more than once.";
            /// An expired `request_uri` is rejected.
            expiry_checked: bool = true, "RFC 9126 §4";
                fault "push-expiry-unchecked" = false, breaks "rfc9126-4-expired-rejected":
                    "The authorization endpoint accepts an expired request_uri.";
        }
        against ClientImpersonation {
            /// The client is authenticated as at the token endpoint.
            client_authenticated: bool = true, "RFC 9126 §2.1";
                fault "push-unauthenticated" = false, breaks "rfc9126-2.1-client-authenticated":
                    "The provider accepts pushed requests without client authentication.";
            /// A `request_uri` is bound to the client that pushed the request.
            bound_to_client: bool = true, "RFC 9126 §2.2 and §4";
                fault "push-not-bound-to-client" = false, breaks "rfc9126-2.2-request-uri-bound-to-client":
                    "The authorization endpoint accepts the request_uri of another client.";
        }
        against Injection {
            /// A client registered to push its requests cannot send them otherwise.
            registration_obeyed: bool = true, "RFC 9126 §4 and §6";
                fault "push-optional" = false, breaks "rfc9126-4-par-required-enforced":
                    "The provider accepts requests through the browser from a client registered to push them.";
            /// A pushed request has no `request_uri`.
            request_uri_refused: bool = true, "RFC 9126 §2.1";
                fault "push-request-uri-accepted" = false, breaks "rfc9126-2.1-request-uri-rejected":
                    "The provider accepts a pushed request with a request_uri, which it ignores.";
        }
        against Guessing {
            /// A `request_uri` cannot be guessed.
            unguessable: bool = true, "RFC 9126 §2.2 and §7.1";
                fault "push-request-uri-sequential" = false, breaks "rfc9126-2.2-request-uri-unguessable":
                    "The request_uri values are sequential.";
        }
        against Interoperability {
            /// A pushed request is validated when it is pushed, not when the user opens it.
            validated_early: bool = true, "RFC 9126 §2.1";
                fault "push-validated-late" = false, breaks "rfc9126-2.1-validated-early":
                    "The provider accepts any pushed request and validates it only when the user opens it.";
            /// The response to a pushed request has the status 201.
            status: PushedStatus = PushedStatus::Created, "RFC 9126 §2.2";
                fault "push-status-200" = PushedStatus::Ok, breaks "rfc9126-2.2-status-201":
                    "The response to a pushed request has the status 200.";
        }
        knobs {
            /// Every authorization request has to be pushed.
            required: bool = false, "RFC 9126 §4 and §5";
                variant "pushed-requests-required" = true, permitted by "RFC 9126 §5":
                    "The provider accepts only pushed authorization requests.",
                    unjudged because "Invalid requests are rejected when they are pushed, so the browser never sees \
                                      them; requests sent in another way are not pushed.";
            /// The lifetime of a `request_uri`.
            lifetime: Seconds = Seconds::minutes(1), "RFC 9126 §2.2";
                variant "pushed-requests-short-lived" = Seconds(5), permitted by "RFC 9126 §2.2":
                    "A request_uri expires after five seconds.";
                variant "pushed-requests-long-lived" = Seconds::minutes(10), permitted by "RFC 9126 §2.2":
                    "A request_uri expires after ten minutes.",
                    quiet because "Pages may expire before a request_uri with such a lifetime.";
            /// The format of `request_uri`.
            form: RequestUriForm = RequestUriForm::Registered, "RFC 9126 §2.2";
                variant "request-uri-of-another-form" = RequestUriForm::Other, permitted by "RFC 9126 §2.2":
                    "The request_uri is not in the namespace that RFC 9126 registers.";
            /// Pushed authorization requests are supported.
            served: bool = true, "RFC 9126 §2";
                variant "pushed-requests-unsupported" = false, permitted by "RFC 9126 §5":
                    "The provider does not support pushed authorization requests.",
                    without "provider.pushed-authorization-request" because "No authorization request can be pushed.";
        }
    }
}

choice! {
    /// The format of `request_uri`.
    RequestUriForm {
        /// `urn:ietf:params:oauth:request_uri:` and a random name.
        Registered,
        /// Another URN.
        Other,
    }
}

choice! {
    /// The status of the response to a pushed request.
    PushedStatus {
        /// 201.
        Created,
        /// 200.
        Ok,
    }
}

choice! {
    /// Which clients can push an unregistered redirect URI.
    UnregisteredRedirectUri {
        /// No client.
        None,
        /// Authenticated clients.
        AuthenticatedClients,
        /// Any client.
        AnyClient,
    }
}
