//! Errors of the back-channel endpoints (RFC 6749 §5.2).

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::dpop_nonce;
use crate::http::respond::{self, Response};
use crate::policy::{Challenge, ErrorText, Policy};
use crate::state::app::App;

/// An error response of the token, revocation or introspection endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    code: &'static str,
    description: &'static str,
    status: StatusCode,
    retry_after: Option<u64>,
}

impl OAuthError {
    pub(crate) const fn invalid_request(description: &'static str) -> Self {
        Self::bad_request("invalid_request", description)
    }

    pub(crate) const fn invalid_grant(description: &'static str) -> Self {
        Self::bad_request("invalid_grant", description)
    }

    pub(crate) const fn invalid_scope(description: &'static str) -> Self {
        Self::bad_request("invalid_scope", description)
    }

    /// RFC 8707 §2.
    pub(crate) const fn invalid_target(description: &'static str) -> Self {
        Self::bad_request("invalid_target", description)
    }

    /// RFC 9449 §5.
    pub(crate) const fn invalid_dpop_proof(description: &'static str) -> Self {
        Self::bad_request("invalid_dpop_proof", description)
    }

    /// RFC 9449 §8.
    pub(crate) const fn use_dpop_nonce() -> Self {
        Self::bad_request("use_dpop_nonce", "The proof needs a fresh nonce.")
    }

    /// What is wrong with an authorization request, told to the client that pushed it (RFC 9126 §2.3).
    pub(crate) const fn of_request(code: &'static str, description: &'static str) -> Self {
        Self::bad_request(code, description)
    }

    pub(crate) const fn unauthorized_client(description: &'static str) -> Self {
        Self::bad_request("unauthorized_client", description)
    }

    /// What a device learns while it waits, and at the end (RFC 8628 §3.5).
    pub(crate) const fn of_device(code: &'static str, description: &'static str) -> Self {
        Self::bad_request(code, description)
    }

    pub(crate) const fn unsupported_grant_type() -> Self {
        Self::bad_request("unsupported_grant_type", "This grant type is not served.")
    }

    /// 401, whichever way the client tried to authenticate: one answer for all of them says least.
    pub(crate) const fn invalid_client(description: &'static str) -> Self {
        Self { code: "invalid_client", description, status: StatusCode::UNAUTHORIZED, retry_after: None }
    }

    /// Too many wrong secrets (RFC 6585 §4).
    pub(crate) const fn slow_down(seconds: u64) -> Self {
        Self {
            code: "invalid_client",
            description: "Too many wrong secrets. Try again later.",
            status: StatusCode::TOO_MANY_REQUESTS,
            retry_after: Some(seconds),
        }
    }

    /// The error under another name.
    pub(crate) fn called(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    pub(crate) fn is(self, code: &str) -> bool {
        self.code == code
    }

    /// The error as a page, which no client reads.
    pub(crate) fn respond_with_page(self) -> Response {
        respond::never_cached(respond::html(self.status, format!("<!doctype html><title>{}</title>", self.code)))
    }

    /// The error; one about a missing nonce comes with a nonce (RFC 9449 §8).
    pub(crate) fn respond_at(self, app: &App) -> Response {
        let response = self.respond(app.policy());
        if self == Self::use_dpop_nonce() { dpop_nonce::offer(app, response) } else { response }
    }

    const fn bad_request(code: &'static str, description: &'static str) -> Self {
        Self { code, description, status: StatusCode::BAD_REQUEST, retry_after: None }
    }

    pub(crate) fn respond(self, policy: &Policy) -> Response {
        let description = match policy.token.error_text {
            ErrorText::Plain => self.description,
            ErrorText::Script => "<script>document.title = \"error\"</script>",
        };
        let body = json!({ "error": self.code, "error_description": description });
        let mut response = respond::never_cached(respond::json(self.status, &body));
        if !policy.token.errors_have_status {
            *response.status_mut() = StatusCode::OK;
            return response;
        }
        if self.status == StatusCode::UNAUTHORIZED {
            match policy.client.challenge {
                Challenge::WithRealm => challenge(&mut response, "Basic realm=\"reference-provider\""),
                Challenge::Bare => challenge(&mut response, "Basic"),
                Challenge::Missing => *response.status_mut() = StatusCode::BAD_REQUEST,
            }
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

fn challenge(response: &mut Response, challenge: &'static str) {
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
}
