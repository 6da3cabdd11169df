//! What to look at when something ordinary does not work: mostly a line of the target file.

use super::observation::{Landing, Observation};
use super::text::Text;
use super::world::World;
use crate::model::exchange::Response;
use crate::model::target::User;
use crate::oauth::error::code_of;

/// Why a user may not have got in.
pub(super) fn of_user(user: &User) -> String {
    format!("are the name and the password of the user in the target file{} right?", at(&user.place))
}

/// Why a client's authorization request, sent as it should be, may have brought no code.
pub(super) fn of_authorization(world: &World, role: &Text, seen: &Observation) -> Option<String> {
    let client = client(world, role);
    Some(match &seen.landing {
        Landing::Page(_) | Landing::Response(_) => match seen.landing.status() {
            Some(500..) => PROVIDER_FAILED.to_owned(),
            Some(404) => "is `authorization` among the provider's `pages` in the target file right?".to_owned(),
            _ => format!("is the client {client} registered at the provider with this id and this redirect URI?"),
        },
        Landing::Client(_) => match seen.result["error"].as_str()? {
            "invalid_scope" => format!("does the provider know the target file's `scope`, {}?", scope(world)),
            "unauthorized_client" => format!("may the client {client} use the authorization code grant?"),
            _ => return None,
        },
        Landing::Several(_) | Landing::Nothing => return None,
        Landing::Elsewhere(_) => format!("is the redirect URI of the client {client} the one that is registered?"),
    })
}

/// Why a client's token request, sent as it should be, may have brought no token.
pub(super) fn of_token(world: &World, role: &Text, response: &Response) -> Option<String> {
    let client = client(world, role);
    Some(match (code_of(response).as_deref(), response.status) {
        (Some("invalid_client"), _) => format!(
            "are the id and the secret of the client {client} right, and is its `auth` (`basic` or `post`) the \
             provider's way?"
        ),
        (Some("unauthorized_client"), _) => format!("may the client {client} use this grant?"),
        (None, 500..) => PROVIDER_FAILED.to_owned(),
        (None, _) if response.json().is_none() => {
            "is `token` among the provider's `pages` in the target file right, and nothing in between?".to_owned()
        }
        _ => return None,
    })
}

/// Why a user who has gone the whole way may not be signed in at the consumer.
pub(super) fn of_sign_in(world: &World, name: &str, seen: &Observation) -> String {
    let provider = world.deployment.provider.as_ref().map(|provider| provider.base.origin());
    match &seen.landing {
        Landing::Page(page) if page.status >= 400 && Some(page.url.origin()) == provider => {
            "does the provider know the consumer's client, with the consumer's callback as its redirect URI?".to_owned()
        }
        Landing::Page(page) if page.status >= 400 => {
            "does the consumer have the id and the secret that the provider knows, and does it reach the provider? \
             Its log will say more"
                .to_owned()
        }
        _ => {
            let place = world.deployment.users.get(name).map(|user| at(&user.place)).unwrap_or_default();
            format!("does the consumer's home page show what the user `{name}`{place} has under `shows`?")
        }
    }
}

const PROVIDER_FAILED: &str = "the provider itself failed: its log will say why";

fn client(world: &World, role: &Text) -> String {
    let role = world.text(role).unwrap_or_default();
    let place = world.client(&role).map(|client| at(&client.place)).unwrap_or_default();
    format!("`{role}`{place}")
}

fn scope(world: &World) -> String {
    match world.deployment.scope.as_str() {
        "" => "which is empty".to_owned(),
        scope => format!("`{scope}`"),
    }
}

fn at(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(" ({place})") }
}
