//! Clients that a story has registered and saved.

use crate::model::deployment::Client;
use crate::model::target::ClientAuth;

/// A saved registration as a client that the harness can play: that of this step, or an answer of a registration endpoint
/// (RFC 7591 §3.2.1).
pub(super) fn client_of(saved: &minijinja::Value) -> Option<Client> {
    let text = |name: &str| saved.get_attr(name).ok()?.as_str().map(str::to_owned);
    let first_uri = || saved.get_attr("redirect_uris").ok()?.get_item_by_index(0).ok()?.as_str().map(str::to_owned);
    // RFC 7591 §2: `client_secret_basic` where nothing is said. A public client has no secret to send.
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
        auth,
        assertion_audience: None,
    })
}
