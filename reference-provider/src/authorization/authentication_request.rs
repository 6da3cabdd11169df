//! The parameters that OpenID Connect adds to the authorization request (OpenID Connect Core §3.1.2.1).

use super::refusal::Error;
use crate::http::params::Params;
use crate::oauth::acr::AcrRequest;
use crate::oauth::claims_request::ClaimsRequest;
use crate::oauth::prompt::Prompt;
use crate::policy::{Policy, PromptNone};

/// What the request says about the login.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthenticationRequest {
    pub(crate) prompt: Prompt,
    pub(crate) max_age: Option<u64>,
    pub(crate) acr: Option<AcrRequest>,
    pub(crate) claims: ClaimsRequest,
}

/// Reads the parameters. `display` and `ui_locales` are preferences without effect: there is only one form of the
/// pages.
pub(crate) fn read(policy: &Policy, params: &Params) -> Result<AuthenticationRequest, Error> {
    let rules = &policy.authentication;
    let mut prompt = meaning(policy, prompt(policy, params))?;
    prompt.none &= rules.prompt_none != PromptNone::Overlooked;
    if prompt.none && rules.prompt_none_needs_hint && params.get("id_token_hint").is_none() {
        return Err(Error("invalid_request", "The prompt none needs an id_token_hint."));
    }
    let max_age = meaning(policy, max_age(params))?;
    let claims = if rules.claims_served { meaning(policy, claims(params))? } else { ClaimsRequest::default() };
    meaning(policy, display(params))?;
    let acr = claims.acr().or_else(|| acr_values(params));
    if rules.essential_acr_reached && acr.as_ref().is_some_and(|asked| !asked.can_be_met()) {
        return Err(Error("unmet_authentication_requirements", "This provider does not support the requested acr."));
    }
    Ok(AuthenticationRequest { prompt, max_age, acr, claims })
}

/// A malformed value invalidates the request, or is ignored.
fn meaning<T: Default>(policy: &Policy, read: Result<T, Error>) -> Result<T, Error> {
    if policy.authentication.malformed_refused { read } else { Ok(read.unwrap_or_default()) }
}

fn prompt(policy: &Policy, params: &Params) -> Result<Prompt, Error> {
    let Some(text) = params.get("prompt") else { return Ok(Prompt::default()) };
    let read =
        if policy.authentication.prompt_none_alone { Prompt::parse } else { Prompt::parse_without_contradiction };
    read(text).ok_or(Error("invalid_request", "The prompt is unknown, or combines none with another value."))
}

fn max_age(params: &Params) -> Result<Option<u64>, Error> {
    match params.get("max_age") {
        None => Ok(None),
        Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(text.parse().unwrap_or(u64::MAX))),
        Some(_) => Err(Error("invalid_request", "The max_age is not a number of seconds.")),
    }
}

fn claims(params: &Params) -> Result<ClaimsRequest, Error> {
    let Some(text) = params.get("claims") else { return Ok(ClaimsRequest::default()) };
    ClaimsRequest::parse(text).map_err(|_| Error("invalid_request", "The claims parameter is malformed."))
}

fn display(params: &Params) -> Result<(), Error> {
    match params.get("display") {
        None | Some("page" | "popup" | "touch" | "wap") => Ok(()),
        Some(_) => Err(Error("invalid_request", "The display is unknown.")),
    }
}

/// Authentication context classes that the client prefers, in order of preference; others are accepted, too.
fn acr_values(params: &Params) -> Option<AcrRequest> {
    let values = params.get("acr_values")?.split(' ').map(str::to_owned).collect();
    Some(AcrRequest { values, essential: false })
}
