//! Access tokens that can be read: what a JWT access token says (RFC 9068).

use serde::{Deserialize, Serialize};

rules! {
    /// What a JWT access token says (RFC 9068 §2).
    AccessTokenRules in access_token {
        against PrivilegeEscalation {
            /// The `typ` of its header.
            typ: AccessTokenType = AccessTokenType::AtJwt, "RFC 9068 §2.1";
                fault "access-token-typ-jwt" = AccessTokenType::Jwt, breaks "rfc9068-2.1-typ-header":
                    "An access token does not say what kind of JWT it is.";
                variant "access-token-typ-with-application" = AccessTokenType::ApplicationAtJwt,
                    discouraged by "RFC 9068 §2.1":
                    "The type of an access token is application/at+jwt.";
            /// An access token names its audience even where no resource was asked for.
            default_audience: bool = true, "RFC 9068 §3";
                fault "access-token-without-audience" = false, breaks "rfc9068-3-aud-default":
                    "An access token has no audience unless a resource was named.";
            /// Tokens for different resources have different audiences.
            distinct_audience: bool = true, "RFC 9068 §3 and §5";
                fault "access-token-one-audience" = false, breaks "rfc9068-5-distinct-aud":
                    "All access tokens have the same audience.";
        }
        against MixUp {
            /// The issuer of an access token is this one.
            iss: AccessTokenIssuer = AccessTokenIssuer::Right, "RFC 9068 §2.2";
                fault "access-token-foreign-issuer" = AccessTokenIssuer::Foreign, breaks "rfc9068-2.2-required-claims":
                    "An access token names another issuer.";
        }
        against Interoperability {
            /// An access token has all required claims.
            claims_complete: bool = true, "RFC 9068 §2.2";
                fault "access-token-claims-missing" = false, breaks "rfc9068-2.2-required-claims":
                    "An access token says neither who asked for it nor which one it is.";
        }
        knobs {
            /// An access token has claims that RFC 9068 does not require.
            extended: bool = false, "RFC 9068 §2.2";
                variant "access-token-extended" = true, permitted by "RFC 9068 §2.2":
                    "A JWT access token has nbf, auth_time, roles, and a list of one as its audience.";
        }
    }
}

choice! {
    /// The `typ` of a JWT access token.
    AccessTokenType {
        /// `at+jwt`.
        AtJwt,
        /// `application/at+jwt`, in full.
        ApplicationAtJwt,
        /// `JWT`, as an ID token may have.
        Jwt,
    }
}

choice! {
    /// The `iss` of a JWT access token.
    AccessTokenIssuer {
        /// This issuer.
        Right,
        /// Another one.
        Foreign,
    }
}
