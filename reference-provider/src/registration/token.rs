//! The tokens of registration: they are only accepted in the header, and grant no other access (RFC 7591 §1.2, RFC 7592
//! §2).

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::http::request::Request;
use crate::http::respond::{self, Response, never_cached};

/// The token of a request (RFC 6750 §2.1).
pub(crate) fn presented(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header(header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()).filter(|token| !token.is_empty())
}

/// The response to a request without a valid token: always the same, so that it discloses nothing about the client (RFC
/// 7592 §2.1 to §2.3).
pub(crate) fn refused() -> Response {
    let body = json!({ "error": "invalid_token", "error_description": "The registration access token is not valid for this client." });
    let mut response = never_cached(respond::json(StatusCode::UNAUTHORIZED, &body));
    let challenge = HeaderValue::from_static("Bearer realm=\"registration\", error=\"invalid_token\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}
