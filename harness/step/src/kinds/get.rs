//! `get`: a browser opens a URL and follows redirects. Nothing on the pages is submitted.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepFuture, StepKind, World, default_actor, flow, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "get",
    summary: "Opens a URL in a browser and follows redirects.",
    members: &["status", "url"],
    saves: Saves::IfNamed,
    read: read::<Get>,
    schema: schema::<Get>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Get {
    /// The absolute URL.
    url: Text,
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
}

impl Step for Get {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let url = absolute_url(&world.text(&self.url)?)?;
            let flow = flow::look(world, &actor, &url, None).await?;
            let result = json!({"status": flow.end.status(), "url": url.as_str()});
            Ok(Observation::of(actor, flow, result))
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        seen.end.succeeded("a page or response with status 2xx")
    }
}
