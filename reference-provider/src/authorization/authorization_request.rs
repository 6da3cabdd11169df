//! Validation of the authorization request (RFC 6749 §4.1.1 and §4.1.2.1).
//!
//! There are two steps, in this order. The first one determines the [`addressee`]: without a known client and a
//! registered redirect URI, errors are shown to the user only. The second one validates everything else and reports
//! errors to the client.

use std::sync::Arc;

use super::authentication_request;
use super::refusal::{Error, Refusal, ResponseTarget};
use crate::browser::csrf_token;
use crate::browser::explanation::Explanation;
use crate::config::Config;
use crate::http::params::Params;
use crate::oauth::acr::AcrRequest;
use crate::oauth::claims_request::ClaimsRequest;
use crate::oauth::loopback;
use crate::oauth::parameters::{PARAMETERS, resources};
use crate::oauth::pkce::{CodeChallenge, Method};
use crate::oauth::prompt::Prompt;
use crate::oauth::redirect_uri;
use crate::oauth::response_mode::ResponseMode;
use crate::oauth::response_type::ResponseType;
use crate::oauth::scope::{Scope, WRITE};
use crate::policy::{Policy, RedirectUriErrorPlace, RepeatedUri, RequestRules, UnservedResponseMode, UriComparison};
use crate::state::client::Client;

/// Who will receive the authorization response.
#[derive(Clone, Debug)]
pub(crate) struct Addressee {
    pub(crate) client: Arc<Client>,
    pub(crate) redirect_uri: String,
    /// Whether the request had `redirect_uri`, which the token request then has to repeat (RFC 6749 §4.1.3).
    pub(crate) redirect_uri_was_sent: bool,
}

/// A valid authorization request.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRequest {
    pub(crate) addressee: Addressee,
    pub(crate) response_type: ResponseType,
    pub(crate) reply_to: ResponseTarget,
    pub(crate) scope: Scope,
    /// The scope as requested, if the request has one.
    pub(crate) scope_asked: Option<Scope>,
    pub(crate) challenge: Option<CodeChallenge>,
    /// Binds the ID token to the client's session (OpenID Connect Core §3.1.2.1).
    pub(crate) nonce: Option<String>,
    pub(crate) prompt: Prompt,
    /// The maximum number of seconds since the user logged in.
    pub(crate) max_age: Option<u64>,
    /// The user that the client expects.
    pub(crate) id_token_hint: Option<String>,
    /// The requested authentication context class, if any.
    pub(crate) acr: Option<AcrRequest>,
    /// Claims that are requested individually.
    pub(crate) claims: ClaimsRequest,
    /// The resources that tokens are requested for (RFC 8707 §2.1).
    pub(crate) resources: Vec<String>,
    /// The key that the code is bound to (RFC 9449 §10).
    pub(crate) dpop_jkt: Option<String>,
}

/// What is validated: the request, or the submitted consent form, which repeats its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    ConsentFrequency,
    Answered,
}

/// Whether the browser sends the request for the first time. Only then can it be too late: its expiration bounds the
/// first use, not the time that the user takes (RFC 9126 §2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    First,
    /// It came in time, and the same browser continues it.
    Continued,
}

/// Who will receive the response, if the client and its redirect URI are known.
pub(crate) fn addressee(
    policy: &Policy,
    params: &Params,
    stage: Stage,
    find: impl FnOnce(&str) -> Option<Arc<Client>>,
) -> Result<Addressee, Refusal> {
    let rules = &policy.redirect_uri;
    let repeated =
        params.repeats("client_id") || (params.repeats("redirect_uri") && rules.repeated == RepeatedUri::Refused);
    if policy.request.repetition_refused && repeated {
        return Err(Refusal::Show(Explanation::of("The request contains client_id or redirect_uri more than once.")));
    }
    let requested = params.get("redirect_uri");
    let Some(client) = params.get("client_id").and_then(find) else {
        const UNKNOWN: &str = "The application that sent you here is not registered with this provider.";
        let why = Explanation::of(UNKNOWN).unknown_client(params.get("client_id"));
        return Err(untrusted(policy, rules.unknown_client, params, "unauthorized_client", why));
    };
    let must_be_registered = (client.is_confidential() || rules.public_clients_registered)
        && (stage == Stage::ConsentFrequency || rules.compared_after_consent);
    let registered = |uri: &str| {
        client.registration.redirect_uris.iter().find(|registered| {
            redirect_uri::matches(rules.comparison, registered, uri)
                || loopback::matches(rules.loopback, registered, uri)
        })
    };
    let about_uri = |text| Explanation::of(text).client(&client).uris(requested, &client.registration.redirect_uris);
    let nowhere = || Refusal::Show(about_uri("The request does not contain a redirect_uri."));
    let redirect_uri = match (requested, client.registration.redirect_uris.as_slice()) {
        (Some(uri), _) if rules.comparison == UriComparison::Resolved && registered(uri).is_some() => {
            registered(uri).cloned().unwrap_or_default()
        }
        (Some(uri), _) if !must_be_registered || registered(uri).is_some() => match rules.repeated {
            RepeatedUri::Refused => uri.to_owned(),
            RepeatedUri::LastUsed => params.last("redirect_uri").unwrap_or(uri).to_owned(),
        },
        (Some(_), _) => {
            let why = about_uri("The redirect_uri is not registered for this client.");
            return Err(untrusted(policy, rules.unregistered, params, "invalid_request", why));
        }
        (None, _) if policy.authentication.redirect_uri_required && is_openid(params) => return Err(nowhere()),
        (None, [only]) => only.clone(),
        (None, [first, ..]) if !rules.named_where_several => first.clone(),
        (None, _) => return Err(nowhere()),
    };
    Ok(Addressee { client, redirect_uri, redirect_uri_was_sent: requested.is_some() })
}

/// An authentication request (OpenID Connect Core §3.1.2.1).
fn is_openid(params: &Params) -> bool {
    params.get("scope").is_some_and(|scope| scope.split(' ').any(|token| token == "openid"))
}

/// The request, if it is valid.
pub(crate) fn validate(
    policy: &Policy,
    config: &Config,
    addressee: Addressee,
    params: &Params,
) -> Result<AuthorizationRequest, Refusal> {
    let asked = params.get("response_type").and_then(ResponseType::parse);
    let reply_to = reply_to(policy, &addressee, params)?;
    match (|| {
        well_formed(policy, params)?;
        let response_type = response_type(policy, &addressee.client, params, asked)?;
        let scope = scope(policy, config, &addressee.client, params)?;
        // OpenID Connect Core §11: offline access requires a code.
        let scope = if response_type.code { scope } else { scope.without("offline_access") };
        if response_type.id_token && policy.authentication.openid_scope_required && !scope.contains("openid") {
            return Err(Error("invalid_request", "An ID token needs the scope openid."));
        }
        let nonce = params.get("nonce").map(str::to_owned);
        let wants_nonce = (response_type.id_token && policy.request.nonce_required)
            || (response_type.code && !policy.authentication.nonce_optional_with_code)
            || (scope.contains("openid") && policy.authentication.nonce_demanded_with_openid);
        if nonce.is_none() && wants_nonce {
            return Err(Error("invalid_request", "A nonce is required for ID tokens from this endpoint."));
        }
        let individual = authentication_request::read(policy, params)?;
        Ok(AuthorizationRequest {
            response_type,
            reply_to: reply_to.clone(),
            challenge: challenge(policy, &addressee.client, response_type, params)?,
            nonce,
            prompt: individual.prompt,
            max_age: individual.max_age.or(addressee.client.registration.default_max_age),
            id_token_hint: params.get("id_token_hint").map(str::to_owned),
            acr: individual.acr,
            claims: open_claims(policy, &addressee.client, individual.claims),
            resources: resources(params),
            dpop_jkt: params.get("dpop_jkt").map(str::to_owned),
            scope_asked: value(policy, params, "scope").and_then(|scope| Scope::parse(scope).ok()),
            scope,
            addressee,
        })
    })() {
        Ok(request) => Ok(request),
        Err(error) => Err(Refusal::Report { to: reply_to, error }),
    }
}

impl AuthorizationRequest {
    /// The scope, including the scopes that would release the individually requested claims: it is shown to the user.
    pub(crate) fn consent_scope(&self) -> Scope {
        self.scope.and(&self.claims.scopes())
    }

    /// Reports that the request is rejected after all.
    pub(crate) fn refused(self, error: Error) -> Refusal {
        Refusal::Report { to: self.reply_to, error }
    }
}

/// How the response, even an error, reaches the client.
pub(crate) fn reply_to(policy: &Policy, addressee: &Addressee, params: &Params) -> Result<ResponseTarget, Refusal> {
    let asked = params.get("response_type").and_then(ResponseType::parse);
    let is_silent = params.get("prompt") == Some("none");
    let redirect_uri = &addressee.redirect_uri;
    let by =
        |mode| ResponseTarget { redirect_uri: redirect_uri.clone(), mode, state: state(policy, params), is_silent };
    match response_mode(policy, params, asked) {
        Ok(mode) => Ok(by(mode)),
        Err(Some(error)) => Err(Refusal::Report { to: by(usual_mode(asked)), error }),
        Err(None) => Err(Refusal::Show(Explanation::of(UNSERVED_MODE).client(&addressee.client).bad_request())),
    }
}

fn untrusted(
    policy: &Policy,
    answer: RedirectUriErrorPlace,
    params: &Params,
    code: &'static str,
    why: Explanation<'static>,
) -> Refusal {
    match (answer, params.get("redirect_uri")) {
        (RedirectUriErrorPlace::Redirect, Some(uri)) => {
            let state = state(policy, params);
            let to =
                ResponseTarget { redirect_uri: uri.to_owned(), mode: ResponseMode::Query, state, is_silent: false };
            Refusal::Report { to, error: Error(code, why.text) }
        }
        _ => Refusal::Show(why),
    }
}

const UNSERVED_MODE: &str = "The response_mode is not supported for this request.";

/// The response mode. One that is unknown, or would put tokens into a query, leaves no way to respond, not even with an
/// error (OpenID Connect Core §3.1.2.6, OAuth 2.0 Multiple Response Types §3.0).
fn response_mode(policy: &Policy, params: &Params, asked: Option<ResponseType>) -> Result<ResponseMode, Option<Error>> {
    let usual = usual_mode(asked);
    let Some(name) = params.get("response_mode") else { return Ok(usual) };
    let is_refused = |mode| mode == ResponseMode::Query && usual == ResponseMode::Fragment;
    let served = ResponseMode::named(name).filter(|mode| !is_refused(*mode));
    match policy.authentication.unserved_response_mode {
        UnservedResponseMode::Page => served.ok_or(None),
        UnservedResponseMode::Reported => served.ok_or(Some(Error("invalid_request", "The response_mode is unknown."))),
        UnservedResponseMode::Overlooked => Ok(served.unwrap_or(usual)),
    }
}

/// The default response mode (OAuth 2.0 Multiple Response Types §2.1 and §5).
fn usual_mode(asked: Option<ResponseType>) -> ResponseMode {
    if asked.is_some_and(ResponseType::is_front_channel) { ResponseMode::Fragment } else { ResponseMode::Query }
}

/// A repeated `state` counts as absent.
fn state(policy: &Policy, params: &Params) -> Option<String> {
    if params.repeats("state") { None } else { value(policy, params, "state").map(str::to_owned) }
}

/// A parameter without a value is treated as omitted (RFC 6749 §3.1).
pub(crate) fn value<'p>(policy: &Policy, params: &'p Params, name: &str) -> Option<&'p str> {
    if policy.request.empty_left_out { params.get(name) } else { params.get_as_sent(name) }
}

fn well_formed(policy: &Policy, params: &Params) -> Result<(), Error> {
    if policy.request.repetition_refused && params.first_repeated(&PARAMETERS).is_some() {
        return Err(Error("invalid_request", "A parameter is repeated."));
    }
    let is_known = |name: &str| PARAMETERS.contains(&name) || [csrf_token::FIELD, "allow"].contains(&name);
    if !policy.request.unknown_overlooked && !params.names().all(is_known) {
        return Err(Error("invalid_request", "A parameter is unknown."));
    }
    if !policy.request.state_optional && params.get("state").is_none() {
        return Err(Error("invalid_request", "The state is missing."));
    }
    if params.get("state").is_some_and(|state| state.chars().count() < policy.request.shortest_state) {
        return Err(Error("invalid_request", "The state is too short to be unguessable."));
    }
    // RFC 6749 appendix A.5; a form would not return such a state unchanged, either.
    if params.get("state").is_some_and(|state| state.chars().any(char::is_control)) {
        return Err(Error("invalid_request", "The state contains control characters."));
    }
    Ok(())
}

fn response_type(
    policy: &Policy,
    client: &Client,
    params: &Params,
    asked: Option<ResponseType>,
) -> Result<ResponseType, Error> {
    const UNSERVED: Error = Error("unsupported_response_type", "This response_type is not supported.");
    const UNREGISTERED: Error = Error("unauthorized_client", "The client is not registered for this response_type.");
    let asked = match (params.get("response_type"), asked) {
        (Some(_), Some(asked)) => asked,
        (Some(_), None) if policy.request.unknown_response_type_refused => return Err(UNSERVED),
        (None, _) if policy.request.response_type_required => {
            return Err(Error("invalid_request", "The response_type is missing."));
        }
        _ => ResponseType::CODE,
    };
    if !asked.is_served(&policy.legacy) {
        return Err(UNSERVED);
    }
    let registered = &client.registration.response_types;
    let is_registered = registered.iter().any(|registered| ResponseType::parse(registered) == Some(asked));
    if is_registered || !policy.request.response_type_registered { Ok(asked) } else { Err(UNREGISTERED) }
}

/// All requested scopes have to exist and be available to the client; those that it has not registered are unavailable.
fn scope(policy: &Policy, config: &Config, client: &Client, params: &Params) -> Result<Scope, Error> {
    let malformed = |_| Error("invalid_scope", "The scope is malformed.");
    let scope = match value(policy, params, "scope") {
        Some(scope) => Scope::parse(scope),
        None if policy.request.scope_demanded => return Err(Error("invalid_scope", "The scope is missing.")),
        None if policy.request.default_scope_given => Scope::parse(&config.default_scope),
        None => Ok(Scope::default()),
    }
    .map_err(malformed)?;
    let scope = adjusted(policy, config, client, scope);
    if policy.request.unknown_scope_refused && !scope.is_within(&config.served_scopes(policy)) {
        return Err(Error("invalid_scope", "The scope is unknown."));
    }
    if policy.request.unknown_scope_refused && open_scope(client).is_some_and(|open| !scope.is_within(&open)) {
        return Err(Error("invalid_scope", "The client is not registered for this scope."));
    }
    Ok(scope)
}

/// The scope without unknown values, as long as any remain, and with the default scope, if the rules say so (RFC 6749
/// §3.3).
fn adjusted(policy: &Policy, config: &Config, client: &Client, asked: Scope) -> Scope {
    let open = open_scope(client)
        .map_or_else(|| config.served_scopes(policy), |open| open.among(&config.served_scopes(policy)));
    let known = asked.clone().among(&open);
    let scope = if policy.request.unknown_scopes_left_out && !known.is_empty() { known } else { asked };
    let scope = granted(&policy.request, scope);
    match Scope::parse(&config.default_scope) {
        Ok(default) if policy.request.default_scope_added => scope.and(&default.among(&open)),
        _ => scope,
    }
}

/// Without the values that are never granted, as long as any remain (RFC 6749 §3.3).
pub(crate) fn granted(rules: &RequestRules, asked: Scope) -> Scope {
    let less = asked.clone().without(WRITE);
    if rules.write_granted || less.is_empty() { asked } else { less }
}

/// The scope that is available to the client; `None` for all.
fn open_scope(client: &Client) -> Option<Scope> {
    client.registration.scope.as_deref().and_then(|scope| Scope::parse(scope).ok())
}

/// Individually requested claims come from the same scopes. Claims that are not available to the client are omitted,
/// which is not an error (OpenID Connect Core §5.5.1).
fn open_claims(policy: &Policy, client: &Client, claims: ClaimsRequest) -> ClaimsRequest {
    match open_scope(client) {
        Some(open) if policy.request.unknown_scope_refused => claims.within(&open),
        _ => claims,
    }
}

/// A request without a code needs no challenge.
fn challenge(
    policy: &Policy,
    client: &Client,
    response_type: ResponseType,
    params: &Params,
) -> Result<Option<CodeChallenge>, Error> {
    let rules = &policy.pkce;
    let method = params.get("code_challenge_method");
    let Some(value) = params.get("code_challenge") else {
        let is_confidential = client.is_confidential();
        let may_do_without =
            if is_confidential { rules.optional_for_confidential_clients } else { !rules.required_of_public_clients };
        let required = rules.required && !may_do_without;
        let is_fine = !(required && response_type.code) && method.is_none();
        return if is_fine { Ok(None) } else { Err(Error("invalid_request", "Code challenge required.")) };
    };
    let method = match Method::named(method) {
        Some(Method::Plain) if method.is_none() && !rules.method_defaults_to_plain => Some(Method::S256),
        Some(Method::Plain) if rules.plain_refused => None,
        Some(Method::S256) if !rules.s256_served => None,
        None if !rules.unknown_method_refused => Some(Method::S256),
        method => method,
    };
    let method = method.ok_or(Error("invalid_request", "The code_challenge_method must be S256."))?;
    if !method.can_make(value) {
        return Err(Error("invalid_request", "The code_challenge is malformed."));
    }
    Ok(Some(CodeChallenge { method, value: value.to_owned() }))
}
