//! `/accounts/testprovider/login/`: sends the browser to the provider's authorization endpoint (RFC 6749 section 4.1.1),
//! after a confirm page, so that no other site can start a login behind the user's back.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::anti_forgery;
use crate::endpoint::outcome;
use crate::flow::pending::PendingLogin;
use crate::flow::{authorization_request, next};
use crate::page;
use crate::policy::LoginByGet;
use crate::session;
use crate::site::Site;
use crate::web::cookies;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn confirm(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    if site.config.login_on_get || visit.policy.login_by_get == LoginByGet::Starts {
        return begin(&site, &visit);
    }
    let token = anti_forgery::token(&site, &visit);
    let reply = Reply::page(StatusCode::OK, page::confirm_login(&token));
    anti_forgery::with_cookie(reply, &site, &visit, &token).with_form_target(&site.config.provider.authorization)
}

pub(super) async fn start(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    match anti_forgery::check(&site, &visit, visit.policy.login_start) {
        Ok(()) => begin(&site, &visit),
        Err(failure) => outcome::failed(&visit.policy, &failure),
    }
}

/// The redirect to the provider. Of the request, only `next` has a say, and not in the authorization request.
fn begin(site: &Site, visit: &Visit) -> Reply {
    let landing = visit.parameter("next").and_then(|target| next::landing(&target, visit.policy.next));
    let login = PendingLogin::new(&visit.policy, &site.environment.random, site.now(), landing);
    let url = authorization_request::url(&site.config, &visit.policy, &site.redirect_uri, &login, &visit.query);
    let session_id = site.sessions().start_login(visit.session_id(), visit.anti_forgery(), login, &site.environment);
    let cookie = site.cookie(&visit.policy, cookies::SESSION, &session_id, session::LIFETIME);
    Reply::redirect(url).with_cookie(cookie)
}
