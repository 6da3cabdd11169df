//! Requests without an endpoint: an unknown path, an unsupported method, or a body that did not arrive.

use http::StatusCode;
use serde_json::json;

use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::http::request::Request;
use crate::http::respond::{self, Response, never_cached};
use crate::http::routes::Route;
use crate::state::app::App;

pub(crate) fn not_found(app: &App, request: &Request) -> Response {
    page(app, request, StatusCode::NOT_FOUND, "Page not found", "No page exists at this address.")
}

pub(crate) fn method_not_allowed(app: &App, request: &Request) -> Response {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    if request.route.is_some_and(Route::is_page) {
        return page(app, request, status, "Method not allowed", "This page does not support this request method.");
    }
    error(status, "This endpoint does not serve this method.")
}

/// The body was not read: it is too long, or did not arrive in time.
pub(crate) fn unread(app: &App, request: &Request, status: StatusCode) -> Response {
    let (title, text) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ("Request too large", "The request body is too large."),
        _ => ("Request timeout", "The request body did not arrive in time."),
    };
    if request.route.is_none_or(Route::is_page) { page(app, request, status, title, text) } else { error(status, text) }
}

/// A page, for routes that browsers visit.
fn page(app: &App, request: &Request, status: StatusCode, title: &str, text: &str) -> Response {
    let visitor = Visitor::of(app, request);
    Page::new(app, request, &visitor).status(status).problem(title, text)
}

/// JSON, for routes that programs use (RFC 6749 §5.2).
fn error(status: StatusCode, description: &str) -> Response {
    let body = json!({ "error": "invalid_request", "error_description": description });
    never_cached(respond::json(status, &body))
}
