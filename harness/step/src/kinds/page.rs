//! `page`: the browser's current page. No request is sent.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepFuture, StepKind, World, default_actor, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "page",
    summary: "Reads the browser's current page, without a request.",
    members: &["kind", "url", "title"],
    saves: Saves::IfNamed,
    read: read::<LookAtPage>,
    schema: schema::<LookAtPage>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LookAtPage {
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
}

impl Step for LookAtPage {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let page = world.page_of(&actor, None)?;
            let now = world.log.len();
            let result = json!({"kind": page.kind.name(), "url": page.url.as_str(), "title": page.title});
            Ok(Observation {
                actor,
                exchanges: now..now,
                pages: vec![page.kind],
                end: StepEnd::Page(page),
                home: None,
                result,
            })
        })
    }

    fn default_expectation(&self, _seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}
