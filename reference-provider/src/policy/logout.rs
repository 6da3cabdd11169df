//! Logout, and which clients are notified.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// RP-initiated logout, and which clients are notified by front-channel and back-channel logout.
    LogoutRules in logout {
        against RedirectManipulation {
            /// After a logout the browser is redirected only to a registered `post_logout_redirect_uri` of the client.
            redirect_uri_registered: bool = true, "OpenID Connect RP-Initiated Logout §3";
                fault "logout-open-redirect" = false, breaks "oidc-logout-3-unregistered-redirect-refused":
                    "The end session endpoint redirects to any post_logout_redirect_uri (open redirect).";
            /// After a logout the browser is redirected only if `id_token_hint` or `client_id` identifies the client.
            redirect_needs_client: bool = true, "OpenID Connect RP-Initiated Logout §3";
                fault "logout-redirect-unknown-client" = false, breaks "oidc-logout-3-redirect-needs-hint":
                    "The end session endpoint redirects to the registered URI of some client although the request \
                     identifies no client.";
        }
        against SessionAttack {
            /// `id_token_hint` is accepted if this provider issued it.
            hint_checked: bool = true, "OpenID Connect RP-Initiated Logout §2";
                fault "logout-hint-unverified" = false, breaks "oidc-logout-2-hint-issuer-checked":
                    "The end session endpoint accepts an id_token_hint of any issuer, without a valid signature.";
            /// Without an `id_token_hint` for the current session, the user is asked for confirmation.
            confirmed: bool = true, "OpenID Connect RP-Initiated Logout §2";
                fault "logout-csrf" = false, breaks "oidc-logout-2-confirmation-without-hint":
                    "The end session endpoint logs a user out without confirmation, even if a mere link leads there \
                     (logout CSRF).";
            /// Logout ends the session.
            session_ended: bool = true, "OpenID Connect RP-Initiated Logout §2";
                fault "logout-session-not-ended" = false, breaks "oidc-logout-2-session-ended":
                    "The provider shows the logout page but does not end the session.";
            /// Front-channel logout iframes have `iss` and `sid`.
            frames: Frames = Frames::WithSession, "OpenID Connect Front-Channel Logout §2";
                fault "front-channel-logout-missing" = Frames::None, breaks "oidc-frontchannel-2-iframe":
                    "The provider does not load the front-channel logout pages of clients.";
                fault "front-channel-logout-without-sid" = Frames::Anonymous, breaks "oidc-frontchannel-2-iframe":
                    "The provider loads the front-channel logout pages of clients without iss and sid.";
            /// Clients with a `backchannel_logout_uri` receive a logout token.
            clients_notified: bool = true, "OpenID Connect Back-Channel Logout §2.5";
                fault "back-channel-logout-missing" = false, breaks "oidc-backchannel-2.5-every-client-notified":
                    "The provider sends no logout tokens.";
            /// A logout token has the required claims and no `nonce`.
            token: LogoutToken = LogoutToken::Right, "OpenID Connect Back-Channel Logout §2.4";
                fault "logout-token-with-nonce" = LogoutToken::WithNonce, breaks "oidc-backchannel-2.4-no-nonce":
                    "Logout tokens have a nonce, so that clients can mistake them for ID tokens (type confusion).";
                fault "logout-token-without-event" = LogoutToken::WithoutEvent,
                    breaks "oidc-backchannel-2.4-logout-token":
                    "Logout tokens have no events claim.";
                fault "logout-token-without-subject" = LogoutToken::AboutNobody,
                    breaks "oidc-backchannel-2.4-logout-token":
                    "Logout tokens have neither sub nor sid.";
                fault "logout-token-without-exp" = LogoutToken::WithoutExpiry,
                    breaks "oidc-backchannel-2.4-logout-token":
                    "Logout tokens have no exp claim.";
                variant "logout-token-with-sid-only" = LogoutToken::SessionAlone,
                    permitted by "OpenID Connect Back-Channel Logout §2.4":
                    "Logout tokens have sid but not sub.";
        }
        against TokenTheft {
            /// Refresh tokens issued in the session are revoked when it ends, except with `offline_access`.
            grants: GrantsAtLogout = GrantsAtLogout::OnlineEnd, "OpenID Connect Back-Channel Logout §2.7";
                fault "logout-keeps-refresh-tokens" = GrantsAtLogout::NoneEnds,
                    breaks "oidc-backchannel-2.7-refresh-tokens-revoked":
                    "Refresh tokens without offline_access remain valid after the logout.";
                fault "logout-ends-offline-access" = GrantsAtLogout::AllEnd,
                    breaks "oidc-backchannel-2.7-offline-access-kept":
                    "Logout revokes refresh tokens with offline_access.";
        }
        against Interoperability {
            /// After a logout `state` is returned to the client.
            state_returned: bool = true, "OpenID Connect RP-Initiated Logout §2";
                fault "logout-state-dropped" = false, breaks "oidc-logout-2-state-passed-back":
                    "The end session endpoint does not return state to the client.";
        }
        knobs {
            /// RP-initiated logout is supported.
            served: bool = true, "OpenID Connect RP-Initiated Logout §2";
                variant "rp-initiated-logout-unsupported" = false, permitted by "OpenID Connect Core §1":
                    "Clients cannot initiate a logout.",
                    without "provider.end-session" because "No client can initiate a logout.";
            /// The user is asked for confirmation even with an `id_token_hint` for the current session.
            always_confirmed: bool = false, "OpenID Connect RP-Initiated Logout §2";
                variant "logout-always-confirmed" = true, permitted by "OpenID Connect RP-Initiated Logout §2":
                    "The provider asks for confirmation before every logout.";
            /// How the browser returns to the client.
            leads_back: LeadsBack = LeadsBack::Straight, "OpenID Connect RP-Initiated Logout §3";
                variant "logout-ends-on-page" = LeadsBack::ByPage,
                    unregulated by "OpenID Connect RP-Initiated Logout §3":
                    "After a logout a page sends the browser back to the client.";
                variant "logout-without-redirect" = LeadsBack::Never,
                    unregulated by "OpenID Connect RP-Initiated Logout §3":
                    "After a logout the browser stays at the provider.",
                    unjudged because "The browser is not redirected to a client after a logout.";
            /// Front-channel logout is supported.
            front_channel: bool = true, "OpenID Connect Front-Channel Logout §3";
                variant "front-channel-logout-unsupported" = false,
                    permitted by "OpenID Connect Front-Channel Logout §3":
                    "Front-channel logout is not supported.", quiet because
                        "Front-channel logout is not supported.";
            /// Back-channel logout is supported.
            back_channel: bool = true, "OpenID Connect Back-Channel Logout §2.1";
                variant "back-channel-logout-unsupported" = false,
                    permitted by "OpenID Connect Back-Channel Logout §2.1":
                    "Back-channel logout is not supported.", quiet because "Back-channel logout is not supported.";
            /// ID tokens, logout tokens and front-channel logout have `sid`, and the metadata says so.
            sessions_named: bool = true,
                "OpenID Connect Back-Channel Logout §2.1, OpenID Connect Front-Channel Logout §3";
                variant "id-token-without-sid" = false, permitted by "OpenID Connect Back-Channel Logout §2.1":
                    "ID tokens have no sid, logout tokens only have sub, and front-channel logout iframes have no \
                     parameters.",
                    quiet because "Front-channel logout without parameters does not identify the session.";
            /// The lifetime of a logout token, which is delivered immediately or not at all.
            token_lifetime: Seconds = Seconds::minutes(2), "OpenID Connect Back-Channel Logout §2.4";
        }
    }
}

choice! {
    /// Front-channel logout iframes.
    Frames {
        /// With `iss` and `sid`.
        WithSession,
        /// Without parameters.
        Anonymous,
        /// None.
        None,
    }
}

choice! {
    /// How the browser returns to the client after a logout.
    LeadsBack {
        /// By a redirect, unless front-channel logout pages have to be loaded first.
        Straight,
        /// From a page that confirms the logout.
        ByPage,
        /// Not at all.
        Never,
    }
}

choice! {
    /// The effect of logout on the refresh tokens of the session.
    GrantsAtLogout {
        /// Those without `offline_access` are revoked.
        OnlineEnd,
        /// All are revoked.
        AllEnd,
        /// None is revoked.
        NoneEnds,
    }
}

choice! {
    /// The claims of a logout token.
    LogoutToken {
        /// Correct.
        Right,
        /// With a `nonce`, so that clients can mistake it for an ID token.
        WithNonce,
        /// Without `events`.
        WithoutEvent,
        /// Without `sub`: it is for the session of its `sid`.
        SessionAlone,
        /// Without `sub` and `sid`.
        AboutNobody,
        /// Without `exp`, so that a captured token can be replayed indefinitely.
        WithoutExpiry,
    }
}
