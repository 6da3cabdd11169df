//! Providers that require pushed authorization requests (RFC 9126 §5): the client finds that in the metadata, and pushes what
//! it would have sent through the browser.

use serde_json::Value;

use super::authorization_request::AuthorizationRequest;
use super::observation::{StepEnd, describe_response};
use super::step_error::StepError;
use super::text::Text;
use super::token_request::{self, Tampering, names_client_in_form};
use super::world::World;
use super::{assertions, call};
use crate::model::deployment::Client;
use crate::oauth::authorize::{Parameters, Response};

/// True if the provider requires pushed requests, and the target has the endpoint.
pub(super) fn is_demanded(world: &World) -> bool {
    let endpoint =
        world.deployment.provider.as_ref().and_then(|provider| provider.pushed_authorization_request.as_ref());
    endpoint.is_some() && world.knowledge.said_to_be("require_pushed_authorization_requests")
}

/// Whether that is the reason why a request was rejected. The metadata are fetched if no request through the browser was
/// accepted before.
pub(super) async fn would_help(world: &mut World, end: &StepEnd) -> bool {
    if !is_refusal(end) {
        world.knowledge.takes_unpushed = true;
    }
    let has_endpoint = world.provider().is_ok_and(|provider| provider.pushed_authorization_request.is_some());
    if world.knowledge.takes_unpushed || !has_endpoint || is_demanded(world) {
        return false;
    }
    assertions::learn_metadata(world).await;
    is_demanded(world)
}

/// Pushes the request; returns what the browser sends then (RFC 9126 §4).
pub(super) async fn push(
    world: &mut World,
    role: &Text,
    client: &Client,
    asked: &AuthorizationRequest,
) -> Result<Parameters, StepError> {
    let none = || StepError::Scenario("the target has no endpoint for pushed requests".to_owned());
    let endpoint = world.provider()?.pushed_authorization_request.ok_or_else(none)?;
    let as_usual = Tampering::none(role);
    let mut form = asked.parameters.clone();
    if names_client_in_form(client, as_usual) {
        form.retain(|(name, _)| name != "client_id");
    }
    let prepare = |world: &World| token_request::prepare(world, &endpoint, form.clone(), as_usual);
    let response = call::send(world, Some(as_usual), None, &prepare).await?;
    let said = response.json().unwrap_or_default();
    match said.get("request_uri").and_then(Value::as_str) {
        Some(uri) if matches!(response.status, 200..300) => {
            Ok(vec![("client_id".to_owned(), client.id.clone()), ("request_uri".to_owned(), uri.to_owned())])
        }
        // The effect in the browser is not seen, and the response to a client is judged by other cases.
        _ => Err(StepError::NotOffered(format!(
            "the provider requires pushed authorization requests, and rejects this one when it is pushed: {}",
            describe_response(&response)
        ))),
    }
}

/// The request is sent in a way that the scenario is about, and that the provider does not accept.
pub(super) fn not_this_way() -> StepError {
    StepError::NotOffered("the provider requires pushed authorization requests (RFC 9126 §5)".to_owned())
}

/// The error of a provider for requests that should have been pushed.
fn is_refusal(end: &StepEnd) -> bool {
    match end {
        StepEnd::Client(to) => Response::delivered(to).get("error") == Some("invalid_request"),
        _ => false,
    }
}
