//! Forms that only this site can have made: a token in a cookie and in a hidden field, the same one that the session
//! knows where there is a session, and an `Origin` header that is ours where there is one (RFC 6749 section 10.12).

use std::time::Duration;

use subtle::ConstantTimeEq as _;

use crate::flow::failure::Failure;
use crate::page::TOKEN_FIELD;
use crate::policy::AntiForgery;
use crate::site::Site;
use crate::web::cookies;
use crate::web::reply::Reply;
use crate::web::visit::{Field, Visit};

/// How long the cookie lives.
const LIFETIME: Duration = Duration::from_secs(364 * 24 * 60 * 60);

/// The token for a form on the page that answers `visit`.
pub(crate) fn token(site: &Site, visit: &Visit) -> String {
    match site.session(visit) {
        Some(session) => session.anti_forgery,
        None => of_cookie(site, visit).map_or_else(|| site.environment.random.token(), str::to_owned),
    }
}

/// The token in the visitor's cookie, if it is one that this site could have made.
pub(crate) fn of_cookie<'v>(site: &Site, visit: &'v Visit) -> Option<&'v str> {
    site.cookie_of(visit, cookies::ANTI_FORGERY).filter(|token| is_ours(token))
}

/// Adds the cookie that goes with the token, unless the browser has it already.
pub(crate) fn with_cookie(reply: Reply, site: &Site, visit: &Visit, token: &str) -> Reply {
    if of_cookie(site, visit) == Some(token) { reply } else { reply.with_cookie(cookie(site, visit, token)) }
}

/// The `Set-Cookie` value for a token.
pub(crate) fn cookie(site: &Site, visit: &Visit, token: &str) -> String {
    site.cookie(&visit.policy, cookies::ANTI_FORGERY, token, LIFETIME)
}

/// Refuses a form that may come from another site.
pub(crate) fn check(site: &Site, visit: &Visit, rule: AntiForgery) -> Result<(), Failure> {
    if rule == AntiForgery::AcceptsMissing && matches!(visit.field(TOKEN_FIELD), Field::Missing) {
        return Ok(());
    }
    if visit.origin.as_ref().is_some_and(|origin| *origin != site.origin) {
        return Err(Failure::ForeignForm);
    }
    let Field::Once(sent) = visit.field(TOKEN_FIELD) else { return Err(Failure::UnprovenForm) };
    let session = site.session(visit);
    let of_session = session.is_none_or(|session| same(sent, &session.anti_forgery));
    let in_cookie = of_cookie(site, visit).is_some_and(|cookie| same(sent, cookie));
    if of_session && in_cookie { Ok(()) } else { Err(Failure::UnprovenForm) }
}

fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Whether a cookie's value has the shape of [`crate::Random::token`].
fn is_ours(token: &str) -> bool {
    token.len() == 43 && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
