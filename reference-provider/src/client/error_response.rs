//! How an error is sent to a client (RFC 6749 §5.2).

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::dpop_nonce;
use crate::http::respond::{self, Response};
use crate::oauth::oauth_error::OAuthError;
use crate::policy::{ClientChallenge, ErrorMembers, ErrorText};
use crate::state::app::App;

/// The error as JSON; `use_dpop_nonce` comes with a nonce (RFC 9449 §8).
pub(crate) fn respond(app: &App, error: OAuthError) -> Response {
    let response = in_json(app, error);
    if error == OAuthError::use_dpop_nonce() { dpop_nonce::offer(app, response) } else { response }
}

/// The error as an HTML page, which clients cannot parse.
pub(crate) fn page(error: OAuthError) -> Response {
    respond::never_cached(respond::html(error.status, format!("<!doctype html><title>{}</title>", error.code)))
}

fn in_json(app: &App, error: OAuthError) -> Response {
    let policy = app.policy();
    let description = match policy.token.error_text {
        ErrorText::Plain => error.description,
        ErrorText::Script => "<script>document.title = \"error\"</script>",
    };
    let mut body = json!({ "error": error.code });
    if policy.token.error_members != ErrorMembers::None {
        body["error_description"] = description.into();
    }
    if policy.token.error_members == ErrorMembers::All {
        body["error_uri"] = "https://www.rfc-editor.org/rfc/rfc6749#section-5.2".into();
    }
    let mut response = respond::never_cached(respond::json_in_lines(error.status, &body, policy.token.one_line));
    if !policy.token.errors_have_status {
        *response.status_mut() = StatusCode::OK;
        return response;
    }
    if error.status == StatusCode::UNAUTHORIZED {
        match policy.client.challenge {
            ClientChallenge::WithRealm => challenge(&mut response, "Basic realm=\"reference-provider\""),
            ClientChallenge::Bare => challenge(&mut response, "Basic"),
            ClientChallenge::Missing => *response.status_mut() = StatusCode::BAD_REQUEST,
        }
    }
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn challenge(response: &mut Response, challenge: &'static str) {
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
}
