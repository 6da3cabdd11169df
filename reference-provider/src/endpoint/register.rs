//! `/o/register/`: the client registration endpoint (RFC 7591 §3).

use http::StatusCode;
use serde_json::{Map, Value};

use crate::base::clock::unix_seconds;
use crate::base::hash::digest;
use crate::client::client_secret;
use crate::config::{AuthMethod, ClientRegistration};
use crate::http::params::percent_encode;
use crate::http::request::Request;
use crate::http::respond::{self, Response, never_cached, preflight, readable_from_anywhere};
use crate::http::routes::Route;
use crate::policy::{RegistrationBy, Strength};
use crate::registration::{RegistrationError, presented, read, refused, registered_metadata};
use crate::state::app::App;
use crate::state::client::{Client, SelfRegistration};

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    readable_from_anywhere(if is_permitted(app, request) {
        register(app, request).unwrap_or_else(|error| error.respond(&app.policy().registration))
    } else {
        refused()
    })
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("POST")
}

/// RFC 7591 §3: the endpoint is open, or protected by an initial access token.
fn is_permitted(app: &App, request: &Request) -> bool {
    let is_right = |expected: &str| presented(request).is_some_and(|token| digest(token) == digest(expected));
    match app.policy().registration.by {
        RegistrationBy::Anyone => true,
        RegistrationBy::TokenHolder => app.config.initial_access_token.as_deref().is_some_and(is_right),
        RegistrationBy::None => false,
    }
}

fn register(app: &App, request: &Request) -> Result<Response, RegistrationError> {
    let rules = &app.policy().registration;
    if !request.has_content_type("application/json") {
        return Err(RegistrationError::metadata("The content type must be application/json."));
    }
    let client_id = asked_for(request)
        .filter(|_| !rules.client_id_chosen_here)
        .unwrap_or_else(|| app.random.client_id(rules.client_id_form));
    let registered = read(app, rules, client_id, &request.body)?;
    let token = app.random.written(Strength::Full, rules.secret_form);
    let secret = needs_secret(&registered.client).then(|| new_secret(app));
    let method = registered.client.token_endpoint_auth_method;
    let kept = secret.as_deref().map(|secret| client_secret::keep_for(app, method, secret));
    let management = SelfRegistration { token: digest(&token), issued: app.now(), described: registered.described };
    let client = Client::new(registered.client, kept, None).managed(management);
    {
        let mut store = app.store();
        if rules.duplicates_refused && store.clients().any(|other| is_same_software(other, &client)) {
            return Err(RegistrationError::metadata("This software is registered already."));
        }
        if !store.has_room_for_clients() {
            return Err(RegistrationError::no_room());
        }
        store.put_client(client.clone());
    }
    let body = Value::Object(answer(app, &client, &token, secret.as_deref(), rules.metadata_returned));
    if rules.answered_as_created {
        Ok(never_cached(respond::json(StatusCode::CREATED, &body)))
    } else {
        Ok(respond::json(StatusCode::OK, &body))
    }
}

/// Whether two clients registered with the same metadata (RFC 7591 §5).
fn is_same_software(one: &Client, other: &Client) -> bool {
    let metadata = |client: &Client| {
        let ClientRegistration { client_id, name, .. } = &client.registration;
        // The name of a client defaults to its identifier.
        let name = Some(name.clone()).filter(|name| name != client_id).unwrap_or_default();
        let described = client.management.as_ref().map(|management| management.described.clone());
        (described, ClientRegistration { client_id: String::new(), name, ..client.registration.clone() })
    };
    one.management.is_some() && metadata(one) == metadata(other)
}

/// The registration response (RFC 7591 §3.2.1, RFC 7592 §3).
pub(super) fn answer(
    app: &App,
    client: &Client,
    token: &str,
    secret: Option<&str>,
    is_complete: bool,
) -> Map<String, Value> {
    let rules = &app.policy().registration;
    let mut answer = Map::new();
    if let Some(management) = &client.management {
        if is_complete {
            // A client has to learn which of its values were replaced (RFC 7591 §3.2.1).
            let with_defaults = rules.defaults_returned || rules.values_replaced;
            answer = registered_metadata(&client.registration, &management.described, with_defaults);
        }
        answer.insert("client_id_issued_at".to_owned(), unix_seconds(management.issued).into());
    }
    answer.insert("client_id".to_owned(), client.id().into());
    if let Some(secret) = secret {
        answer.insert("client_secret".to_owned(), secret.into());
        if rules.secret_expiry_returned {
            answer.insert("client_secret_expires_at".to_owned(), client_secret::expires_at(app, client).into());
        }
    }
    if !rules.managed {
        return answer;
    }
    let place = app.url(Route::RegisteredClient).replace("{}", &percent_encode(client.id(), &[]));
    answer.insert("registration_client_uri".to_owned(), place.into());
    if rules.management_token_returned {
        answer.insert("registration_access_token".to_owned(), token.into());
    }
    answer
}

pub(super) fn needs_secret(registration: &ClientRegistration) -> bool {
    !matches!(registration.token_endpoint_auth_method, Some(AuthMethod::None | AuthMethod::PrivateKeyJwt))
}

pub(super) fn new_secret(app: &App) -> String {
    let rules = &app.policy().registration;
    if rules.secrets_unique { app.random.written(Strength::Full, rules.secret_form) } else { "changeme".to_owned() }
}

/// The `client_id` that the client requests.
fn asked_for(request: &Request) -> Option<String> {
    let members: Value = serde_json::from_slice(&request.body).ok()?;
    let asked = members.get("client_id")?.as_str()?;
    let is_plain =
        asked.len() <= 100 && asked.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    is_plain.then(|| asked.to_owned())
}
