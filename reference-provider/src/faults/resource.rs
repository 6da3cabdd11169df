//! The protected resource opens too easily.

use super::Fault;
use crate::policy::ProfileOf;

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
    "profile-of-first-user" breaks "rfc6749-3.1-authenticate-owner-first":
        "Every token opens the first user's profile." => |p| p.resource.profile_of = ProfileOf::FirstUser;
};
