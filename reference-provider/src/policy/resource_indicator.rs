//! Tokens for one resource that are worth nothing at another (RFC 8707).

use serde::{Deserialize, Serialize};

rules! {
    /// What `resource` in a request means (RFC 8707).
    ResourceIndicatorRules in resource_indicator {
        against PrivilegeEscalation {
            /// A resource nobody knows is refused with `invalid_target` at the authorization endpoint.
            unknown_refused: bool = true, "RFC 8707 §2";
                fault "resource-unknown-accepted" = false, breaks "rfc8707-2-invalid-target-authorization":
                    "An authorization request may name a resource that nobody knows.";
            /// A resource beyond the grant is refused with `invalid_target` at the token endpoint.
            beyond_grant_refused: bool = true, "RFC 8707 §2.2";
                fault "resource-beyond-grant" = false, breaks "rfc8707-2.2-invalid-target-token":
                    "A token request may name a resource that was not granted.";
            /// A token is for the resources named, and no others.
            tokens_restricted: bool = true, "RFC 8707 §2, RFC 9700 §2.3";
                fault "resource-ignored" = false, breaks "rfc8707-2-audience-restricts":
                    "A token is good everywhere, whatever resource was named.";
        }
        against Interoperability {
            /// `resource` may come more than once.
            repeatable: bool = true, "RFC 8707 §2";
                fault "resource-repeated-refused" = false, breaks "rfc8707-2-multiple-resources":
                    "A request with two resources is refused as if a parameter were repeated.";
            /// Tokens for one resource leave the grant as wide as it was.
            grant_stays_wide: bool = true, "RFC 8707 §2.2";
                fault "resource-narrowing-lasts" = false, breaks "rfc8707-2.2-subset-narrowing":
                    "Once a token was drawn for one of the resources, the others are lost.";
        }
        knobs {
            /// How tokens name the resources that they are for.
            audience: AudienceName = AudienceName::Resource, "RFC 8707 §2, RFC 9068 §3";
                variant "resource-mapped" = AudienceName::Abstract, permitted by "RFC 8707 §2":
                    "The audience of a token is an abstract name of the resource that was asked for.";
            /// A token for named resources has the scope that was granted; else it has only what they understand.
            scope_kept: bool = true, "RFC 8707 §2.2";
                variant "resource-downscoped" = false, permitted by "RFC 8707 §2.2":
                    "A token for named resources has only the scope that they understand, and the response says so.";
            /// `resource` has a meaning; else it is ignored like every unknown parameter.
            served: bool = true, "RFC 8707 §2";
                variant "resource-indicators-not-offered" = false, permitted by "RFC 6749 §3.1":
                    "`resource` is ignored as an unknown parameter.",
                    without "resource-indicators" because "No token is restricted to a resource.";
        }
    }
}

choice! {
    /// How tokens name the resources that they are for.
    AudienceName {
        /// By the identifier that clients ask with.
        Resource,
        /// By a name that means something to the resource alone.
        Abstract,
    }
}
