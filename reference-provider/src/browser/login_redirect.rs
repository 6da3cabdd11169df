//! The way to the login form.

use crate::http::params::percent_encode;
use crate::http::request::Request;
use crate::http::respond::{Response, redirect};
use crate::http::routes::Route;
use crate::state::app::App;

/// Asks who the user is, and comes back to the page that was requested.
pub(crate) fn back_here(app: &App, request: &Request) -> Response {
    and_then(app, &request.here())
}

/// Asks who the user is, and goes on to `next`.
pub(crate) fn and_then(app: &App, next: &str) -> Response {
    redirect(&format!("{}?next={}", app.path(Route::Login), percent_encode(next, b"/")))
        .expect("a percent-encoded text can stand in a header")
}
