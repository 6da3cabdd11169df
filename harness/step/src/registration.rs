//! What requests to a registration endpoint have in common (RFC 7591, RFC 7592).

use serde_json::Value;
use url::Url;

use super::observation::describe_response;
use super::step_error::StepError;
use super::world::World;
use crate::model::bearer_token::BearerToken;
use crate::model::deployment::ProviderUrls;
use crate::model::exchange::{Request, Response};
use crate::oauth::jwt::Members;

/// Replaces or adds members; null drops one.
pub(super) fn edit(members: &mut Members, edits: &Members, world: &World) -> Result<(), StepError> {
    for (name, value) in edits {
        match world.value(value)? {
            Value::Null => drop(members.remove(name)),
            value => drop(members.insert(name.clone(), value)),
        }
    }
    Ok(())
}

/// Adds the target's initial access token to a registration request that has no `Authorization` header (RFC 7591 §3).
pub(super) fn permit(request: &mut Request, world: &World) {
    let Some(provider) = &world.deployment.provider else { return };
    let Some(token) = &provider.initial_access_token else { return };
    if registers(request, provider) && request.header("authorization").is_none() {
        request.headers.push(("authorization".to_owned(), bearer(token)));
    }
}

/// Registration is restricted (RFC 7591 §3): a request without an initial access token is rejected, or one with that of the
/// target file, and none was accepted before.
pub(super) fn closed(request: &Request, response: &Response, world: &World) -> Option<StepError> {
    let provider = world.deployment.provider.as_ref()?;
    let earlier = world.log.iter().filter(|exchange| registers(&exchange.request, provider));
    let mut statuses = earlier.filter_map(|exchange| Some(exchange.response()?.status));
    let rejected = registers(request, provider) && matches!(response.status, 401 | 403);
    if !rejected || statuses.any(|status| matches!(status, 200..300)) {
        return None;
    }
    let seen = format!("{} returns {}", request.url, describe_response(response));
    match (request.header("authorization"), &provider.initial_access_token) {
        (None, _) => Some(StepError::NotOffered(format!(
            "clients cannot register themselves: {seen}. If the provider has issued an initial access token to you, add \
             it as `initial-access-token` under `provider` in the target file"
        ))),
        (Some(sent), Some(token)) if sent == bearer(token) => Some(StepError::InitialAccessTokenRejected { seen }),
        (Some(_), _) => None,
    }
}

fn registers(request: &Request, provider: &ProviderUrls) -> bool {
    request.method == "POST" && provider.registration.as_ref() == Some(&request.url)
}

fn bearer(token: &BearerToken) -> String {
    format!("Bearer {}", token.exposed())
}

impl World {
    /// Deletes the clients that the scenario registered, as far as the provider permits it (RFC 7592 §2.3): only the scenario
    /// needed them. The references are gone after a case, with their clients.
    pub async fn deregister(&mut self) {
        if self.clock.can_be_moved() {
            return;
        }
        for known in std::mem::take(&mut self.knowledge.registrations).into_values() {
            let text = |name: &str| known.get(name).and_then(Value::as_str);
            let url = text("registration_client_uri").and_then(|url| Url::parse(url).ok());
            let ours = url.filter(|url| !self.stops(None).contains(url));
            let (Some(url), Some(token)) = (ours, text("registration_access_token")) else { continue };
            let mut request = Request::new("DELETE", url);
            request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
            // It may be gone already; the provider's response is not judged.
            drop(self.transport().send(&request).await);
        }
    }
}
