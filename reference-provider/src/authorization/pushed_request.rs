//! Pushed authorization requests, until the user has decided (RFC 9126 §2.2 and §4).

use std::sync::Arc;
use std::time::Duration;

use super::authorization_request::{Addressee, Arrival, Stage, addressee};
use super::refusal::Refusal;
use crate::base::hash::digest;
use crate::browser::explanation::Explanation;
use crate::http::params::Params;
use crate::oauth::redirect_uri;
use crate::policy::{RequestUriForm, UnregisteredRedirectUri};
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::pushed::Pushed;

/// The usual prefix of a `request_uri` issued by this provider (RFC 9126 §2.2).
const REGISTERED: &str = "urn:ietf:params:oauth:request_uri:";
/// The prefix of the variant.
const OTHER: &str = "urn:example:reference-provider:request:";
/// How long an expired request is kept, so that expired and unknown ones can be distinguished.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// Whether a `request_uri` has a prefix of this provider.
pub(crate) fn is_one(request_uri: &str) -> bool {
    request_uri.starts_with(REGISTERED) || request_uri.starts_with(OTHER)
}

/// Stores a request and returns its `request_uri`.
pub(crate) fn keep(app: &App, client_id: &str, params: Params) -> String {
    let rules = &app.policy().pushed;
    let now = app.now();
    let until = now + Duration::from(rules.lifetime);
    let mut store = app.store();
    let name = if rules.unguessable { app.random.token() } else { format!("request-{:08}", store.pushed.len()) };
    let request_uri = match rules.form {
        RequestUriForm::Registered => format!("{REGISTERED}{name}"),
        RequestUriForm::Other => format!("{OTHER}{}", hex(&digest(&name))),
    };
    let pushed = Pushed { client_id: client_id.to_owned(), params, until, answered: false };
    store.pushed.insert(digest(&request_uri), pushed, until + REMEMBERED, now);
    request_uri
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |text, octet| text + &format!("{octet:02x}"))
}

/// The parameters that this client pushed, if they are still valid.
pub(crate) fn find(app: &App, request_uri: &str, client_id: Option<&str>, arrival: Arrival) -> Result<Params, Refusal> {
    const EXPIRED: Refusal = Refusal::Show(Explanation::of("This sign-in request has expired or was already used."));
    let rules = &app.policy().pushed;
    let now = app.now();
    let store = app.store();
    let pushed = store.pushed.get(&digest(request_uri), now).ok_or(EXPIRED)?;
    if rules.bound_to_client && client_id != Some(&pushed.client_id) {
        return Err(Refusal::Show(Explanation::of("This sign-in request belongs to another application.")));
    }
    let is_late = arrival == Arrival::First && rules.expiry_checked && pushed.until <= now;
    if is_late || (rules.single_use && pushed.answered) {
        return Err(EXPIRED);
    }
    Ok(pushed.params.clone())
}

/// Who will receive the response to a request; a pushed request can introduce a redirect URI.
pub(crate) fn recipient(app: &App, params: &Params, stage: Stage) -> Result<Addressee, Refusal> {
    let is_pushed = params.get("request_uri").is_some_and(is_one);
    match params.get("client_id").and_then(|id| app.store().client(id)) {
        Some(client) if is_pushed => recipient_of(app, &client, params, stage),
        _ => addressee(app.policy(), params, stage, |id| app.store().client(id)),
    }
}

/// Who will receive the response to a request that this client pushes (RFC 9126 §2.4 and §7.2).
pub(crate) fn recipient_of(
    app: &App,
    client: &Arc<Client>,
    params: &Params,
    stage: Stage,
) -> Result<Addressee, Refusal> {
    let accepts_unregistered = match app.policy().pushed.unregistered_redirect_uri {
        UnregisteredRedirectUri::None => false,
        UnregisteredRedirectUri::AuthenticatedClients => client.is_confidential(),
        UnregisteredRedirectUri::AnyClient => true,
    };
    match (addressee(app.policy(), params, stage, |id| app.store().client(id)), params.get("redirect_uri")) {
        (Err(_), Some(uri)) if accepts_unregistered && redirect_uri::check(uri).is_ok() => {
            let (client, redirect_uri) = (Arc::clone(client), uri.to_owned());
            Ok(Addressee { client, redirect_uri, redirect_uri_was_sent: true })
        }
        (to, _) => to,
    }
}

/// Records that the user has decided; `false` if there was a decision before (RFC 9126 §7.3).
pub(crate) fn answer(app: &App, params: &Params) -> bool {
    let Some(request_uri) = params.get("request_uri").filter(|uri| is_one(uri)) else { return true };
    let mut store = app.store();
    match store.pushed.get_mut(&digest(request_uri), app.now()) {
        Some(pushed) => !std::mem::replace(&mut pushed.answered, true) || !app.policy().pushed.single_use,
        None => false,
    }
}
