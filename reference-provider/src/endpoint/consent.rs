//! What both consent pages say: what the client asks for, and where it says more about itself.

use minijinja::{Value, context};

use crate::oauth::scope::Scope;
use crate::state::app::App;
use crate::state::client::Client;

/// What each scope means, in the order that the client asked in.
pub(super) fn meanings(app: &App, scope: &Scope) -> Vec<String> {
    let meaning = |token: &str| app.config.scopes.get(token).map_or(token, String::as_str).to_owned();
    scope.in_order().into_iter().map(meaning).collect()
}

/// How long the access lasts: until the logout, where it belongs to the session of this browser. The meaning of
/// `offline_access` says it itself.
pub(super) fn lasting(scope: &Scope, ends_at_logout: bool) -> Option<&'static str> {
    match ends_at_logout {
        _ if scope.contains("offline_access") => None,
        true => Some("It keeps this access until you log out."),
        false => Some("It keeps this access while you are away."),
    }
}

/// The pages that the client has registered for its users (RFC 7591 §2), for links. Anyone can write anything there, so
/// nothing of them is loaded: not the logo either.
pub(super) fn links(client: &Client) -> Vec<Value> {
    let pages = client.registration.pages().into_iter();
    pages.filter_map(|(name, url)| Some(context! { name, url => url? })).collect()
}
