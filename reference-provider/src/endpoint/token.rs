//! `/o/token/`: the token endpoint (RFC 6749 §3.2).

use crate::client::client_auth::{permitted, receive};
use crate::client::dpop;
use crate::client::error_response;
use crate::config::GrantType;
use crate::http::request::Request;
use crate::http::respond::{Response, preflight, readable_from_anywhere};
use crate::oauth::oauth_error::OAuthError;
use crate::oauth::parameters::resources;
use crate::policy::RefreshIssued;
use crate::state::app::App;
use crate::state::client::Client;
use crate::token::grant::{
    TokenResponse, TokenRestrictions, authorization_code, client_credentials, device_code, password, refresh_token,
};

const PARAMETERS: [&str; 9] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "scope",
    "device_code",
    "username",
    "password",
];

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let response = match grant(app, request) {
        Ok(tokens) => tokens.respond(app),
        Err(error) if app.policy().token.errors_in_json => error_response::respond(app, named(app, error)),
        Err(error) => error_response::page(error),
    };
    readable_from_anywhere(response)
}

/// The error with the code that the rules require.
fn named(app: &App, error: OAuthError) -> OAuthError {
    let is_misnamed = error.is("invalid_grant") && !app.policy().token.invalid_grant_named;
    if is_misnamed { error.called("invalid_request") } else { error }
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("POST")
}

fn grant(app: &App, request: &Request) -> Result<TokenResponse, OAuthError> {
    let (client, form) = receive(app, request, &PARAMETERS)?;
    let grant_type = served(app, form.get("grant_type"))?;
    permitted(app, &client, grant_type)?;
    let limits =
        TokenRestrictions { jkt: dpop::at_token_endpoint(app, request, &client)?, resources: resources(&form) };
    match grant_type {
        GrantType::AuthorizationCode => {
            unless_throttled(app, request, &client, || authorization_code::redeem(app, &client, &form, &limits))
        }
        GrantType::RefreshToken => refresh_token::refresh(app, &client, &form, &limits),
        GrantType::ClientCredentials => client_credentials::grant(app, &client, &form, &limits),
        GrantType::DeviceCode => device_code::poll(app, &client, &form, &limits),
        GrantType::Password => password::grant(app, request, &client, &form, &limits),
        GrantType::Implicit => Err(OAuthError::unsupported_grant_type()),
    }
}

/// The result of redeeming a code, unless the client sent too many invalid ones (RFC 6819 §4.4.1.12).
fn unless_throttled(
    app: &App,
    request: &Request,
    client: &Client,
    redeem: impl FnOnce() -> Result<TokenResponse, OAuthError>,
) -> Result<TokenResponse, OAuthError> {
    let (client, limit) = (request.guesser(client.id()), app.policy().code.limit());
    let wait = app.store().wrong_codes.wait(&client, limit, app.now());
    if let Some(wait) = wait {
        return Err(OAuthError::too_many_codes(wait.as_secs() + 1));
    }
    let redeemed = redeem();
    if redeemed.as_ref().is_err_and(|error| error.is("invalid_grant")) {
        app.store().wrong_codes.failed(&client, limit, app.now());
    }
    redeemed
}

/// The grant type, if this endpoint supports it (RFC 6749 §5.2).
fn served(app: &App, named: Option<&str>) -> Result<GrantType, OAuthError> {
    let named = named.ok_or(OAuthError::invalid_request("The grant_type is missing."))?;
    let served = GrantType::AT_TOKEN_ENDPOINT.into_iter().find(|grant_type| grant_type.name() == named);
    match served {
        Some(GrantType::Password) if !app.policy().legacy.password => Err(OAuthError::unsupported_grant_type()),
        Some(GrantType::RefreshToken) if app.policy().refresh.issued == RefreshIssued::None => {
            Err(OAuthError::unsupported_grant_type())
        }
        Some(grant_type) => Ok(grant_type),
        None if app.policy().grant.unsupported_named => Err(OAuthError::unsupported_grant_type()),
        None => Err(OAuthError::invalid_request("This grant type is not supported.")),
    }
}
