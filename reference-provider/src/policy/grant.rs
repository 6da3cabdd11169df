//! Grant types.

use serde::{Deserialize, Serialize};

rules! {
    /// Which clients can use which grant types.
    GrantRules in grant {
        against ClientImpersonation {
            /// Only confidential clients can use the client credentials grant.
            own_name_confidential_only: bool = true, "RFC 6749 §4.4";
        }
        against TokenTheft {
            /// The client credentials grant issues no refresh token: the client can ask for another access token.
            own_name_without_refresh: bool = true, "RFC 6749 §4.4.3";
                fault "client-credentials-refreshed" = false, breaks "rfc6749-4.4.3-client-credentials-no-refresh":
                    "The token endpoint issues a refresh token for the client credentials grant.";
        }
        against PrivilegeEscalation {
            /// A client uses only the grant types that it has registered.
            registered_only: bool = true, "RFC 6749 §5.2, RFC 7591 §2";
                fault "grant-types-ignored" = false, breaks "rfc6749-5.2-unauthorized-grant":
                    "The token endpoint accepts any grant type from any client, whatever it has registered.";
        }
        against Interoperability {
            /// The error for an unsupported grant type is `unsupported_grant_type`.
            unsupported_named: bool = true, "RFC 6749 §5.2";
                fault "unsupported-grant-type-misnamed" = false, breaks "rfc6749-5.2-unsupported-grant-type":
                    "The token endpoint reports an unsupported grant type as invalid_request.";
        }
        several {
            fault "client-credentials-public" against ClientImpersonation,
                breaks "rfc6749-4.4-client-credentials-confidential-only" and "rfc6749-5.2-unauthorized-grant":
                "The token endpoint issues tokens to public clients in the client credentials grant."
                => |p| { p.grant.registered_only = false; p.grant.own_name_confidential_only = false; };
            fault "password-grant-enabled" against ConsentBypass, breaks "rfc9700-2.4-password-grant-disabled":
                "The token endpoint accepts the password grant from any client."
                => |p| { p.grant.registered_only = false; p.legacy.password = true; };
        }
    }
}
