//! The protected resource.

use serde::{Deserialize, Serialize};

use super::{Seconds, TokenFormat};

rules! {
    /// What the protected resource verifies.
    ResourceRules in resource {
        against UserImpersonation {
            /// The signature of a JWT access token is verified.
            jwt_signature_checked: bool = true, "RFC 9068 §4";
                fault "jwt-signature-unchecked" = false, breaks "rfc9068-4-rs-signature-checked":
                    "The protected resource does not verify the signature of JWT access tokens.";
            /// The profile is that of the user who granted the token.
            profile_of: ProfileOf = ProfileOf::TokenOwner, "RFC 6749 §1.4";
                fault "profile-of-another-user" = ProfileOf::FirstUser,
                    breaks "rfc6749-3.1-authenticate-owner-first" and "rfc6749-4.1-code-flow-completes":
                    "The protected resource returns the profile of the first user for every token.";
            /// The e-mail address in the profile is that of the user who granted the token.
            email_of: ProfileOf = ProfileOf::TokenOwner, "RFC 6749 §1.4";
                fault "profile-email-of-first-user" = ProfileOf::FirstUser, breaks "rfc6749-4.1-code-flow-completes":
                    "The protected resource returns the e-mail address of the first user in every profile.";
        }
        against TokenTheft {
            /// An expired token is rejected.
            expired_token_refused: bool = true, "RFC 6749 §7";
                fault "expired-token-accepted" = false, breaks "rfc6749-7-rs-rejects-expired":
                    "The protected resource accepts expired tokens.";
            /// A revoked token is rejected.
            revoked_token_refused: bool = true, "RFC 7009 §2";
                fault "revoked-token-accepted" = false, breaks "rfc7009-2-access-revocable":
                    "The protected resource accepts revoked tokens.";
            /// A JWT access token past its `exp` is rejected.
            jwt_expiry_checked: bool = true, "RFC 9068 §4";
                fault "jwt-exp-unchecked" = false, breaks "rfc9068-4-rs-exp-checked":
                    "The protected resource does not verify the exp claim of JWT access tokens.";
        }
        against PrivilegeEscalation {
            /// A token is required.
            token_required: bool = true, "RFC 6750 §3";
                fault "missing-token-accepted" = false, breaks "rfc6750-3-challenge-present":
                    "The protected resource grants access without a token.";
            /// A token that this provider did not issue is rejected.
            unknown_token_refused: bool = true, "RFC 6750 §3.1, RFC 6749 §10.3";
                fault "unknown-token-accepted" = false, breaks "rfc6749-10.3-token-not-forgeable":
                    "The protected resource accepts any string that is formed like a token.";
            /// The scope of the token covers the resource.
            scope_checked: bool = true, "RFC 6749 §7, RFC 6750 §3.1";
                fault "resource-scope-unchecked" = false, breaks "rfc6749-7-rs-checks-scope":
                    "The protected resource does not verify the scope of tokens.";
            /// The audience of the token contains the resource.
            audience_checked: bool = true, "RFC 9700 §2.3, RFC 8707 §2";
                fault "resource-audience-unchecked" = false, breaks "rfc9700-2.3-rs-refuses-foreign-audience":
                    "The protected resource accepts tokens for another audience.";
            /// The `typ` of a JWT is that of an access token.
            jwt_type_checked: bool = true, "RFC 9068 §4";
                fault "jwt-type-confusion" = false, breaks "rfc9068-4-rs-typ-checked":
                    "The protected resource accepts JWTs of another type (type confusion).";
            /// The `iss` of a JWT is this issuer.
            jwt_issuer_checked: bool = true, "RFC 9068 §4";
                fault "jwt-iss-unchecked" = false, breaks "rfc9068-4-rs-iss-checked":
                    "The protected resource accepts JWTs of another issuer.";
        }
        against InformationDisclosure {
            /// A token in the query is ignored: it ends up in logs.
            query_ignored: bool = true, "RFC 9700 §4.3.2, OAuth 2.1 §5.1";
                fault "token-in-query-accepted" = false, breaks "oauth21-5.1-query-token-ignored":
                    "The protected resource accepts an access token in the query.";
            /// Responses are not cached.
            never_cached: bool = true, "OWASP ASVS 5.0 §14.3.2, RFC 6750 §2.3";
                fault "profile-cacheable" = false, breaks "asvs5-14.3.2-no-store-personal-data":
                    "The profile is cacheable.";
        }
        against Interoperability {
            /// The token is in the `Authorization` header.
            header_read: bool = true, "RFC 6750 §2.1";
                fault "bearer-header-ignored" = false, breaks "rfc6750-2.1-header-supported":
                    "The protected resource ignores the Authorization header.";
            /// The authentication scheme is compared without regard to case.
            scheme_in_any_case: bool = true, "RFC 9110 §11.1";
                fault "bearer-case-sensitive" = false, breaks "rfc9110-11.1-auth-scheme-case":
                    "The protected resource accepts the authentication scheme only as Bearer, in this case.";
            /// A token in a body is ignored unless the body is a form.
            body_ignored: bool = true, "RFC 6750 §2.2";
                fault "token-in-any-body-accepted" = false, breaks "rfc6750-2.2-body-needs-form-type":
                    "The protected resource accepts an access token in a body of any media type.";
            /// A request uses one method to send the token.
            one_method: bool = true, "RFC 6750 §2";
                fault "token-twice-accepted" = false, breaks "rfc6750-3.1-multiple-methods":
                    "The protected resource accepts a token in the header and in the query of the same request.";
            /// The challenge of a request without a token has no error code.
            anonymous_without_error: bool = true, "RFC 6750 §3.1";
                fault "missing-token-called-invalid" = false, breaks "rfc6750-3.1-no-error-without-credentials":
                    "The protected resource responds to a request without a token with the error `invalid_token`.";
            /// The status for an invalid token.
            invalid_token: InvalidTokenStatus = InvalidTokenStatus::Unauthorized, "RFC 6750 §3.1";
                fault "invalid-token-forbidden" = InvalidTokenStatus::Forbidden, breaks "rfc6750-3.1-invalid-token-401":
                    "The protected resource responds to an invalid token with 403.";
            /// The response to a token with insufficient scope is 403 with `insufficient_scope`.
            insufficient_scope_named: bool = true, "RFC 6750 §3.1";
                fault "insufficient-scope-called-invalid" = false, breaks "rfc6750-3.1-insufficient-scope-403":
                    "The protected resource reports a token with insufficient scope as invalid_token.";
            /// A challenge has the URL of the resource metadata.
            metadata_named: bool = true, "RFC 9728 §5.1";
                fault "resource-metadata-unnamed" = false, breaks "rfc9728-5.1-challenge-resource-metadata":
                    "Challenges of the protected resource have no resource_metadata.";
            /// The resource metadata is published at its well-known URL.
            metadata_served: bool = true, "RFC 9728 §3";
                fault "resource-metadata-elsewhere" = false, breaks "rfc9728-3-well-known-location":
                    "The resource metadata is not published at its well-known URL.";
            /// The resource metadata has `resource`.
            metadata_complete: bool = true, "RFC 9728 §2";
                fault "resource-metadata-nameless" = false, breaks "rfc9728-2-resource-member":
                    "The resource metadata has no resource member.";
        }
        knobs {
            /// The revocation of a JWT access token is looked up in the store.
            jwt_revocation_asked: bool = true, "RFC 7009 §3, RFC 9068 §4";
            /// How long the resource caches the state of a token.
            state_cached: Seconds = Seconds(0), "RFC 7662 §2.2 and §4";
                variant "revocation-delayed" = Seconds(2), permitted by "RFC 7662 §2.2":
                    "The protected resource learns of a revocation with a delay of two seconds.";
            /// The structure of the profile.
            profile: ProfileForm = ProfileForm::Flat;
                variant "profile-with-other-members" = ProfileForm::Nested, unregulated by "RFC 6749 §7":
                    "The profile has other members, some of them nested.";
            /// The members of the resource metadata.
            metadata: ResourceMetadata = ResourceMetadata::Usual, "RFC 9728 §2";
                variant "resource-metadata-minimal" = ResourceMetadata::Required, permitted by "RFC 9728 §2":
                    "The resource metadata has only the member `resource`.";
            /// The content of a challenge.
            challenge: ResourceChallenge = ResourceChallenge::Full, "RFC 6750 §3";
                variant "challenge-without-description" = ResourceChallenge::Brief, permitted by "RFC 6750 §3":
                    "The challenge of the protected resource has an error code, but neither realm nor description.";
                variant "challenge-with-bearer-only" = ResourceChallenge::BearerAlone, permitted by "RFC 9449 §7.1":
                    "The challenge for a request without a token has only the Bearer scheme, not DPoP.";
                variant "challenge-with-unknown-parameters" = ResourceChallenge::Extended, permitted by "RFC 6750 §3":
                    "The challenge of the protected resource has an error_uri and unknown parameters.";
            /// Which of the two challenges has the error if a resource supports both schemes.
            error_in: ErrorIn = ErrorIn::SchemeOfToken, "RFC 9449 §7.2";
                variant "dpop-error-in-bearer-challenge" = ErrorIn::OtherScheme, discouraged by "RFC 9449 §7.2":
                    "The response to a rejected token has both challenges, and the error is in that of the scheme that \
                     the request did not use.";
                variant "dpop-error-in-either-challenge" = ErrorIn::Both, discouraged by "RFC 9449 §7.2":
                    "The response to a rejected token has both challenges, and both have the error.";
        }
        several {
            fault "token-in-query-cacheable" against InformationDisclosure, breaks "rfc6750-2.3-query-response-private":
                "The protected resource accepts an access token in the query, and the response is cacheable."
                => |p| { p.resource.query_ignored = false; p.resource.never_cached = false; };
            variant "jwt-access-tokens-not-revocable", permitted by "RFC 7009 §3":
                "Access tokens are JWTs, and the protected resource accepts them until they expire, despite \
                 revocation.",
                quiet because "Access after a revocation does not show whether the token was revoked."
                => |p| { p.token.format = TokenFormat::Jwt; p.resource.jwt_revocation_asked = false; };
            variant "resource-metadata-unsupported", permitted by "RFC 9728 §1":
                "The protected resource has no metadata, and its challenges have no resource_metadata.",
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
    /// Whose profile a token grants access to.
    ProfileOf {
        /// That of the user who granted it.
        TokenOwner,
        /// That of the first user.
        FirstUser,
    }
}

choice! {
    /// The structure of the profile.
    ProfileForm {
        /// A few flat members.
        Flat,
        /// Nested members.
        Nested,
    }
}

choice! {
    /// The content of a challenge.
    ResourceChallenge {
        /// Realm, error, description, and all supported schemes.
        Full,
        /// Only the error.
        Brief,
        /// All of it, but for one scheme.
        BearerAlone,
        /// All of it, `error_uri` and unknown parameters.
        Extended,
    }
}

choice! {
    /// Which challenge has the error.
    ErrorIn {
        /// That of the scheme that the request used.
        SchemeOfToken,
        /// Both.
        Both,
        /// That of the other scheme.
        OtherScheme,
    }
}

choice! {
    /// The members of the resource metadata.
    ResourceMetadata {
        /// Those that a client needs to get a token.
        Usual,
        /// The required ones.
        Required,
    }
}
