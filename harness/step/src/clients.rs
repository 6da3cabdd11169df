//! The clients that the harness plays: those of the target file, and those that the scenario registered and saved.

use url::Url;

use super::functions;
use super::step_error::StepError;
use crate::model::deployment::{Client, Deployment};
use crate::model::target::ClientAuth;
use crate::oauth::authorize::{is_loopback_twin, is_redirect_to};
use crate::syntax::template::Variables;

/// The client that the harness plays if a step does not name one.
pub const DEFAULT_CLIENT: &str = "web";
/// The role of the client that introspects tokens, if the target has one for it.
pub(super) const ASKER: &str = "asker";

/// The client of a role, or the one that was saved under that name.
pub(super) fn client(deployment: &Deployment, variables: &Variables, role: &str) -> Result<Client, StepError> {
    let clients = &deployment.clients;
    let role = if role == ASKER && !clients.contains_key(ASKER) { DEFAULT_CLIENT } else { role };
    if let Some(client) = deployment.client(role) {
        return Ok(client.clone());
    }
    let registered = variables.get(role).and_then(registered);
    registered.ok_or_else(|| StepError::missing("client", role, clients.keys()))
}

/// The redirect URIs of all of them.
pub(super) fn redirect_uris(deployment: &Deployment, variables: &Variables) -> Vec<Url> {
    let saved = variables.iter().filter(|(name, _)| functions::named(name).is_none());
    let registered = saved.filter_map(|(_, value)| registered(value));
    let clients = deployment.clients.values().cloned().chain(registered);
    clients.filter_map(|client| Url::parse(&client.redirect_uri).ok()).collect()
}

/// True for the redirect URI of any client: of these, or the consumer's.
pub(super) fn is_redirect_uri(deployment: &Deployment, variables: &Variables, url: &Url) -> bool {
    let is_the_consumers = |callback: &Url| is_redirect_to(url, callback) || is_loopback_twin(url, callback);
    deployment.consumer.as_ref().is_some_and(|consumer| is_the_consumers(&consumer.callback))
        || redirect_uris(deployment, variables).iter().any(|uri| is_redirect_to(url, uri))
}

/// A saved registration as a client: from a page, or from a response of a registration endpoint (RFC 7591 §3.2.1).
fn registered(saved: &minijinja::Value) -> Option<Client> {
    let text = |name: &str| saved.get_attr(name).ok()?.as_str().map(str::to_owned);
    let first_uri = || saved.get_attr("redirect_uris").ok()?.get_item_by_index(0).ok()?.as_str().map(str::to_owned);
    // RFC 7591 §2: `client_secret_basic` by default. A public client has no secret to send.
    let method = text("token_endpoint_auth_method");
    let auth = match method.as_deref() {
        Some("client_secret_post" | "none") => ClientAuth::Post,
        Some("private_key_jwt") => ClientAuth::PrivateKeyJwt,
        Some("client_secret_jwt") => ClientAuth::ClientSecretJwt,
        _ => ClientAuth::Basic,
    };
    let secret = text("secret").or_else(|| text("client_secret"));
    Some(Client {
        place: String::new(),
        id: text("id").or_else(|| text("client_id"))?,
        secret: secret.filter(|_| method.as_deref() != Some("none")),
        redirect_uri: text("redirect_uri").or_else(first_uri)?,
        post_logout_redirect_uris: Vec::new(),
        auth,
        assertion_audience: None,
    })
}
