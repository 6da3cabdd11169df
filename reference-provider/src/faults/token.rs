//! The token endpoint misbehaves.

use super::Fault;
use crate::policy::{CrossOrigin, ExpiresIn, Seconds, Strength};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "token-cacheable" breaks "rfc6749-5.1-cache-control-no-store" and "rfc6749-5.1-pragma-no-cache":
        "Caches may keep token responses." => |p| p.token.never_cached = false;
    "token-unlabelled" breaks "rfc6749-5.1-access-token-member":
        "Token responses say that they are plain text." => |p| p.token.labelled_json = false;
    "token-error-as-page" breaks "rfc6749-5.2-error-json":
        "Errors of the token endpoint are pages." => |p| p.token.errors_in_json = false;
    "refresh-not-rotated" breaks "rfc9700-2.2.2-public-refresh-protected":
        "A refresh token stays the same for ever." => |p| p.refresh.rotated = false;
    "refresh-replay-accepted" breaks "rfc9700-4.14.2-rotation-replay-refused" and "rfc6749-10.4-rotation-confidential":
        "A used refresh token works again." => |p| p.refresh.replay_refused = false;
    "refresh-replay-keeps-family" breaks "rfc9700-4.14.2-rotation-replay-revokes-family":
        "A used refresh token is refused, but its successors live on." => |p| p.refresh.replay_revokes_grant = false;
    "token-by-get" breaks "rfc6749-3.2-get-refused":
        "The token endpoint answers GET, with codes and secrets in its address." => |p| p.token.post_only = false;
    "token-by-json" breaks "rfc6749-4.1.3-token-body-form-encoded":
        "A token request may be JSON." => |p| p.token.form_only = false;
    "unknown-token-parameter-refused" breaks "rfc6749-3.2-unknown-param-ignored":
        "A token request with a parameter that nobody knows is refused." => |p| p.token.unknown_parameters_ignored = false;
    "repeated-token-parameter-accepted" breaks "rfc6749-3.2-duplicate-param-rejected":
        "Of a repeated parameter of a token request the first one is taken." => |p| p.token.repetition_refused = false;
    "token-guessable" breaks "rfc6749-10.10-token-entropy-128":
        "Access and refresh tokens have 32 bits." => |p| p.token.strength = Strength::Weak;
    "token-counted" breaks "rfc6749-10.10-token-entropy-128":
        "A token is long, but the last one and one more." => |p| p.token.strength = Strength::Counted;
    "access-token-long-lived" breaks "rfc6750-5.3-short-lived":
        "Access tokens live a day." => |p| p.token.access_lifetime = Seconds::days(1);
    "expires-in-text" breaks "rfc6749-5.1-expires-in-number":
        "expires_in is a text." => |p| p.token.expires_in = ExpiresIn::Text;
    "expires-in-missing" breaks "rfc6749-5.1-expires-in-number":
        "Token responses do not say how long the token lives." => |p| p.token.expires_in = ExpiresIn::Missing;
    "scope-as-list" breaks "rfc6749-3.3-scope-syntax":
        "The scope of token responses is a list." => |p| p.token.scope_as_text = false;
    "scope-unreported" breaks "rfc6749-3.3-scope-reported-when-different":
        "Token responses do not say what was granted." => |p| p.token.scope_reported = false;
    "token-without-pragma" breaks "rfc6749-5.1-pragma-no-cache":
        "Token responses have no Pragma: no-cache." => |p| p.token.pragma = false;
    "invalid-grant-misnamed" breaks "rfc6749-5.2-invalid-grant-code":
        "A code or refresh token that is no good is called an invalid request." => |p| p.token.invalid_grant_named = false;
    "cors-reflected" breaks "asvs5-3.4.2-cors-allowlist":
        "Scripts of every site that asks may read the answers to clients, with cookies." => |p| p.token.cross_origin = CrossOrigin::Reflected;
    "refresh-race-window" breaks "rfc9700-4.14.2-rotation-concurrent":
        "A refresh token still works for a second after its use: it is used up in a second step."
        => |p| p.refresh.reuse_window = Seconds(1);
    "refresh-not-bound-to-client" breaks "rfc6749-6-refresh-bound-to-client":
        "A refresh token can be used by any client." => |p| p.refresh.bound_to_client = false;
    "refresh-widens-scope" breaks "rfc6749-6-refresh-scope-not-widened":
        "A refresh may ask for more than was granted, and gets it." => |p| p.refresh.widening_refused = false;
    "refresh-narrows-for-good" breaks "rfc6749-6-refresh-scope-default":
        "What a refresh once did not ask for is lost." => |p| p.refresh.narrowing_passes = false;
    "refresh-unknown-accepted" breaks "rfc6749-6-refresh-invalid":
        "Any string is a refresh token, and brings tokens of the first user." => |p| p.refresh.known_only = false;
    "refresh-idle-for-ever" breaks "rfc9700-4.14.2-refresh-inactivity-expiry":
        "A refresh token that nobody uses works as long as its grant." => |p| p.refresh.idle_lifetime = Seconds::days(3650);
    "grant-for-ever" breaks "asvs5-10.4.8-refresh-absolute-expiry":
        "What is refreshed in time never ends." => |p| p.refresh.grant_lifetime = Seconds::days(3650);
};
