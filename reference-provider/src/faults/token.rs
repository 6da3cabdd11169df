//! The token endpoint and its kin misbehave.

use super::Fault;

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "token-cacheable" breaks "rfc6749-5.1-cache-control-no-store":
        "Caches may keep token responses." => |p| p.token.never_cached = false;
    "token-unlabelled" breaks "rfc6749-5.1-access-token-member":
        "Token responses say that they are plain text." => |p| p.token.labelled_json = false;
    "token-error-as-page" breaks "rfc6749-5.2-error-json":
        "Errors of the token endpoint are pages." => |p| p.token.errors_in_json = false;
    "refresh-not-rotated" breaks "rfc9700-2.2.2-public-refresh-protected":
        "A refresh token stays the same for ever." => |p| p.refresh.rotated = false;
    "refresh-replay-accepted" breaks "rfc9700-4.14.2-rotation-replay-refused":
        "A used refresh token works again." => |p| p.refresh.replay_refused = false;
    "refresh-replay-keeps-family" breaks "rfc9700-4.14.2-rotation-replay-revokes-family":
        "A used refresh token is refused, but its successors live on." => |p| p.refresh.replay_revokes_grant = false;
    "introspection-ignores-revocation" breaks "rfc7662-4-revoked-checked":
        "A revoked token is still said to be active." => |p| p.introspection.revoked_inactive = false;
};
