//! Redirects to the login form.

use super::continuation;
use crate::http::params::percent_encode;
use crate::http::request::Request;
use crate::http::respond::{Response, redirect};
use crate::http::routes::Route;
use crate::policy::NextKept;
use crate::state::app::App;

/// Redirects to the login form, which leads back to the requested page.
pub(crate) fn back_here(app: &App, request: &Request) -> Response {
    and_then(app, &request.here())
}

/// Redirects to the login form, which leads to `next`.
pub(crate) fn and_then(app: &App, next: &str) -> Response {
    let mut response = redirect(&address(app, next)).expect("percent-encoded text is a valid header value");
    if app.policy().login.next_kept == NextKept::OnServer {
        continuation::keep(app, &mut response, next);
    }
    response
}

/// The URL of the login page that leads to `next`.
pub(crate) fn address(app: &App, next: &str) -> String {
    let page = app.path(Route::Login);
    match app.policy().login.next_kept {
        NextKept::InForm => format!("{page}?next={}", percent_encode(next, b"/")),
        NextKept::OnServer => page,
    }
}
