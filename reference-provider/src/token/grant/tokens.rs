//! Issuing tokens for a grant (RFC 6749 §5.1).

use std::sync::MutexGuard;
use std::time::{Duration, SystemTime};

use super::TokenRestrictions;
use super::token_response::TokenResponse;
use crate::authorization::resource_indicator;
use crate::base::hash::{Digest, digest};
use crate::config::GrantType;
use crate::oauth::claims_request::RequestedClaims;
use crate::oauth::scope::Scope;
use crate::policy::RefreshIssued;
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::{AccessToken, Grant, RefreshToken};
use crate::state::session::Authentication;
use crate::state::store::Store;
use crate::token::access_token::mint;

/// Expired access tokens are kept for another day, so that expired and unknown ones can be distinguished.
pub(super) const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// A newly issued token.
pub(crate) struct IssuedToken {
    pub(crate) value: String,
    /// In seconds.
    pub(crate) lifetime: u64,
}

/// The refresh token that is issued with an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refresh<'t> {
    /// A new one, if the client is registered for the grant type.
    New,
    /// A new one, which replaces the one in the request.
    After(&'t str),
    /// The one in the request, which remains valid.
    Keep(&'t str),
    /// None.
    Without,
}

/// Stores a grant without an authorization request: of a user, or of the client itself.
pub(super) fn new_grant(
    app: &App,
    store: &mut Store,
    client: &Client,
    user_id: Option<u64>,
    scope: &Scope,
    authentication: Option<Authentication>,
) -> Digest {
    let now = app.now();
    let until = now + Duration::from(app.policy().refresh.grant_lifetime);
    let key = digest(&app.random.token());
    let grant = Grant {
        client_id: client.id().to_owned(),
        user_id,
        scope: scope.clone(),
        resources: Vec::new(),
        authentication,
        nonce: None,
        asked: None,
        auth_time_asked: false,
        claims: RequestedClaims::default(),
        until,
        revoked: false,
    };
    store.grants.insert(key, grant, until, now);
    key
}

/// Issues tokens for a grant, and releases the store.
pub(crate) fn draw(
    app: &App,
    mut store: MutexGuard<'_, Store>,
    client: &Client,
    grant: Digest,
    scope: Scope,
    limits: &TokenRestrictions,
    refresh: Refresh<'_>,
) -> TokenResponse {
    let now = app.now();
    // RFC 9449 §5: a confidential client authenticates at each refresh, so its key can change.
    let key = limits.jkt.as_deref().filter(|_| !client.is_confidential());
    let fresh = || app.random.written(app.policy().token.strength, app.policy().refresh.form);
    let refresh_token = match refresh {
        Refresh::New | Refresh::After(_) if !may_refresh(app, client, &scope) => None,
        Refresh::After(presented) => {
            let value = refresh_token(app, &mut store, grant, key, fresh(), now);
            if let Some(token) = store.refresh_tokens.get_mut(&digest(&value), now) {
                token.replaced = Some(digest(presented));
            }
            Some(value)
        }
        Refresh::New => {
            if app.policy().refresh.one_for_each_client {
                store.end_other_refresh_tokens(&grant, now);
            }
            Some(refresh_token(app, &mut store, grant, key, fresh(), now))
        }
        Refresh::Keep(token) => Some(refresh_token(app, &mut store, grant, key, token.to_owned(), now)),
        Refresh::Without => None,
    };
    let scope = resource_indicator::understood(app, &limits.resources, scope);
    let IssuedToken { value, lifetime } = access_token(app, store, grant, scope.clone(), limits, now);
    let token_type = token_type(app, limits);
    TokenResponse {
        access_token: value,
        token_type,
        refresh_token,
        id_token: None,
        expires_in: lifetime,
        scope,
        asked: None,
    }
}

/// Whether a client with this granted scope gets a refresh token.
fn may_refresh(app: &App, client: &Client, scope: &Scope) -> bool {
    let is_registered = client.registration.grant_types.contains(&GrantType::RefreshToken);
    match app.policy().refresh.issued {
        RefreshIssued::ToRegistered => is_registered,
        RefreshIssued::WithOfflineAccess => is_registered && scope.contains("offline_access"),
        RefreshIssued::None => false,
    }
}

/// Issues an access token. The store is not locked while it is signed; if its grant is revoked meanwhile, the token is
/// revoked, too.
pub(crate) fn access_token(
    app: &App,
    store: MutexGuard<'_, Store>,
    grant: Digest,
    scope: Scope,
    limits: &TokenRestrictions,
    now: SystemTime,
) -> IssuedToken {
    let agreed = store.grants.get(&grant, now).cloned();
    drop(store);
    let ends = agreed.as_ref().map_or(now, |grant| grant.until);
    let until = (now + Duration::from(app.policy().token.access_lifetime)).min(ends);
    let TokenRestrictions { jkt, resources } = limits.clone();
    let record = AccessToken { grant, scope, resources, jkt, issued: now, until, revoked: false, uses: 0 };
    let value = mint(app, agreed.as_ref(), &record);
    let mut store = app.store();
    if app.policy().token.one_for_each_client {
        store.end_access_tokens_of_user(&grant, now);
    }
    store.access_tokens.insert(digest(&value), record, until + REMEMBERED, now);
    IssuedToken { value, lifetime: until.duration_since(now).unwrap_or_default().as_secs() }
}

/// RFC 6749 §7.1, RFC 9449 §5.
fn token_type(app: &App, limits: &TokenRestrictions) -> &'static str {
    if limits.jkt.is_some() && app.policy().dpop.token_type_reported { "DPoP" } else { "Bearer" }
}

pub(crate) fn refresh_token(
    app: &App,
    store: &mut Store,
    grant: Digest,
    key: Option<&str>,
    value: String,
    now: SystemTime,
) -> String {
    let ends = store.grants.get(&grant, now).map_or(now, |grant| grant.until);
    let until = (now + Duration::from(app.policy().refresh.idle_lifetime)).min(ends);
    let record = RefreshToken { grant, jkt: key.map(str::to_owned), issued: now, until, spent: None, replaced: None };
    store.refresh_tokens.insert(digest(&value), record, ends, now);
    value
}
