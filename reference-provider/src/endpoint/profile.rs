//! `/api/profile/`: the protected resource (RFC 6750).

use std::sync::Arc;

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::app::App;
use crate::config::User;
use crate::policy::ProfileOf;
use crate::request::Request;
use crate::respond::{self, Response, empty, never_cached, preflight, readable_from_anywhere};
use crate::store::Store;

/// The scope that opens the profile.
const SCOPE: &str = "read";

/// Why a request is refused (RFC 6750 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    /// No credentials: no error code either.
    Anonymous,
    InvalidRequest(&'static str),
    InvalidToken,
    InsufficientScope,
}

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let response = match owner(app, request) {
        Ok(user) => respond::json(
            StatusCode::OK,
            &json!({
                "user_id": user.user_id,
                "email": user.email,
                "date_joined": user.date_joined,
                "secret_message": user.secret_message,
            }),
        ),
        Err(refused) => refused.respond(),
    };
    readable_from_anywhere(never_cached(response))
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET")
}

/// Whose profile the request may see.
fn owner(app: &App, request: &Request) -> Result<Arc<User>, Refused> {
    let rules = &app.policy().resource;
    let first = |store: &Store| store.first_user().ok_or(Refused::InvalidToken);
    let Some(token) = bearer_token(request)? else {
        return if rules.token_required { Err(Refused::Anonymous) } else { first(&app.store()) };
    };
    let now = app.now();
    let store = app.store();
    let Some((token, grant)) = store.access_token(token, now) else {
        return if rules.unknown_token_refused { Err(Refused::InvalidToken) } else { first(&store) };
    };
    if rules.expired_token_refused && token.until <= now {
        return Err(Refused::InvalidToken);
    }
    if rules.revoked_token_refused && (token.revoked || grant.revoked) {
        return Err(Refused::InvalidToken);
    }
    if rules.scope_checked && !token.scope.contains(SCOPE) {
        return Err(Refused::InsufficientScope);
    }
    match rules.profile_of {
        ProfileOf::TokenOwner => grant.user_id.and_then(|id| store.user(id)).ok_or(Refused::InvalidToken),
        ProfileOf::FirstUser => first(&store),
    }
}

/// The token of the `Authorization` header, the only place where it is looked for (RFC 6750 §2, RFC 9700 §4.3.2).
fn bearer_token(request: &Request) -> Result<Option<&str>, Refused> {
    let in_query = request
        .query_params()
        .map_err(|_| Refused::InvalidRequest("The parameters are not form-encoded UTF-8."))?
        .contains("access_token");
    if !request.has_header(header::AUTHORIZATION) {
        return Ok(None);
    }
    let credentials = request
        .header(header::AUTHORIZATION)
        .ok_or(Refused::InvalidRequest("The Authorization header is repeated or not text."))?;
    let (scheme, token) = credentials.split_once(' ').unwrap_or((credentials, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    if in_query {
        return Err(Refused::InvalidRequest("The token is sent in more than one way."));
    }
    match token.trim() {
        token if is_b64token(token) => Ok(Some(token)),
        _ => Err(Refused::InvalidRequest("The Bearer credential is malformed.")),
    }
}

/// `b64token` of RFC 6750 §2.1.
fn is_b64token(token: &str) -> bool {
    let characters = token.trim_end_matches('=');
    !characters.is_empty() && characters.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

impl Refused {
    fn respond(self) -> Response {
        let (status, error, description) = match self {
            Self::Anonymous => {
                return challenge(empty(StatusCode::UNAUTHORIZED), "Bearer realm=\"profile\"".to_owned());
            }
            Self::InvalidRequest(description) => (StatusCode::BAD_REQUEST, "invalid_request", description),
            Self::InvalidToken => {
                (StatusCode::UNAUTHORIZED, "invalid_token", "The token is unknown, expired or revoked.")
            }
            Self::InsufficientScope => {
                (StatusCode::FORBIDDEN, "insufficient_scope", "The token does not cover this resource.")
            }
        };
        let scope = if self == Self::InsufficientScope { format!(", scope=\"{SCOPE}\"") } else { String::new() };
        challenge(
            respond::json(status, &json!({ "error": error, "error_description": description })),
            format!("Bearer realm=\"profile\", error=\"{error}\", error_description=\"{description}\"{scope}"),
        )
    }
}

fn challenge(mut response: Response, challenge: String) -> Response {
    if let Ok(challenge) = HeaderValue::try_from(challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
