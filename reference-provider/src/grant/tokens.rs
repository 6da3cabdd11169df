//! Drawing tokens from a grant (RFC 6749 §5.1).

use std::time::{Duration, SystemTime};

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use crate::app::App;
use crate::respond;
use crate::scope::Scope;
use crate::store::{AccessToken, RefreshToken, Store};
use crate::table::{Digest, digest};

/// Expired access tokens are remembered a day longer, so that they can be told from unknown ones.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// A successful token response.
#[derive(Clone, Debug)]
pub(crate) struct TokenResponse {
    access_token: String,
    refresh_token: String,
    expires_in: u32,
    scope: Scope,
}

/// Draws an access token, and a refresh token unless the one in `keep` stays good.
pub(super) fn draw(
    app: &App,
    store: &mut Store,
    grant: Digest,
    scope: Scope,
    now: SystemTime,
    keep: Option<&str>,
) -> TokenResponse {
    let policy = app.policy();
    let ends = store.grants.get(&grant, now).map_or(now, |grant| grant.until);
    let access_until = (now + Duration::from(policy.token.access_lifetime)).min(ends);
    let access_token = app.random.token();
    let access = AccessToken { grant, scope: scope.clone(), issued: now, until: access_until, revoked: false };
    store.access_tokens.insert(digest(&access_token), access, access_until + REMEMBERED, now);

    let refresh_token = keep.map_or_else(|| app.random.token(), str::to_owned);
    let refresh_until = (now + Duration::from(policy.refresh.idle_lifetime)).min(ends);
    let refresh = RefreshToken { grant, issued: now, until: refresh_until, spent: false };
    store.refresh_tokens.insert(digest(&refresh_token), refresh, ends, now);

    let lifetime = access_until.duration_since(now).unwrap_or_default().as_secs();
    TokenResponse { access_token, refresh_token, expires_in: u32::try_from(lifetime).unwrap_or(u32::MAX), scope }
}

impl TokenResponse {
    pub(crate) fn respond(&self, app: &App) -> Response {
        let body = json!({
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "refresh_token": self.refresh_token,
            "scope": self.scope.to_string(),
        });
        let rules = &app.policy().token;
        let response = respond::json(StatusCode::OK, &body);
        let response = if rules.labelled_json { response } else { respond::as_text(response) };
        if rules.never_cached { respond::never_cached(response) } else { response }
    }
}
