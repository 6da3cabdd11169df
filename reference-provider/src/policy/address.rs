//! Where the endpoints are, and what the issuer is called.

use serde::{Deserialize, Serialize};

rules! {
    /// Where the endpoints are, and what the issuer is called. RFC 8414, RFC 6749 §3.
    AddressRules in address {
        knobs {
            /// The issuer identifier, where the configuration does not say it.
            issuer: IssuerForm = IssuerForm::WithPath, "RFC 8414 §2";
                variant "issuer-without-path" = IssuerForm::WithoutPath, permitted by "RFC 8414 §2":
                    "The issuer identifier has no path, and the metadata are at the root.";
                variant "issuer-with-slash" = IssuerForm::WithSlash, permitted by "OpenID Connect Discovery §4":
                    "The issuer identifier ends with a slash, which the address of the metadata does not have.";
            /// Whether the endpoints that clients ask directly are on a host of their own. Only where this provider is on a
            /// loopback address.
            direct_host: bool = false, "RFC 8414 §2";
                variant "endpoints-on-two-origins" = true, permitted by "RFC 8414 §2":
                    "The token endpoint and the others that clients ask directly are on another origin.";
            /// Whether pages are on a host of their own. Only where this provider is on a loopback address.
            page_host: bool = false, "RFC 6749 §3.1";
                variant "pages-on-own-host" = true, permitted by "RFC 6749 §3.1":
                    "Login and consent are on another origin, to which the authorization endpoint redirects.";
            /// Whether the address of the authorization endpoint has a query.
            authorization_query: bool = false, "RFC 6749 §3.1";
                variant "authorization-endpoint-with-query" = true, permitted by "RFC 6749 §3.1":
                    "The address of the authorization endpoint has a query, without which nothing is found there.";
            /// Whether the addresses of the token endpoint and the others that clients ask directly have a query, and that of
            /// the logout.
            direct_query: bool = false, "RFC 6749 §3.2";
                variant "endpoints-with-query" = true, permitted by "RFC 6749 §3.2":
                    "The addresses of the token endpoint, userinfo, the logout and the others have a query, without which nothing is found there.";
            /// Whether the authorization endpoint first redirects to itself, with the whole request.
            carried_on: bool = false, "RFC 6749 §3.1";
                variant "authorization-request-carried-on" = true, unregulated by "RFC 6749 §3.1":
                    "The authorization endpoint first redirects to itself, with the whole request and a parameter of its own.";
        }
    }
}

choice! {
    /// What an issuer is called.
    IssuerForm {
        /// Scheme, host, and the path above its endpoints.
        WithPath,
        /// Scheme and host alone.
        WithoutPath,
        /// A slash after the path.
        WithSlash,
    }
}
