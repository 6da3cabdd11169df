//! `target`: switches the faults of a reference during a scenario.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "target",
    summary: "Switches the faults of the references: from here on they have exactly these.",
    members: &[],
    saves: Saves::Never,
    read: read::<SwitchTarget>,
    schema: schema::<SwitchTarget>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SwitchTarget {
    /// Each is `provider/NAME` or `consumer/NAME`; an empty list: none.
    faults: Vec<Text>,
}

impl Step for SwitchTarget {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let faults: Vec<String> = self.faults.iter().map(|fault| world.text(fault)).collect::<Result<_, _>>()?;
            world.controls.set_faults(&faults).map_err(StepError::Scenario)?;
            Ok(Observation::nothing(String::new(), &world.log, json!({})))
        })
    }

    fn default_expectation(&self, _seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}
