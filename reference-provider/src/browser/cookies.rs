//! Cookies: their protection and their names (RFC 6265bis §4.1).

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
    /// Without the prefix.
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    /// Its lifetime in the browser.
    pub(crate) seconds: i64,
    /// Not readable by scripts.
    pub(crate) http_only: bool,
    /// Which cross-site requests include it; `None` for the browser's default.
    pub(crate) same_site: Option<SameSite>,
    /// Whether it is the session cookie.
    pub(crate) of_session: bool,
}

/// The value of the first cookie of this name.
pub(crate) fn read(app: &App, request: &Request, name: &str) -> Option<String> {
    let value = request.cookie(&full_name(app, name))?;
    Some(cookie_form::read(app.policy().cookie.values, &value).to_owned())
}

/// Sets a cookie in the browser.
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

/// Over https, neither another host nor a network attacker can set a cookie with this name. Issuers other than the root
/// issuer have cookies of their own.
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

/// `__Host-` requires the root path (RFC 6265bis §4.1.3.2); without it, applications next to the base path do not see
/// the cookies.
fn path(app: &App) -> &str {
    if is_secure(app) || app.base.is_empty() { "/" } else { &app.base }
}

/// Whether cookies are `Secure`.
pub(super) fn is_secure(app: &App) -> bool {
    app.is_https() && app.policy().session.cookies_secure
}
