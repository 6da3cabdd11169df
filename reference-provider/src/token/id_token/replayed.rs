//! A replayed ID token. A strict provider never comes here.

use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::{Grant, consent_key};

/// The first ID token that was issued for the user at the client: this one, if it is the first.
pub(super) fn first(app: &App, client: &Client, grant: &Grant, token: String) -> String {
    let now = app.now();
    let key = consent_key(client.id(), grant.user_id.unwrap_or_default());
    let mut store = app.store();
    if let Some(first) = store.first_id_tokens.get(&key, now) {
        return first.clone();
    }
    store.first_id_tokens.insert(key, token.clone(), grant.until, now);
    token
}
