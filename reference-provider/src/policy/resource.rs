//! What the protected resource checks.

use serde::{Deserialize, Serialize};

use super::{Seconds, TokenFormat};

rules! {
    /// What the protected resource checks.
    ResourceRules in resource {
        against UserImpersonation {
            /// A JWT must be signed by this provider.
            jwt_signature_checked: bool = true, "RFC 9068 §4";
                fault "jwt-signature-unchecked" = false, breaks "rfc9068-4-rs-signature-checked":
                    "The profile is served for a token that anybody wrote.";
            /// The profile is the one of the user who granted the token.
            profile_of: ProfileOf = ProfileOf::TokenOwner, "RFC 6749 §1.4";
                fault "profile-of-first-user" = ProfileOf::FirstUser,
                    breaks "rfc6749-3.1-authenticate-owner-first" and "rfc6749-4.1-code-flow-completes":
                    "Every token opens the first user's profile.";
            /// The e-mail address in the profile is that of the user who granted the token.
            email_of: ProfileOf = ProfileOf::TokenOwner, "RFC 6749 §1.4";
                fault "profile-email-of-first-user" = ProfileOf::FirstUser, breaks "rfc6749-4.1-code-flow-completes":
                    "Every profile has the first user's e-mail address.";
        }
        against TokenTheft {
            /// A token that has run out is refused.
            expired_token_refused: bool = true, "RFC 6749 §7";
                fault "expired-token-accepted" = false, breaks "rfc6749-7-rs-rejects-expired":
                    "The profile is served for a token that has run out.";
            /// A revoked token is refused.
            revoked_token_refused: bool = true, "RFC 7009 §2";
                fault "revoked-token-accepted" = false, breaks "rfc7009-2-access-revocable":
                    "The profile is served for a revoked token.";
            /// A JWT must not have run out.
            jwt_expiry_checked: bool = true, "RFC 9068 §4";
                fault "jwt-exp-unchecked" = false, breaks "rfc9068-4-rs-exp-checked":
                    "The profile is served for a JWT whose time has passed.";
        }
        against PrivilegeEscalation {
            /// Without a token there is nothing to see.
            token_required: bool = true, "RFC 6750 §3";
                fault "missing-token-accepted" = false, breaks "rfc6750-3-challenge-present":
                    "The profile is served without a token.";
            /// A token this provider did not issue is refused.
            unknown_token_refused: bool = true, "RFC 6750 §3.1, RFC 6749 §10.3";
                fault "unknown-token-accepted" = false, breaks "rfc6749-10.3-token-not-forgeable":
                    "The profile is served for any string that looks like a token.";
            /// The token's scope must cover the resource.
            scope_checked: bool = true, "RFC 6749 §7, RFC 6750 §3.1";
                fault "scope-not-checked" = false, breaks "rfc6749-7-rs-checks-scope":
                    "The profile is served whatever the token's scope.";
            /// The token must be meant for the resource.
            audience_checked: bool = true, "RFC 9700 §2.3, RFC 8707 §2";
                fault "audience-not-checked" = false, breaks "rfc9700-2.3-rs-refuses-foreign-audience":
                    "The profile is served for a token that is meant for another resource.";
            /// A JWT must be an access token.
            jwt_type_checked: bool = true, "RFC 9068 §4";
                fault "jwt-typ-unchecked" = false, breaks "rfc9068-4-rs-typ-checked":
                    "The profile is served for a JWT of another kind.";
            /// A JWT must be from this issuer.
            jwt_issuer_checked: bool = true, "RFC 9068 §4";
                fault "jwt-iss-unchecked" = false, breaks "rfc9068-4-rs-iss-checked":
                    "The profile is served for a token of another issuer.";
        }
        against InformationDisclosure {
            /// A token in the query is not looked at: it ends up in logs.
            query_ignored: bool = true, "RFC 9700 §4.3.2, OAuth 2.1 §5.1";
                fault "token-in-query-accepted" = false, breaks "oauth21-5.1-query-token-ignored":
                    "A token in the query opens the profile.";
            /// Answers are kept out of every cache.
            never_cached: bool = true, "OWASP ASVS 5.0 §14.3.2, RFC 6750 §2.3";
                fault "profile-cacheable" = false, breaks "asvs5-14.3.2-no-store-personal-data":
                    "Caches may keep the profile.";
        }
        against Interoperability {
            /// The token is looked for in the `Authorization` header.
            header_read: bool = true, "RFC 6750 §2.1";
                fault "bearer-header-ignored" = false, breaks "rfc6750-2.1-header-supported":
                    "A token in the Authorization header is not seen.";
            /// The scheme in that header may be written in any case.
            scheme_in_any_case: bool = true, "RFC 9110 §11.1";
                fault "bearer-case-sensitive" = false, breaks "rfc9110-11.1-auth-scheme-case":
                    "The scheme must be written Bearer, letter by letter.";
            /// A token in a body is ignored unless the body is a form.
            body_ignored: bool = true, "RFC 6750 §2.2";
                fault "token-in-any-body-accepted" = false, breaks "rfc6750-2.2-body-needs-form-type":
                    "A token in a body opens the profile, whatever the body is.";
            /// A token comes in one way.
            one_method: bool = true, "RFC 6750 §2";
                fault "token-twice-accepted" = false, breaks "rfc6750-3.1-multiple-methods":
                    "A token may come in the header and in the query.";
            /// A request without a token gets a challenge without an error code.
            anonymous_without_error: bool = true, "RFC 6750 §3.1";
                fault "anonymous-called-invalid" = false, breaks "rfc6750-3.1-no-error-without-credentials":
                    "A request without a token gets the error `invalid_token`.";
            /// The status for an invalid token.
            invalid_token: InvalidTokenStatus = InvalidTokenStatus::Unauthorized, "RFC 6750 §3.1";
                fault "invalid-token-forbidden" = InvalidTokenStatus::Forbidden, breaks "rfc6750-3.1-invalid-token-401":
                    "An invalid token gets 403.";
            /// A token with too little scope gets 403 and `insufficient_scope`.
            insufficient_scope_named: bool = true, "RFC 6750 §3.1";
                fault "insufficient-scope-called-invalid" = false, breaks "rfc6750-3.1-insufficient-scope-403":
                    "A token that covers too little is called invalid.";
            /// A challenge says where the metadata of the resource are.
            metadata_named: bool = true, "RFC 9728 §5.1";
                fault "resource-metadata-unnamed" = false, breaks "rfc9728-5.1-challenge-resource-metadata":
                    "A challenge does not say where the metadata are.";
            /// The metadata are at the well-known place.
            metadata_served: bool = true, "RFC 9728 §3";
                fault "resource-metadata-elsewhere" = false, breaks "rfc9728-3-well-known-location":
                    "The metadata of the protected resource are not where they are looked for.";
            /// The metadata say which resource they are of.
            metadata_complete: bool = true, "RFC 9728 §2";
                fault "resource-metadata-nameless" = false, breaks "rfc9728-2-resource-member":
                    "The metadata of the protected resource do not say which resource they are of.";
        }
        knobs {
            /// Whether a JWT was revoked is asked of the store.
            jwt_revocation_asked: bool = true, "RFC 7009 §3, RFC 9068 §4";
            /// For so long the resource relies on what it last learnt of a token.
            state_cached: Seconds = Seconds(0), "RFC 7662 §2.2 and §4";
                variant "revocation-delayed" = Seconds(2), permitted by "RFC 7662 §2.2":
                    "The resource learns of a revocation two seconds late.";
            /// What the profile looks like.
            profile: ProfileForm = ProfileForm::Flat;
                variant "profile-with-other-members" = ProfileForm::Nested, unregulated by "RFC 6749 §7":
                    "The profile has other members, some of them nested.";
            /// What the metadata say.
            metadata: ResourceMetadata = ResourceMetadata::Usual, "RFC 9728 §2";
                variant "resource-metadata-minimal" = ResourceMetadata::Required, permitted by "RFC 9728 §2":
                    "The metadata of the protected resource have the member `resource` alone.";
            /// What a challenge says.
            challenge: ResourceChallenge = ResourceChallenge::Full, "RFC 6750 §3";
                variant "challenge-without-description" = ResourceChallenge::Brief, permitted by "RFC 6750 §3":
                    "The challenge of the protected resource has an error code, no realm and no description.";
                variant "challenge-with-bearer-alone" = ResourceChallenge::BearerAlone, permitted by "RFC 9449 §7.1":
                    "The challenge to a request without a token names the Bearer scheme and not DPoP.";
                variant "challenge-with-unknown-parameters" = ResourceChallenge::Extended, permitted by "RFC 6750 §3":
                    "The challenge of the protected resource has an error_uri and parameters of the provider's own.";
            /// Which of the two challenges has the error, where a resource takes both schemes.
            error_in: ErrorIn = ErrorIn::SchemeOfToken, "RFC 9449 §7.2";
                variant "dpop-error-in-bearer-challenge" = ErrorIn::OtherScheme, discouraged by "RFC 9449 §7.2":
                    "A refused token gets both challenges, and the error stands in that of the scheme it did not come with.";
                variant "dpop-error-in-either-challenge" = ErrorIn::Both, discouraged by "RFC 9449 §7.2":
                    "A refused token gets both challenges, and each of them has the error.";
        }
        several {
            fault "token-in-query-cacheable" against InformationDisclosure, breaks "rfc6750-2.3-query-response-private":
                "A token in the query opens the profile, and caches may keep it."
                => |p| { p.resource.query_ignored = false; p.resource.never_cached = false; };
            variant "jwt-access-tokens-outlive-revocation", permitted by "RFC 7009 §3":
                "Access tokens are JWTs, and the resource takes them until they expire, whatever was revoked.",
                quiet because "What opens the resource after a revocation says nothing of the revocation."
                => |p| { p.token.format = TokenFormat::Jwt; p.resource.jwt_revocation_asked = false; };
            variant "resource-metadata-not-offered", permitted by "RFC 9728 §1":
                "The protected resource has no metadata, and its challenges name none.",
                without "provider.resource-metadata" because "The protected resource publishes no metadata."
                => |p| { p.resource.metadata_named = false; p.resource.metadata_served = false; };
        }
    }
}

choice! {
    /// The status for an invalid token.
    InvalidTokenStatus {
        /// 401.
        Unauthorized,
        /// 403.
        Forbidden,
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
    /// What the profile looks like.
    ProfileForm {
        /// A few members.
        Flat,
        /// Members within members.
        Nested,
    }
}

choice! {
    /// What a challenge says.
    ResourceChallenge {
        /// Realm, error, description, and the schemes that are served.
        Full,
        /// The error alone.
        Brief,
        /// All of it, but of one scheme.
        BearerAlone,
        /// All of it, an address about the error, and what no document knows.
        Extended,
    }
}

choice! {
    /// Which challenge has the error.
    ErrorIn {
        /// That of the scheme that the token came with.
        SchemeOfToken,
        /// Those of both schemes.
        Both,
        /// That of the other scheme.
        OtherScheme,
    }
}

choice! {
    /// The members of the metadata.
    ResourceMetadata {
        /// Those that a client needs to get a token.
        Usual,
        /// Those that have to be there.
        Required,
    }
}
