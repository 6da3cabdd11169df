//! Issuing ID tokens.

use serde_json::Value;

use super::claims::claims;
use super::replayed::first;
use super::signing::{algorithm, signing};
use super::token_bindings::TokenBindings;
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::Grant;

/// The ID token for `grant`; `None` if it has no user. The store must not be locked.
pub(crate) fn issue(app: &App, client: &Client, grant: &Grant, ties: TokenBindings<'_>) -> Option<String> {
    let rules = &app.policy().id_token;
    if !rules.issued {
        return None;
    }
    let algorithm = algorithm(rules, client);
    let claims = claims(app, client, grant, ties, algorithm)?;
    let token = app.sign(&signing(rules, client, algorithm), &Value::Object(claims));
    if rules.fresh { Some(token) } else { Some(first(app, client, grant, token)) }
}
