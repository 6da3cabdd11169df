//! JWT access tokens (RFC 9068).

use serde::{Deserialize, Serialize};

rules! {
    /// The content of a JWT access token (RFC 9068 §2).
    AccessTokenRules in access_token {
        against PrivilegeEscalation {
            /// The `typ` header of an access token is `at+jwt`.
            typ: AccessTokenType = AccessTokenType::AtJwt, "RFC 9068 §2.1";
                fault "access-token-typ-jwt" = AccessTokenType::Jwt, breaks "rfc9068-2.1-typ-header":
                    "JWT access tokens have the type JWT instead of at+jwt.";
                variant "access-token-typ-with-application" = AccessTokenType::ApplicationAtJwt,
                    discouraged by "RFC 9068 §2.1":
                    "JWT access tokens have the type application/at+jwt.";
            /// An access token has an `aud` claim even if the request named no resource.
            default_audience: bool = true, "RFC 9068 §3";
                fault "access-token-without-audience" = false, breaks "rfc9068-3-aud-default":
                    "JWT access tokens have no aud claim unless the request named a resource.";
            /// Access tokens for different resources have different audiences.
            distinct_audience: bool = true, "RFC 9068 §3 and §5";
                fault "access-token-shared-audience" = false, breaks "rfc9068-5-distinct-aud":
                    "Access tokens for different resources have the same aud claim.";
        }
        against MixUp {
            /// The `iss` claim of an access token is the issuer identifier of this provider.
            iss: AccessTokenIssuer = AccessTokenIssuer::Right, "RFC 9068 §2.2";
                fault "access-token-iss-foreign" = AccessTokenIssuer::Foreign, breaks "rfc9068-2.2-required-claims":
                    "JWT access tokens name another issuer.";
        }
        against Interoperability {
            /// An access token has all required claims.
            claims_complete: bool = true, "RFC 9068 §2.2";
                fault "access-token-claims-missing" = false, breaks "rfc9068-2.2-required-claims":
                    "JWT access tokens have neither client_id nor jti.";
        }
        knobs {
            /// Access tokens have claims that RFC 9068 does not require.
            extended: bool = false, "RFC 9068 §2.2";
                variant "access-token-extended" = true, permitted by "RFC 9068 §2.2":
                    "JWT access tokens also have nbf, auth_time and roles, and their aud is an array with one element.";
        }
    }
}

choice! {
    /// The `typ` of a JWT access token.
    AccessTokenType {
        /// `at+jwt`.
        AtJwt,
        /// `application/at+jwt`, the full media type.
        ApplicationAtJwt,
        /// `JWT`, as ID tokens may have it.
        Jwt,
    }
}

choice! {
    /// The `iss` of a JWT access token.
    AccessTokenIssuer {
        /// The issuer identifier of this provider.
        Right,
        /// Another issuer.
        Foreign,
    }
}
