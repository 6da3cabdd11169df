//! `inbox`: a URL on this machine at which the scenario receives requests of the parties, such as logout tokens.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::inbox_server::Inbox;
use crate::model::span::Spanned;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "inbox",
    summary: "Opens a URL on this machine that accepts every request; `received` waits for requests.",
    members: &["url"],
    saves: Saves::Always,
    read: read::<OpenInbox>,
    schema: schema::<OpenInbox>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OpenInbox {
    /// The name under which its URL is saved, and by which `received` finds it.
    save: Spanned<String>,
}

impl Step for OpenInbox {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let inbox =
                Inbox::open().await.map_err(|error| StepError::Scenario(format!("no inbox can be opened: {error}")))?;
            let result = json!({ "url": inbox.url().as_str() });
            world.open_inbox(&self.save.value, inbox);
            Ok(Observation::nothing(String::new(), &world.log, result))
        })
    }

    fn default_expectation(&self, _seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}
