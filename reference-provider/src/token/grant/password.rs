//! The resource owner password credentials grant (RFC 6749 §4.3), if the legacy rules enable it.

use super::requested_scope::requested;
use super::tokens::{Refresh, draw, new_grant};
use super::{TokenResponse, TokenRestrictions};
use crate::http::params::Params;
use crate::http::request::Request;
use crate::oauth::oauth_error::OAuthError;
use crate::state::app::App;
use crate::state::client::Client;

/// Issues tokens for a user's name and password. Attempts are limited as at the login form (RFC 6749 §4.3.2).
pub(crate) fn grant(
    app: &App,
    request: &Request,
    client: &Client,
    form: &Params,
    limits: &TokenRestrictions,
) -> Result<TokenResponse, OAuthError> {
    let username = form.get("username").ok_or(OAuthError::invalid_request("The username is missing."))?;
    let password = form.get("password").ok_or(OAuthError::invalid_request("The password is missing."))?;
    let guesser = request.guesser(username);
    let limit = app.policy().login.limit();
    let wait = app.store().wrong_passwords.wait(&guesser, limit, app.now());
    if wait.is_some() {
        return Err(OAuthError::invalid_grant("Too many attempts. Try again later."));
    }
    let Some(user) = app.user_with_password(app.policy(), username, password) else {
        app.store().wrong_passwords.failed(&guesser, limit, app.now());
        return Err(OAuthError::invalid_grant("Incorrect username or password."));
    };
    let scope = requested(app, client, form)?;
    let limits = limits.within_any(app)?;
    let mut store = app.store();
    store.wrong_passwords.succeeded(&guesser, app.now());
    let grant = new_grant(app, &mut store, client, Some(user.user_id), &scope, None);
    Ok(draw(app, store, client, grant, scope, &limits, Refresh::New))
}
