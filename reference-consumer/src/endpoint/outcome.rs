//! The pages on which a login ends that signs nobody in.

use axum::http::StatusCode;

use crate::endpoint::CANCELLED;
use crate::flow::failure::Failure;
use crate::page;
use crate::web::reply::Reply;

pub(super) async fn cancelled() -> Reply {
    Reply::page(StatusCode::OK, page::cancelled())
}

pub(super) async fn error() -> Reply {
    Reply::page(StatusCode::OK, page::login_error())
}

/// What a browser gets when `failure` happened.
pub(super) fn failed(failure: &Failure) -> Reply {
    match failure {
        Failure::Cancelled => Reply::redirect(CANCELLED),
        other => {
            let status = StatusCode::from_u16(other.status()).unwrap_or(StatusCode::BAD_REQUEST);
            Reply::page(status, page::failure(other))
        }
    }
}
