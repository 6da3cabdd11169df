//! Who may trade what for tokens.

use serde::{Deserialize, Serialize};

rules! {
    /// Who may trade what for tokens.
    GrantRules in grant {
        against ClientImpersonation {
            /// A client speaks for itself only if it can keep a secret.
            own_name_confidential_only: bool = true, "RFC 6749 §4.4";
        }
        against TokenTheft {
            /// A client that speaks for itself gets no refresh token: it can ask again.
            own_name_without_refresh: bool = true, "RFC 6749 §4.4.3";
                fault "client-credentials-refreshed" = false, breaks "rfc6749-4.4.3-client-credentials-no-refresh":
                    "A token for the client itself comes with a refresh token.";
        }
        against PrivilegeEscalation {
            /// A client uses the grants that it has registered.
            registered_only: bool = true, "RFC 6749 §5.2, RFC 7591 §2";
                fault "grant-types-ignored" = false, breaks "rfc6749-5.2-unauthorized-grant":
                    "A client may use any grant, whatever it has registered.";
        }
        against Interoperability {
            /// A grant type that is not served is called so.
            unsupported_named: bool = true, "RFC 6749 §5.2";
                fault "grant-type-misnamed" = false, breaks "rfc6749-5.2-unsupported-grant-type":
                    "A grant type that is not served is called an invalid request.";
        }
        several {
            fault "client-credentials-public" against ClientImpersonation,
                breaks "rfc6749-4.4-client-credentials-confidential-only" and "rfc6749-5.2-unauthorized-grant":
                "A client without a secret gets tokens in its own name."
                => |p| { p.grant.registered_only = false; p.grant.own_name_confidential_only = false; };
            fault "password-grant-on" against ConsentBypass, breaks "rfc9700-2.4-password-grant-off":
                "Any client may trade a user's password for tokens."
                => |p| { p.grant.registered_only = false; p.legacy.password = true; };
        }
    }
}
