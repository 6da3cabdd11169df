//! The token response, and the use of the token.

use serde::{Deserialize, Serialize};

use super::Unknown;

rules! {
    /// The token response (RFC 6749 §5), and the protected resource (RFC 6750).
    TokenRules in token {
        against TokenTheft {
            /// The access token travels in the `Authorization` header.
            access_token: AccessTokenTransport = AccessTokenTransport::Header, "RFC 6750 §2.1, RFC 9700 §4.3.2";
                fault "token-in-query" = AccessTokenTransport::Query, breaks "rfc9700-4.3.2-no-token-in-query-client":
                    "The profile is fetched with the access token in the query.";
                variant "token-in-body" = AccessTokenTransport::Form, discouraged by "RFC 6750 §2.2":
                    "The profile is fetched with the access token in a form, beside another parameter.";
            /// The access token is in no cookie that can be read.
            storage: TokenStorage = TokenStorage::Forgotten, "RFC 6750 §5.3";
                fault "token-in-cookie" = TokenStorage::Cookie, breaks "rfc6750-5.3-no-token-in-clear-cookie":
                    "The access token is kept in a cookie, in the clear.";
                variant "token-in-encrypted-cookie" = TokenStorage::EncryptedCookie, permitted by "RFC 6750 §5.3":
                    "The access token is kept in a cookie, encrypted.";
        }
        against Interoperability {
            /// Bearer tokens are used and nothing else.
            token_type: TokenType = TokenType::BearerOnly, "RFC 6749 §7.1";
                fault "any-token-type" = TokenType::Any,
                    breaks "rfc6749-7.1-client-unknown-token-type" and "rfc6749-5.1-client-requires-access-token":
                    "A token is used as a bearer token whatever its type.";
                fault "token-type-assumed" = TokenType::BearerAssumed, breaks "rfc6749-5.1-client-requires-access-token":
                    "A token response without a token type is taken for a bearer token.";
            /// Members of the token response that this client does not know are ignored.
            unknown_members: Unknown = Unknown::Ignored, "RFC 6749 §5.1";
                fault "unknown-members-refused" = Unknown::Refused, breaks "rfc6749-5.1-client-ignores-unknown-members":
                    "A token response with a member that the client does not know is refused.";
        }
        knobs {
            /// How the scheme in front of the token is written.
            scheme: BearerScheme = BearerScheme::Capital, "RFC 6750 §2.1, RFC 9110 §11.1";
                variant "bearer-in-lower-case" = BearerScheme::LowerCase, demanded by "RFC 9110 §11.1":
                    "The Authorization header says `bearer`.";
            /// The profile is fetched once more before it is used.
            fetched_twice: bool = false;
                variant "profile-fetched-twice" = true, unregulated by "RFC 6749 §7":
                    "The profile is fetched two times with the same token.";
        }
    }
}

choice! {
    /// Where the access token travels (RFC 6750 §2).
    AccessTokenTransport {
        /// In the `Authorization` header.
        Header,
        /// In the body of a form (RFC 6750 §2.2).
        Form,
        /// In the query, where every log sees it.
        Query,
    }
}

choice! {
    /// Where the access token is once the profile has been fetched.
    TokenStorage {
        /// Nowhere: it is of no use any more.
        Forgotten,
        /// In a cookie that only this site can read.
        EncryptedCookie,
        /// In a cookie.
        Cookie,
    }
}

choice! {
    /// Which `token_type` is used (RFC 6749 §7.1).
    TokenType {
        /// `Bearer`, in any case, and nothing else.
        BearerOnly,
        /// `Bearer`, also where the response does not say so.
        BearerAssumed,
        /// Whatever the response says, or nothing.
        Any,
    }
}

choice! {
    /// How the scheme is written.
    BearerScheme {
        /// `Bearer`.
        Capital,
        /// `bearer`.
        LowerCase,
    }
}
