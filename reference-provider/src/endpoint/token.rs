//! `/o/token/`: the token endpoint (RFC 6749 §3.2).

use crate::app::App;
use crate::client_auth::receive;
use crate::dpop;
use crate::grant::{Limits, TokenResponse, authorization_code, refresh_token};
use crate::oauth_error::OAuthError;
use crate::request::Request;
use crate::resource_indicator::requested;
use crate::respond::{Response, preflight, readable_from_anywhere};

const PARAMETERS: [&str; 6] = ["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope"];

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let response = match grant(app, request) {
        Ok(tokens) => tokens.respond(app),
        Err(error) if app.policy().token.errors_in_json => error.respond_at(app),
        Err(error) => error.respond_with_page(),
    };
    readable_from_anywhere(response)
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("POST")
}

fn grant(app: &App, request: &Request) -> Result<TokenResponse, OAuthError> {
    let (client, form) = receive(app, request, &PARAMETERS)?;
    let limits = Limits { jkt: dpop::at_token_endpoint(app, request, &client)?, resources: requested(&form) };
    match form.get("grant_type") {
        Some("authorization_code") => authorization_code::redeem(app, &client, &form, &limits),
        Some("refresh_token") => refresh_token::refresh(app, &client, &form, &limits),
        Some(_) => Err(OAuthError::unsupported_grant_type()),
        None => Err(OAuthError::invalid_request("The grant_type is missing.")),
    }
}
