//! `/o/revoke_token/`: the revocation endpoint (RFC 7009).

use http::StatusCode;
use serde_json::json;

use crate::base::hash::digest;
use crate::client::back_channel_request::parameters;
use crate::client::client_auth::receive;
use crate::client::error_response;
use crate::http::request::Request;
use crate::http::respond::{Response, empty, json, never_cached, preflight, readable_from_anywhere};
use crate::oauth::oauth_error::OAuthError;
use crate::state::app::App;
use crate::state::grant::Grant;

const PARAMETERS: [&str; 2] = ["token", "token_type_hint"];
const FOREIGN: OAuthError = OAuthError::invalid_grant("The token was issued to another client.");
const UNSUPPORTED: OAuthError = OAuthError::unsupported_token_type("Access tokens cannot be revoked.");
const UNKNOWN: OAuthError = OAuthError::invalid_request("The token is unknown.");

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    readable_from_anywhere(match revoke(app, request) {
        Ok(()) if app.policy().revocation.body => never_cached(json(StatusCode::OK, &json!({ "revoked": true }))),
        Ok(()) => never_cached(empty(StatusCode::OK)),
        Err(error) => error_response::respond(app, error),
    })
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("POST")
}

/// RFC 7009 §2.1: revocation of a refresh token revokes its grant, that of an access token only itself. The hint is not
/// needed, and the response to an unknown token is the same as to a revoked one (§2.2).
fn revoke(app: &App, request: &Request) -> Result<(), OAuthError> {
    let rules = &app.policy().revocation;
    let (client, form) = if rules.client_authenticated {
        let (client, form) = receive(app, request, &PARAMETERS)?;
        (Some(client), form)
    } else {
        (None, parameters(app, request, &PARAMETERS)?)
    };
    let token = form.get("token").ok_or(OAuthError::invalid_request("The token is missing."))?;
    let is_foreign =
        |grant: &Grant| rules.bound_to_client && client.as_ref().is_some_and(|client| client.id() != grant.client_id);
    let is_among = |kind: &str| rules.hint_may_be_wrong || form.get("token_type_hint").is_none_or(|hint| hint == kind);
    let now = app.now();
    let mut store = app.store();
    let refresh = store.refresh_token(token, now).filter(|_| is_among("refresh_token"));
    let access = store.access_token(token, now).filter(|_| is_among("access_token"));
    match (refresh, access) {
        (Some((_, grant)), _) | (None, Some((_, grant))) if is_foreign(grant) => {
            return if rules.foreign_reported { Err(FOREIGN) } else { Ok(()) };
        }
        (None, Some(_)) if !rules.access_revocable => return Err(UNSUPPORTED),
        (Some(_), _) if !rules.refresh_revocable => {}
        (Some((refresh, _)), _) if rules.refresh_takes_access_along && rules.access_revocable => {
            let grant = refresh.grant;
            store.revoke(&grant, now);
        }
        (Some(_), _) => store.refresh_tokens.remove(&digest(token)),
        (None, Some(_)) => {
            if let Some(token) = store.access_tokens.get_mut(&digest(token), now) {
                token.revoked = true;
            }
        }
        (None, None) if rules.unknown_is_fine => {}
        (None, None) => return Err(UNKNOWN),
    }
    Ok(())
}
