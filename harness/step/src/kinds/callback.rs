//! `callback`: delivers an authorization response to the consumer: late, altered, twice, or in another browser.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::parameters::changed;
use crate::step_error::absolute_url;
use crate::text::{Changes, Text};
use crate::{Evidence, Saves, Step, StepFuture, StepKind, World, default_actor, flow, home_page, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "callback",
    summary: "Delivers an authorization response to the consumer in the actor's browser.",
    members: &[],
    saves: Saves::Never,
    read: read::<Callback>,
    schema: schema::<Callback>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Callback {
    /// The URL of the response.
    url: Text,
    /// The browser that delivers it.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// Parameters to replace or add.
    #[serde(default)]
    with: Changes,
    /// Parameters to leave out.
    #[serde(default)]
    without: Vec<String>,
}

impl Step for Callback {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let url = changed(world, absolute_url(&world.text(&self.url)?)?, &self.with, &self.without)?;
            // From here on the browser is at the consumer.
            world.asks_for(&actor, None);
            let flow = flow::look(world, &actor, &url, None).await?;
            home_page::observe(world, &actor, flow).await
        })
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        crate::signed_in(seen, evidence, Some(&seen.actor))
    }
}
