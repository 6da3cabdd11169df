//! Pushed authorization requests (RFC 9126).

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// Pushed authorization requests (RFC 9126).
    PushedRules in pushed {
        against RedirectManipulation {
            /// Who may push a redirection URI that is not registered.
            unregistered_redirect_uri: MayBringRedirectUri = MayBringRedirectUri::Nobody, "RFC 9126 §2.4 and §7.2";
                fault "push-any-redirect-uri" = MayBringRedirectUri::AnyClient,
                    breaks "rfc9126-7.2-unregistered-redirect-only-authenticated":
                    "Anybody may push a redirection URI that nobody registered.";
                variant "pushed-redirect-uris-unregistered" = MayBringRedirectUri::AuthenticatedClients,
                    permitted by "RFC 9126 §2.4":
                    "A confidential client may push a redirection URI that it has not registered.";
        }
        against CodeInjection {
            /// `request_uri` works once.
            single_use: bool = true, "RFC 9126 §4 and §7.3";
                fault "push-reusable" = false, breaks "rfc9126-4-one-time-use":
                    "A request_uri works again and again.";
            /// A `request_uri` that has run out is refused.
            expiry_checked: bool = true, "RFC 9126 §4";
                fault "push-expiry-unchecked" = false, breaks "rfc9126-4-expired-rejected":
                    "A request_uri works after its time.";
        }
        against ClientImpersonation {
            /// The client is authenticated as at the token endpoint.
            client_authenticated: bool = true, "RFC 9126 §2.1";
                fault "push-unauthenticated" = false, breaks "rfc9126-2.1-client-authenticated":
                    "Anybody can push a request in the name of a client.";
            /// `request_uri` is for the client that pushed.
            bound_to_client: bool = true, "RFC 9126 §2.2 and §4";
                fault "push-not-bound-to-client" = false, breaks "rfc9126-2.2-request-uri-bound-to-client":
                    "A request_uri works for any client.";
        }
        against Injection {
            /// A client that registered to push does nothing else.
            registration_obeyed: bool = true, "RFC 9126 §4 and §6";
                fault "push-optional" = false, breaks "rfc9126-4-par-required-enforced":
                    "A client that registered to push its requests may also send them through the browser.";
            /// A pushed request does not point to another one.
            request_uri_refused: bool = true, "RFC 9126 §2.1";
                fault "push-request-uri-accepted" = false, breaks "rfc9126-2.1-request-uri-rejected":
                    "A pushed request may have a request_uri, which is passed over.";
        }
        against Guessing {
            /// `request_uri` cannot be guessed.
            unguessable: bool = true, "RFC 9126 §2.2 and §7.1";
                fault "push-guessable" = false, breaks "rfc9126-2.2-request-uri-unguessable":
                    "Request URIs are counted.";
        }
        against Interoperability {
            /// A pushed request is judged when it comes, not when the user does.
            validated_early: bool = true, "RFC 9126 §2.1";
                fault "push-validated-late" = false, breaks "rfc9126-2.1-validated-early":
                    "A pushed request is taken whatever it says.";
            /// A pushed request is answered with 201.
            status: PushedStatus = PushedStatus::Created, "RFC 9126 §2.2";
                fault "push-answered-200" = PushedStatus::Ok, breaks "rfc9126-2.2-status-201":
                    "A pushed request is answered with 200.";
        }
        knobs {
            /// Every authorization request is pushed.
            required: bool = false, "RFC 9126 §4 and §5";
                variant "pushed-requests-required" = true, permitted by "RFC 9126 §5":
                    "Every authorization request must be pushed.",
                    unjudged because "A request is not seen in the browser where it is refused when it is pushed, and not \
                                      pushed where it travels in another way.";
            /// `request_uri` lives so long.
            lifetime: Seconds = Seconds::minutes(1), "RFC 9126 §2.2";
                variant "pushed-requests-live-briefly" = Seconds(5), permitted by "RFC 9126 §2.2":
                    "A request_uri lives for five seconds.";
                variant "pushed-requests-live-long" = Seconds::minutes(10), permitted by "RFC 9126 §2.2":
                    "A request_uri lives for ten minutes.",
                    quiet because "Pages may expire before a request_uri that lives that long.";
            /// What `request_uri` looks like.
            form: RequestUriForm = RequestUriForm::Registered, "RFC 9126 §2.2";
                variant "request-uri-of-another-form" = RequestUriForm::Other, permitted by "RFC 9126 §2.2":
                    "A request_uri is not in the namespace that RFC 9126 registers.";
            /// Requests can be pushed.
            served: bool = true, "RFC 9126 §2";
                variant "pushed-requests-not-offered" = false, permitted by "RFC 9126 §5":
                    "There is no endpoint for pushed authorization requests.",
                    without "provider.pushed-authorization-request" because "No authorization request can be pushed.";
        }
    }
}

choice! {
    /// What `request_uri` looks like.
    RequestUriForm {
        /// `urn:ietf:params:oauth:request_uri:` and a name.
        Registered,
        /// Another URN.
        Other,
    }
}

choice! {
    /// The status of the answer to a pushed request.
    PushedStatus {
        /// 201.
        Created,
        /// 200.
        Ok,
    }
}

choice! {
    /// Who may push a redirection URI that is not registered.
    MayBringRedirectUri {
        /// Nobody.
        Nobody,
        /// A client that is authenticated.
        AuthenticatedClients,
        /// Anybody.
        AnyClient,
    }
}
