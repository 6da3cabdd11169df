//! Back-channel logout: each client of the session gets a logout token (OpenID Connect Back-Channel Logout §2.5).
//! Delivery is in the background, so that a slow client does not delay the user's logout.

use super::token;
use crate::state::app::App;
use crate::state::session::Session;

/// Sends a logout token to all clients of a session that registered a URI for it.
pub(super) fn notify(app: &App, session: &Session) {
    let rules = &app.policy().logout;
    if !rules.clients_notified || !rules.back_channel {
        return;
    }
    let clients: Vec<_> = {
        let store = app.store();
        session.clients.iter().filter_map(|id| store.client(id)).collect()
    };
    for client in clients {
        if let Some(uri) = client.registration.backchannel_logout_uri.clone() {
            let logout_token = token::issue(app, &client, session);
            app.outbox.post(client.id().to_owned(), uri, ("logout_token", &logout_token));
        }
    }
}
