//! The end of a session, and the notice to its clients: in frames of the logout page (OpenID Connect Front-Channel Logout)
//! and directly (OpenID Connect Back-Channel Logout).

mod back_channel;
mod frames;
mod request;
mod token;

use crate::browser::visitor::Visitor;
use crate::state::app::App;

pub(crate) use frames::Frame;
pub(crate) use request::LogoutRequest;

/// A session that has ended.
pub(crate) struct Ended {
    /// Who is left.
    pub(crate) visitor: Visitor,
    /// What the page loads, so that clients end their sessions, too.
    pub(crate) frames: Vec<Frame>,
}

/// Ends the visitor's session and notifies its clients.
pub(crate) fn end(app: &App, visitor: &Visitor) -> Ended {
    let frames = visitor.session.as_ref().map(|session| {
        back_channel::tell(app, session);
        frames::of(app, session)
    });
    let visitor = if app.policy().logout.session_ended { visitor.log_out(app) } else { visitor.clone() };
    Ended { visitor, frames: frames.unwrap_or_default() }
}
