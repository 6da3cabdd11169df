//! `/o/introspect/`: the introspection endpoint (RFC 7662).

use http::StatusCode;
use serde_json::{Value, json};

use crate::app::App;
use crate::client_auth::receive;
use crate::clock::unix_seconds;
use crate::config::User;
use crate::oauth_error::OAuthError;
use crate::request::Request;
use crate::resource_indicator;
use crate::respond::{Response, json, never_cached};
use crate::store::Client;

const PARAMETERS: [&str; 2] = ["token", "token_type_hint"];

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    match introspect(app, request) {
        Ok(claims) => never_cached(json(StatusCode::OK, &claims)),
        Err(error) => error.respond(),
    }
}

/// RFC 7662 §2.1: the caller is authenticated, and only a client with a secret can be. §2.2: whatever is wrong with
/// the token, the answer is the same.
fn introspect(app: &App, request: &Request) -> Result<Value, OAuthError> {
    let (caller, form) = receive(app, request, &PARAMETERS)?;
    if !caller.is_confidential() {
        return Err(OAuthError::invalid_client("A public client cannot introspect tokens."));
    }
    let token = form.get("token").ok_or(OAuthError::invalid_request("The token is missing."))?;
    Ok(access_token(app, &caller, token).or_else(|| refresh_token(app, token)).unwrap_or(json!({ "active": false })))
}

fn access_token(app: &App, caller: &Client, token: &str) -> Option<Value> {
    let now = app.now();
    let store = app.store();
    let (token, grant) = store.access_token(token, now)?;
    let user = grant.user_id.and_then(|id| store.user(id));
    let is_revoked = app.policy().introspection.revoked_inactive && (token.revoked || grant.revoked);
    let is_for_caller = resource_indicator::concerns(app, &token.resources, caller.id());
    let is_active = !is_revoked && token.until > now && (is_for_caller || !app.policy().introspection.audience_checked);
    is_active.then(|| {
        let mut claims = json!({
            "active": true,
            "token_type": if token.jkt.is_some() { "DPoP" } else { "Bearer" },
            "aud": resource_indicator::audience(app, &token.resources),
            "scope": token.scope.to_string(),
            "client_id": grant.client_id,
            "iat": unix_seconds(token.issued),
            "exp": unix_seconds(token.until),
        });
        if let Some(jkt) = &token.jkt {
            claims["cnf"] = json!({ "jkt": jkt });
        }
        about(claims, user.as_deref(), &grant.client_id)
    })
}

fn refresh_token(app: &App, token: &str) -> Option<Value> {
    let now = app.now();
    let store = app.store();
    let (token, grant) = store.refresh_token(token, now)?;
    let user = grant.user_id.and_then(|id| store.user(id));
    let is_active = !token.spent && !grant.revoked && token.until > now;
    is_active.then(|| {
        let claims = json!({
            "active": true,
            "scope": grant.scope.to_string(),
            "client_id": grant.client_id,
            "iat": unix_seconds(token.issued),
            "exp": unix_seconds(token.until),
        });
        about(claims, user.as_deref(), &grant.client_id)
    })
}

/// Adds whom a token is about: a user, or the client itself (RFC 7662 §2.2).
fn about(mut claims: Value, user: Option<&User>, client_id: &str) -> Value {
    match user {
        Some(user) => {
            claims["username"] = user.username.as_str().into();
            claims["sub"] = user.user_id.to_string().into();
        }
        None => claims["sub"] = client_id.into(),
    }
    claims
}
