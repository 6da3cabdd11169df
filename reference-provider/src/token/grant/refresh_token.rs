//! Refreshing an access token, with refresh token rotation (RFC 6749 §6, RFC 9700 §4.14.2).

use super::broken::for_first_user;
use super::tokens::{Refresh, draw};
use super::{TokenResponse, TokenRestrictions};
use crate::base::hash::digest;
use crate::http::params::Params;
use crate::oauth::oauth_error::OAuthError;
use crate::oauth::scope::Scope;
use crate::policy::RefreshedIdToken;
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::RefreshToken;
use crate::state::store::Store;

/// Issues new tokens for a refresh token.
pub(crate) fn refresh(
    app: &App,
    client: &Client,
    form: &Params,
    limits: &TokenRestrictions,
) -> Result<TokenResponse, OAuthError> {
    const INVALID_TOKEN: OAuthError =
        OAuthError::invalid_grant("The refresh token is unknown, expired, revoked or already used.");
    let rules = &app.policy().refresh;
    let now = app.now();
    let presented = form.get("refresh_token").ok_or(OAuthError::invalid_request("The refresh_token is missing."))?;
    let mut store = app.store();
    let Some((token, mut grant)) =
        store.refresh_token(presented, now).map(|(token, grant)| (token.clone(), grant.clone()))
    else {
        return if rules.known_only { Err(INVALID_TOKEN) } else { Ok(for_first_user(app, store, client)) };
    };

    if rules.bound_to_client && grant.client_id != client.id() {
        return Err(OAuthError::invalid_grant("The refresh token was issued to another client."));
    }
    let is_replay = token.spent.is_some_and(|when| !rules.reuse_window.still_runs(when, now))
        && !is_lost_answer(app, &store, client, presented, &token);
    if is_replay && rules.replay_refused {
        if rules.replay_revokes_grant {
            store.revoke(&token.grant, now);
        }
        return Err(INVALID_TOKEN);
    }
    if grant.revoked || token.until <= now {
        return Err(INVALID_TOKEN);
    }
    if app.policy().dpop.refresh_bound && token.jkt.is_some() && token.jkt != limits.jkt {
        return Err(limits.refusal_of_key(app, "The refresh token is bound to another key."));
    }
    let limits = limits.within(app, &grant)?;
    let scope = match form.get("scope").and_then(|scope| Scope::parse(scope).ok()) {
        Some(wider) if !rules.widening_refused => wider,
        _ => narrowed(&grant.scope, form.get("scope"))?,
    };
    if !rules.narrowing_passes {
        grant.scope = scope.clone();
        store.narrow(&token.grant, &scope, now);
    }
    let rotated = rules.rotated && (rules.confidential_rotated || !client.is_confidential());
    if rotated && let Some(token) = store.refresh_tokens.get_mut(&digest(presented), now) {
        token.spent.get_or_insert(now);
    }
    let refresh = if rotated { Refresh::After(presented) } else { Refresh::Keep(presented) };
    let tokens = draw(app, store, client, token.grant, scope.clone(), &limits, refresh).asked_for(Some(scope));
    let tokens = if rotated || rules.kept_repeated { tokens } else { tokens.without_refresh_token() };
    let says_who = app.policy().id_token.refreshed != RefreshedIdToken::LeftOut;
    Ok(if says_who { tokens.with_id_token(app, client, &grant, false) } else { tokens })
}

/// Whether a confidential client uses its previous refresh token again because it did not get the response: within the
/// grace period of the rules, and as long as it has not used the new one (RFC 6749 §6: the old one may be revoked).
fn is_lost_answer(app: &App, store: &Store, client: &Client, presented: &str, token: &RefreshToken) -> bool {
    let Some(when) = token.spent.filter(|_| client.is_confidential()) else { return false };
    let key = digest(presented);
    let is_next = |other: &RefreshToken| other.replaced == Some(key) && other.spent.is_some();
    app.policy().refresh.grace.still_runs(when, app.now())
        && !store.refresh_tokens.iter().any(|(_, other)| is_next(other))
}

/// A refresh can narrow the granted scope but not widen it; without `scope` it requests all of it (RFC 6749 §6).
fn narrowed(granted: &Scope, requested: Option<&str>) -> Result<Scope, OAuthError> {
    let Some(requested) = requested else { return Ok(granted.clone()) };
    match Scope::parse(requested) {
        Ok(scope) if scope.is_within(granted) => Ok(scope),
        _ => Err(OAuthError::invalid_scope("The scope is malformed or wider than what was granted.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_can_only_shrink() {
        let granted = Scope::parse("read write").expect("well-formed");
        assert_eq!(narrowed(&granted, None), Ok(granted.clone()));
        assert_eq!(narrowed(&granted, Some("read")), Scope::parse("read").map_err(|_| unreachable!()));
        assert!(narrowed(&granted, Some("read admin")).is_err());
        assert!(narrowed(&Scope::parse("read").expect("well-formed"), Some("read write")).is_err());
    }
}
