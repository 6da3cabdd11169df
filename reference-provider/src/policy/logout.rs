//! How a logout ends, and who is told.

use serde::{Deserialize, Serialize};

rules! {
    /// How a logout that a client asks for ends, and who is told.
    LogoutRules {
        /// A hint counts if this provider issued it. OpenID Connect RP-Initiated Logout §2.
        hint_checked: bool = true,
        /// Without a hint that fits the session, the user is asked. OpenID Connect RP-Initiated Logout §2.
        confirmed: bool = true,
        /// A logout ends the session. OpenID Connect RP-Initiated Logout §2.
        session_ended: bool = true,
        /// The browser goes back to a registered address of the client and to no other.
        /// OpenID Connect RP-Initiated Logout §3.
        redirect_uri_registered: bool = true,
        /// It goes back only where the client is known, by a hint or by its id. OpenID Connect RP-Initiated Logout §3.
        redirect_needs_client: bool = true,
        /// `state` goes back, too. OpenID Connect RP-Initiated Logout §2.
        state_returned: bool = true,
        /// The frames of clients say which session of which issuer ends. OpenID Connect Front-Channel Logout §2.
        frames: Frames = Frames::WithSession,
        /// Clients with a `backchannel_logout_uri` are told from behind. OpenID Connect Back-Channel Logout §2.5.
        clients_told: bool = true,
        /// What was granted in the session ends with it, but for `offline_access`. OpenID Connect Back-Channel Logout §2.7.
        grants: GrantsAtLogout = GrantsAtLogout::OnlineEnd,
        /// What they are told. OpenID Connect Back-Channel Logout §2.4.
        token: LogoutToken = LogoutToken::Right,
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
    /// A logout token.
    LogoutToken {
        /// As it should be.
        Right,
        /// With a `nonce`, so that it passes for an ID token.
        WithNonce,
        /// Without the event, so that it says nothing.
        WithoutEvent,
        /// Without `sub` and `sid`, so that it is about nobody.
        AboutNobody,
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
