//! Which endpoint answers where.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::State;
use axum::http::{HeaderValue, Request as HttpRequest, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get, options, post};

use crate::app::App;
use crate::endpoint::{applications, authorize, home, introspect, login, logout, profile, revoke, style, token};
use crate::request::Request;
use crate::respond;

/// No request of ours is longer.
const MAX_BODY: usize = 64 * 1024;

/// An endpoint: from a request to a response, in one go.
type Endpoint = fn(&App, &Request) -> Response;

pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", on_get(home::show))
        .route("/static/style.css", on_get(style::show))
        .route("/accounts/login/", on_get(login::show).merge(on_post(login::submit)))
        .route("/accounts/logout/", on_get(logout::show).merge(on_post(logout::submit)))
        .route("/o/authorize/", on_get(authorize::show).merge(on_post(authorize::submit)))
        .route("/o/token/", on_post(token::submit).merge(on_options(token::options)))
        .route("/o/revoke_token/", on_post(revoke::submit).merge(on_options(revoke::options)))
        .route("/o/introspect/", on_post(introspect::submit))
        .route("/api/profile/", on_get(profile::show).merge(on_options(profile::options)))
        .route("/o/applications/", on_get(applications::list))
        .route("/o/applications/register/", on_get(applications::new).merge(on_post(applications::create)))
        .route("/o/applications/{id}/", on_get(applications::show))
        .route("/o/applications/{id}/update/", on_get(applications::edit).merge(on_post(applications::update)))
        .route(
            "/o/applications/{id}/delete/",
            on_get(applications::confirm_delete).merge(on_post(applications::delete)),
        )
        .fallback(|State(app), request| serve(app, request, home::not_found))
        .method_not_allowed_fallback(|State(app), request| serve(app, request, home::method_not_allowed))
        .with_state(app)
}

fn on_get(endpoint: Endpoint) -> MethodRouter<Arc<App>> {
    get(move |State(app), request| serve(app, request, endpoint))
}

fn on_post(endpoint: Endpoint) -> MethodRouter<Arc<App>> {
    post(move |State(app), request| serve(app, request, endpoint))
}

fn on_options(endpoint: Endpoint) -> MethodRouter<Arc<App>> {
    options(move |State(app), request| serve(app, request, endpoint))
}

/// Reads the request to its end, within bounds, and lets the endpoint answer.
async fn serve(app: Arc<App>, request: HttpRequest<axum::body::Body>, endpoint: Endpoint) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return respond::empty(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let request = Request {
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
    };
    let mut response = endpoint(&app, &request);
    if app.policy().page.sniffing_refused {
        response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    response
}
