//! `/o/register/ID/`: the client configuration endpoint (RFC 7592 §2).

use std::sync::Arc;

use http::StatusCode;
use serde_json::Value;

use super::register::{answer, needs_secret, new_secret};
use crate::base::hash::digest;
use crate::client::client_secret;
use crate::config::AuthMethod;
use crate::http::request::Request;
use crate::http::respond::{self, Response, empty, never_cached, preflight, readable_from_anywhere};
use crate::policy::{ManagedWith, ManagementToken, RegistrationRules, Strength};
use crate::registration::{RegistrationError, presented, read, refused};
use crate::state::app::App;
use crate::state::client::{Client, ClientSecret, SelfRegistration};

/// Members that only the server sets (RFC 7592 §2.2).
const NOT_TO_BE_SENT: [&str; 4] =
    ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"];

pub(crate) fn show(app: &App, request: &Request) -> Response {
    for_manager(app, request, |client, management, token| {
        let another = another_token(app, false);
        if let Some(token) = &another {
            let management = SelfRegistration { token: digest(token), ..management.clone() };
            app.store().put_client(client.clone().managed(management));
        }
        let token = another.as_deref().unwrap_or(token);
        let body = answer(app, client, token, None, app.policy().registration.read_complete);
        Ok(respond::json(StatusCode::OK, &Value::Object(body)))
    })
}

pub(crate) fn update(app: &App, request: &Request) -> Response {
    for_manager(app, request, |client, management, token| {
        let rules = &app.policy().registration;
        let lax = RegistrationRules {
            redirect_uris_required: false,
            redirect_uris_checked: false,
            metadata_checked: false,
            ..rules.clone()
        };
        if rules.update_checked {
            check(request, client)?;
        }
        let by = if rules.update_checked { rules } else { &lax };
        let registered = read(app, by, client.id().to_owned(), &request.body)?;
        let method = registered.client.token_endpoint_auth_method;
        let is_of_use = |kept: &ClientSecret| {
            method != Some(AuthMethod::ClientSecretJwt) || matches!(kept, ClientSecret::Readable(_))
        };
        let keeps_secret = needs_secret(&registered.client);
        let old = client.secret.clone().filter(|kept| keeps_secret && is_of_use(kept) && !rules.secret_rotated);
        let secret = (keeps_secret && old.is_none()).then(|| new_secret(app));
        let kept = secret.as_deref().map(|secret| client_secret::keep_for(app, method, secret)).or(old);
        let another = another_token(app, true);
        let management = SelfRegistration {
            described: registered.described,
            token: another.as_deref().map_or(management.token, digest),
            ..management.clone()
        };
        let changed = Client::new(registered.client, kept, client.owner).managed(management);
        if rules.update_applied {
            app.store().put_client(changed.clone());
        }
        let token = another.as_deref().unwrap_or(token);
        let body = answer(app, &changed, token, secret.as_deref(), true);
        Ok(respond::json(StatusCode::OK, &Value::Object(body)))
    })
}

pub(crate) fn delete(app: &App, request: &Request) -> Response {
    for_manager(app, request, |client, _, _| {
        if app.policy().registration.deletion_applied {
            app.store().remove_client(client.id());
        }
        Ok(empty(StatusCode::NO_CONTENT))
    })
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET, PUT, DELETE")
}

/// The new registration access token, if this request replaces the old one (RFC 7592 §3).
fn another_token(app: &App, is_update: bool) -> Option<String> {
    let is_due = match app.policy().registration.management_token {
        ManagementToken::Kept => false,
        ManagementToken::RotatedAtUpdate => is_update,
        ManagementToken::Rotated => true,
    };
    is_due.then(|| app.random.written(Strength::Full, app.policy().registration.secret_form))
}

/// Runs `then` if the request has the client's registration access token; for other callers the client does not exist
/// (RFC 7592 §2.1 to §2.3).
fn for_manager(
    app: &App,
    request: &Request,
    then: impl FnOnce(&Client, &SelfRegistration, &str) -> Result<Response, RegistrationError>,
) -> Response {
    let response = match managed(app, request) {
        Some((client, management)) => {
            let token = presented(request).unwrap_or_default();
            then(&client, &management, token).unwrap_or_else(|error| error.respond(&app.policy().registration))
        }
        None => refused(),
    };
    readable_from_anywhere(never_cached(response))
}

fn managed(app: &App, request: &Request) -> Option<(Arc<Client>, SelfRegistration)> {
    let given = presented(request).map(digest);
    let store = app.store();
    let client = store.client(&request.segment(app.config.paths))?;
    let management = client.management.clone()?;
    let is_right = match app.policy().registration.managed_with {
        ManagedWith::OwnToken => given == Some(management.token),
        ManagedWith::AnyToken => given.is_some_and(|given| store.is_registration_token(&given)),
        ManagedWith::Nothing => true,
    };
    is_right.then_some((client, management))
}

/// RFC 7592 §2.2: the request has the client identifier, a secret only if it is the current one, and no member that
/// only the server sets.
fn check(request: &Request, client: &Client) -> Result<(), RegistrationError> {
    if !request.has_content_type("application/json") {
        return Err(RegistrationError::metadata("The content type must be application/json."));
    }
    let members: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    if members.get("client_id").and_then(Value::as_str) != Some(client.id()) {
        return Err(RegistrationError::metadata("The client_id does not match this client."));
    }
    if let Some(name) = NOT_TO_BE_SENT.iter().find(|name| members.get(**name).is_some()) {
        return Err(RegistrationError::metadata(format!("{name} is set by the server only.")));
    }
    match (members.get("client_secret"), &client.secret) {
        (None, _) => Ok(()),
        (Some(given), Some(secret)) if given.as_str().is_some_and(|given| secret.is(given)) => Ok(()),
        _ => Err(RegistrationError::metadata("The client_secret does not match this client.")),
    }
}
