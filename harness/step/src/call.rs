//! Steps that are one request of the client that the harness plays, and nothing else: they can also be sent many times in
//! parallel.

use std::fmt::Debug;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::dpop::{Dpop, requires_nonce};
use super::evidence::Evidence;
use super::observation::{Observation, StepEnd};
use super::token_request::{self, Tampering};
use super::{Step, StepError, StepFuture, World, assertions};
use crate::browser::retry_after;
use crate::http;
use crate::model::exchange::{Request, Response};
use crate::model::verdict::Mismatch;
use crate::oauth::claims_response;

/// A step that is one request.
pub(super) trait Call: Debug + Send + Sync {
    /// The request, ready to be sent.
    fn prepare(&self, world: &World) -> Result<Request, StepError>;

    /// What the scenario changes about a request with client authentication.
    fn tampering(&self) -> Option<Tampering<'_>> {
        None
    }

    /// The DPoP proof that the step signs for its request.
    fn dpop(&self) -> Option<&Dpop> {
        self.tampering()?.dpop
    }

    /// For how many seconds the request is repeated, once per second, as long as it succeeds.
    fn settles_within(&self) -> u64 {
        0
    }

    /// A response that shows that there is nothing to judge at this target.
    fn not_offered(&self, _request: &Request, _response: &Response, _world: &World) -> Option<StepError> {
        None
    }

    /// See [`Step::document`].
    fn document(&self) -> Option<&'static str> {
        None
    }

    /// See [`Step::default_expectation`].
    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch>;
}

impl<C: Call> Step for C {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let start = world.log.len();
            let mut patience = self.settles_within();
            let response = loop {
                let response = send(world, self.tampering(), self.dpop(), &|world| self.prepare(world)).await?;
                if patience == 0 || !matches!(response.status, 200..300) {
                    break response;
                }
                patience -= 1;
                world.clock.pass(Duration::from_secs(1)).await;
            };
            let request = world.log.last().map(|exchange| &exchange.request);
            if let Some(obstacle) = request.and_then(|request| self.not_offered(request, &response, world)) {
                return Err(obstacle);
            }
            Ok(answered(world, start, response))
        })
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        Call::default_expectation(self, seen, evidence)
    }

    fn document(&self) -> Option<&'static str> {
        Call::document(self)
    }

    fn is_one_request(&self) -> bool {
        true
    }

    fn request(&self, world: &World) -> Option<Result<Request, StepError>> {
        Some(self.prepare(world))
    }
}

/// Sends a request as a conforming client does: if the server is busy, it retries when the server says; if the server requires
/// its nonce in the DPoP proof, or its other name in the assertion, it signs again, once for each reason.
pub(super) async fn send(
    world: &mut World,
    tampering: Option<Tampering<'_>>,
    dpop: Option<&Dpop>,
    prepare: &(dyn Fn(&World) -> Result<Request, StepError> + Sync),
) -> Result<Response, StepError> {
    if let Some(tampering) = tampering
        && token_request::signs_for_issuer(world, tampering)?
    {
        assertions::learn_issuer(world).await;
    }
    let mut patience = world.clock.patience();
    let mut takes_nonce = dpop.is_some_and(Dpop::takes_nonces);
    loop {
        let response = world.call("client", prepare(world)?).await?;
        if let Some(wanted) = retry_after(&response).filter(|wanted| *wanted <= patience) {
            patience -= wanted;
            world.clock.pass(wanted).await;
        } else if takes_nonce && requires_nonce(&response) {
            takes_nonce = false;
        } else if !token_request::other_audience_is_due(world, tampering, &response)? {
            return Ok(response);
        }
    }
}

/// What the client saw whose last request got this response; `start`: the number of exchanges before.
pub(super) fn answered(world: &World, start: usize, response: Response) -> Observation {
    Observation {
        actor: "client".to_owned(),
        exchanges: start..world.log.len(),
        result: result_of(&response),
        end: StepEnd::Response(response),
        pages: Vec::new(),
        home: None,
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

/// What is saved of a response: the members of a JSON object or the claims of a JWT, the `status`, and if present the
/// `location`, the `challenge` (`WWW-Authenticate`), its `challenges` by scheme and the `dpop_nonce` (RFC 9449 §8).
pub(super) fn result_of(response: &Response) -> Value {
    let mut result = match claims_response::members(response) {
        // Null members count as absent (RFC 7591 §2, RFC 7592 §2.2): they have no value.
        Some(Value::Object(members)) => members.into_iter().filter(|(_, value)| !value.is_null()).collect(),
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
