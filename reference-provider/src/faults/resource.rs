//! The protected resource opens too easily.

use super::Fault;
use crate::policy::{InvalidTokenStatus, ProfileOf};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "missing-token-accepted" breaks "rfc6750-3-challenge-present":
        "The profile is served without a token." => |p| p.resource.token_required = false;
    "unknown-token-accepted" breaks "rfc6749-10.3-token-not-forgeable":
        "The profile is served for any string that looks like a token." => |p| p.resource.unknown_token_refused = false;
    "expired-token-accepted" breaks "rfc6749-7-rs-rejects-expired":
        "The profile is served for a token that has run out." => |p| p.resource.expired_token_refused = false;
    "revoked-token-accepted" breaks "rfc7009-2-access-revocable":
        "The profile is served for a revoked token." => |p| p.resource.revoked_token_refused = false;
    "scope-not-checked" breaks "rfc6749-7-rs-checks-scope":
        "The profile is served whatever the token's scope." => |p| p.resource.scope_checked = false;
    "profile-email-of-first-user" breaks "rfc6749-4.1-code-flow-completes":
        "Every profile has the first user's e-mail address." => |p| p.resource.email_of = ProfileOf::FirstUser;
    "profile-of-first-user" breaks "rfc6749-3.1-authenticate-owner-first" and "rfc6749-4.1-code-flow-completes":
        "Every token opens the first user's profile." => |p| p.resource.profile_of = ProfileOf::FirstUser;
    "bearer-header-ignored" breaks "rfc6750-2.1-header-supported":
        "A token in the Authorization header is not seen." => |p| p.resource.header_read = false;
    "bearer-case-sensitive" breaks "rfc9110-11.1-auth-scheme-case":
        "The scheme must be written Bearer, letter by letter." => |p| p.resource.scheme_in_any_case = false;
    "token-in-query-accepted" breaks "oauth21-5.1-query-token-ignored":
        "A token in the query opens the profile." => |p| p.resource.query_ignored = false;
    "token-in-query-cacheable" breaks "rfc6750-2.3-query-response-private":
        "A token in the query opens the profile, and caches may keep it."
        => |p| { p.resource.query_ignored = false; p.resource.never_cached = false; };
    "token-in-any-body-accepted" breaks "rfc6750-2.2-body-needs-form-type":
        "A token in a body opens the profile, whatever the body is." => |p| p.resource.body_ignored = false;
    "token-twice-accepted" breaks "rfc6750-3.1-multiple-methods":
        "A token may come in the header and in the query." => |p| p.resource.one_method = false;
    "anonymous-called-invalid" breaks "rfc6750-3.1-no-error-without-credentials":
        "Who brings no token is told that it is invalid." => |p| p.resource.anonymous_without_error = false;
    "invalid-token-forbidden" breaks "rfc6750-3.1-invalid-token-401":
        "A token that is no good is answered 403." => |p| p.resource.invalid_token = InvalidTokenStatus::Forbidden;
    "insufficient-scope-called-invalid" breaks "rfc6750-3.1-insufficient-scope-403":
        "A token that covers too little is called invalid." => |p| p.resource.insufficient_scope_named = false;
    "profile-cacheable" breaks "asvs5-14.3.2-no-store-personal-data":
        "Caches may keep the profile." => |p| p.resource.never_cached = false;
};
