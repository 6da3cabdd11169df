//! Endpoint URLs and the issuer identifier.

use serde::{Deserialize, Serialize};

rules! {
    /// Endpoint URLs and the issuer identifier. RFC 8414, RFC 6749 §3.
    AddressRules in address {
        knobs {
            /// The form of the issuer identifier if the configuration does not set it.
            issuer: IssuerForm = IssuerForm::WithPath, "RFC 8414 §2";
                variant "issuer-without-path" = IssuerForm::WithoutPath, permitted by "RFC 8414 §2":
                    "The issuer identifier has no path, and its metadata is published at the root.";
                variant "issuer-with-slash" = IssuerForm::WithSlash, permitted by "OpenID Connect Discovery §4":
                    "The issuer identifier ends with a slash, which the metadata URL leaves out.";
            /// The back-channel endpoints are on a host of their own. Only if this provider listens on a loopback
            /// address.
            direct_host: bool = false, "RFC 8414 §2";
                variant "endpoints-on-two-origins" = true, permitted by "RFC 8414 §2":
                    "The token endpoint and the other back-channel endpoints are on another origin.";
            /// The pages are on a host of their own. Only if this provider listens on a loopback address.
            page_host: bool = false, "RFC 6749 §3.1";
                variant "pages-on-own-host" = true, permitted by "RFC 6749 §3.1":
                    "The login and consent pages are on another origin, to which the authorization endpoint redirects.";
            /// The URL of the authorization endpoint has a query component.
            authorization_query: bool = false, "RFC 6749 §3.1";
                variant "authorization-endpoint-with-query" = true, permitted by "RFC 6749 §3.1":
                    "The URL of the authorization endpoint has a query component; without it the response is 404.";
            /// The URLs of the token endpoint, the other back-channel endpoints and the end session endpoint have a
            /// query component.
            direct_query: bool = false, "RFC 6749 §3.2";
                variant "endpoints-with-query" = true, permitted by "RFC 6749 §3.2":
                    "The URLs of the token, userinfo, end session and other endpoints have a query component; without \
                     it the response is 404.";
            /// The authorization endpoint first redirects to itself with the complete request.
            carried_on: bool = false, "RFC 6749 §3.1";
                variant "authorization-request-self-redirect" = true, unregulated by "RFC 6749 §3.1":
                    "The authorization endpoint first redirects to itself with the complete request and one more \
                     parameter.";
        }
    }
}

choice! {
    /// The form of the issuer identifier.
    IssuerForm {
        /// Scheme, host and the path that the endpoints are below.
        WithPath,
        /// Scheme and host only.
        WithoutPath,
        /// With a trailing slash.
        WithSlash,
    }
}
