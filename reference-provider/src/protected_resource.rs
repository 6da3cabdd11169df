//! What a protected resource asks of a request: a token that opens it, from whoever may use it (RFC 6750, RFC 9449 §7).

use std::fmt::Write as _;

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::access_token::{self, Access};
use crate::app::App;
use crate::dpop::{self, Unproven};
use crate::dpop_nonce;
use crate::request::Request;
use crate::respond::{self, Response, empty};
use crate::routes::Route;

/// The token of a request, and how it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credentials<'r> {
    pub(crate) token: &'r str,
    scheme: Scheme,
}

/// The scheme of the `Authorization` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Bearer,
    Dpop,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// No credentials: no error code either (RFC 6750 §3.1).
    Anonymous,
    /// RFC 6750 §3.1.
    InvalidRequest(&'static str),
    /// RFC 6750 §3.1.
    InvalidToken,
    /// The token is bound, and not to the sender (RFC 9449 §7.1).
    InvalidBinding,
    /// RFC 6750 §3.1; the scope that is wanted.
    InsufficientScope(&'static str),
    /// RFC 9449 §7.1.
    Unproven(Unproven),
}

/// The token of the `Authorization` header, the only place where it is looked for (RFC 6750 §2, RFC 9700 §4.3.2).
pub(crate) fn credentials(request: &Request) -> Result<Option<Credentials<'_>>, Refused> {
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
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Scheme::Bearer,
        "dpop" => Scheme::Dpop,
        _ => return Ok(None),
    };
    if in_query {
        return Err(Refused::InvalidRequest("The token is sent in more than one way."));
    }
    match token.trim() {
        token if is_b64token(token) => Ok(Some(Credentials { token, scheme })),
        _ => Err(Refused::InvalidRequest("The credential is malformed.")),
    }
}

/// What the token opens, if the sender may use it at the profile; none if nobody knows it.
pub(crate) fn access(app: &App, request: &Request, credentials: Credentials<'_>) -> Result<Option<Access>, Refused> {
    let rules = &app.policy().resource;
    let Some(access) = access_token::read(app, credentials.token) else { return Ok(None) };
    if (rules.expired_token_refused && access.expired) || (rules.revoked_token_refused && access.revoked) {
        return Err(Refused::InvalidToken);
    }
    if rules.audience_checked && !access.audience.contains(&app.url(Route::Profile)) {
        return Err(Refused::InvalidToken);
    }
    check_sender(app, request, credentials, &access)?;
    Ok(Some(access))
}

/// RFC 9449 §7.1 and §7.2.
fn check_sender(app: &App, request: &Request, from: Credentials<'_>, access: &Access) -> Result<(), Refused> {
    let rules = &app.policy().dpop;
    let Some(jkt) = &access.jkt else {
        return if from.scheme == Scheme::Bearer { Ok(()) } else { Err(Refused::InvalidBinding) };
    };
    if from.scheme == Scheme::Bearer {
        return if rules.downgrade_refused { Err(Refused::InvalidBinding) } else { Ok(()) };
    }
    let client = app.store().client(&access.client_id);
    let is_bound = client.is_some_and(|client| client.registration.dpop_bound_access_tokens);
    match dpop::proof(app, request, is_bound).map_err(Refused::Unproven)? {
        None if rules.proof_required => Err(Refused::Unproven(Unproven::Invalid("The proof is missing."))),
        Some(proof) if rules.key_checked && proof.jkt != *jkt => Err(Refused::InvalidBinding),
        Some(proof) if rules.token_hash_checked && proof.ath != Some(dpop::token_hash(from.token)) => {
            Err(Refused::Unproven(Unproven::Invalid("The proof is for another token.")))
        }
        _ => Ok(()),
    }
}

/// `b64token` of RFC 6750 §2.1.
fn is_b64token(token: &str) -> bool {
    let characters = token.trim_end_matches('=');
    !characters.is_empty() && characters.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

impl Refused {
    /// The refusal, with a challenge that says how to do better.
    pub(crate) fn respond(self, app: &App, request: &Request) -> Response {
        let (status, error, description) = match self {
            Self::Anonymous => {
                let response = challenge(app, empty(StatusCode::UNAUTHORIZED), "Bearer", "");
                return challenge(app, response, "DPoP", &algorithms());
            }
            Self::InvalidRequest(description) => (StatusCode::BAD_REQUEST, "invalid_request", description),
            Self::InvalidToken => {
                (StatusCode::UNAUTHORIZED, "invalid_token", "The token is unknown, expired or revoked.")
            }
            Self::InvalidBinding => {
                (StatusCode::UNAUTHORIZED, "invalid_token", "The token is not bound to the sender in this way.")
            }
            Self::InsufficientScope(_) => {
                (StatusCode::FORBIDDEN, "insufficient_scope", "The token does not cover this resource.")
            }
            Self::Unproven(Unproven::Invalid(description)) => {
                (StatusCode::UNAUTHORIZED, "invalid_dpop_proof", description)
            }
            Self::Unproven(Unproven::NonceNeeded) => {
                (StatusCode::UNAUTHORIZED, "use_dpop_nonce", "The proof needs a fresh nonce.")
            }
        };
        let mut more = format!(", error=\"{error}\", error_description=\"{description}\"");
        if let Self::InsufficientScope(scope) = self {
            let _ = write!(more, ", scope=\"{scope}\"");
        }
        let body = respond::json(status, &json!({ "error": error, "error_description": description }));
        let came_with_dpop = matches!(credentials(request), Ok(Some(Credentials { scheme: Scheme::Dpop, .. })));
        let response = if came_with_dpop {
            challenge(app, body, "DPoP", &format!("{}{more}", algorithms()))
        } else {
            let response = challenge(app, body, "Bearer", &more);
            if self == Self::InvalidBinding { challenge(app, response, "DPoP", &algorithms()) } else { response }
        };
        if self == Self::Unproven(Unproven::NonceNeeded) { dpop_nonce::offer(app, response) } else { response }
    }
}

/// RFC 9449 §7.1.
fn algorithms() -> String {
    format!(", algs=\"{}\"", dpop::algorithm_names())
}

/// RFC 6750 §3, RFC 9728 §5.1.
fn challenge(app: &App, mut response: Response, scheme: &str, more: &str) -> Response {
    let mut challenge = format!("{scheme} realm=\"profile\"{more}");
    if app.policy().resource.metadata_named {
        let _ = write!(challenge, ", resource_metadata=\"{}\"", app.url(Route::ResourceMetadata));
    }
    if let Ok(challenge) = HeaderValue::try_from(challenge) {
        response.headers_mut().append(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
