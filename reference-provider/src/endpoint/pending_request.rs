//! The authorization request that is pending during a login: the browser goes to its URL, `next`, afterwards.

use std::borrow::Cow;
use std::sync::Arc;

use crate::authorization::authorization_request::Arrival;
use crate::authorization::request_object;
use crate::browser::request_key::params_at;
use crate::http::params::Params;
use crate::oauth::scope::Scope;
use crate::state::app::App;
use crate::state::client::Client;

/// Whether it is the URL of an authorization request, which can redirect to a client.
pub(crate) fn is_one(app: &App, next: &str) -> bool {
    params_at(app, next).is_some()
}

/// The client of the request.
pub(crate) fn client(app: &App, next: &str) -> Option<Arc<Client>> {
    parameters(app, next)?.get("client_id").and_then(|id| app.store().client(id))
}

/// The requested scope.
pub(crate) fn scope(app: &App, next: &str) -> Option<Scope> {
    let parameters = parameters(app, next)?;
    Scope::parse(parameters.get("scope").unwrap_or(&app.config.default_scope)).ok()
}

/// The user that the client expects (OpenID Connect Core §3.1.2.1).
pub(crate) fn login_hint(app: &App, next: &str) -> Option<String> {
    parameters(app, next)?.get("login_hint").map(str::to_owned)
}

/// The parameters of the authorization request `next`, if it is one.
fn parameters(app: &App, next: &str) -> Option<Params> {
    let params = params_at(app, next)?;
    // Its expiration is checked at the authorization endpoint, not on the login page.
    request_object::effective(app, &params, Arrival::Continued).ok().map(Cow::into_owned)
}
