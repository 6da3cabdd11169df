//! The pages of a failed login.

use axum::http::StatusCode;

use crate::flow::failure::Failure;
use crate::page;
use crate::policy::{DeniedResponse, Policy, ProviderFailure, RefusedCallback};
use crate::route;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn canceled(visit: Visit) -> Reply {
    Reply::page(StatusCode::OK, page::canceled(&visit.policy.page))
}

pub(super) async fn error(visit: Visit) -> Reply {
    Reply::page(StatusCode::OK, page::login_error(&visit.policy.page))
}

/// The response to `failure`.
pub(super) fn failed(policy: &Policy, failure: &Failure) -> Reply {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::BAD_REQUEST);
    match (failure, policy.page.provider_failure) {
        (Failure::Canceled, _) => denied(policy),
        (_, ProviderFailure::ServerError) if status.is_server_error() => {
            Reply::page(StatusCode::INTERNAL_SERVER_ERROR, page::stack_trace(&policy.page, failure))
        }
        _ if status == StatusCode::BAD_REQUEST => refused(policy, failure),
        (_, ProviderFailure::Page | ProviderFailure::ServerError) => {
            Reply::page(status, page::failure(&policy.page, failure))
        }
    }
}

fn denied(policy: &Policy) -> Reply {
    match policy.callback.denied {
        DeniedResponse::ByRedirect => Reply::redirect(route::CANCELED),
        DeniedResponse::AtCallback => Reply::page(StatusCode::OK, page::canceled(&policy.page)),
        DeniedResponse::ToHome => Reply::redirect(route::HOME),
    }
}

fn refused(policy: &Policy, failure: &Failure) -> Reply {
    let status = match policy.callback.refused {
        // Only a callback starts the login again: other rejected forms end here.
        RefusedCallback::BadRequest | RefusedCallback::StartsAgain => StatusCode::BAD_REQUEST,
        RefusedCallback::Forbidden => StatusCode::FORBIDDEN,
        RefusedCallback::NotFound => StatusCode::NOT_FOUND,
        RefusedCallback::Ok => StatusCode::OK,
        RefusedCallback::ToHome => return Reply::redirect(route::HOME),
        RefusedCallback::ToHomeWithError => return Reply::redirect(format!("{}?error=sign-in-failed", route::HOME)),
        RefusedCallback::ToStartPage => return Reply::redirect(route::LOGIN),
        RefusedCallback::ToErrorPage => return Reply::redirect(route::ERROR),
    };
    Reply::page(status, page::failure(&policy.page, failure))
}
