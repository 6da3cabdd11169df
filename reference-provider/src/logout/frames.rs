//! The iframes of the logout page (OpenID Connect Front-Channel Logout §2).

use std::borrow::Cow;

use crate::oauth::redirect_uri::{policy_source, with_parameters};
use crate::policy::{Frames, UriQuery};
use crate::state::app::App;
use crate::state::session::Session;

/// A client's page in a hidden iframe, so that it has its own cookies in the user's browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) address: String,
    /// Its source expression in a content security policy (CSP Level 3 §2.3.1).
    pub(crate) source: String,
}

/// The iframes for all clients of a session that registered one.
pub(super) fn of(app: &App, session: &Session) -> Vec<Frame> {
    if !app.policy().logout.front_channel {
        return Vec::new();
    }
    let about: Vec<(&str, Cow<'_, str>)> = match app.policy().logout.frames {
        Frames::WithSession if app.policy().logout.sessions_named => {
            vec![("iss", app.issuer().into()), ("sid", session.authentication.sid.as_str().into())]
        }
        Frames::WithSession | Frames::Anonymous => Vec::new(),
        Frames::None => return Vec::new(),
    };
    let store = app.store();
    let clients = session.clients.iter().filter_map(|id| store.client(id));
    let addresses = clients.filter_map(|client| client.registration.frontchannel_logout_uri.clone());
    let framed = addresses.filter_map(|address| {
        let source = policy_source(&address)?;
        let address = if about.is_empty() { address } else { with_parameters(UriQuery::Kept, &address, &about) };
        Some(Frame { address, source })
    });
    framed.collect()
}
