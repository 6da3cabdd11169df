//! CSRF tokens: a form is accepted only from the browser that was shown it (OWASP ASVS 5.0 §3.5.1, RFC 6749 §10.12).
//!
//! The token is in a cookie and in the form, and both must match. A MAC over the session binds it to that session: a
//! form that was rendered for one user is accepted neither in the browser of an attacker nor after the user's logout.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cookie::SameSite;
use http::header;
use ring::hmac;
use subtle::ConstantTimeEq as _;

use super::cookies::{self, Cookie};
use super::visitor::Visitor;
use crate::http::params::Params;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::policy::FormProof;
use crate::state::app::App;

/// The cookie, with Django's name.
const COOKIE: &str = "csrftoken";
/// The form field, with Django's name.
pub(crate) const FIELD: &str = "csrfmiddlewaretoken";
/// A year minus a day, as in Django.
const LIFETIME_SECONDS: i64 = 31_449_600;

/// A CSRF token for the forms of one page.
#[derive(Clone, Debug)]
pub(crate) struct CsrfToken {
    pub(crate) value: String,
    is_new: bool,
}

/// The form was not submitted from a page that this browser was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ForgedForm;

impl CsrfToken {
    /// The token in the browser's cookie, if it is valid for this session; otherwise a new one.
    pub(crate) fn of(app: &App, request: &Request, visitor: &Visitor) -> Self {
        match cookies::read(app, request, COOKIE) {
            Some(value) if belongs(app, visitor, &value) => Self { value, is_new: false },
            _ => Self::new(app, visitor),
        }
    }

    pub(crate) fn new(app: &App, visitor: &Visitor) -> Self {
        let nonce = app.random.token();
        let value = format!("{nonce}{}", seal(app, visitor, &nonce));
        Self { value, is_new: true }
    }

    /// Sets the cookie for a new token.
    pub(crate) fn remember(&self, app: &App, response: &mut Response) {
        if self.is_new {
            let cookie = Cookie {
                name: COOKIE,
                value: &self.value,
                seconds: LIFETIME_SECONDS,
                http_only: true,
                same_site: Some(SameSite::Lax),
                of_session: false,
            };
            cookies::set(app, response, &cookie);
        }
    }
}

/// Whether `form` was submitted from a page of this site that was shown to this very session.
pub(crate) fn check(app: &App, request: &Request, visitor: &Visitor, form: &Params) -> Result<(), ForgedForm> {
    if !comes_from_here(app, request) {
        return Err(ForgedForm);
    }
    if app.policy().page.forms_proven_by == FormProof::Origin {
        // Every browser sends the origin of the page with a form (Fetch standard, Origin header).
        return if request.has_header(header::ORIGIN) { Ok(()) } else { Err(ForgedForm) };
    }
    let (Some(cookie), Some(field)) = (cookies::read(app, request, COOKIE), form.get(FIELD)) else {
        return Err(ForgedForm);
    };
    let agrees = bool::from(cookie.as_bytes().ct_eq(field.as_bytes()));
    if agrees && belongs(app, visitor, field) { Ok(()) } else { Err(ForgedForm) }
}

/// Browsers send the page's origin with a form; other clients do not. Without a public URL the scheme is not compared:
/// an unconfigured proxy may terminate TLS.
fn comes_from_here(app: &App, request: &Request) -> bool {
    if !request.has_header(header::ORIGIN) {
        return true;
    }
    if let Some(public) = app.config.public() {
        return request.header(header::ORIGIN).is_some_and(|origin| origin.eq_ignore_ascii_case(public.origin()));
    }
    match (request.header(header::ORIGIN).and_then(host_of), host_of(app.origin())) {
        (Some(origin), Some(host)) => origin.eq_ignore_ascii_case(host),
        _ => false,
    }
}

fn host_of(origin: &str) -> Option<&str> {
    origin.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https")).map(|(_, host)| host)
}

fn belongs(app: &App, visitor: &Visitor, token: &str) -> bool {
    token
        .split_at_checked(43)
        .is_some_and(|(nonce, sealed)| seal(app, visitor, nonce).as_bytes().ct_eq(sealed.as_bytes()).into())
}

fn seal(app: &App, visitor: &Visitor, nonce: &str) -> String {
    let session = visitor.session_id.as_deref().unwrap_or_default();
    URL_SAFE_NO_PAD
        .encode(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &app.key), format!("{nonce} {session}").as_bytes()))
}
