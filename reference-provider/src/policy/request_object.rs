//! Request objects (RFC 9101).

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// Authorization requests in a signed request object (RFC 9101).
    RequestObjectRules in request_object {
        against RedirectManipulation {
            /// The user logs in before an error about a request object, or its absence, is reported to the client.
            login_before_errors: bool = true, "RFC 9700 §4.11.2";
                fault "open-redirect-request-object-error" = false,
                    breaks "rfc9700-4.11.2-authenticate-before-redirect":
                    "The authorization endpoint redirects to the client with an error about its request object before \
                     the user has logged in (open redirect).";
        }
        against MixUp {
            /// The `client_id` in the request object is that of the request.
            client_id_checked: bool = true, "RFC 9101 §5";
                fault "request-object-client-mismatch" = false, breaks "rfc9101-5-client-id-match":
                    "The provider accepts a request object whose client_id is another client.";
        }
        against Injection {
            /// A request object is signed: `none` is rejected.
            signed: bool = true, "RFC 9101 §5 and §10.5";
                fault "request-object-unsigned" = false, breaks "rfc9101-5-signed-required":
                    "The provider accepts unsigned request objects.";
            /// The signature of a request object is verified with the client's key.
            signature_checked: bool = true, "RFC 9101 §6.2";
                fault "request-object-signature-unchecked" = false, breaks "rfc9101-6.2-signature-validated":
                    "The provider does not verify the signature of request objects.";
            /// Which parameters are used. In OpenID Connect Core §6.1 the parameters outside the request object supply
            /// what it lacks.
            parameters: CountingParameters = CountingParameters::OfObject, "RFC 9101 §6.3";
                fault "push-parameters-overridden" = CountingParameters::OutsideFirst,
                    breaks "rfc9126-4-front-channel-params-ignored" and "rfc9101-6.3-only-object-params":
                    "Parameters in the URL override those that were pushed.";
                fault "request-object-merged" = CountingParameters::ObjectFirst,
                    breaks "rfc9101-6.3-only-object-params":
                    "Parameters outside the request object supply what it lacks.";
            /// A client registered to sign its requests cannot send unsigned ones.
            registration_obeyed: bool = true, "RFC 9101 §10.5";
                fault "request-object-optional" = false, breaks "rfc9101-10.5-require-signed-enforced":
                    "The provider accepts unsigned requests from a client registered to sign them.";
            /// A `request_uri` that this provider did not issue is rejected and not fetched.
            foreign_uri_refused: bool = true, "RFC 9101 §5.2 and §10.4";
                fault "request-uri-ignored" = false, breaks "rfc9101-5.2-request-uri-https":
                    "The provider ignores a request_uri that it did not issue and uses the other parameters.";
            /// The audience of a request object, if it has one, is this provider.
            audience_checked: bool = true, "RFC 7519 §4.1.3";
                fault "request-object-audience-unchecked" = false, breaks "rfc7519-4.1.3-request-object-audience":
                    "The provider accepts request objects whose audience is another server.";
            /// An expired request object is rejected.
            expiry_checked: bool = true, "RFC 7519 §4.1.4";
                fault "request-object-expired-accepted" = false, breaks "rfc7519-4.1.4-request-object-expiry":
                    "The provider accepts expired request objects.";
            /// A request object is rejected before its `nbf`.
            not_before_checked: bool = true, "RFC 7519 §4.1.5";
                fault "request-object-early-accepted" = false, breaks "rfc7519-4.1.5-request-object-not-before":
                    "The provider accepts request objects before their nbf.";
        }
        against Interoperability {
            /// The error for an invalid signature of a request object is `invalid_request_object`.
            untrusted_named: bool = true, "RFC 9101 §6.2";
                fault "request-object-error-misnamed" = false, breaks "rfc9101-6.2-error-code":
                    "The provider reports an invalid signature of a request object as invalid_request.";
            /// The error about a request object uses the response mode of the response: the fragment for a
            /// front-channel response type.
            errors_follow_response_type: bool = true, "OAuth 2.0 Multiple Response Types §5";
                fault "request-object-error-in-query" = false, breaks "oauth-multiple-types-5-error-mode":
                    "The error about a request object is in the query although the client expects the response in the \
                     fragment.";
        }
        knobs {
            /// A request object needs `aud`, `nbf` and `exp`.
            bounds_required: bool = false, "RFC 9101 §4";
                variant "request-objects-require-aud-nbf-exp" = true, unregulated by "RFC 9101 §4":
                    "The provider rejects request objects without `aud`, `nbf` or `exp`.";
            /// All clients have to sign their requests.
            required: bool = false, "RFC 9101 §10.5, OpenID Connect Core §16.7";
                variant "signed-requests-required" = true, permitted by "RFC 9101 §10.5":
                    "All clients have to sign their authorization requests, and the metadata says so.",
                    unjudged because "Scenarios that start with an unsigned authorization request do not apply.";
            /// Request objects are supported.
            served: bool = true, "RFC 9101 §5, OpenID Connect Core §6";
                variant "request-objects-unsupported" = false, permitted by "OpenID Connect Core §6":
                    "The provider rejects request objects with `request_not_supported`.",
                    without "request-objects" "clients.signing" because "No request can be sent as a request object.";
            /// A request object that contains `request` or `request_uri` is rejected; otherwise these are ignored.
            nested_refused: bool = true, "RFC 9101 §4";
            /// The accepted clock skew of the client.
            leeway: Seconds = Seconds::minutes(1);
        }
    }
}

choice! {
    /// Which parameters are used if a request object, or a pushed request, comes with others.
    CountingParameters {
        /// Those of the object.
        OfObject,
        /// Those of the object; others supply what it lacks.
        ObjectFirst,
        /// The others; the object supplies what they lack.
        OutsideFirst,
    }
}
