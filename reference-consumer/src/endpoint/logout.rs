//! `/accounts/logout/`: signs out, after a confirm page. The provider's own session is not touched.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use super::anti_forgery;
use crate::endpoint::outcome;
use crate::page;
use crate::policy::AntiForgery;
use crate::route;
use crate::site::Site;
use crate::web::cookies;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn confirm(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    if site.user(&visit).is_none() {
        return Reply::redirect(route::HOME);
    }
    let token = anti_forgery::token(&site, &visit);
    let reply = Reply::page(StatusCode::OK, page::confirm_logout(&token));
    anti_forgery::with_cookie(reply, &site, &visit, &token)
}

pub(super) async fn sign_out(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    if let Err(failure) = anti_forgery::check(&site, &visit, AntiForgery::Required) {
        return outcome::failed(&visit.policy, &failure);
    }
    site.sessions().sign_out(site.session_id(&visit), visit.policy.session_at_logout);
    Reply::redirect(route::HOME)
        .with_cookie(site.cookie(&visit.policy, cookies::SESSION, "", Duration::ZERO))
        .with_cookie(site.cookie(&visit.policy, cookies::ANTI_FORGERY, "", Duration::ZERO))
}
