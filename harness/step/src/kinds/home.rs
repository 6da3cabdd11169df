//! `home`: opens the consumer's home page, which shows who is signed in.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::home_page::{observe, open};
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepFuture, StepKind, World, default_actor, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "home",
    summary: "Opens the consumer's home page.",
    members: &[],
    saves: Saves::Never,
    read: read::<Home>,
    schema: schema::<Home>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Home {
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
}

impl Step for Home {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let home = world.consumer()?.home;
            let flow = open(world, &actor, &home).await?;
            observe(world, &actor, flow).await
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        // The status may show a user that they are not signed in.
        if seen.home.as_ref().is_some_and(|home| matches!(home.status, 200..300 | 401 | 403)) {
            return Ok(());
        }
        Err(Mismatch::new("the consumer's home page", seen.end.describe()))
    }
}
