//! Cookies: what guards them, and what they are called where (RFC 6265bis §4.1).

use std::borrow::Cow;

use cookie::SameSite;
use http::{HeaderValue, header};

use super::cookie_form::{self, until, with_attributes};
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::policy::{CookieEnd, CookiePaths};
use crate::state::app::App;

/// A cookie for the whole site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cookie<'a> {
    /// Without a prefix.
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    /// How long the browser keeps it.
    pub(crate) seconds: i64,
    /// No script reads it.
    pub(crate) http_only: bool,
    /// From which sites a request brings it; the browser's default when absent.
    pub(crate) same_site: Option<SameSite>,
    /// It is that of the session.
    pub(crate) of_session: bool,
}

/// The value of the first cookie of this name.
pub(crate) fn read(app: &App, request: &Request, name: &str) -> Option<String> {
    let value = request.cookie(&full_name(app, name))?;
    Some(cookie_form::read(app.policy().cookie.values, &value).to_owned())
}

/// Puts a cookie into the browser.
pub(crate) fn set(app: &App, response: &mut Response, cookie: &Cookie<'_>) {
    let root = path(app);
    let below = |path: &str| format!("{}{}{path}", app.base, app.prefix);
    let name = full_name(app, cookie.name);
    match app.policy().cookie.paths {
        CookiePaths::Each if cookie.of_session => {
            for path in ["/accounts", "/o"] {
                add(app, response, &name, cookie, &below(path));
            }
        }
        CookiePaths::ClearedBelow if cookie.of_session => {
            add(app, response, &name, cookie, root);
            add(app, response, cookie.name, &Cookie { value: "", seconds: 0, ..*cookie }, &below("/accounts"));
        }
        CookiePaths::Namesake if cookie.of_session => {
            add(app, response, &name, cookie, root);
            let other = app.random.token();
            add(app, response, cookie.name, &Cookie { value: &other, ..*cookie }, &below("/static"));
        }
        CookiePaths::Shadowed if cookie.of_session => {
            for path in ["/accounts", "/o"] {
                add(app, response, &name, cookie, &below(path));
            }
            let other = app.random.token();
            let value = if cookie.value.is_empty() { "" } else { &other };
            add(app, response, &name, &Cookie { value, ..*cookie }, root);
        }
        _ => add(app, response, &name, cookie, root),
    }
}

fn add(app: &App, response: &mut Response, name: &str, cookie: &Cookie<'_>, path: &str) {
    let rules = &app.policy().cookie;
    let value = cookie_form::written(rules.values, cookie.value);
    let mut built = cookie::Cookie::build((name, &*value)).path(path);
    if cookie.http_only {
        built = built.http_only(true);
    }
    if let Some(same_site) = cookie.same_site {
        built = built.same_site(same_site);
    }
    if is_secure(app) {
        built = built.secure(true);
    }
    if rules.ends == CookieEnd::MaxAge {
        built = built.max_age(time::Duration::seconds(cookie.seconds));
    }
    let until = until(rules.ends, app.now(), cookie.seconds);
    let text = with_attributes(rules.attributes, &format!("{}{until}", built.build()));
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Over https no other host, and nobody who speaks http for this one, can set a cookie that counts here. Issuers beside the
/// one at the root have cookies of their own.
fn full_name<'n>(app: &App, name: &'n str) -> Cow<'n, str> {
    let prefix = match app.policy().cookie.paths {
        _ if !is_secure(app) => "",
        CookiePaths::Each | CookiePaths::Shadowed => "__Secure-",
        _ => "__Host-",
    };
    match app.prefix.strip_prefix('/') {
        Some(issuer) => format!("{prefix}{name}-{issuer}").into(),
        None if prefix.is_empty() => name.into(),
        None => format!("{prefix}{name}").into(),
    }
}

/// `__Host-` wants the root (RFC 6265bis §4.1.3.2); without it, what is served beside the base path sees no cookie of ours.
fn path(app: &App) -> &str {
    if is_secure(app) || app.base.is_empty() { "/" } else { &app.base }
}

/// Whether cookies are kept to https.
pub(super) fn is_secure(app: &App) -> bool {
    app.is_https() && app.policy().session.cookies_secure
}
