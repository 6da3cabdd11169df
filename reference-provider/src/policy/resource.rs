//! What the protected resource checks.

use serde::{Deserialize, Serialize};

rules! {
    /// What the protected resource checks.
    ResourceRules {
        /// The token is looked for in the `Authorization` header. RFC 6750 §2.1.
        header_read: bool = true,
        /// The scheme in that header may be written in any case. RFC 9110 §11.1.
        scheme_in_any_case: bool = true,
        /// A token in the query is not looked at: it ends up in logs. RFC 9700 §4.3.2, OAuth 2.1 §5.1.
        query_ignored: bool = true,
        /// A token in a body is not looked at where the body is no form. RFC 6750 §2.2.
        body_ignored: bool = true,
        /// A token comes in one way. RFC 6750 §2.
        one_method: bool = true,
        /// Without a token there is nothing to see. RFC 6750 §3.
        token_required: bool = true,
        /// A token this provider did not issue is refused. RFC 6750 §3.1, RFC 6749 §10.3.
        unknown_token_refused: bool = true,
        /// A token that has run out is refused. RFC 6749 §7.
        expired_token_refused: bool = true,
        /// A revoked token is refused. RFC 7009 §2.
        revoked_token_refused: bool = true,
        /// The token's scope must cover the resource. RFC 6749 §7, RFC 6750 §3.1.
        scope_checked: bool = true,
        /// Who brings no token is told no error. RFC 6750 §3.1.
        anonymous_without_error: bool = true,
        /// The status for a token that is no good. RFC 6750 §3.1.
        invalid_token: InvalidTokenStatus = InvalidTokenStatus::Unauthorized,
        /// A token that covers too little is told so with 403, and not called invalid. RFC 6750 §3.1.
        insufficient_scope_named: bool = true,
        /// Answers are kept out of every cache. OWASP ASVS 5.0 §14.3.2, RFC 6750 §2.3.
        never_cached: bool = true,
        /// The token must be meant for the resource. RFC 9700 §2.3, RFC 8707 §2.
        audience_checked: bool = true,
        /// A JWT must be signed by this provider. RFC 9068 §4.
        jwt_signature_checked: bool = true,
        /// A JWT must be an access token. RFC 9068 §4.
        jwt_type_checked: bool = true,
        /// A JWT must be from this issuer. RFC 9068 §4.
        jwt_issuer_checked: bool = true,
        /// A JWT must not have run out. RFC 9068 §4.
        jwt_expiry_checked: bool = true,
        /// A challenge says where the metadata of the resource are. RFC 9728 §5.1.
        metadata_named: bool = true,
        /// The metadata are at the well-known place. RFC 9728 §3.
        metadata_served: bool = true,
        /// The metadata say which resource they are of. RFC 9728 §2.
        metadata_complete: bool = true,
        /// The profile is the one of the user who granted the token. RFC 6749 §1.4.
        profile_of: ProfileOf = ProfileOf::TokenOwner,
        /// The e-mail address in it is that user's, too.
        email_of: ProfileOf = ProfileOf::TokenOwner,
    }
}

choice! {
    /// Whose profile a token opens.
    ProfileOf {
        /// The user who granted it.
        TokenOwner,
        /// Whoever comes first in the list of users.
        FirstUser,
    }
}

choice! {
    /// The status for a token that is no good.
    InvalidTokenStatus {
        /// 401.
        Unauthorized,
        /// 403.
        Forbidden,
    }
}
