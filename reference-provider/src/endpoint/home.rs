//! `/`: it works. And the pages for what is not there.

use http::StatusCode;
use minijinja::context;
use serde_json::json;

use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::http::request::Request;
use crate::http::respond::{self, Response, never_cached};
use crate::http::routes::Route;
use crate::state::app::App;

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    Page::new(app, request, &visitor).show("home.html", context! {})
}

pub(crate) fn not_found(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    Page::new(app, request, &visitor)
        .status(StatusCode::NOT_FOUND)
        .problem("Page not found", "There is no page at this address.")
}

/// As a page where browsers go, in JSON where programs do.
pub(crate) fn method_not_allowed(app: &App, request: &Request) -> Response {
    if !request.route.is_some_and(Route::is_page) {
        let body =
            json!({ "error": "invalid_request", "error_description": "This endpoint does not serve this method." });
        return never_cached(respond::json(StatusCode::METHOD_NOT_ALLOWED, &body));
    }
    let visitor = Visitor::of(app, request);
    Page::new(app, request, &visitor)
        .status(StatusCode::METHOD_NOT_ALLOWED)
        .problem("Not this way", "This address does not answer requests of this kind.")
}
