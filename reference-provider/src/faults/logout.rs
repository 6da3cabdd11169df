//! A logout that does not end, that nobody asked for, or that leads astray.

use super::Fault;
use crate::policy::{Frames, GrantsAtLogout, LogoutToken};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "logout-hint-believed" breaks "oidc-logout-2-hint-issuer-checked":
        "An ID token of anybody counts as a hint." => |p| p.logout.hint_checked = false;
    "logout-unasked" breaks "oidc-logout-2-confirmation-without-hint":
        "A link alone logs a user out." => |p| p.logout.confirmed = false;
    "logout-without-end" breaks "oidc-logout-2-session-ended":
        "The page says that the user is logged out, and the session goes on." => |p| p.logout.session_ended = false;
    "logout-state-dropped" breaks "oidc-logout-2-state-passed-back":
        "After a logout the client does not get its state back." => |p| p.logout.state_returned = false;
    "logout-open-redirect" breaks "oidc-logout-3-unregistered-redirect-refused":
        "After a logout the browser is sent wherever the request says." => |p| p.logout.redirect_uri_registered = false;
    "logout-redirect-without-hint" breaks "oidc-logout-3-redirect-needs-hint":
        "The browser is sent to an address of some client, though nobody knows who asked."
        => |p| p.logout.redirect_needs_client = false;
    "logout-frames-missing" breaks "oidc-frontchannel-2-iframe":
        "The pages of clients that want to hear of a logout are not loaded." => |p| p.logout.frames = Frames::None;
    "logout-frames-anonymous" breaks "oidc-frontchannel-2-iframe":
        "The pages of clients are loaded without saying whose session ends." => |p| p.logout.frames = Frames::Anonymous;
    "logout-untold" breaks "oidc-backchannel-2.5-every-client-told":
        "No client receives a logout token." => |p| p.logout.clients_told = false;
    "logout-forgets-clients-at-login"
        breaks "oidc-backchannel-2.5-every-client-told" and "oidc-frontchannel-2-iframe":
        "A user who logs in again gets another session, and earlier clients never hear of the logout."
        => |p| p.session.continued_at_login = false;
    "logout-keeps-refresh-tokens" breaks "oidc-backchannel-2.7-refresh-tokens-revoked":
        "A refresh token without offline_access works after the logout." => |p| p.logout.grants = GrantsAtLogout::NoneEnds;
    "logout-ends-offline-access" breaks "oidc-backchannel-2.7-offline-access-kept":
        "A logout ends the access that the user granted for times of absence." => |p| p.logout.grants = GrantsAtLogout::AllEnd;
    "logout-token-with-nonce" breaks "oidc-backchannel-2.4-no-nonce":
        "Logout tokens have a nonce, so that they pass for ID tokens." => |p| p.logout.token = LogoutToken::WithNonce;
    "logout-token-without-event" breaks "oidc-backchannel-2.4-logout-token":
        "Logout tokens do not say that they are about a logout." => |p| p.logout.token = LogoutToken::WithoutEvent;
    "logout-token-about-nobody" breaks "oidc-backchannel-2.4-logout-token":
        "Logout tokens do not say whose session ends." => |p| p.logout.token = LogoutToken::AboutNobody;
};
