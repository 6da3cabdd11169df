//! `in parallel`: requests that are prepared first and released together.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::compile::plan::InParallel;
use crate::model::exchange::{Cause, Exchange, Response};
use crate::step::{Observation, StepEnd, StepError, World};

/// Sends all requests at once and waits for all responses.
///
/// The responses to one request that is sent many times are logged in the order of their statuses: the winner of a race varies
/// from run to run, and the log must not.
pub(super) async fn run(calls: &InParallel, world: &mut World) -> Result<Observation, StepError> {
    let mut requests = Vec::new();
    for call in &calls.calls {
        let request = call.request(world).expect("the planner only permits steps that are one request in a race")?;
        requests.extend(std::iter::repeat_n(request, calls.times));
    }
    let gate = Arc::new(Barrier::new(requests.len()));
    let mut running = JoinSet::new();
    for (index, request) in requests.into_iter().enumerate() {
        let (gate, transport) = (Arc::clone(&gate), world.transport().clone());
        running.spawn(async move {
            gate.wait().await;
            let (outcome, took) = transport.send_timed(&request).await;
            let actor = format!("client {}", index + 1);
            (index, Exchange { actor, cause: Cause::Call, request, outcome, took })
        });
    }
    let mut exchanges = running.join_all().await;
    let status = |exchange: &Exchange| exchange.response().map(|response| response.status);
    exchanges.sort_by_key(|(index, exchange)| (index / calls.times, status(exchange), *index));
    let start = world.log.len();
    let mut responses = Vec::new();
    let mut failure = None;
    for (place, (_, mut exchange)) in exchanges.into_iter().enumerate() {
        exchange.actor = format!("client {}", place + 1);
        match &exchange.outcome {
            Ok(response) => responses.push(response.clone()),
            Err(failed) => failure = Some(failed.clone()),
        }
        world.log.push(exchange);
    }
    if let Some(failure) = failure {
        return Err(failure.into());
    }
    let results: Vec<Value> = responses.iter().map(|response| response.json().unwrap_or_default()).collect();
    let statuses: Vec<u16> = responses.iter().map(|response: &Response| response.status).collect();
    Ok(Observation {
        actor: "client".to_owned(),
        exchanges: start..world.log.len(),
        end: StepEnd::Several(responses),
        pages: Vec::new(),
        home: None,
        result: json!({"results": results, "statuses": statuses}),
    })
}
