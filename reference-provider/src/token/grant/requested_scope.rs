//! The scope of a request over the back channel (RFC 6749 §3.3).

use crate::authorization::authorization_request::granted;
use crate::http::params::Params;
use crate::oauth::oauth_error::OAuthError;
use crate::oauth::scope::Scope;
use crate::state::app::App;
use crate::state::client::Client;

/// The requested scope, or the default; all of it has to exist and be available to the client.
pub(crate) fn requested(app: &App, client: &Client, form: &Params) -> Result<Scope, OAuthError> {
    let malformed = |_| OAuthError::invalid_scope("The scope is malformed.");
    if app.policy().request.scope_demanded && form.get("scope").is_none() {
        return Err(OAuthError::invalid_scope("The scope is missing."));
    }
    let scope = Scope::parse(form.get("scope").unwrap_or(&app.config.default_scope)).map_err(malformed)?;
    if app.policy().request.unknown_scope_refused && !scope.is_within(&app.config.served_scopes(app.policy())) {
        return Err(OAuthError::invalid_scope("The scope is unknown."));
    }
    let registered = client.registration.scope.as_deref().and_then(|scope| Scope::parse(scope).ok());
    if app.policy().request.unknown_scope_refused && registered.is_some_and(|registered| !scope.is_within(&registered))
    {
        return Err(OAuthError::invalid_scope("The client is not registered for this scope."));
    }
    Ok(granted(&app.policy().request, scope))
}
