//! How a logout ends, and which clients are notified.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// How RP-initiated logout ends, and which clients are notified.
    LogoutRules in logout {
        against RedirectManipulation {
            /// After a logout the browser goes back to a registered address of the client and to no other.
            redirect_uri_registered: bool = true, "OpenID Connect RP-Initiated Logout §3";
                fault "logout-open-redirect" = false, breaks "oidc-logout-3-unregistered-redirect-refused":
                    "After a logout the browser is sent wherever the request says.";
            /// After a logout the browser goes back only where the client is known, by a hint or by its id.
            redirect_needs_client: bool = true, "OpenID Connect RP-Initiated Logout §3";
                fault "logout-redirect-without-hint" = false, breaks "oidc-logout-3-redirect-needs-hint":
                    "The browser is sent to an address of some client, though nobody knows who asked.";
        }
        against SessionAttack {
            /// A hint counts if this provider issued it.
            hint_checked: bool = true, "OpenID Connect RP-Initiated Logout §2";
                fault "logout-hint-believed" = false, breaks "oidc-logout-2-hint-issuer-checked":
                    "An ID token of anybody counts as a hint.";
            /// Without a hint that fits the session, the user is asked.
            confirmed: bool = true, "OpenID Connect RP-Initiated Logout §2";
                fault "logout-unasked" = false, breaks "oidc-logout-2-confirmation-without-hint":
                    "A link alone logs a user out.";
            /// A logout ends the session.
            session_ended: bool = true, "OpenID Connect RP-Initiated Logout §2";
                fault "logout-without-end" = false, breaks "oidc-logout-2-session-ended":
                    "The page says that the user is logged out, and the session goes on.";
            /// The frames of clients say which session of which issuer ends.
            frames: Frames = Frames::WithSession, "OpenID Connect Front-Channel Logout §2";
                fault "logout-frames-missing" = Frames::None, breaks "oidc-frontchannel-2-iframe":
                    "The pages of clients that want to hear of a logout are not loaded.";
                fault "logout-frames-anonymous" = Frames::Anonymous, breaks "oidc-frontchannel-2-iframe":
                    "The pages of clients are loaded without saying whose session ends.";
            /// Clients with a `backchannel_logout_uri` get a logout token.
            clients_told: bool = true, "OpenID Connect Back-Channel Logout §2.5";
                fault "logout-untold" = false, breaks "oidc-backchannel-2.5-every-client-told":
                    "No client receives a logout token.";
            /// A logout token has the claims that it needs and no `nonce`.
            token: LogoutToken = LogoutToken::Right, "OpenID Connect Back-Channel Logout §2.4";
                fault "logout-token-with-nonce" = LogoutToken::WithNonce, breaks "oidc-backchannel-2.4-no-nonce":
                    "Logout tokens have a nonce, so that they pass for ID tokens.";
                fault "logout-token-without-event" = LogoutToken::WithoutEvent,
                    breaks "oidc-backchannel-2.4-logout-token":
                    "Logout tokens do not say that they are about a logout.";
                fault "logout-token-about-nobody" = LogoutToken::AboutNobody,
                    breaks "oidc-backchannel-2.4-logout-token":
                    "Logout tokens do not say whose session ends.";
                fault "logout-token-without-exp" = LogoutToken::WithoutExpiry,
                    breaks "oidc-backchannel-2.4-logout-token":
                    "Logout tokens do not expire.";
                variant "logout-token-with-sid-alone" = LogoutToken::SessionAlone,
                    permitted by "OpenID Connect Back-Channel Logout §2.4":
                    "Logout tokens name the session and not the user.";
        }
        against TokenTheft {
            /// What was granted in the session ends with it, but for `offline_access`.
            grants: GrantsAtLogout = GrantsAtLogout::OnlineEnd, "OpenID Connect Back-Channel Logout §2.7";
                fault "logout-keeps-refresh-tokens" = GrantsAtLogout::NoneEnds,
                    breaks "oidc-backchannel-2.7-refresh-tokens-revoked":
                    "A refresh token without offline_access works after the logout.";
                fault "logout-ends-offline-access" = GrantsAtLogout::AllEnd,
                    breaks "oidc-backchannel-2.7-offline-access-kept":
                    "A logout ends the access that the user granted for times of absence.";
        }
        against Interoperability {
            /// After a logout `state` goes back to the client.
            state_returned: bool = true, "OpenID Connect RP-Initiated Logout §2";
                fault "logout-state-dropped" = false, breaks "oidc-logout-2-state-passed-back":
                    "After a logout the client does not get its state back.";
        }
        knobs {
            /// Clients can ask for a logout.
            served: bool = true, "OpenID Connect RP-Initiated Logout §2";
                variant "logout-not-offered" = false, permitted by "OpenID Connect Core §1":
                    "Clients cannot ask for a logout.",
                    without "provider.end-session" because "No client can ask for a logout.";
            /// The user is asked even where a hint fits the session.
            always_confirmed: bool = false, "OpenID Connect RP-Initiated Logout §2";
                variant "logout-always-confirmed" = true, permitted by "OpenID Connect RP-Initiated Logout §2":
                    "The user is asked before every logout.";
            /// How the browser gets back to the client.
            leads_back: LeadsBack = LeadsBack::Straight, "OpenID Connect RP-Initiated Logout §3";
                variant "logout-ends-on-a-page" = LeadsBack::ByPage,
                    unregulated by "OpenID Connect RP-Initiated Logout §3":
                    "After a logout a page sends the browser back to the client.";
                variant "logout-leads-nowhere" = LeadsBack::Never,
                    unregulated by "OpenID Connect RP-Initiated Logout §3":
                    "After a logout the browser stays at the provider.",
                    unjudged because "Nobody is sent back to a client after a logout.";
            /// Clients can have pages that are loaded at a logout.
            front_channel: bool = true, "OpenID Connect Front-Channel Logout §3";
                variant "front-channel-logout-not-offered" = false,
                    permitted by "OpenID Connect Front-Channel Logout §3":
                    "No page of a client is loaded at a logout.", quiet because "Front-channel logout is not offered.";
            /// Clients can get logout tokens.
            back_channel: bool = true, "OpenID Connect Back-Channel Logout §2.1";
                variant "back-channel-logout-not-offered" = false,
                    permitted by "OpenID Connect Back-Channel Logout §2.1":
                    "No client gets a logout token.", quiet because "Back-channel logout is not offered.";
            /// ID tokens and the notices of a logout name the session, and the metadata says so.
            sessions_named: bool = true,
                "OpenID Connect Back-Channel Logout §2.1, OpenID Connect Front-Channel Logout §3";
                variant "id-token-without-sid" = false, permitted by "OpenID Connect Back-Channel Logout §2.1":
                    "ID tokens have no sid, logout tokens name the user alone, and the frames of a logout name nobody.",
                    quiet because "Frames that name nobody say nothing of the session.";
            /// A logout token expires after so long: it is delivered at once or never.
            token_lifetime: Seconds = Seconds::minutes(2), "OpenID Connect Back-Channel Logout §2.4";
        }
    }
}

choice! {
    /// The frames that the pages of clients are loaded in at a logout.
    Frames {
        /// With `iss` and `sid`.
        WithSession,
        /// Without.
        Anonymous,
        /// There are none.
        None,
    }
}

choice! {
    /// How the browser gets back to the client after a logout.
    LeadsBack {
        /// It is sent there, if no page of a client has to be loaded before.
        Straight,
        /// From a page that says that the user is logged out.
        ByPage,
        /// Not at all.
        Never,
    }
}

choice! {
    /// What becomes of the refresh tokens of a session at its logout.
    GrantsAtLogout {
        /// Those without `offline_access` end.
        OnlineEnd,
        /// All end.
        AllEnd,
        /// None ends.
        NoneEnds,
    }
}

choice! {
    /// A logout token.
    LogoutToken {
        /// As it should be.
        Right,
        /// With a `nonce`, so that it passes for an ID token.
        WithNonce,
        /// Without the event, so that it says nothing.
        WithoutEvent,
        /// Without `sub`: it is about the session of its `sid`.
        SessionAlone,
        /// Without `sub` and `sid`, so that it is about nobody.
        AboutNobody,
        /// Without `exp`, so that a captured one can be sent again for ever.
        WithoutExpiry,
    }
}
