//! Steps that are one request of the client that the harness plays, and nothing else: so they can also be sent many times
//! at once.

use std::fmt::Debug;

use serde_json::{Map, Value, json};

use super::observation::{Landing, Observation};
use super::{Doing, Obstacle, Step, World};
use crate::http;
use crate::model::exchange::{Request, Response};
use crate::model::span::At;
use crate::model::verdict::Mismatch;

/// A step that is one request.
pub(super) trait Call: Debug + Send + Sync {
    /// The request, ready to be sent.
    fn prepare(&self, world: &World) -> Result<Request, Obstacle>;

    /// See [`Step::usual`].
    fn usual(&self, seen: &Observation, world: &World) -> Result<(), Mismatch>;

    /// See [`Step::save`].
    fn save(&self) -> Option<&At<String>>;
}

impl<C: Call> Step for C {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let request = self.prepare(world)?;
            let start = world.log.len();
            let response = world.call("client", request).await?;
            Ok(Observation {
                actor: "client".to_owned(),
                exchanges: start..world.log.len(),
                result: result_of(&response),
                landing: Landing::Response(response),
                pages: Vec::new(),
                home: None,
            })
        })
    }

    fn usual(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        Call::usual(self, seen, world)
    }

    fn save(&self) -> Option<&At<String>> {
        Call::save(self)
    }

    fn is_one_request(&self) -> bool {
        true
    }

    fn request(&self, world: &World) -> Option<Result<Request, Obstacle>> {
        Some(self.prepare(world))
    }
}

/// The parameters of each challenge by its scheme, in lower case: `challenges.bearer.error`.
fn challenges_of(response: &Response) -> Value {
    let mut all = Map::new();
    for challenge in http::challenges(response) {
        let parameters: Map<String, Value> =
            challenge.parameters.iter().rev().map(|(name, value)| (name.clone(), json!(value))).collect();
        all.entry(challenge.scheme.to_ascii_lowercase()).or_insert(Value::Object(parameters));
    }
    Value::Object(all)
}

/// What is kept of a response: the members of a JSON object, the `status`, and the `location` and the `challenge`
/// (`WWW-Authenticate`), its `challenges` by scheme and the `dpop_nonce` (RFC 9449 §8) if there are.
pub(super) fn result_of(response: &Response) -> Value {
    let mut result = match response.json() {
        Some(Value::Object(members)) => Value::Object(members),
        _ => json!({}),
    };
    result["status"] = json!(response.status);
    if let Some(location) = response.header("location") {
        result["location"] = json!(location);
    }
    let written: Vec<&str> = response.header_all("www-authenticate").collect();
    if !written.is_empty() {
        result["challenge"] = json!(written.join(", "));
        result["challenges"] = challenges_of(response);
    }
    if let Some(nonce) = response.header("dpop-nonce") {
        result["dpop_nonce"] = json!(nonce);
    }
    result
}
