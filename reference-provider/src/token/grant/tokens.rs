//! Drawing tokens from a grant (RFC 6749 §5.1).

use std::sync::MutexGuard;
use std::time::{Duration, SystemTime};

use http::{StatusCode, header};
use serde_json::json;

use super::Limits;
use crate::base::hash::{Digest, digest};
use crate::config::GrantType;
use crate::http::respond::{self, Response};
use crate::oauth::claims_request::RequestedClaims;
use crate::oauth::scope::Scope;
use crate::policy::{AccessTokenMember, ExpiresIn, TokenTypeMember};
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::{AccessToken, Grant, RefreshToken};
use crate::state::session::Authentication;
use crate::state::store::Store;
use crate::token::access_token::mint;
use crate::token::id_token::{self, Ties};

/// Expired access tokens are remembered a day longer, so that they can be told from unknown ones.
pub(super) const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// A successful token response.
#[derive(Clone, Debug)]
pub(crate) struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    refresh_token: Option<String>,
    id_token: Option<String>,
    expires_in: u64,
    scope: Scope,
}

/// A token as it is handed out.
pub(crate) struct Drawn {
    pub(crate) value: String,
    /// In seconds.
    pub(crate) lifetime: u64,
}

/// Which refresh token goes with an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refresh<'t> {
    /// A new one, if the client is registered for refreshing.
    New,
    /// The one that was presented stays good.
    Keep(&'t str),
    /// None.
    Without,
}

/// Notes what a client may do without an authorization request: for a user, or for itself.
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
        claims: RequestedClaims::default(),
        until,
        revoked: false,
    };
    store.grants.insert(key, grant, until, now);
    key
}

/// Draws tokens from a grant, and lets go of the store.
pub(crate) fn draw(
    app: &App,
    mut store: MutexGuard<'_, Store>,
    client: &Client,
    grant: Digest,
    scope: Scope,
    limits: &Limits,
    refresh: Refresh<'_>,
) -> TokenResponse {
    let now = app.now();
    // RFC 9449 §5: a confidential client proves who it is at each refresh, so its key may change.
    let key = limits.jkt.as_deref().filter(|_| !client.is_confidential());
    let fresh = || app.random.secret(app.policy().token.strength);
    let refresh_token = match refresh {
        Refresh::New if !client.registration.grant_types.contains(&GrantType::RefreshToken) => None,
        Refresh::New => Some(refresh_token(app, &mut store, grant, key, fresh(), now)),
        Refresh::Keep(token) => Some(refresh_token(app, &mut store, grant, key, token.to_owned(), now)),
        Refresh::Without => None,
    };
    let Drawn { value, lifetime } = access_token(app, store, grant, scope.clone(), limits, now);
    let token_type = token_type(app, limits);
    TokenResponse { access_token: value, token_type, refresh_token, id_token: None, expires_in: lifetime, scope }
}

/// Draws an access token. The store is open to others while it is signed; if they revoke its grant, it is revoked, too.
pub(crate) fn access_token(
    app: &App,
    store: MutexGuard<'_, Store>,
    grant: Digest,
    scope: Scope,
    limits: &Limits,
    now: SystemTime,
) -> Drawn {
    let agreed = store.grants.get(&grant, now).cloned();
    drop(store);
    let ends = agreed.as_ref().map_or(now, |grant| grant.until);
    let until = (now + Duration::from(app.policy().token.access_lifetime)).min(ends);
    let Limits { jkt, resources } = limits.clone();
    let record = AccessToken { grant, scope, resources, jkt, issued: now, until, revoked: false };
    let value = mint(app, agreed.as_ref(), &record);
    app.store().access_tokens.insert(digest(&value), record, until + REMEMBERED, now);
    Drawn { value, lifetime: until.duration_since(now).unwrap_or_default().as_secs() }
}

/// RFC 6749 §7.1, RFC 9449 §5.
fn token_type(app: &App, limits: &Limits) -> &'static str {
    if limits.jkt.is_some() && app.policy().dpop.token_type_told { "DPoP" } else { "Bearer" }
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
    let record = RefreshToken { grant, jkt: key.map(str::to_owned), issued: now, until, spent: None };
    store.refresh_tokens.insert(digest(&value), record, ends, now);
    value
}

impl TokenResponse {
    /// Adds the ID token if the scope asks for it (OpenID Connect Core §3.1.3.3). To sign takes time: the store must
    /// not be locked.
    pub(crate) fn with_id_token(mut self, app: &App, client: &Client, grant: &Grant, nonce: bool) -> Self {
        if self.scope.contains("openid") {
            let ties = Ties { access_token: Some(&self.access_token), code: None, nonce };
            self.id_token = id_token::issue(app, client, grant, ties);
        }
        self
    }

    pub(crate) fn respond(&self, app: &App) -> Response {
        let rules = &app.policy().token;
        let mut body = json!({});
        if rules.access_token != AccessTokenMember::Missing {
            body["access_token"] = self.access_token.as_str().into();
        }
        match rules.token_type {
            TokenTypeMember::Right => body["token_type"] = self.token_type.into(),
            TokenTypeMember::Unknown => body["token_type"] = "x-bearer-of-bad-news".into(),
            TokenTypeMember::Missing => {}
        }
        match rules.expires_in {
            ExpiresIn::Seconds => body["expires_in"] = self.expires_in.into(),
            ExpiresIn::Text => body["expires_in"] = self.expires_in.to_string().into(),
            ExpiresIn::Negative => body["expires_in"] = (-i64::try_from(self.expires_in).unwrap_or_default()).into(),
            ExpiresIn::Missing => {}
        }
        if rules.scope_reported {
            let text = self.scope.to_string();
            body["scope"] = if rules.scope_as_text { text.into() } else { text.split(' ').collect::<Vec<_>>().into() };
        }
        if let Some(token) = &self.refresh_token {
            body["refresh_token"] = token.as_str().into();
        }
        if let Some(token) = &self.id_token {
            body["id_token"] = token.as_str().into();
        }
        if rules.extended {
            body["x_extension"] = json!({ "of": "no concern to a client that does not know it" });
        }
        let mut response = respond::json(StatusCode::OK, &body);
        if rules.access_token == AccessTokenMember::Twice {
            let other = format!("{{\"access_token\":\"{}\",", app.random.token());
            *response.body_mut() = body.to_string().replacen('{', &other, 1).into();
        }
        let response = if rules.labelled_json { response } else { respond::as_text(response) };
        let mut response = if rules.never_cached { respond::never_cached(response) } else { response };
        if !rules.pragma {
            response.headers_mut().remove(header::PRAGMA);
        }
        response
    }
}
