//! The end of a session, and the notification of its clients: in iframes of the logout page (OpenID Connect
//! Front-Channel Logout) and directly (OpenID Connect Back-Channel Logout).

mod back_channel;
mod frames;
mod request;
mod token;

use crate::browser::visitor::Visitor;
use crate::oauth::scope::Scope;
use crate::policy::GrantsAtLogout;
use crate::state::app::App;
use crate::state::grant::Grant;

pub(crate) use frames::Frame;
pub(crate) use request::LogoutRequest;

/// A session that has ended.
pub(crate) struct EndedSession {
    /// The visitor without a session.
    pub(crate) visitor: Visitor,
    /// The iframes through which clients end their sessions, too.
    pub(crate) frames: Vec<Frame>,
}

/// Ends the visitor's session and the grants that are bound to it, and notifies its clients.
pub(crate) fn end(app: &App, visitor: &Visitor) -> EndedSession {
    let (session, visitor) = if app.policy().logout.session_ended {
        // The session is first: afterwards no new grant can be bound to it.
        let session = visitor.log_out(app);
        if let Some(session) = &session {
            end_grants(app, &session.authentication.sid);
        }
        (session, Visitor::STRANGER)
    } else {
        (visitor.session.clone(), visitor.clone())
    };
    let frames = session.map(|session| {
        back_channel::notify(app, &session);
        frames::of(app, &session)
    });
    EndedSession { visitor, frames: frames.unwrap_or_default() }
}

/// OpenID Connect Back-Channel Logout §2.7. A grant without `openid` is not bound to a session, and lasts as long as
/// the user's consent.
fn end_grants(app: &App, sid: &str) {
    let is_over = |scope: &Scope| match app.policy().logout.grants {
        GrantsAtLogout::OnlineEnd => !scope.contains("offline_access"),
        GrantsAtLogout::AllEnd => true,
        GrantsAtLogout::NoneEnds => false,
    };
    let is_of_session = |grant: &Grant| grant.authentication.as_ref().is_some_and(|login| login.sid == sid);
    app.store().revoke_all(|grant| is_of_session(grant) && grant.scope.contains("openid") && is_over(&grant.scope));
}
