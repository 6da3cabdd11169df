//! `/accounts/logout/`: signs the user out, after a confirmation page. The provider's own session remains.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use super::csrf_token;
use crate::endpoint::outcome;
use crate::page;
use crate::policy::{CsrfTokenCheck, LogoutForm};
use crate::route;
use crate::site::Site;
use crate::web::cookies::CookieKind;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn confirm(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    if site.user(&visit).is_none() {
        return Reply::redirect(route::HOME);
    }
    match visit.policy.session.logout {
        LogoutForm::ByGet => end(&site, &visit),
        LogoutForm::AskedFirst | LogoutForm::EndsOnPage => csrf_token::with_forms(&site, &visit, |token| {
            Reply::page(StatusCode::OK, page::confirm_logout(&visit.policy.page, token))
        }),
    }
}

pub(super) async fn sign_out(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    match csrf_token::check(&site, &visit, CsrfTokenCheck::Required) {
        Ok(()) => end(&site, &visit),
        Err(failure) => outcome::failed(&visit.policy, &failure),
    }
}

fn end(site: &Site, visit: &Visit) -> Reply {
    site.sessions().sign_out(site.session_id(visit), visit.policy.session.at_logout);
    let reply = match visit.policy.session.logout {
        LogoutForm::AskedFirst | LogoutForm::ByGet => Reply::redirect(route::HOME),
        LogoutForm::EndsOnPage => Reply::page(StatusCode::OK, page::signed_out(&visit.policy.page)),
    };
    let gone = |kind| site.cookie(&visit.policy, kind, "", Duration::ZERO);
    reply.with_cookie(gone(CookieKind::Session)).with_cookie(gone(CookieKind::CsrfToken))
}
