//! The token response, and the use of the access token.

use serde::{Deserialize, Serialize};

use super::UnknownNames;

rules! {
    /// The token response (RFC 6749 §5), and the protected resource (RFC 6750).
    TokenRules in token {
        against TokenTheft {
            /// The access token is sent in the `Authorization` header.
            access_token: AccessTokenTransport = AccessTokenTransport::Header, "RFC 6750 §2.1, RFC 9700 §4.3.2";
                fault "token-in-query" = AccessTokenTransport::Query, breaks "rfc9700-4.3.2-no-token-in-query-client":
                    "The client sends the access token in the query.";
                variant "token-in-body" = AccessTokenTransport::Form, discouraged by "RFC 6750 §2.2":
                    "The client sends the access token in a form body, with another parameter.";
            /// The access token is not stored in a readable cookie.
            storage: TokenStorage = TokenStorage::Forgotten, "RFC 6750 §5.3";
                fault "token-in-cookie" = TokenStorage::Cookie, breaks "rfc6750-5.3-no-token-in-clear-cookie":
                    "The client stores the access token in a cookie in plain text.";
                variant "token-in-encrypted-cookie" = TokenStorage::EncryptedCookie, permitted by "RFC 6750 §5.3":
                    "The client stores the access token in an encrypted cookie.";
        }
        against Interoperability {
            /// Only bearer tokens are used.
            token_type: TokenType = TokenType::BearerOnly, "RFC 6749 §7.1";
                fault "any-token-type" = TokenType::Any,
                    breaks "rfc6749-7.1-client-unknown-token-type" and "rfc6749-5.1-client-requires-access-token":
                    "The client uses a token of any token_type as a bearer token.";
                fault "token-type-assumed" = TokenType::BearerAssumed, breaks "rfc6749-5.1-client-requires-access-token":
                    "The client uses a token without token_type as a bearer token.";
            /// Unknown members of the token response are ignored.
            unknown_members: UnknownNames = UnknownNames::Ignored, "RFC 6749 §5.1";
                fault "unknown-members-refused" = UnknownNames::Refused, breaks "rfc6749-5.1-client-ignores-unknown-members":
                    "The client rejects a token response with an unknown member.";
        }
        knobs {
            /// The case of the authentication scheme.
            scheme: BearerScheme = BearerScheme::Capital, "RFC 6750 §2.1, RFC 9110 §11.1";
                variant "bearer-in-lower-case" = BearerScheme::LowerCase, demanded by "RFC 9110 §11.1":
                    "The Authorization header has `bearer` in lower case.";
            /// The profile is fetched twice.
            fetched_twice: bool = false;
                variant "profile-fetched-twice" = true, unregulated by "RFC 6749 §7":
                    "The client fetches the profile twice with the same token.";
        }
    }
}

choice! {
    /// How the access token is sent (RFC 6750 §2).
    AccessTokenTransport {
        /// In the `Authorization` header.
        Header,
        /// In a form body (RFC 6750 §2.2).
        Form,
        /// In the query, which every log contains.
        Query,
    }
}

choice! {
    /// Where the access token is stored after the profile was fetched.
    TokenStorage {
        /// Nowhere: it is no longer needed.
        Forgotten,
        /// In a cookie that only this site can decrypt.
        EncryptedCookie,
        /// In a cookie in plain text.
        Cookie,
    }
}

choice! {
    /// Which `token_type` is accepted (RFC 6749 §7.1).
    TokenType {
        /// `Bearer`, in any case.
        BearerOnly,
        /// `Bearer`, which is also assumed if it is absent.
        BearerAssumed,
        /// Any, or none.
        Any,
    }
}

choice! {
    /// The case of the authentication scheme.
    BearerScheme {
        /// `Bearer`.
        Capital,
        /// `bearer`.
        LowerCase,
    }
}
