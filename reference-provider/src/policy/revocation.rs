//! What the revocation endpoint does: RFC 7009.

use serde::{Deserialize, Serialize};

rules! {
    /// What the revocation endpoint does.
    RevocationRules in revocation {
        against ClientImpersonation {
            /// Whoever asks is authenticated as a client.
            client_authenticated: bool = true, "RFC 7009 §2.1";
                fault "revocation-for-anybody" = false, breaks "rfc7009-2.1-client-authenticated":
                    "Anybody may revoke a token.";
            /// A client revokes its own tokens.
            bound_to_client: bool = true, "RFC 7009 §2.1";
                fault "revocation-not-bound-to-client" = false, breaks "rfc7009-2.1-bound-to-client":
                    "A client may revoke another client's token.";
        }
        against TokenTheft {
            /// Refresh tokens can be revoked.
            refresh_revocable: bool = true, "RFC 7009 §2";
                fault "refresh-not-revocable" = false, breaks "rfc7009-2-refresh-revocable":
                    "A refresh token is said to be revoked, and lives on.";
            /// A revoked refresh token takes the access tokens of its grant along.
            refresh_takes_access_along: bool = true, "RFC 7009 §2.1";
                fault "revocation-keeps-access" = false, breaks "rfc7009-2.1-refresh-revokes-access":
                    "The access tokens of a revoked refresh token live on.";
        }
        against Interoperability {
            /// `token_type_hint` is a hint: the token is looked for among all.
            hint_may_be_wrong: bool = true, "RFC 7009 §2.1";
                fault "revocation-believes-hint" = false, breaks "rfc7009-2.1-hint-wrong":
                    "A token is looked for only among those that the hint names.";
            /// A token that nobody knows is as good as revoked.
            unknown_is_fine: bool = true, "RFC 7009 §2.2";
                fault "revocation-unknown-error" = false, breaks "rfc7009-2.2-unknown-token-200":
                    "To revoke a token that nobody knows is an error.";
        }
        knobs {
            /// Access tokens can be revoked, too.
            access_revocable: bool = true, "RFC 7009 §2";
                variant "revocation-of-refresh-tokens-only" = false, discouraged by "RFC 7009 §2":
                    "Only refresh tokens can be revoked; an access token is refused as `unsupported_token_type`.",
                    unjudged because "What is judged by a revoked access token cannot be judged.";
            /// A client that wants to revoke the token of another one gets an error.
            foreign_reported: bool = true, "RFC 7009 §2.1";
                variant "revocation-always-200" = false, discouraged by "RFC 7009 §2.1":
                    "The revocation endpoint answers 200 for a token of another client, and leaves it alone.";
            /// The answer has a body, which clients ignore.
            body: bool = false, "RFC 7009 §2.2";
                variant "revocation-with-body" = true, permitted by "RFC 7009 §2.2":
                    "The revocation endpoint answers with a JSON object.";
        }
    }
}
