//! Authorization codes: issued at the authorization endpoint, redeemed once at the token endpoint (RFC 6749 §4.1.2 and
//! §4.1.3, RFC 7636 §4.6).

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::broken::{any_challenge, for_first_user};
use super::tokens::{Refresh, draw};
use super::{TokenResponse, TokenRestrictions};
use crate::authorization::authorization_request::AuthorizationRequest;
use crate::authorization::reauthentication::acr;
use crate::base::expiring_map::ExpiringMap;
use crate::base::hash::{Digest, digest};
use crate::browser::visitor::{SessionEnded, Visitor};
use crate::http::params::Params;
use crate::oauth::claims_request::RequestedClaims;
use crate::oauth::oauth_error::OAuthError;
use crate::oauth::pkce::CodeChallenge;
use crate::policy::{CodeRules, MissingParameter, PkceRules};
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::{Code, CodeState, Grant};

/// Stores the consent of `user_id`, the user of this browser. Codes and tokens are issued for it.
pub(crate) fn agree(
    app: &App,
    visitor: &Visitor,
    request: &AuthorizationRequest,
    user_id: u64,
) -> Result<Digest, SessionEnded> {
    let now = app.now();
    let until = now + Duration::from(app.policy().refresh.grant_lifetime);
    let key = digest(&app.random.token());
    let acr = visitor.session.as_ref().map(acr).filter(|_| app.policy().authentication.acr_stated);
    let mut store = app.store();
    let authentication = visitor.answered(&mut store, request.addressee.client.id(), now)?;
    let grant = Grant {
        client_id: request.addressee.client.id().to_owned(),
        user_id: Some(user_id),
        scope: request.scope.clone(),
        resources: request.resources.clone(),
        authentication,
        nonce: request.nonce.clone(),
        asked: request.scope_asked.clone(),
        auth_time_asked: request.max_age.is_some()
            || request.claims.asks_for_auth_time()
            || request.addressee.client.registration.require_auth_time,
        claims: RequestedClaims { acr: acr.filter(|_| request.acr.is_some()), ..request.claims.requested() },
        until,
        revoked: false,
    };
    store.grants.insert(key, grant, until, now);
    Ok(key)
}

/// Whether neither the challenge nor the nonce of a request was used before (RFC 9700 §2.1.1); afterwards they count as
/// used.
pub(crate) fn is_fresh(app: &App, request: &AuthorizationRequest) -> bool {
    let now = app.now();
    let until = now + Duration::from(app.policy().refresh.grant_lifetime);
    let client = request.addressee.client.id();
    let challenge = request.challenge.as_ref().map(|challenge| format!("challenge {client} {}", challenge.value));
    let nonce = request.nonce.as_ref().map(|nonce| format!("nonce {client} {nonce}"));
    let mut store = app.store();
    // Both are marked as used, whichever was used before.
    let are_fresh = [challenge, nonce].into_iter().flatten().map(|used| store.use_up(&used, until, now));
    !are_fresh.collect::<Vec<bool>>().contains(&false)
}

/// Issues a code for a grant.
pub(crate) fn issue(app: &App, request: &AuthorizationRequest, grant: Digest) -> String {
    let now = app.now();
    let mut code = app.random.written(app.policy().code.strength, app.policy().code.form);
    if let Some(challenge) = request.challenge.as_ref().filter(|_| !app.policy().code.hides_challenge) {
        code = format!("{code}.{}", URL_SAFE_NO_PAD.encode(json!({ "code_challenge": challenge.value }).to_string()));
    }
    let record = Code {
        grant,
        client_id: request.addressee.client.id().to_owned(),
        redirect_uri: request.addressee.redirect_uri.clone(),
        redirect_uri_was_sent: request.addressee.redirect_uri_was_sent,
        challenge: request.challenge.clone().filter(|_| app.policy().pkce.supported),
        dpop_jkt: request.dpop_jkt.clone(),
        until: now + Duration::from(app.policy().code.lifetime),
        state: CodeState::Fresh,
    };
    let mut store = app.store();
    let until = store.grants.get(&grant, now).map_or(now, |grant| grant.until);
    store.codes.insert(digest(&code), record, until, now);
    code
}

/// Redeems a code for tokens. The bindings of the code are verified first, so that only the client that it was issued
/// to can cause harm by a replay.
pub(crate) fn redeem(
    app: &App,
    client: &Client,
    form: &Params,
    limits: &TokenRestrictions,
) -> Result<TokenResponse, OAuthError> {
    const INVALID_CODE: OAuthError = OAuthError::invalid_grant("The code is unknown, expired or already used.");
    let policy = app.policy();
    let now = app.now();
    let key = digest(form.get("code").ok_or(OAuthError::invalid_request("The code is missing."))?);
    let mut store = app.store();
    let Some(code) = store.codes.get(&key, now).cloned() else {
        return if policy.code.known_only { Err(INVALID_CODE) } else { Ok(for_first_user(app, store, client)) };
    };
    if matches!(code.state, CodeState::Redeemed(_)) && !policy.code.replay_proven_first {
        store.revoke(&code.grant, now);
    }

    if policy.code.bound_to_client && code.client_id != client.id() {
        return Err(OAuthError::invalid_grant("The code was issued to another client."));
    }
    if policy.code.bound_to_redirect_uri && !is_bound_to(&policy.code, &code, form.get("redirect_uri")) {
        const UNBOUND: &str = "The redirect_uri does not match the authorization request.";
        return Err(unproven(policy.token.missing_parameter, UNBOUND, form.contains("redirect_uri")));
    }
    if policy.dpop.code_bound && policy.dpop.served && code.dpop_jkt.is_some() && code.dpop_jkt != limits.jkt {
        return Err(limits.refusal_of_key(app, "The code is bound to another key."));
    }
    let verifier = form.get("code_verifier");
    // RFC 7636 §4.4: the challenge of the authorization request.
    let challenge = if policy.pkce.bound_to_code {
        code.challenge.clone()
    } else {
        any_challenge(&policy.pkce, &store.codes, &code, verifier)
    };
    if let Err(why) = prove(&policy.pkce, challenge.as_ref(), verifier) {
        if why == PkceFailure::Wrong && policy.pkce.wrong_verifier_ends_code && code.state == CodeState::Fresh {
            set_state(&mut store.codes, &key, CodeState::Burned, now);
        }
        return Err(unproven(policy.token.missing_parameter, why.description(), why != PkceFailure::Missing));
    }
    match code.state {
        CodeState::Redeemed(when) if policy.code.single_use && !policy.code.reuse_window.still_runs(when, now) => {
            if policy.code.replay_revokes_tokens && policy.code.replay_revokes_refresh_token {
                store.revoke(&code.grant, now);
            } else if policy.code.replay_revokes_tokens {
                store.revoke_access_tokens(&code.grant);
            }
            return Err(INVALID_CODE);
        }
        CodeState::Burned => return Err(INVALID_CODE),
        CodeState::Fresh | CodeState::Redeemed(_) => {}
    }
    let grant = match store.grants.get(&code.grant, now) {
        Some(grant) if !grant.revoked && code.until > now => grant.clone(),
        _ => return Err(INVALID_CODE),
    };
    let limits = limits.within(app, &grant)?;
    if code.state == CodeState::Fresh {
        set_state(&mut store.codes, &key, CodeState::Redeemed(now), now);
    }
    if !policy.resource_indicator.grant_stays_wide
        && let Some(grant) = store.grants.get_mut(&code.grant, now)
    {
        grant.resources.clone_from(&limits.resources);
    }
    let tokens = draw(app, store, client, code.grant, grant.scope.clone(), &limits, Refresh::New);
    Ok(tokens.asked_for(grant.asked.clone()).with_id_token(app, client, &grant, true))
}

fn set_state(codes: &mut ExpiringMap<Code>, key: &Digest, state: CodeState, now: SystemTime) {
    if let Some(code) = codes.get_mut(key, now) {
        code.state = state;
    }
}

/// RFC 6749 §4.1.3: if the authorization request had it, it is required; otherwise it is optional.
fn is_bound_to(rules: &CodeRules, code: &Code, redirect_uri: Option<&str>) -> bool {
    match redirect_uri {
        Some(uri) => uri == code.redirect_uri,
        None => !code.redirect_uri_was_sent || !rules.redirect_uri_required,
    }
}

/// Why a verifier is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PkceFailure {
    Missing,
    Wrong,
    /// RFC 9700 §4.8.2: an attacker removed the challenge from the authorization request.
    Unasked,
}

fn prove(rules: &PkceRules, challenge: Option<&CodeChallenge>, verifier: Option<&str>) -> Result<(), PkceFailure> {
    match (challenge, verifier) {
        (None, Some(_)) if rules.downgrade_refused => Err(PkceFailure::Unasked),
        (None, _) => Ok(()),
        _ if !rules.verifier_checked => Ok(()),
        (Some(_), None) if !rules.verifier_required => Ok(()),
        (Some(_), None) => Err(PkceFailure::Missing),
        (Some(challenge), Some(verifier)) if challenge.is_met_by(rules, verifier) => Ok(()),
        (Some(_), Some(_)) => Err(PkceFailure::Wrong),
    }
}

impl PkceFailure {
    const fn description(self) -> &'static str {
        match self {
            Self::Missing => "The code_verifier is missing.",
            Self::Wrong => "The code_verifier does not match the code_challenge.",
            Self::Unasked => "A code_verifier was sent without a code_challenge.",
        }
    }
}

/// A parameter that belongs to the code is wrong or missing (RFC 6749 §5.2).
fn unproven(missing: MissingParameter, description: &'static str, is_there: bool) -> OAuthError {
    match missing {
        MissingParameter::InvalidRequest if !is_there => OAuthError::invalid_request(description),
        MissingParameter::InvalidRequest | MissingParameter::InvalidGrant => OAuthError::invalid_grant(description),
    }
}
