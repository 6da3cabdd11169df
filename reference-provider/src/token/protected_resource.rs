//! What a protected resource requires of a request: an access token, from a sender that can use it (RFC 6750, RFC 9449
//! §7).

use std::fmt::Write as _;
use std::time::Duration;

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::access_token::{self, Access};
use crate::authorization::resource_indicator::audience_name;
use crate::base::hash::digest;
use crate::client::dpop::{self, InvalidProof};
use crate::client::dpop_nonce;
use crate::http::request::Request;
use crate::http::respond::{self, Response, empty};
use crate::http::routes::Route;
use crate::policy::{ErrorIn, InvalidTokenStatus, OtherKey, ResourceChallenge, ResourceRules};
use crate::state::app::App;

/// The content of a resource's challenge (RFC 6750 §3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResourceDescription {
    pub(crate) realm: &'static str,
    /// The required scope.
    pub(crate) scope: &'static str,
    /// The URL of its metadata, if any (RFC 9728 §5.1).
    pub(crate) metadata: Option<Route>,
}

/// The token of a request, and how it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PresentedToken {
    token: String,
    scheme: Scheme,
}

/// The scheme of the `Authorization` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Bearer,
    Dpop,
}

/// Why a request is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResourceRequestError {
    /// No credentials, hence no error code (RFC 6750 §3.1).
    Anonymous,
    /// RFC 6750 §3.1.
    InvalidRequest(&'static str),
    /// RFC 6750 §3.1.
    InvalidToken,
    /// The token is bound to another sender (RFC 9449 §7.1 and §7.2).
    InvalidBinding,
    /// RFC 6750 §3.1.
    InsufficientScope,
    /// RFC 9449 §7.1.
    InvalidProof(InvalidProof),
}

impl PresentedToken {
    /// A token that was not sent in a header.
    fn bearer(token: String) -> Self {
        Self { token, scheme: Scheme::Bearer }
    }
}

/// The token in the `Authorization` header, the only permitted place unless the rules say otherwise (RFC 6750 §2, RFC
/// 9449 §7.1, RFC 9700 §4.3.2).
pub(crate) fn credentials(
    rules: &ResourceRules,
    request: &Request,
) -> Result<Option<PresentedToken>, ResourceRequestError> {
    let query = request
        .query_params()
        .map_err(|_| ResourceRequestError::InvalidRequest("The parameters are not form-encoded UTF-8."))?;
    match in_header(rules, request)? {
        Some(_) if rules.one_method && query.contains("access_token") => {
            Err(ResourceRequestError::InvalidRequest("The token was sent in more than one way."))
        }
        Some(credentials) => Ok(Some(credentials)),
        None if !rules.query_ignored && query.contains("access_token") => {
            Ok(query.get("access_token").map(str::to_owned).map(PresentedToken::bearer))
        }
        None if !rules.body_ignored => Ok(in_body(request).map(PresentedToken::bearer)),
        None => Ok(None),
    }
}

/// The token in a form, or in the places of [`credentials`] (RFC 6750 §2.2).
pub(crate) fn credentials_or_form(
    rules: &ResourceRules,
    request: &Request,
) -> Result<Option<PresentedToken>, ResourceRequestError> {
    match in_form(request)? {
        Some(token) => Ok(Some(PresentedToken::bearer(token))),
        None => credentials(rules, request),
    }
}

/// The token in a form, without another one (RFC 6750 §2).
fn in_form(request: &Request) -> Result<Option<String>, ResourceRequestError> {
    if !request.has_content_type("application/x-www-form-urlencoded") {
        return Ok(None);
    }
    let form = request
        .form()
        .map_err(|_| ResourceRequestError::InvalidRequest("The parameters are not form-encoded UTF-8."))?;
    match form.get("access_token") {
        Some(_) if form.repeats("access_token") || request.has_header(header::AUTHORIZATION) => {
            Err(ResourceRequestError::InvalidRequest("The token was sent more than once."))
        }
        token => Ok(token.map(str::to_owned)),
    }
}

/// What the token grants, if the sender can use it here; `None` if it is unknown.
pub(crate) fn access(
    app: &App,
    request: &Request,
    credentials: &PresentedToken,
) -> Result<Option<Access>, ResourceRequestError> {
    let rules = &app.policy().resource;
    let Some(access) = access_token::read(app, &credentials.token) else { return Ok(None) };
    if (rules.expired_token_refused && access.expired) || is_known_to_be_revoked(app, &credentials.token, &access) {
        return Err(ResourceRequestError::InvalidToken);
    }
    if rules.audience_checked && !access.audience.contains(&audience_name(app, &app.url(Route::Profile))) {
        return Err(ResourceRequestError::InvalidToken);
    }
    check_sender(app, request, credentials, &access)?;
    let uses = app.policy().token.uses;
    if uses > 0 && app.store().count_use(&digest(&credentials.token), app.now()) >= uses {
        return Err(ResourceRequestError::InvalidToken);
    }
    Ok(Some(access))
}

/// Whether the resource knows that the token was revoked: immediately, with a delay (RFC 7662 §4), or never (RFC 7009
/// §3).
fn is_known_to_be_revoked(app: &App, token: &str, access: &Access) -> bool {
    let rules = &app.policy().resource;
    let (key, now, cached) = (digest(token), app.now(), Duration::from(rules.state_cached));
    let is_asked = rules.jwt_revocation_asked || !access.is_self_contained;
    if !rules.revoked_token_refused || !is_asked {
        return false;
    }
    let mut store = app.store();
    let was_good = store.good_tokens.get(&key, now).is_some();
    if !access.revoked && !was_good && !cached.is_zero() {
        store.good_tokens.insert(key, (), now + cached, now);
    }
    access.revoked && !was_good
}

fn in_header(rules: &ResourceRules, request: &Request) -> Result<Option<PresentedToken>, ResourceRequestError> {
    if !rules.header_read || !request.has_header(header::AUTHORIZATION) {
        return Ok(None);
    }
    let credentials = request
        .header(header::AUTHORIZATION)
        .ok_or(ResourceRequestError::InvalidRequest("The Authorization header is repeated or not text."))?;
    let (name, token) = credentials.split_once(' ').unwrap_or((credentials, ""));
    let is_called = |scheme: &str| {
        if rules.scheme_in_any_case { name.eq_ignore_ascii_case(scheme) } else { name == scheme }
    };
    let scheme = match () {
        () if is_called("Bearer") => Scheme::Bearer,
        () if is_called("DPoP") => Scheme::Dpop,
        () => return Ok(None),
    };
    match token.trim() {
        token if is_b64token(token) => Ok(Some(PresentedToken { token: token.to_owned(), scheme })),
        _ => Err(ResourceRequestError::InvalidRequest("The credential is malformed.")),
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

/// RFC 9449 §7.1 and §7.2.
fn check_sender(
    app: &App,
    request: &Request,
    from: &PresentedToken,
    access: &Access,
) -> Result<(), ResourceRequestError> {
    let rules = &app.policy().dpop;
    let Some(jkt) = &access.jkt else {
        return if from.scheme == Scheme::Bearer { Ok(()) } else { Err(ResourceRequestError::InvalidBinding) };
    };
    if from.scheme == Scheme::Bearer {
        return if rules.downgrade_refused { Err(ResourceRequestError::InvalidBinding) } else { Ok(()) };
    }
    let client = app.store().client(&access.client_id);
    let is_bound = client.is_some_and(|client| client.registration.dpop_bound_access_tokens);
    match dpop::proof(app, request, is_bound).map_err(ResourceRequestError::InvalidProof)? {
        None if rules.proof_required => {
            Err(ResourceRequestError::InvalidProof(InvalidProof::Invalid("The DPoP proof is missing.")))
        }
        Some(proof) if rules.key_checked && proof.jkt != *jkt => Err(match rules.other_key {
            OtherKey::InvalidGrant => ResourceRequestError::InvalidBinding,
            OtherKey::InvalidDpopProof => {
                ResourceRequestError::InvalidProof(InvalidProof::Invalid("The DPoP proof is of another key."))
            }
        }),
        Some(proof) if rules.token_hash_checked && proof.ath != Some(dpop::token_hash(&from.token)) => {
            Err(ResourceRequestError::InvalidProof(InvalidProof::Invalid("The DPoP proof is for another token.")))
        }
        _ => Ok(()),
    }
}

impl ResourceRequestError {
    /// The error response, with a challenge.
    pub(crate) fn respond(self, app: &App, request: &Request, resource: ResourceDescription) -> Response {
        let rules = &app.policy().resource;
        let challenge = |response, scheme, more: &str| challenge(app, response, scheme, resource, more);
        let (status, error, description) = match self {
            Self::Anonymous if rules.anonymous_without_error => {
                let response = challenge(empty(StatusCode::UNAUTHORIZED), "Bearer", "");
                let is_all = rules.challenge == ResourceChallenge::BearerAlone || !app.policy().dpop.served;
                return if is_all { response } else { challenge(response, "DPoP", &algorithms()) };
            }
            Self::InvalidRequest(description) => (StatusCode::BAD_REQUEST, "invalid_request", description),
            Self::InsufficientScope if rules.insufficient_scope_named => {
                (StatusCode::FORBIDDEN, "insufficient_scope", "The token does not cover this resource.")
            }
            Self::InvalidProof(InvalidProof::Invalid(why)) => (StatusCode::UNAUTHORIZED, "invalid_dpop_proof", why),
            Self::InvalidProof(InvalidProof::NonceNeeded) => {
                (StatusCode::UNAUTHORIZED, "use_dpop_nonce", "The DPoP proof requires a fresh nonce.")
            }
            Self::InvalidBinding => {
                (status_of_invalid(rules), "invalid_token", "The token is bound to another sender.")
            }
            Self::Anonymous | Self::InvalidToken | Self::InsufficientScope => {
                (status_of_invalid(rules), "invalid_token", "The token is unknown, expired or revoked.")
            }
        };
        let mut more = format!(", error=\"{error}\"");
        if rules.challenge != ResourceChallenge::Brief {
            let _ = write!(more, ", error_description=\"{description}\"");
        }
        if rules.challenge == ResourceChallenge::Extended {
            more.push_str(", error_uri=\"https://www.rfc-editor.org/rfc/rfc6750#section-3.1\"");
        }
        if error == "insufficient_scope" {
            let _ = write!(more, ", scope=\"{}\"", resource.scope);
        }
        let response = respond::json(status, &json!({ "error": error, "error_description": description }));
        let came_with_key = matches!(in_header(rules, request), Ok(Some(PresentedToken { scheme: Scheme::Dpop, .. })));
        let with_error = format!("{}{more}", algorithms());
        let both = |response, bearer: &str, dpop: &str| challenge(challenge(response, "Bearer", bearer), "DPoP", dpop);
        let response = match (rules.error_in, self) {
            (ErrorIn::Both, _) => both(response, &more, &with_error),
            (ErrorIn::OtherScheme, _) if came_with_key => both(response, &more, &algorithms()),
            (ErrorIn::OtherScheme, _) => both(response, "", &with_error),
            (ErrorIn::SchemeOfToken, _) if came_with_key => challenge(response, "DPoP", &with_error),
            (ErrorIn::SchemeOfToken, Self::InvalidBinding) => both(response, &more, &algorithms()),
            (ErrorIn::SchemeOfToken, _) => challenge(response, "Bearer", &more),
        };
        if self == Self::InvalidProof(InvalidProof::NonceNeeded) { dpop_nonce::offer(app, response) } else { response }
    }
}

fn status_of_invalid(rules: &ResourceRules) -> StatusCode {
    match rules.invalid_token {
        InvalidTokenStatus::Unauthorized => StatusCode::UNAUTHORIZED,
        InvalidTokenStatus::Forbidden => StatusCode::FORBIDDEN,
    }
}

/// RFC 9449 §7.1.
fn algorithms() -> String {
    format!(", algs=\"{}\"", dpop::algorithm_names())
}

/// RFC 6750 §3, RFC 9728 §5.1.
fn challenge(app: &App, mut response: Response, scheme: &str, resource: ResourceDescription, more: &str) -> Response {
    let is_brief = app.policy().resource.challenge == ResourceChallenge::Brief;
    let mut challenge = match more.strip_prefix(", ") {
        Some(parameters) if is_brief => format!("{scheme} {parameters}"),
        _ => format!("{scheme} realm=\"{}\"{more}", resource.realm),
    };
    if app.policy().resource.challenge == ResourceChallenge::Extended {
        challenge.push_str(", max_age=\"300\", x-hint=\"error=none, Bearer\"");
    }
    if let Some(metadata) = resource.metadata.filter(|_| app.policy().resource.metadata_named) {
        let _ = write!(challenge, ", resource_metadata=\"{}\"", app.url(metadata));
    }
    if let Ok(challenge) = HeaderValue::try_from(challenge) {
        response.headers_mut().append(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
