//! Audience restriction with resource indicators (RFC 8707).

use serde::{Deserialize, Serialize};

rules! {
    /// The effect of the `resource` parameter (RFC 8707).
    ResourceIndicatorRules in resource_indicator {
        against PrivilegeEscalation {
            /// An unknown resource is rejected with `invalid_target` at the authorization endpoint.
            unknown_refused: bool = true, "RFC 8707 §2";
                fault "resource-unknown-accepted" = false, breaks "rfc8707-2-invalid-target-authorization":
                    "The authorization endpoint accepts an unknown resource.";
            /// A resource beyond the grant is rejected with `invalid_target` at the token endpoint.
            beyond_grant_refused: bool = true, "RFC 8707 §2.2";
                fault "resource-beyond-grant" = false, breaks "rfc8707-2.2-invalid-target-token":
                    "The token endpoint accepts a resource that was not granted.";
            /// A token is restricted to the requested resources (audience restriction).
            tokens_restricted: bool = true, "RFC 8707 §2, RFC 9700 §2.3";
                fault "resource-ignored" = false, breaks "rfc8707-2-audience-restricts":
                    "The provider ignores the resource parameter and issues tokens without audience restriction.";
        }
        against Interoperability {
            /// `resource` can be repeated.
            repeatable: bool = true, "RFC 8707 §2";
                fault "resource-repeated-rejected" = false, breaks "rfc8707-2-multiple-resources":
                    "The provider rejects a request with two resource parameters as a repeated parameter.";
            /// A token request for one resource does not narrow the grant.
            grant_stays_wide: bool = true, "RFC 8707 §2.2";
                fault "resource-narrowing-permanent" = false, breaks "rfc8707-2.2-subset-narrowing":
                    "A token request for one of the resources narrows the grant permanently.";
        }
        knobs {
            /// How the audience of a token names its resources.
            audience: AudienceName = AudienceName::Resource, "RFC 8707 §2, RFC 9068 §3";
                variant "resource-mapped" = AudienceName::Abstract, permitted by "RFC 8707 §2":
                    "The audience of a token is an abstract name of the requested resource.";
            /// A token for requested resources has the granted scope; otherwise only the scope values that they
            /// understand.
            scope_kept: bool = true, "RFC 8707 §2.2";
                variant "resource-downscoped" = false, permitted by "RFC 8707 §2.2":
                    "A token for requested resources has only the scope values that they understand, and the response \
                     says so.";
            /// The `resource` parameter is supported; otherwise it is ignored as an unknown parameter.
            served: bool = true, "RFC 8707 §2";
                variant "resource-indicators-unsupported" = false, permitted by "RFC 6749 §3.1":
                    "The provider ignores the `resource` parameter.",
                    without "resource-indicators" because "Tokens have no audience restriction.";
        }
    }
}

choice! {
    /// How the audience of a token names its resources.
    AudienceName {
        /// With the resource indicator of the request.
        Resource,
        /// With a name that only the resource understands.
        Abstract,
    }
}
