//! The request of a client to the end session endpoint (OpenID Connect RP-Initiated Logout §2).

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::authorization::id_token_hint;
use crate::browser::explanation::Explanation;
use crate::http::params::Params;
use crate::jose::Unverified;
use crate::oauth::redirect_uri::with_parameters;
use crate::policy::{LeadsBack, UriQuery};
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::session::Session;
use crate::state::subject;

/// The parameters that cannot be repeated.
const PARAMETERS: [&str; 5] = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint"];

/// A valid request.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogoutRequest {
    /// The client, as far as it is known.
    client: Option<Arc<Client>>,
    hint: Option<IdTokenHint>,
    redirect_uri: Option<String>,
    state: Option<String>,
}

/// The user and the session that the client means, from an ID token.
#[derive(Clone, Debug)]
struct IdTokenHint {
    sub: Option<String>,
    sid: Option<String>,
}

impl LogoutRequest {
    /// Reads a request. Errors are shown to the user, because no client can receive them.
    pub(crate) fn read(app: &App, params: &Params) -> Result<Self, Explanation<'static>> {
        if params.first_repeated(&PARAMETERS).is_some() {
            return Err(Explanation::of("A parameter is repeated."));
        }
        let claims = params.get("id_token_hint").map(|hint| hinted(app, hint)).transpose()?;
        let audience = claims.as_ref().and_then(id_token_hint::party);
        if let (Some(audience), Some(client_id)) = (audience, params.get("client_id"))
            && audience != client_id
        {
            return Err(Explanation::of("The id_token_hint was issued to another client."));
        }
        let client = match audience.or(params.get("client_id")) {
            Some(id) => Some(app.store().client(id).ok_or_else(|| {
                Explanation::of("The client is not registered with this provider.").unknown_client(Some(id))
            })?),
            None => None,
        };
        let text = |name: &str| claims.as_ref().and_then(|claims| claims.get(name)?.as_str().map(str::to_owned));
        let hint = claims.is_some().then(|| IdTokenHint { sub: text("sub"), sid: text("sid") });
        let redirect_uri = redirect_uri(app, client.as_deref(), params.get("post_logout_redirect_uri"))?;
        Ok(Self { client, hint, redirect_uri, state: params.get("state").map(str::to_owned) })
    }

    /// Whether the request proves that it is about this session; otherwise the user is asked.
    pub(crate) fn is_about(&self, app: &App, session: &Session) -> bool {
        let Some(hint) = &self.hint else { return false };
        let sub = subject::of(app, session.user_id, self.client.as_deref(), Some(&session.authentication));
        hint.sub.as_ref() == Some(&sub) && hint.sid.as_ref().is_none_or(|sid| *sid == session.authentication.sid)
    }

    /// Where the browser goes after the logout, if anywhere.
    pub(crate) fn onward(&self, app: &App) -> Option<String> {
        let uri = self.redirect_uri.as_deref().filter(|_| app.policy().logout.leads_back != LeadsBack::Never)?;
        let state = self.state.as_deref().filter(|_| app.policy().logout.state_returned);
        Some(state.map_or_else(
            || uri.to_owned(),
            |state| with_parameters(UriQuery::Kept, uri, &[("state", Cow::from(state))]),
        ))
    }

    /// The client's name, for the confirmation page.
    pub(crate) fn client_name(&self) -> Option<&str> {
        self.client.as_ref().map(|client| client.registration.name.as_str())
    }

    /// What the confirmation form repeats. The hint is not part of it: the user of the page does not need it.
    pub(crate) fn repeated(&self) -> Vec<(&'static str, String)> {
        let client_id = self.client.as_ref().map(|client| ("client_id", client.id().to_owned()));
        let redirect_uri = self.redirect_uri.clone().map(|uri| ("post_logout_redirect_uri", uri));
        let state = self.state.clone().map(|state| ("state", state));
        client_id.into_iter().chain(redirect_uri).chain(state).collect()
    }
}

/// The claims of an ID token of this issuer. It can be expired: it is a hint, not a credential.
fn hinted(app: &App, hint: &str) -> Result<Map<String, Value>, &'static str> {
    const FOREIGN: &str = "The id_token_hint was not issued by this provider.";
    if !app.policy().logout.hint_checked {
        return Unverified::parse(hint).map(|token| token.claims).map_err(|_| FOREIGN);
    }
    id_token_hint::hinted(app, hint).ok_or(FOREIGN)
}

/// The URI if it is registered for the client (RP-Initiated Logout §3.1: exact string comparison). For an unknown
/// client there is none.
fn redirect_uri(
    app: &App,
    client: Option<&Client>,
    asked: Option<&str>,
) -> Result<Option<String>, Explanation<'static>> {
    let rules = &app.policy().logout;
    let Some(asked) = asked else { return Ok(None) };
    let is_of = |client: &Client| client.registration.post_logout_redirect_uris.iter().any(|uri| uri == asked);
    let is_right = match client {
        _ if !rules.redirect_uri_registered => true,
        Some(client) if is_of(client) => true,
        Some(client) => {
            return Err(Explanation::of("The post_logout_redirect_uri is not registered for this client.")
                .client(client)
                .uris(Some(asked), &client.registration.post_logout_redirect_uris));
        }
        None => !rules.redirect_needs_client && app.store().clients().any(|client| is_of(client)),
    };
    Ok(is_right.then(|| asked.to_owned()))
}
