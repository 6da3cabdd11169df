//! CSRF protection: a token in a cookie and in a hidden field, which also is in the session if there is one, and an
//! `Origin` header of this site if there is one (RFC 6749 section 10.12).

use std::time::Duration;

use subtle::ConstantTimeEq as _;

use crate::flow::failure::Failure;
use crate::policy::{CsrfTokenCheck, FormProof};
use crate::session;
use crate::site::Site;
use crate::templates::TOKEN_FIELD;
use crate::web::cookies::CookieKind;
use crate::web::reply::Reply;
use crate::web::visit::{FormField, Visit};

/// The lifetime of the cookie.
const LIFETIME: Duration = Duration::from_secs(364 * 24 * 60 * 60);

/// A page with CSRF protection: `page` gets the token for its hidden fields, if forms have one.
pub(super) fn with_forms(site: &Site, visit: &Visit, page: impl FnOnce(Option<&str>) -> Reply) -> Reply {
    match (visit.policy.start.proof, site.session(visit)) {
        (FormProof::Origin, _) => page(None),
        (FormProof::FieldAndSession, Some(session)) => page(Some(&session.csrf_token)),
        (FormProof::FieldAndSession, None) => {
            let token = site.environment.random.token();
            let id = site.sessions().open(Some(&token), (&visit.policy, &site.environment));
            let lifetime = session::lifetime(&visit.policy);
            page(Some(&token)).with_cookie(site.cookie(&visit.policy, CookieKind::Session, &id, lifetime))
        }
        (FormProof::FieldAndCookie, session) => {
            let token = match session {
                Some(session) => session.csrf_token,
                None => of_cookie(site, visit).map_or_else(|| site.environment.random.token(), str::to_owned),
            };
            let reply = page(Some(&token));
            // The browser may have the cookie already.
            if of_cookie(site, visit) == Some(&token) { reply } else { with_cookie(reply, site, visit, &token) }
        }
    }
}

/// The token in the visitor's cookie, if it is well-formed.
pub(super) fn of_cookie<'v>(site: &Site, visit: &'v Visit) -> Option<&'v str> {
    site.cookie_of(visit, CookieKind::CsrfToken).filter(|token| is_ours(token))
}

/// Adds the cookie for a token, if forms need one.
pub(super) fn with_cookie(reply: Reply, site: &Site, visit: &Visit, token: &str) -> Reply {
    match visit.policy.start.proof {
        FormProof::FieldAndCookie => {
            reply.with_cookie(site.cookie(&visit.policy, CookieKind::CsrfToken, token, LIFETIME))
        }
        FormProof::FieldAndSession | FormProof::Origin => reply,
    }
}

/// Rejects a form that another site may have submitted.
pub(super) fn check(site: &Site, visit: &Visit, rule: CsrfTokenCheck) -> Result<(), Failure> {
    if rule == CsrfTokenCheck::AcceptsMissing && matches!(visit.field(TOKEN_FIELD), FormField::Missing) {
        return Ok(());
    }
    if visit.origin.as_ref().is_some_and(|origin| *origin != site.origin) {
        return Err(Failure::ForeignForm);
    }
    let session = site.session(visit);
    let is_proven = match (visit.policy.start.proof, visit.field(TOKEN_FIELD)) {
        (FormProof::Origin, _) => visit.origin.is_some(),
        (_, FormField::Missing | FormField::Repeated) => false,
        (FormProof::FieldAndSession, FormField::Once(sent)) => {
            session.is_some_and(|session| same(sent, &session.csrf_token))
        }
        (FormProof::FieldAndCookie, FormField::Once(sent)) => {
            session.is_none_or(|session| same(sent, &session.csrf_token))
                && of_cookie(site, visit).is_some_and(|cookie| same(sent, cookie))
        }
    };
    if is_proven { Ok(()) } else { Err(Failure::UnprovenForm) }
}

fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Whether a cookie's value has the format of [`crate::Random::token`].
fn is_ours(token: &str) -> bool {
    token.len() == 43 && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
