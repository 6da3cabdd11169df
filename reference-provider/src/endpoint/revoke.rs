//! `/o/revoke_token/`: the revocation endpoint (RFC 7009).

use http::StatusCode;

use crate::app::App;
use crate::client_auth::receive;
use crate::oauth_error::OAuthError;
use crate::request::Request;
use crate::respond::{Response, empty, never_cached, preflight, readable_from_anywhere};
use crate::table::digest;

const PARAMETERS: [&str; 2] = ["token", "token_type_hint"];
const FOREIGN: OAuthError = OAuthError::invalid_grant("The token was issued to another client.");

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    readable_from_anywhere(match revoke(app, request) {
        Ok(()) => never_cached(empty(StatusCode::OK)),
        Err(error) => error.respond(),
    })
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("POST")
}

/// RFC 7009 §2.1: a refresh token takes its grant along, an access token only itself. The hint is not needed, and a
/// token nobody knows is as good as revoked (§2.2).
fn revoke(app: &App, request: &Request) -> Result<(), OAuthError> {
    let (client, form) = receive(app, request, &PARAMETERS)?;
    let token = form.get("token").ok_or(OAuthError::invalid_request("The token is missing."))?;
    let now = app.now();
    let mut store = app.store();
    if let Some((refresh, grant)) = store.refresh_token(token, now) {
        if grant.client_id != client.id() {
            return Err(FOREIGN);
        }
        let key = refresh.grant;
        store.revoke(&key, now);
    } else if let Some((_, grant)) = store.access_token(token, now) {
        if grant.client_id != client.id() {
            return Err(FOREIGN);
        }
        if let Some(token) = store.access_tokens.get_mut(&digest(token), now) {
            token.revoked = true;
        }
    }
    Ok(())
}
