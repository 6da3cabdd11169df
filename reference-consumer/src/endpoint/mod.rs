//! What answers at each route, one file each; `anti_forgery` and `referrer` are what several of them need.

mod anti_forgery;
mod begin;
mod callback;
mod home;
mod login;
mod logout;
mod outcome;
mod referrer;
mod style;

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

/// The whole site.
pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route(route::HOME, get(home::show))
        .route(route::LOGIN, get(login::confirm).post(login::start))
        // A code is redeemed for a browser that wants to see the page, not for a HEAD request on the way.
        .route(route::CALLBACK, get(callback::receive).merge(head(method_not_allowed)))
        .route(route::LOGOUT, get(logout::confirm).post(logout::sign_out))
        .route(route::CANCELLED, get(outcome::cancelled))
        .route(route::ERROR, get(outcome::error))
        .route(route::STYLE, get(style::show))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(&site), with_rules))
        .with_state(site)
}

/// Adds the rules that are in force now to the request: it keeps them to its end, whatever is changed meanwhile.
async fn with_rules(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let policy = site.policy();
    request.extensions_mut().insert(Arc::clone(&policy));
    let mut response = next.run(request).await;
    referrer::apply(policy.referrer_policy, &mut response);
    response
}

async fn not_found() -> Reply {
    Reply::page(StatusCode::NOT_FOUND, page::unusable_request(StatusCode::NOT_FOUND))
}

async fn method_not_allowed() -> Reply {
    Reply::page(StatusCode::METHOD_NOT_ALLOWED, page::unusable_request(StatusCode::METHOD_NOT_ALLOWED))
}
