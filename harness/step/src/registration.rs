//! What requests to a registration endpoint have in common (RFC 7591, RFC 7592).

use serde_json::Value;
use url::Url;

use super::observation::describe_response;
use super::step_error::StepError;
use super::world::World;
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

/// Registration is restricted (RFC 7591 §3): a request without an initial access token is rejected, and none was accepted
/// before.
pub(super) fn closed(request: &Request, response: &Response, world: &World) -> Option<StepError> {
    let endpoint = world.deployment.provider.as_ref()?.registration.as_ref()?;
    let registers = |request: &Request| request.method == "POST" && request.url == *endpoint;
    let open = world.log.iter().filter(|exchange| registers(&exchange.request));
    let mut statuses = open.filter_map(|exchange| Some(exchange.response()?.status));
    let refused = registers(request) && request.header("authorization").is_none();
    if !refused || !matches!(response.status, 401 | 403) || statuses.any(|status| matches!(status, 200..300)) {
        return None;
    }
    let seen = describe_response(response);
    Some(StepError::NotOffered(format!("clients cannot register themselves: {endpoint} returns {seen}")))
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
