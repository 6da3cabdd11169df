//! `/o/par/`: the pushed authorization request endpoint (RFC 9126 §2).

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use crate::authorization::authorization_request::{Stage, validate};
use crate::authorization::pushed_request;
use crate::authorization::refusal::{Error, Refusal};
use crate::authorization::request_object;
use crate::authorization::resource_indicator;
use crate::client::client_auth::receive;
use crate::client::dpop;
use crate::client::error_response;
use crate::http::params::Params;
use crate::http::request::Request;
use crate::http::respond::{Response, json, never_cached, preflight, readable_from_anywhere};
use crate::oauth::oauth_error::OAuthError;
use crate::oauth::parameters::PARAMETERS;
use crate::policy::PushedStatus;
use crate::state::app::App;
use crate::state::client::Client;

/// Parameters of a pushed request that are not parameters of an authorization request.
const CREDENTIALS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    readable_from_anywhere(match push(app, request) {
        Ok(answer) => {
            let status = match app.policy().pushed.status {
                PushedStatus::Created => StatusCode::CREATED,
                PushedStatus::Ok => StatusCode::OK,
            };
            never_cached(json(status, &answer))
        }
        Err(error) => error_response::respond(app, error),
    })
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("POST")
}

fn push(app: &App, request: &Request) -> Result<Value, OAuthError> {
    let rules = &app.policy().pushed;
    let (client, form) = sender(app, request)?;
    if form.get("request_uri").is_some() && rules.request_uri_refused {
        return Err(OAuthError::invalid_request("A pushed request has no request_uri."));
    }
    if form.get("client_id").is_some_and(|id| id != client.id()) {
        return Err(OAuthError::invalid_request("The client_id belongs to another client."));
    }
    let form = form.without(&CREDENTIALS).without(&["request_uri"]).or(&named(client.id()));
    let params = request_object::effective_pushed(app, &form)
        .map_err(|Error(code, description)| OAuthError::of_request(code, description))?
        .into_owned();
    let params = announcing_key(app, request, &client, params)?;
    if rules.validated_early {
        let to = pushed_request::recipient_of(app, &client, &params, Stage::ConsentFrequency)
            .map_err(|why| refused(&why))?;
        validate(app.policy(), &app.config, to, &params)
            .and_then(|request| dpop::bindable(app, resource_indicator::known(app, request)?))
            .map_err(|why| refused(&why))?;
    }
    let request_uri = pushed_request::keep(app, client.id(), params);
    Ok(json!({ "request_uri": request_uri, "expires_in": rules.lifetime.0 }))
}

/// The authenticated client.
fn sender(app: &App, request: &Request) -> Result<(Arc<Client>, Params), OAuthError> {
    let refused = match receive(app, request, &PARAMETERS) {
        Ok(received) => return Ok(received),
        Err(refused) if app.policy().pushed.client_authenticated => return Err(refused),
        Err(refused) => refused,
    };
    let form = request.form().map_err(|_| refused)?;
    let client = form.get("client_id").and_then(|id| app.store().client(id)).ok_or(refused)?;
    Ok((client, form))
}

/// A DPoP proof with the pushed request announces the key of the code (RFC 9449 §10.1), even if the parameters are
/// those of a request object, which does not have to be signed again for it.
fn announcing_key(app: &App, request: &Request, client: &Client, params: Params) -> Result<Params, OAuthError> {
    match dpop::proof(app, request, client.registration.dpop_bound_access_tokens)? {
        None => Ok(params),
        Some(proof) if params.values("dpop_jkt").any(|jkt| jkt != proof.jkt) => {
            Err(OAuthError::invalid_dpop_proof("The dpop_jkt does not match the key of the DPoP proof."))
        }
        Some(proof) => Ok(params.or(&Params::from_pairs(vec![("dpop_jkt".to_owned(), proof.jkt)]))),
    }
}

fn named(client_id: &str) -> Params {
    Params::from_pairs(vec![("client_id".to_owned(), client_id.to_owned())])
}

/// Errors that would be sent to the browser are returned in the response (RFC 9126 §2.3).
fn refused(why: &Refusal) -> OAuthError {
    match why {
        Refusal::Show(why) => OAuthError::invalid_request(why.text),
        Refusal::Report { error: Error(code, description), .. } => OAuthError::of_request(code, description),
    }
}
