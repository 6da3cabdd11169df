//! The authorization request that a login is for: the one at the address where the user goes on.

use std::borrow::Cow;

use crate::authorization::authorization_request::Arrival;
use crate::authorization::request_object;
use crate::browser::request_key;
use crate::http::params::Params;
use crate::state::app::App;

/// True for the address of an authorization request: what follows there may be a redirect to a client.
pub(super) fn is_asked_at(app: &App, next: &str) -> bool {
    request_key::params_at(app, next).is_some()
}

/// Whom the client of the authorization request `next` takes the user for (OpenID Connect Core §3.1.2.1).
pub(super) fn login_hint(app: &App, next: &str) -> Option<String> {
    asked_at(app, next)?.get("login_hint").map(str::to_owned)
}

/// The parameters of the authorization request `next`, if it is one.
fn asked_at(app: &App, next: &str) -> Option<Params> {
    let params = request_key::params_at(app, next)?;
    // Whether it comes in time is judged where it leads, not on the login page.
    request_object::effective(app, &params, Arrival::Continued).ok().map(Cow::into_owned)
}
