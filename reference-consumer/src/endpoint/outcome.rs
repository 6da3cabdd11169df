//! The pages on which a login ends that signs nobody in.

use axum::http::StatusCode;

use crate::flow::failure::Failure;
use crate::page;
use crate::policy::{Policy, ProviderFailure, RefusedCallback};
use crate::route;
use crate::web::reply::Reply;

pub(super) async fn cancelled() -> Reply {
    Reply::page(StatusCode::OK, page::cancelled())
}

pub(super) async fn error() -> Reply {
    Reply::page(StatusCode::OK, page::login_error())
}

/// What a browser gets when `failure` happened.
pub(super) fn failed(policy: &Policy, failure: &Failure) -> Reply {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::BAD_REQUEST);
    match (failure, policy.provider_failure) {
        (Failure::Cancelled, _) => Reply::redirect(route::CANCELLED),
        (_, ProviderFailure::ServerError) if status.is_server_error() => {
            Reply::page(StatusCode::INTERNAL_SERVER_ERROR, page::innards(failure))
        }
        _ if status == StatusCode::BAD_REQUEST => refused(policy.refused_callback, failure),
        (_, ProviderFailure::Page | ProviderFailure::ServerError) => Reply::page(status, page::failure(failure)),
    }
}

fn refused(form: RefusedCallback, failure: &Failure) -> Reply {
    let status = match form {
        // Only a callback starts the login again: any other form that is refused ends here.
        RefusedCallback::BadRequest | RefusedCallback::StartsAgain => StatusCode::BAD_REQUEST,
        RefusedCallback::Forbidden => StatusCode::FORBIDDEN,
        RefusedCallback::Ok => StatusCode::OK,
        RefusedCallback::ToHome => return Reply::redirect(route::HOME),
    };
    Reply::page(status, page::failure(failure))
}
