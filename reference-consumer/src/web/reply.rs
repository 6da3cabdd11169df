//! A response to a browser, with the header fields that every response has.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// What other sites learn from links and forms of a page: nothing. `no-referrer` would make browsers send `Origin:
/// null` with this site's own forms.
pub(crate) const STRICT_REFERRER: &str = "same-origin";

/// A page, JSON or a redirect.
#[derive(Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    location: Option<String>,
    body: String,
    media_type: &'static str,
    cookies: Vec<String>,
    forms_lead_away: bool,
}

impl Reply {
    /// An HTML page.
    pub(crate) fn page(status: StatusCode, html: String) -> Self {
        Self {
            status,
            location: None,
            body: html,
            media_type: "text/html; charset=utf-8",
            cookies: Vec::new(),
            forms_lead_away: false,
        }
    }

    /// A JSON response.
    pub(crate) fn json(document: String) -> Self {
        Self { media_type: "application/json", ..Self::page(StatusCode::OK, document) }
    }

    /// A redirect that the browser follows with a GET.
    pub(crate) fn redirect(location: impl Into<String>) -> Self {
        Self { location: Some(location.into()), ..Self::page(StatusCode::FOUND, String::new()) }
    }

    /// Adds a `Set-Cookie` header.
    pub(crate) fn with_cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// Allows the forms of this page to lead to other sites. Chromium and Safari check every redirect after a form
    /// submission against `form-action`, and the redirects of a provider are unknown: so the directive is omitted.
    pub(crate) fn with_forms_that_lead_away(self) -> Self {
        Self { forms_lead_away: true, ..self }
    }

    fn content_security_policy(&self) -> String {
        let forms = if self.forms_lead_away { "" } else { "form-action 'self'; " };
        format!("default-src 'none'; style-src 'self'; {forms}base-uri 'none'; frame-ancestors 'none'")
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let policy = self.content_security_policy();
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        let mut put = |name: HeaderName, value: &str| {
            // All values here are visible ASCII: literals, percent-encoded URLs and base64url.
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
        // The policy can replace it later, in `dress`.
        put(REFERRER_POLICY, STRICT_REFERRER);
        put(X_CONTENT_TYPE_OPTIONS, "nosniff");
        put(X_FRAME_OPTIONS, "DENY");
        put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        put(CACHE_CONTROL, "no-store");
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        response
    }
}
