//! `wait`: time passes. The references' clocks are moved; on an external target the harness waits, if the target file permits
//! it.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, http_text, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "wait",
    summary: "Lets time pass: moves the clocks of the references, or waits if the target is external.",
    members: &[],
    saves: Saves::Never,
    read: read::<Wait>,
    schema: schema::<Wait>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wait {
    /// How long, in whole seconds.
    #[serde(default = "none", deserialize_with = "http_text::seconds")]
    seconds: Text,
    /// How long, in minutes, in addition.
    #[serde(default)]
    minutes: u64,
}

impl Step for Wait {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let seconds = world.text(&self.seconds)?;
            let seconds: u64 = seconds
                .parse()
                .map_err(|_| StepError::Value(format!("`{seconds}` is not a whole number of seconds to wait")))?;
            let time = Duration::from_secs(seconds.saturating_add(self.minutes.saturating_mul(60)));
            world.clock.pass_within(time, world.clock.longest_wait()).await?;
            Ok(Observation::nothing(String::new(), &world.log, json!({})))
        })
    }

    fn default_expectation(&self, _seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}

fn none() -> Text {
    "0".into()
}
