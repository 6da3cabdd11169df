//! `received`: the requests that an inbox received.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::http::form_of;
use crate::model::exchange::{Cause, Exchange, Request, Response};
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "received",
    summary: "Waits for the next request at an inbox: `arrived`, its `method` and `path`, and the members of its form or JSON.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<Received>,
    schema: schema::<Received>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Received {
    /// The name under which the `inbox` was saved.
    of: String,
    /// How many seconds to wait for it.
    #[serde(default = "five")]
    within_seconds: u64,
}

impl Step for Received {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let within = Duration::from_secs(self.within_seconds);
            let unknown = || StepError::Scenario(format!("no `inbox` was saved as `{}`", self.of));
            let received = world.inbox(&self.of).ok_or_else(unknown)?.next(within).await;
            let start = world.log.len();
            let result = match received {
                None => json!({ "arrived": false }),
                Some(request) => {
                    let result = members(&request);
                    world.log.push(taken(request));
                    result
                }
            };
            Ok(Observation {
                actor: SENDER.to_owned(),
                exchanges: start..world.log.len(),
                end: StepEnd::Nothing,
                pages: Vec::new(),
                home: None,
                result,
            })
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        if seen.result["arrived"] == json!(true) {
            return Ok(());
        }
        Err(Mismatch::new(format!("a request at the inbox `{}`", self.of), "none came".to_owned()))
    }
}

/// The sender is not an actor that the harness plays.
const SENDER: &str = "a party";

fn five() -> u64 {
    5
}

/// The variables of the request: the parameters of the query and of a form, or the members of JSON.
fn members(request: &Request) -> Value {
    let mut members = match serde_json::from_str(&request.body) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    for (name, value) in request.url.query_pairs().into_owned().chain(form_of(request)) {
        members.insert(name, json!(value));
    }
    members.insert("arrived".to_owned(), json!(true));
    members.insert("method".to_owned(), json!(request.method));
    members.insert("path".to_owned(), json!(request.url.path()));
    Value::Object(members)
}

/// The exchange, with the response of every inbox.
fn taken(request: Request) -> Exchange {
    let answer = Response { status: 200, headers: Vec::new(), body: String::new() };
    let took = Duration::ZERO;
    Exchange { actor: SENDER.to_owned(), cause: Cause::Call, request, outcome: Ok(answer), took }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    #[test]
    fn queries_forms_and_json_are_read() {
        let mut request = Request::new("POST", Url::parse("http://127.0.0.1:1/notified?a=1").expect("a URL"));
        request.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        request.body = "logout_token=x.y.z".to_owned();
        let expected =
            json!({ "a": "1", "logout_token": "x.y.z", "arrived": true, "method": "POST", "path": "/notified" });
        assert_eq!(members(&request), expected);
        request.body = r#"{"b": 2}"#.to_owned();
        request.headers.clear();
        assert_eq!(members(&request)["b"], 2);
    }
}
