//! The authorization request: who asks for what, and what is wrong with it (RFC 6749 §4.1.1 and §4.1.2.1).
//!
//! Two steps, in this order. First the [`addressee`]: without a known client and a registered redirection URI nobody
//! but the user may be told anything. Then everything else, where each mistake is reported to the client.

use std::sync::Arc;

use crate::config::Config;
use crate::params::Params;
use crate::pkce::{Challenge, Method, is_well_formed};
use crate::policy::{Answer, Policy, StateEcho};
use crate::redirect_uri;
use crate::scope::Scope;
use crate::store::Client;

/// The parameters this endpoint knows. RFC 6749 §4.1.1, RFC 7636 §4.3.
pub(crate) const PARAMETERS: [&str; 7] =
    ["client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method"];

/// Who will receive the authorization response.
#[derive(Clone, Debug)]
pub(crate) struct Addressee {
    pub(crate) client: Arc<Client>,
    pub(crate) redirect_uri: String,
    /// Whether the request named the URI, so that the token request has to (RFC 6749 §4.1.3).
    pub(crate) redirect_uri_was_sent: bool,
}

/// A valid authorization request.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRequest {
    pub(crate) addressee: Addressee,
    pub(crate) state: Option<String>,
    pub(crate) scope: Scope,
    pub(crate) challenge: Option<Challenge>,
}

/// What happens to a request that is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The user is told, and nobody else.
    Tell(&'static str),
    /// The client is told, at its redirection URI.
    Report { redirect_uri: String, error: Error, state: Option<String> },
}

/// An error code and a sentence for the client's developer (RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Error(pub(crate) &'static str, pub(crate) &'static str);

/// The user said no.
pub(crate) const ACCESS_DENIED: Error = Error("access_denied", "The user denied the request.");

/// Who will receive the response, if that is somebody we know.
pub(crate) fn addressee(
    policy: &Policy,
    params: &Params,
    find: impl FnOnce(&str) -> Option<Arc<Client>>,
) -> Result<Addressee, Refusal> {
    let rules = &policy.redirect_uri;
    if policy.request.repetition_refused && params.first_repeated(&["client_id", "redirect_uri"]).is_some() {
        return Err(Refusal::Tell("The request names its client or its redirect_uri more than once."));
    }
    let requested = params.get("redirect_uri");
    let Some(client) = params.get("client_id").and_then(find) else {
        let problem = Error("unauthorized_client", "The application that sent you here is not registered.");
        return Err(untrusted(rules.unknown_client, requested, problem, params));
    };
    let is_registered = |uri: &str| {
        client.redirect_uris.iter().any(|registered| redirect_uri::matches(rules.comparison, registered, uri))
    };
    let redirect_uri = match (requested, client.redirect_uris.as_slice()) {
        (Some(uri), _) if is_registered(uri) => uri.to_owned(),
        (Some(_), _) => {
            let problem = Error(
                "invalid_request",
                "The application that sent you here wants the answer at an address it has not registered.",
            );
            return Err(untrusted(rules.unregistered, requested, problem, params));
        }
        (None, [only]) => only.clone(),
        (None, _) => {
            return Err(Refusal::Tell("The application that sent you here did not say where the answer should go."));
        }
    };
    Ok(Addressee { client, redirect_uri, redirect_uri_was_sent: requested.is_some() })
}

/// The request, if nothing is wrong with it.
pub(crate) fn validate(
    policy: &Policy,
    config: &Config,
    addressee: Addressee,
    params: &Params,
) -> Result<AuthorizationRequest, Refusal> {
    let state = state(params);
    match (|| {
        well_formed(policy, params)?;
        response_type(policy, params)?;
        Ok((scope(policy, config, params)?, challenge(policy, params)?))
    })() {
        Ok((scope, challenge)) => Ok(AuthorizationRequest { addressee, state, scope, challenge }),
        Err(error) => Err(Refusal::Report {
            redirect_uri: addressee.redirect_uri,
            error,
            state: echo(policy.request.state_on_error, state),
        }),
    }
}

/// `state` as it goes back (RFC 6749 §4.1.2).
pub(crate) fn echo(rule: StateEcho, state: Option<String>) -> Option<String> {
    match rule {
        StateEcho::Exact | StateEcho::Repeated => state,
        StateEcho::DecodedTwice => state.map(|state| crate::params::form_decode(state.as_bytes()).unwrap_or(state)),
        StateEcho::Dropped => None,
    }
}

fn untrusted(answer: Answer, requested: Option<&str>, problem: Error, params: &Params) -> Refusal {
    match (answer, requested) {
        (Answer::Redirect, Some(uri)) => {
            Refusal::Report { redirect_uri: uri.to_owned(), error: problem, state: state(params) }
        }
        _ => Refusal::Tell(problem.1),
    }
}

/// A repeated `state` is no state.
fn state(params: &Params) -> Option<String> {
    if params.repeats("state") { None } else { params.get("state").map(str::to_owned) }
}

fn well_formed(policy: &Policy, params: &Params) -> Result<(), Error> {
    if policy.request.repetition_refused && params.first_repeated(&PARAMETERS).is_some() {
        return Err(Error("invalid_request", "A parameter is repeated."));
    }
    // RFC 6749 appendix A.5; a form would not bring such a state back unchanged either.
    if params.get("state").is_some_and(|state| state.chars().any(char::is_control)) {
        return Err(Error("invalid_request", "The state has control characters."));
    }
    Ok(())
}

fn response_type(policy: &Policy, params: &Params) -> Result<(), Error> {
    match params.get("response_type") {
        Some("code") => Ok(()),
        Some(_) => Err(Error("unsupported_response_type", "Only response_type=code is served.")),
        None if policy.request.response_type_required => Err(Error("invalid_request", "The response_type is missing.")),
        None => Ok(()),
    }
}

fn scope(policy: &Policy, config: &Config, params: &Params) -> Result<Scope, Error> {
    let malformed = |_| Error("invalid_scope", "The scope is malformed.");
    let scope = Scope::parse(params.get("scope").unwrap_or(&config.default_scope)).map_err(malformed)?;
    if policy.request.unknown_scope_refused && !scope.is_within(&config.all_scopes()) {
        return Err(Error("invalid_scope", "The scope is unknown."));
    }
    Ok(scope)
}

fn challenge(policy: &Policy, params: &Params) -> Result<Option<Challenge>, Error> {
    let method = params.get("code_challenge_method");
    let Some(value) = params.get("code_challenge") else {
        let is_fine = !policy.pkce.required && method.is_none();
        return if is_fine { Ok(None) } else { Err(Error("invalid_request", "Code challenge required.")) };
    };
    let method = Method::named(method)
        .filter(|method| !(policy.pkce.plain_refused && *method == Method::Plain))
        .ok_or(Error("invalid_request", "The code_challenge_method must be S256."))?;
    if !is_well_formed(value) {
        return Err(Error("invalid_request", "The code_challenge is malformed."));
    }
    Ok(Some(Challenge { method, value: value.to_owned() }))
}
