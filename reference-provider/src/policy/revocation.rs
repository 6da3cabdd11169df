//! Token revocation: RFC 7009.

use serde::{Deserialize, Serialize};

rules! {
    /// The revocation endpoint.
    RevocationRules in revocation {
        against ClientImpersonation {
            /// The caller is authenticated as a client.
            client_authenticated: bool = true, "RFC 7009 §2.1";
                fault "revocation-unauthenticated" = false, breaks "rfc7009-2.1-client-authenticated":
                    "The revocation endpoint accepts requests without client authentication.";
            /// A client can revoke only its own tokens.
            bound_to_client: bool = true, "RFC 7009 §2.1";
                fault "revocation-not-bound-to-client" = false, breaks "rfc7009-2.1-bound-to-client":
                    "The revocation endpoint revokes tokens of other clients.";
        }
        against TokenTheft {
            /// Refresh tokens can be revoked.
            refresh_revocable: bool = true, "RFC 7009 §2";
                fault "refresh-token-not-revocable" = false, breaks "rfc7009-2-refresh-revocable":
                    "The revocation endpoint confirms the revocation of a refresh token but does not revoke it.";
            /// Revocation of a refresh token also revokes the access tokens of its grant.
            refresh_takes_access_along: bool = true, "RFC 7009 §2.1";
                fault "revocation-keeps-access" = false, breaks "rfc7009-2.1-refresh-revokes-access":
                    "The provider does not revoke the access tokens of a revoked refresh token.";
        }
        against Interoperability {
            /// `token_type_hint` is a hint only: the token is looked up among all types.
            hint_may_be_wrong: bool = true, "RFC 7009 §2.1";
                fault "revocation-trusts-hint" = false, breaks "rfc7009-2.1-hint-wrong":
                    "The revocation endpoint looks up a token only among those of the type in token_type_hint.";
            /// The response to an unknown token is the same as to a revoked one.
            unknown_is_fine: bool = true, "RFC 7009 §2.2";
                fault "revocation-unknown-error" = false, breaks "rfc7009-2.2-unknown-token-200":
                    "The revocation endpoint responds to an unknown token with an error.";
        }
        knobs {
            /// Access tokens can be revoked, too.
            access_revocable: bool = true, "RFC 7009 §2";
                variant "revocation-of-refresh-tokens-only" = false, discouraged by "RFC 7009 §2":
                    "The revocation endpoint revokes only refresh tokens and rejects access tokens with \
                     `unsupported_token_type`.",
                    unjudged because "Scenarios that need a revoked access token do not apply.";
            /// Revocation of another client's token is an error.
            foreign_reported: bool = true, "RFC 7009 §2.1";
                variant "revocation-always-200" = false, discouraged by "RFC 7009 §2.1":
                    "The revocation endpoint responds with 200 to a token of another client, which it does not revoke.";
            /// The response has a body, which clients ignore.
            body: bool = false, "RFC 7009 §2.2";
                variant "revocation-with-body" = true, permitted by "RFC 7009 §2.2":
                    "The response of the revocation endpoint is a JSON object.";
        }
    }
}
