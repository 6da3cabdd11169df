//! `/`: a way in for those who are signed out, and the profile for those who are signed in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::page;
use crate::site::Site;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    let html = match site.user(&visit) {
        Some(profile) => page::welcome(&profile),
        None => page::home(),
    };
    Reply::page(StatusCode::OK, html)
}
