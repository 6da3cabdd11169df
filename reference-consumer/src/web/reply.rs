//! An answer to a browser, with the headers that every answer has.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use url::{Host, Url};

/// What links and forms tell other sites of a page: nothing. `no-referrer` would make browsers send `Origin: null` with this
/// site's own forms.
pub(crate) const STRICT_REFERRER: &str = "same-origin";

/// A page or a redirect.
#[derive(Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    location: Option<String>,
    html: String,
    cookies: Vec<String>,
    form_target: Option<String>,
}

impl Reply {
    /// An HTML page.
    pub(crate) fn page(status: StatusCode, html: String) -> Self {
        Self { status, location: None, html, cookies: Vec::new(), form_target: None }
    }

    /// A redirect that the browser follows with a GET.
    pub(crate) fn redirect(location: impl Into<String>) -> Self {
        let html = String::new();
        Self {
            status: StatusCode::FOUND,
            location: Some(location.into()),
            html,
            cookies: Vec::new(),
            form_target: None,
        }
    }

    /// Adds a `Set-Cookie` header.
    pub(crate) fn with_cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// Lets a form of this page lead on to the site of `target`. Browsers ask the Content Security Policy about every
    /// redirect behind a form, not only about its action.
    pub(crate) fn with_form_target(mut self, target: &Url) -> Self {
        self.form_target = Some(match target.host() {
            // A source expression has no room for an IPv6 address.
            Some(Host::Ipv6(_)) | None => format!("{}:", target.scheme()),
            Some(Host::Domain(_) | Host::Ipv4(_)) => target.origin().ascii_serialization(),
        });
        self
    }

    fn content_security_policy(&self) -> String {
        let form_target = self.form_target.as_ref().map(|target| format!(" {target}")).unwrap_or_default();
        format!(
            "default-src 'none'; style-src 'self'; form-action 'self'{form_target}; base-uri 'none'; \
             frame-ancestors 'none'"
        )
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let policy = self.content_security_policy();
        let mut response = (self.status, self.html).into_response();
        let headers = response.headers_mut();
        let mut put = |name: HeaderName, value: &str| {
            // Everything that gets here is visible ASCII: literals, percent-encoded URLs and base64url.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(name, value);
            }
        };
        if let Some(location) = &self.location {
            put(LOCATION, location);
        }
        for cookie in &self.cookies {
            put(SET_COOKIE, cookie);
        }
        put(CONTENT_SECURITY_POLICY, &policy);
        // The policy has the last word, in `referrer`.
        put(REFERRER_POLICY, STRICT_REFERRER);
        put(X_CONTENT_TYPE_OPTIONS, "nosniff");
        put(X_FRAME_OPTIONS, "DENY");
        put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        put(CACHE_CONTROL, "no-store");
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(target: &str) -> String {
        let page = Reply::page(StatusCode::OK, String::new());
        page.with_form_target(&Url::parse(target).expect("a URL")).content_security_policy()
    }

    #[test]
    fn a_form_may_lead_to_the_provider_and_nowhere_else() {
        assert!(policy("http://localhost:8000/o/authorize/?a=b").contains("form-action 'self' http://localhost:8000;"));
        assert!(policy("https://op.test/o/authorize/").contains("form-action 'self' https://op.test;"));
        assert!(policy("http://[::1]:8000/o/authorize/").contains("form-action 'self' http:;"));
    }
}
