//! `/`: it works. And the pages for what is not there.

use http::StatusCode;
use minijinja::context;

use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::http::request::Request;
use crate::http::respond::Response;
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

pub(crate) fn method_not_allowed(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    Page::new(app, request, &visitor)
        .status(StatusCode::METHOD_NOT_ALLOWED)
        .problem("Not this way", "This address does not answer requests of this kind.")
}
