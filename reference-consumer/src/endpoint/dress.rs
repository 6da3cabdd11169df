//! Header fields and redirects that the policy changes in all responses.

use axum::http::header::{COOKIE, LOCATION, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use crate::policy::{Location, Policy, RedirectStatus, ReferrerPolicy};
use crate::session;
use crate::site::Site;
use crate::web::cookies::{self, CookieKind};
use crate::web::reply::STRICT_REFERRER;

/// Applies the policy to a response.
pub(super) fn apply(site: &Site, policy: &Policy, session_id: Option<&str>, response: &mut Response) {
    refer(policy.page.referrer_policy, response.headers_mut());
    if policy.page.redirects == RedirectStatus::SeeOther && response.status() == StatusCode::FOUND {
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    // An app takes the user from the port of its callback to where it is itself.
    if policy.page.location == Location::Absolute || site.is_called_back_elsewhere() {
        point(&site.origin, response.headers_mut());
    }
    if let Some(id) = session_id.filter(|_| policy.session.cookie_repeated) {
        repeat(site, policy, id, response.headers_mut());
    }
}

/// The id in the session cookie of a request.
pub(super) fn session_id(site: &Site, policy: &Policy, headers: &HeaderMap) -> Option<String> {
    let name = site.cookie_name(policy, CookieKind::Session);
    let sent = cookies::read(headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()));
    sent.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// What other sites learn about the URL of a page from its links and forms: callback URLs contain codes (OWASP ASVS 5.0
/// section 3.4.5).
fn refer(rule: ReferrerPolicy, headers: &mut HeaderMap) {
    if let Some(value) = headers.get_mut(REFERRER_POLICY) {
        *value = HeaderValue::from_static(match rule {
            ReferrerPolicy::SameOrigin => STRICT_REFERRER,
            ReferrerPolicy::UnsafeUrl => "unsafe-url",
        });
    }
}

/// Changes a path of this site to a URL.
fn point(origin: &str, headers: &mut HeaderMap) {
    let path = headers.get(LOCATION).and_then(|value| value.to_str().ok()).filter(|target| target.starts_with('/'));
    if let Some(url) = path.and_then(|path| HeaderValue::from_str(&format!("{origin}{path}")).ok()) {
        headers.insert(LOCATION, url);
    }
}

/// Sets the session cookie again, unless the response sets it anyway or the session has ended.
fn repeat(site: &Site, policy: &Policy, id: &str, headers: &mut HeaderMap) {
    let prefix = format!("{}=", site.cookie_name(policy, CookieKind::Session));
    let is_set = headers.get_all(SET_COOKIE).iter().any(|cookie| cookie.as_bytes().starts_with(prefix.as_bytes()));
    let is_alive = site.sessions().find(Some(id), site.now()).is_some();
    let cookie = site.cookie(policy, CookieKind::Session, id, session::lifetime(policy));
    if let (false, true, Ok(cookie)) = (is_set, is_alive, HeaderValue::from_str(&cookie)) {
        headers.append(SET_COOKIE, cookie);
    }
}
