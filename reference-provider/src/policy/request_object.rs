//! Authorization requests in an object of their own (RFC 9101).

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// Authorization requests in a signed object (RFC 9101).
    RequestObjectRules in request_object {
        against RedirectManipulation {
            /// The user logs in before the client hears that its request object, or the lack of one, is refused.
            login_before_errors: bool = true, "RFC 9700 §4.11.2";
                fault "request-object-errors-before-login" = false,
                    breaks "rfc9700-4.11.2-authenticate-before-redirect":
                    "A link with a bad request object is sent on to the client's site before anybody has logged in.";
        }
        against MixUp {
            /// The client that the object names is the one that sends it.
            client_id_checked: bool = true, "RFC 9101 §5";
                fault "request-object-of-another-client" = false, breaks "rfc9101-5-client-id-match":
                    "A request object may be sent by another client than the one it names.";
        }
        against Injection {
            /// An object is signed: `none` is refused.
            signed: bool = true, "RFC 9101 §5 and §10.5";
                fault "request-object-unsigned" = false, breaks "rfc9101-5-signed-required":
                    "A request object that nobody signed counts.";
            /// The signature is the client's.
            signature_checked: bool = true, "RFC 9101 §6.2";
                fault "request-object-signature-unchecked" = false, breaks "rfc9101-6.2-signature-validated":
                    "A request object counts whoever signed it.";
            /// Which parameters count. OpenID Connect Core §6.1 takes those that are missing from outside.
            parameters: CountingParameters = CountingParameters::OfObject, "RFC 9101 §6.3";
                fault "push-parameters-replaced" = CountingParameters::OutsideFirst,
                    breaks "rfc9126-4-front-channel-params-ignored" and "rfc9101-6.3-only-object-params":
                    "What stands beside a request_uri in the browser's address wins over what was pushed.";
                fault "request-object-merged" = CountingParameters::ObjectFirst,
                    breaks "rfc9101-6.3-only-object-params":
                    "What the request object does not say is taken from beside it.";
            /// A client that registered to sign its requests sends no others.
            registration_obeyed: bool = true, "RFC 9101 §10.5";
                fault "request-object-optional" = false, breaks "rfc9101-10.5-require-signed-enforced":
                    "A client that registered to sign its requests may leave it.";
            /// A `request_uri` that this provider did not hand out is refused, never fetched.
            foreign_uri_refused: bool = true, "RFC 9101 §5.2 and §10.4";
                fault "request-uri-passed-over" = false, breaks "rfc9101-5.2-request-uri-https":
                    "A request_uri that leads elsewhere is passed over, and what stands beside it counts.";
            /// A request object that names its audience names this provider.
            audience_checked: bool = true, "RFC 7519 §4.1.3";
                fault "request-object-for-anyone" = false, breaks "rfc7519-4.1.3-request-object-audience":
                    "A request object that was made for another server counts.";
            /// A request object is refused after its time.
            expiry_checked: bool = true, "RFC 7519 §4.1.4";
                fault "request-object-expired-accepted" = false, breaks "rfc7519-4.1.4-request-object-expiry":
                    "A request object counts after its time.";
            /// A request object is refused before its time.
            not_before_checked: bool = true, "RFC 7519 §4.1.5";
                fault "request-object-early-accepted" = false, breaks "rfc7519-4.1.5-request-object-not-before":
                    "A request object counts before its time.";
        }
        against Interoperability {
            /// One whose signature cannot be validated is called `invalid_request_object`.
            untrusted_named: bool = true, "RFC 9101 §6.2";
                fault "request-object-error-misnamed" = false, breaks "rfc9101-6.2-error-code":
                    "A request object that the client did not sign is called an invalid request, like any other.";
            /// The error about an object stands where the response would: in the fragment, for a front-channel response
            /// type.
            errors_follow_response_type: bool = true, "OAuth 2.0 Multiple Response Types §5";
                fault "request-object-error-in-query" = false, breaks "oauth-multiple-types-5-error-mode":
                    "The error about a request object stands in the query, where a client that waits for the \
                     fragment never sees it.";
        }
        knobs {
            /// An object says for whom it is, and from when until when.
            bounds_required: bool = false, "RFC 9101 §4";
                variant "request-objects-need-bounds" = true, unregulated by "RFC 9101 §4":
                    "A request object must have `aud`, `nbf` and `exp`.";
            /// Every client has to sign its requests.
            required: bool = false, "RFC 9101 §10.5, OpenID Connect Core §16.7";
                variant "signed-requests-required" = true, permitted by "RFC 9101 §10.5":
                    "Every client has to sign its authorization requests, and the metadata says so.",
                    unjudged because "What begins with an authorization request that nobody signed cannot be judged.";
            /// Authorization requests may come in an object.
            served: bool = true, "RFC 9101 §5, OpenID Connect Core §6";
                variant "request-objects-not-offered" = false, permitted by "OpenID Connect Core §6":
                    "Request objects are refused as `request_not_supported`.",
                    without "request-objects" "clients.signing" because "No request can be sent as a request object.";
            /// An object that contains `request` or `request_uri` is refused; else they are ignored.
            nested_refused: bool = true, "RFC 9101 §4";
            /// So much may the client's clock differ from this one.
            leeway: Seconds = Seconds::minutes(1);
        }
    }
}

choice! {
    /// Which parameters count where some are in an object, or were pushed, and some beside it.
    CountingParameters {
        /// Those of the object.
        OfObject,
        /// Those of the object, and of those beside it what the object does not have.
        ObjectFirst,
        /// Those beside the object, and of the object what is not there.
        OutsideFirst,
    }
}
