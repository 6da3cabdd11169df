//! What both consent pages have in common: the requested scopes and the links to the client's pages.

use minijinja::{Value, context};

use crate::oauth::scope::Scope;
use crate::state::app::App;
use crate::state::client::Client;

/// The descriptions of the scopes, in the order of the request.
pub(super) fn meanings(app: &App, scope: &Scope) -> Vec<String> {
    let meaning = |token: &str| app.config.scopes.get(token).map_or(token, String::as_str).to_owned();
    scope.in_order().into_iter().map(meaning).collect()
}

/// How long the access lasts: until the logout, if it belongs to the session of this browser. The description of
/// `offline_access` says so itself.
pub(super) fn lasting(scope: &Scope, ends_at_logout: bool) -> Option<&'static str> {
    match ends_at_logout {
        _ if scope.contains("offline_access") => None,
        true => Some("It keeps this access until you log out."),
        false => Some("It keeps this access while you are away."),
    }
}

/// Links to the registered pages of the client (RFC 7591 §2). Any client can register any URL, so nothing is loaded
/// from there, not even the logo.
pub(super) fn links(client: &Client) -> Vec<Value> {
    let pages = client.registration.pages().into_iter();
    pages.filter_map(|(name, url)| Some(context! { name, url => url? })).collect()
}
