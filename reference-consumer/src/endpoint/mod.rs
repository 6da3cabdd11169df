//! The routes, one file each. They are those of the tutorial's `test_consumer` (django-allauth).

mod callback;
mod home;
mod login;
mod logout;
mod outcome;
mod style;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, head};

use crate::page;
use crate::site::{CALLBACK, Site};
use crate::web::reply::Reply;

/// Starts a login.
pub(crate) const LOGIN: &str = "/accounts/testprovider/login/";
/// Signs out.
pub(crate) const LOGOUT: &str = "/accounts/logout/";
/// Says that nothing happened.
pub(crate) const CANCELLED: &str = "/accounts/3rdparty/login/cancelled/";
/// Says that a login failed.
pub(crate) const ERROR: &str = "/accounts/3rdparty/login/error/";
/// The one stylesheet.
pub(crate) const STYLE: &str = "/static/style.css";

/// The whole site.
pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route(LOGIN, get(login::confirm).post(login::start))
        // A code is redeemed for a browser that wants to see the page, not for a HEAD request on the way.
        .route(CALLBACK, get(callback::receive).merge(head(method_not_allowed)))
        .route(LOGOUT, get(logout::confirm).post(logout::sign_out))
        .route(CANCELLED, get(outcome::cancelled))
        .route(ERROR, get(outcome::error))
        .route(STYLE, get(style::show))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(site)
}

async fn not_found() -> Reply {
    Reply::page(StatusCode::NOT_FOUND, page::unusable_request(StatusCode::NOT_FOUND))
}

async fn method_not_allowed() -> Reply {
    Reply::page(StatusCode::METHOD_NOT_ALLOWED, page::unusable_request(StatusCode::METHOD_NOT_ALLOWED))
}
