//! The redirect to the provider with which a login begins (RFC 6749 section 4.1.1).

use super::anti_forgery;
use crate::flow::authorization_request;
use crate::flow::pending::PendingLogin;
use crate::next;
use crate::session;
use crate::site::Site;
use crate::web::cookies;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

/// Of the request, only `next` has a say, and not in the authorization request.
pub(super) fn login(site: &Site, visit: &Visit) -> Reply {
    let landing = visit.parameter("next").and_then(|target| next::landing(&target, visit.policy.next));
    let login = PendingLogin::new(&visit.policy, &site.environment.random, site.now(), landing);
    let url = authorization_request::url(&site.config, &visit.policy, &site.redirect_uri, &login, &visit.query);
    let session_id = site.sessions().start_login(
        site.session_id(visit),
        anti_forgery::of_cookie(site, visit),
        login,
        &site.environment,
    );
    let cookie = site.cookie(&visit.policy, cookies::SESSION, &session_id, session::LIFETIME);
    Reply::redirect(url).with_cookie(cookie)
}
