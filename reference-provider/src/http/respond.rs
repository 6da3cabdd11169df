//! Responses other than pages.

use std::time::Duration;

use super::body::Body;
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::policy::{Policy, RedirectStatus, ReferrerPolicy};

/// The response of an endpoint.
pub(crate) type Response = http::Response<Body>;

/// An additional delay of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExtraDelay(pub(crate) Duration);

/// The response, with this delay.
pub(crate) fn late(mut response: Response, by: Duration) -> Response {
    response.extensions_mut().insert(ExtraDelay(by));
    response
}

pub(crate) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::default());
    *response.status_mut() = status;
    response
}

pub(crate) fn json(status: StatusCode, value: &Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// JSON on one line or on several (RFC 8259 §2).
pub(crate) fn json_in_lines(status: StatusCode, value: &Value, one_line: bool) -> Response {
    let mut response = json(status, value);
    if !one_line {
        *response.body_mut() = Body::from(format!("{value:#}\n"));
    }
    response
}

/// A page without style, for pages without a template.
pub(crate) fn html(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// The response, labeled as plain text.
pub(crate) fn as_text(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Redirects the browser to `location` after a GET, if that is a valid header value.
pub(crate) fn redirect(location: &str) -> Option<Response> {
    redirect_with(StatusCode::FOUND, location, "no-referrer")
}

/// Redirects the browser to `location` after a form submission, if that is a valid header value (RFC 9700 §4.12).
pub(crate) fn redirect_after_form(policy: &Policy, location: &str) -> Option<Response> {
    let status = match policy.page.redirect_status {
        RedirectStatus::SeeOther => StatusCode::SEE_OTHER,
        RedirectStatus::Found => StatusCode::FOUND,
        RedirectStatus::TemporaryRedirect => StatusCode::TEMPORARY_REDIRECT,
    };
    let referrer_policy = match policy.page.referrer_policy {
        ReferrerPolicy::SameOrigin => "no-referrer",
        ReferrerPolicy::UnsafeUrl => "unsafe-url",
    };
    redirect_with(status, location, referrer_policy)
}

/// A response with the status 401 needs a challenge (RFC 9110 §15.5.2). No browser knows the scheme, so none asks for a
/// password on its own.
pub(crate) fn challenged(mut response: Response) -> Response {
    let challenge = HeaderValue::from_static("Cookie realm=\"Test Provider\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

/// Prevents caching of the response (RFC 6749 §5.1).
pub(crate) fn never_cached(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// Allows pages of any origin to read the response (Fetch standard, CORS protocol), but not with cookies.
pub(crate) fn readable_from_anywhere(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = if headers.contains_key("dpop-nonce") { "WWW-Authenticate, DPoP-Nonce" } else { "WWW-Authenticate" };
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(exposed));
    response
}

/// The header fields that pages can send. `*` covers those of protocols other than OAuth, such as
/// `MCP-Protocol-Version`; it does not cover `Authorization`, and old browsers support only explicit names (Fetch
/// standard, CORS protocol).
const ALLOWED_HEADERS: &str = "Authorization, Content-Type, DPoP, *";

/// The response to a CORS preflight request.
pub(crate) fn preflight(methods: &'static str) -> Response {
    let mut response = readable_from_anywhere(empty(StatusCode::NO_CONTENT));
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}

fn redirect_with(status: StatusCode, location: &str, referrer_policy: &'static str) -> Option<Response> {
    let location = HeaderValue::from_str(location).ok()?;
    let mut response = never_cached(empty(status));
    response.headers_mut().insert(header::LOCATION, location);
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static(referrer_policy));
    Some(response)
}
