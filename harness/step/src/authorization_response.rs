//! The result of steps that may end at the client: the authorization response (RFC 6749 §4.1.2).

use serde_json::{Map, Value, json};

use super::authorization_request::AuthorizationRequest;
use super::observation::{FlowResult, Observation, StepEnd};
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::Response;

/// The members of the result of a step that ends at the client.
pub(super) const MEMBERS: [&str; 13] = [
    "sent",
    "url",
    "code",
    "access_token",
    "token_type",
    "expires_in",
    "id_token",
    "state",
    "error",
    "error_description",
    "code_verifier",
    "redirect_uri",
    "scope",
];

/// The result of a step that may end at the client.
pub(super) fn observe(actor: &str, flow: FlowResult, asked: &AuthorizationRequest) -> Observation {
    let sent: Map<String, Value> = asked.parameters.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let mut result = json!({
        "sent": sent,
        "code_verifier": asked.code_verifier,
        "redirect_uri": asked.redirect_uri,
    });
    match &flow.end {
        StepEnd::Client(to) | StepEnd::Elsewhere(to) => {
            result["url"] = json!(to.as_str());
            for (name, value) in Response::delivered(to).parameters {
                // The first value counts; the provider cannot set what the client keeps to itself.
                if result.get(&name).is_none() {
                    result[name] = json!(value);
                }
            }
        }
        StepEnd::Page(page) => result["url"] = json!(page.url.as_str()),
        StepEnd::Response(_) | StepEnd::Several(_) | StepEnd::Nothing => {}
    }
    Observation {
        actor: actor.to_owned(),
        exchanges: flow.exchanges,
        end: flow.end,
        pages: flow.pages,
        home: None,
        result,
    }
}

/// The client received what it requested (a code, unless `response_type` says otherwise), with the state that was sent.
pub(super) fn granted(seen: &Observation) -> Result<(), Mismatch> {
    let asked = seen.result["sent"].get("response_type").and_then(Value::as_str).unwrap_or("code");
    let names: Vec<&str> = asked.split(' ').map(|word| if word == "token" { "access_token" } else { word }).collect();
    let expected = format!("a redirect to the client with a `{}` and the `state` that was sent", names.join("`, a `"));
    let state_sent = seen.result["sent"].get("state");
    let has_all = names.iter().all(|name| seen.result.get(name).is_some());
    if matches!(seen.end, StepEnd::Client(_)) && has_all && seen.result.get("state") == state_sent {
        return Ok(());
    }
    Err(Mismatch::new(expected, seen.end.describe()))
}
