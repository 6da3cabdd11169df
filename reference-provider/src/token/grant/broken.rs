//! The behavior of a provider with broken rules for codes and refresh tokens. A strict one never comes here.

use std::sync::MutexGuard;

use super::tokens::{Refresh, draw, new_grant};
use super::{TokenResponse, TokenRestrictions};
use crate::base::expiring_map::ExpiringMap;
use crate::oauth::pkce::CodeChallenge;
use crate::oauth::scope::Scope;
use crate::policy::PkceRules;
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::Code;
use crate::state::store::Store;

/// Tokens of the first user, for any string as a code or a refresh token.
pub(super) fn for_first_user(app: &App, mut store: MutexGuard<'_, Store>, client: &Client) -> TokenResponse {
    let user = store.first_user().map(|user| user.user_id);
    let scope: Scope = app.config.default_scope.split(' ').collect();
    let grant = new_grant(app, &mut store, client, user, &scope, None);
    draw(app, store, client, grant, scope, &TokenRestrictions::default(), Refresh::New)
}

/// The challenge of any code of the client that the verifier matches.
pub(super) fn any_challenge(
    rules: &PkceRules,
    codes: &ExpiringMap<Code>,
    code: &Code,
    verifier: Option<&str>,
) -> Option<CodeChallenge> {
    let others = codes.iter().map(|(_, other)| other).filter(|other| other.client_id == code.client_id);
    let met = |challenge: &&CodeChallenge| verifier.is_some_and(|verifier| challenge.is_met_by(rules, verifier));
    others.filter_map(|other| other.challenge.as_ref()).find(met).or(code.challenge.as_ref()).cloned()
}
