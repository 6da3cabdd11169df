//! The routes, one file each; `csrf_token`, `outcome`, `welcome` and `dress` are shared by several of them.

mod begin;
mod callback;
mod csrf_token;
mod dress;
mod home;
mod login;
mod logout;
mod outcome;
mod style;
mod welcome;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, head};

use crate::page;
use crate::route;
use crate::site::Site;
use crate::web::reply::Reply;

/// The complete site.
pub(crate) fn router(site: Arc<Site>) -> Router {
    // A code is redeemed for a browser that requests the page, not for a HEAD request before it.
    let callback = get(callback::receive).post(callback::receive_form).merge(head(method_not_allowed));
    Router::new()
        .route(route::HOME, get(home::show))
        .route(route::LOGIN, get(login::confirm).post(login::start))
        .route(route::CALLBACK, callback)
        .route(route::FINISH, get(callback::finish))
        .route(route::PROFILE, get(home::profile))
        .route(route::MOVED_LOGIN, get(login::confirm_moved).post(login::start))
        .route(route::LOGOUT, get(logout::confirm).post(logout::sign_out))
        .route(route::CANCELED, get(outcome::canceled))
        .route(route::ERROR, get(outcome::error))
        .route(route::STYLE, get(style::show))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(&site), with_rules))
        .with_state(site)
}

/// Adds the current rules to the request: they apply to its end, even if they are changed meanwhile.
async fn with_rules(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let policy = site.policy();
    let session_id = dress::session_id(&site, &policy, request.headers());
    request.extensions_mut().insert(Arc::clone(&policy));
    let mut response = next.run(request).await;
    dress::apply(&site, &policy, session_id.as_deref(), &mut response);
    response
}

async fn not_found(State(site): State<Arc<Site>>) -> Reply {
    let status = StatusCode::NOT_FOUND;
    Reply::page(status, page::unusable_request(&site.policy().page, status))
}

async fn method_not_allowed(State(site): State<Arc<Site>>) -> Reply {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Reply::page(status, page::unusable_request(&site.policy().page, status))
}
