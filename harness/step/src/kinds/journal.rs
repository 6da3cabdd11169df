//! `journal`: the requests that the reference provider received, so that a scenario sees what a consumer sends over the back
//! channel.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::endpoint::Endpoint;
use crate::model::target_controls::ReceivedRequest;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "journal",
    summary: "Reads the requests that an endpoint of the reference provider received since the case began, from any \
              sender: for what a consumer sends over the back channel. The check `json` judges it: `$.count`, \
              `$.last.form.code_verifier`.",
    members: &["count", "last", "requests"],
    saves: Saves::IfNamed,
    read: read::<Journal>,
    schema: schema::<Journal>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Journal {
    /// The endpoint.
    of: Endpoint,
}

impl Step for Journal {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let none = || StepError::Scenario("the provider keeps no journal: it is not the reference".to_owned());
            let received = world.controls.received_by(self.of).ok_or_else(none)?;
            let requests: Vec<Value> = received.iter().map(request).collect();
            let last = requests.last().cloned().unwrap_or_default();
            let result = json!({ "count": requests.len(), "last": last, "requests": requests });
            Ok(Observation::nothing(String::new(), &world.log, result))
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        if seen.result["count"] == 0 {
            return Err(Mismatch::new(format!("a request to the {}", self.of.called()), "none"));
        }
        Ok(())
    }
}

/// Parameters and headers by name; `repeated` lists those that occurred more than once, of which the first is shown.
/// `parameters` are those of the query and of the form: an authorization request may use either.
fn request(received: &ReceivedRequest) -> Value {
    let all = || received.query.iter().chain(&received.form);
    let is_repeated = |name: &&str| all().filter(|(other, _)| other == name).count() > 1;
    let repeated: BTreeSet<&str> = all().map(|(name, _)| name.as_str()).filter(is_repeated).collect();
    json!({
        "method": received.method,
        "query": members(&received.query),
        "parameters": members(&[received.query.as_slice(), &received.form].concat()),
        "form": members(&received.form),
        "headers": members(&received.headers),
        "repeated": repeated,
        "status": received.status,
    })
}

fn members(pairs: &[(String, String)]) -> Value {
    pairs.iter().rev().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
}
