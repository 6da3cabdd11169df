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

/// The pages that the client has registered for its users (RFC 7591 §2), for links. Anyone can write anything there, so
/// nothing of them is loaded: not the logo either.
pub(super) fn links(client: &Client) -> Vec<Value> {
    let pages = client.registration.pages().into_iter();
    pages.filter_map(|(name, url)| Some(context! { name, url => url? })).collect()
}
