//! `/api/profile/`: the protected resource (RFC 6750).

use std::sync::Arc;

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::app::App;
use crate::config::User;
use crate::policy::{InvalidTokenStatus, ProfileOf, ResourceRules};
use crate::request::Request;
use crate::respond::{self, Response, empty, never_cached, preflight, readable_from_anywhere};
use crate::store::Store;

/// The scope that opens the profile.
const SCOPE: &str = "read";

/// Why a request is refused (RFC 6750 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// No credentials: no error code either.
    Anonymous,
    InvalidRequest(&'static str),
    InvalidToken,
    InsufficientScope,
}

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let rules = &app.policy().resource;
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
        Err(refused) => refused.respond(rules, "profile", SCOPE),
    };
    readable_from_anywhere(if rules.never_cached { never_cached(response) } else { response })
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET")
}

/// Whose profile the request may see.
fn owner(app: &App, request: &Request) -> Result<Arc<User>, Refused> {
    let rules = &app.policy().resource;
    let first = |store: &Store| store.first_user().ok_or(Refused::InvalidToken);
    let Some(token) = bearer_token(rules, request)? else {
        return if rules.token_required { Err(Refused::Anonymous) } else { first(&app.store()) };
    };
    let now = app.now();
    let store = app.store();
    let Some((token, grant)) = store.access_token(&token, now) else {
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

/// The token: of the `Authorization` header, the only place where it is looked for unless the rules say otherwise
/// (RFC 6750 §2, RFC 9700 §4.3.2).
pub(super) fn bearer_token(rules: &ResourceRules, request: &Request) -> Result<Option<String>, Refused> {
    let query =
        request.query_params().map_err(|_| Refused::InvalidRequest("The parameters are not form-encoded UTF-8."))?;
    match in_header(rules, request)? {
        Some(_) if rules.one_method && query.contains("access_token") => {
            Err(Refused::InvalidRequest("The token is sent in more than one way."))
        }
        Some(token) => Ok(Some(token.to_owned())),
        None if !rules.query_ignored && query.contains("access_token") => {
            Ok(query.get("access_token").map(str::to_owned))
        }
        None if !rules.body_ignored => Ok(in_body(request)),
        None => Ok(None),
    }
}

fn in_header<'r>(rules: &ResourceRules, request: &'r Request) -> Result<Option<&'r str>, Refused> {
    if !rules.header_read || !request.has_header(header::AUTHORIZATION) {
        return Ok(None);
    }
    let credentials = request
        .header(header::AUTHORIZATION)
        .ok_or(Refused::InvalidRequest("The Authorization header is repeated or not text."))?;
    let (scheme, token) = credentials.split_once(' ').unwrap_or((credentials, ""));
    let is_bearer = if rules.scheme_in_any_case { scheme.eq_ignore_ascii_case("bearer") } else { scheme == "Bearer" };
    match token.trim() {
        _ if !is_bearer => Ok(None),
        token if is_b64token(token) => Ok(Some(token)),
        _ => Err(Refused::InvalidRequest("The Bearer credential is malformed.")),
    }
}

/// The token in a body, form or not.
fn in_body(request: &Request) -> Option<String> {
    let text = std::str::from_utf8(&request.body).ok()?;
    let (_, after) = text.split_once("access_token")?;
    let is_token = |character: char| character.is_ascii_alphanumeric() || "-._~+/".contains(character);
    let token: String = after.chars().skip_while(|c| !is_token(*c)).take_while(|c| is_token(*c)).collect();
    (!token.is_empty()).then_some(token)
}

/// `b64token` of RFC 6750 §2.1.
fn is_b64token(token: &str) -> bool {
    let characters = token.trim_end_matches('=');
    !characters.is_empty() && characters.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

impl Refused {
    /// The challenge of the resource `realm`, which the scope `scope` opens.
    pub(super) fn respond(self, rules: &ResourceRules, realm: &str, scope: &str) -> Response {
        let (status, error, description) = match self {
            Self::Anonymous if rules.anonymous_without_error => {
                return challenge(empty(StatusCode::UNAUTHORIZED), format!("Bearer realm=\"{realm}\""));
            }
            Self::InvalidRequest(description) => (StatusCode::BAD_REQUEST, "invalid_request", description),
            Self::InsufficientScope if rules.insufficient_scope_named => {
                (StatusCode::FORBIDDEN, "insufficient_scope", "The token does not cover this resource.")
            }
            Self::Anonymous | Self::InvalidToken | Self::InsufficientScope => {
                let status = match rules.invalid_token {
                    InvalidTokenStatus::Unauthorized => StatusCode::UNAUTHORIZED,
                    InvalidTokenStatus::Forbidden => StatusCode::FORBIDDEN,
                };
                (status, "invalid_token", "The token is unknown, expired or revoked.")
            }
        };
        let scope = if error == "insufficient_scope" { format!(", scope=\"{scope}\"") } else { String::new() };
        challenge(
            respond::json(status, &json!({ "error": error, "error_description": description })),
            format!("Bearer realm=\"{realm}\", error=\"{error}\", error_description=\"{description}\"{scope}"),
        )
    }
}

fn challenge(mut response: Response, challenge: String) -> Response {
    if let Ok(challenge) = HeaderValue::try_from(challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
