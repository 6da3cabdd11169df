//! `/accounts/testprovider/login/`: sends the browser to the provider's authorization endpoint (RFC 6749 section 4.1.1),
//! after a confirm page, so that no other site can start a login behind the user's back.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::anti_forgery;
use crate::endpoint::{begin, outcome};
use crate::page;
use crate::policy::{LoginByGet, StartForm};
use crate::site::Site;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn confirm(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    if site.config.login_on_get || visit.policy.login_by_get == LoginByGet::Starts {
        return begin::login(&site, &visit);
    }
    let token = anti_forgery::token(&site, &visit);
    let reply = Reply::page(StatusCode::OK, page::confirm_login(&token));
    let reply = anti_forgery::with_cookie(reply, &site, &visit, &token);
    match visit.policy.start_form {
        StartForm::LeadsAway => reply.with_forms_that_lead_away(),
        StartForm::StaysHome => reply,
    }
}

pub(super) async fn start(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    match anti_forgery::check(&site, &visit, visit.policy.login_start) {
        Ok(()) => begin::login(&site, &visit),
        Err(failure) => outcome::failed(&visit.policy, &failure),
    }
}
