//! The client credentials grant (RFC 6749 §4.4).

use super::requested_scope::requested;
use super::tokens::{Refresh, draw, new_grant};
use super::{TokenResponse, TokenRestrictions};
use crate::http::params::Params;
use crate::oauth::oauth_error::OAuthError;
use crate::state::app::App;
use crate::state::client::Client;

/// Scopes that require a user.
const ABOUT_USERS: [&str; 2] = ["openid", "offline_access"];

/// Issues a token to a client in its own name.
pub(crate) fn grant(
    app: &App,
    client: &Client,
    form: &Params,
    limits: &TokenRestrictions,
) -> Result<TokenResponse, OAuthError> {
    let rules = &app.policy().grant;
    if rules.own_name_confidential_only && !client.is_confidential() {
        return Err(OAuthError::unauthorized_client("Public clients cannot use the client_credentials grant."));
    }
    let scope = requested(app, client, form)?;
    if rules.own_name_without_refresh && ABOUT_USERS.iter().any(|token| scope.contains(token)) {
        return Err(OAuthError::invalid_scope("The scopes openid and offline_access require a user."));
    }
    let limits = limits.within_any(app)?;
    let mut store = app.store();
    let grant = new_grant(app, &mut store, client, None, &scope, None);
    let refresh = if rules.own_name_without_refresh { Refresh::Without } else { Refresh::New };
    Ok(draw(app, store, client, grant, scope, &limits, refresh))
}
