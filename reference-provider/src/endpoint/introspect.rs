//! `/o/introspect/`: the introspection endpoint (RFC 7662).

use std::time::SystemTime;

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::authorization::resource_indicator;
use crate::base::clock::unix_seconds;
use crate::client::back_channel_request::parameters;
use crate::client::client_auth::receive;
use crate::client::error_response;
use crate::http::request::Request;
use crate::http::respond::{self, Response, never_cached};
use crate::oauth::oauth_error::OAuthError;
use crate::oauth::scope::Scope;
use crate::policy::{
    ActiveFor, ActiveMember, ClientSubject, IntrospectionMembers, IntrospectionOpenTo, IntrospectionRules,
};
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::Grant;
use crate::state::store::Store;
use crate::state::subject;

const PARAMETERS: [&str; 2] = ["token", "token_type_hint"];
const UNKNOWN: OAuthError = OAuthError::invalid_request("The token is unknown.");

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    match introspect(app, request) {
        Ok(claims) => never_cached(respond::json(StatusCode::OK, &claims)),
        Err(error) => error_response::respond(app, error),
    }
}

/// RFC 7662 §2.1: the caller is authenticated, which only confidential clients can be. §2.2: the response is the same
/// for all kinds of invalid tokens.
fn introspect(app: &App, request: &Request) -> Result<Value, OAuthError> {
    let rules = &app.policy().introspection;
    let (caller, form) = if rules.caller_authenticated {
        let (caller, form) = receive(app, request, &PARAMETERS)?;
        if !caller.is_confidential() {
            return Err(OAuthError::invalid_client("A public client cannot introspect tokens."));
        }
        if rules.open_to == IntrospectionOpenTo::ResourceServers && !resource_indicator::is_server(app, caller.id()) {
            return Err(OAuthError::access_denied("Only resource servers can introspect tokens."));
        }
        (Some(caller), form)
    } else {
        (None, parameters(app, request, &PARAMETERS)?)
    };
    let token = form.get("token").ok_or(OAuthError::invalid_request("The token is missing."))?;
    let Some(claims) =
        access_token(app, caller.as_deref(), token).or_else(|| refresh_token(app, caller.as_deref(), token))
    else {
        return if rules.unknown_inactive { Ok(written(rules, false, Map::new())) } else { Err(UNKNOWN) };
    };
    Ok(claims)
}

fn access_token(app: &App, caller: Option<&Client>, token: &str) -> Option<Value> {
    let rules = &app.policy().introspection;
    let now = app.now();
    let store = app.store();
    let (token, grant) = store.access_token(token, now)?;
    let is_revoked = rules.revoked_inactive && (token.revoked || grant.revoked);
    let concerns = match rules.active_for {
        ActiveFor::Clients => resource_indicator::concerns,
        ActiveFor::Audience => resource_indicator::is_served_by,
    };
    let is_for_others = caller.is_some_and(|caller| !concerns(app, &token.resources, caller.id()));
    let is_over = rules.expired_inactive && token.until <= now;
    let is_hidden = rules.audience_checked && is_for_others;
    let is_active = !is_revoked && !is_over && !is_hidden;
    let mut claims = about(app, &store, grant, &token.scope, token.issued, token.until);
    claims.insert("aud".to_owned(), resource_indicator::audience(app, &token.resources).into());
    if rules.members == IntrospectionMembers::Extended {
        claims.extend([("iss".to_owned(), app.issuer().into()), ("tenant".to_owned(), "main".into())]);
    }
    let token_type = if token.jkt.is_some() && rules.bound_called_dpop { "DPoP" } else { "Bearer" };
    claims.insert("token_type".to_owned(), token_type.into());
    let key = token.jkt.as_ref().filter(|_| rules.key_reported);
    claims.extend(key.map(|jkt| ("cnf".to_owned(), json!({ "jkt": jkt }))));
    if rules.members == IntrospectionMembers::Few {
        claims.retain(|name, _| name == "cnf" || (name == "token_type" && token.jkt.is_some()));
    }
    Some(written(rules, is_active, claims))
}

/// A refresh token is for its client and this provider only (RFC 6749 §1.5).
fn refresh_token(app: &App, caller: Option<&Client>, token: &str) -> Option<Value> {
    let rules = &app.policy().introspection;
    let now = app.now();
    let store = app.store();
    let (token, grant) = store.refresh_token(token, now)?;
    let is_hidden = rules.audience_checked && caller.is_some_and(|caller| caller.id() != grant.client_id);
    let is_active = token.spent.is_none() && !grant.revoked && token.until > now && !is_hidden;
    let claims = match rules.members {
        IntrospectionMembers::Few => Map::new(),
        _ => about(app, &store, grant, &grant.scope, token.issued, token.until),
    };
    Some(written(rules, is_active, claims))
}

/// The scope and the expiration of a token, and its subject: a user, or the client itself (RFC 7662 §2.2).
fn about(
    app: &App,
    store: &Store,
    grant: &Grant,
    scope: &Scope,
    issued: SystemTime,
    until: SystemTime,
) -> Map<String, Value> {
    let rules = &app.policy().introspection;
    let time = |time: SystemTime| {
        let seconds = unix_seconds(time);
        if rules.times_in_seconds { Value::from(seconds) } else { Value::from(seconds.to_string()) }
    };
    let mut claims = Map::new();
    claims.insert("scope".to_owned(), scope.to_string().into());
    claims.insert("client_id".to_owned(), grant.client_id.as_str().into());
    claims.insert("iat".to_owned(), time(issued));
    claims.insert("exp".to_owned(), time(until));
    if let Some(user) = grant.user_id.and_then(|id| store.user(id)) {
        claims.insert("username".to_owned(), user.username.as_str().into());
        let client = store.client(&grant.client_id);
        claims.insert("sub".to_owned(), subject::of_user(app, user.user_id, client.as_deref()).into());
    } else {
        claims.insert("sub".to_owned(), client_subject(app, &grant.client_id).into());
    }
    claims
}

fn client_subject(app: &App, client_id: &str) -> String {
    match app.policy().introspection.client_subject {
        ClientSubject::ClientId => client_id.to_owned(),
        ClientSubject::Number => {
            let place = app.config.clients.iter().position(|client| client.client_id == client_id);
            place.map_or(0, |place| place + 1).to_string()
        }
    }
}

/// The response, with `active` first.
fn written(rules: &IntrospectionRules, is_active: bool, claims: Map<String, Value>) -> Value {
    let mut answer = if is_active || !rules.inactive_without_details { claims } else { Map::new() };
    let active = match rules.active {
        ActiveMember::Boolean => Value::from(is_active),
        ActiveMember::Text => Value::from(is_active.to_string()),
    };
    answer.insert("active".to_owned(), active);
    Value::Object(answer)
}
