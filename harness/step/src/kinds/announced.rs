//! `announced`: the provider's metadata, if there are any. What they do not list is not offered.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::client_knowledge::metadata_urls;
use crate::model::exchange::Request;
use crate::model::span::Spanned;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::{Evidence, Saves, Step, StepFuture, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "announced",
    summary: "Reads the provider's metadata: an empty mapping if there are none, or none that can be parsed.",
    members: &[],
    saves: Saves::Always,
    read: read::<Announced>,
    schema: schema::<Announced>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Announced {
    /// The result has the members of the document.
    #[expect(dead_code, reason = "the caller saves the result: here it is required")]
    save: Spanned<String>,
}

impl Step for Announced {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let start = world.log.len();
            let urls = world.deployment.provider.as_ref().map(metadata_urls).unwrap_or_default();
            for url in urls {
                if world.knowledge.metadata.is_some() {
                    break;
                }
                let mut request = Request::new("GET", url);
                request.headers.push(("accept".to_owned(), "application/json".to_owned()));
                // A missing response means no metadata, and that is not an obstacle.
                drop(world.call("client", request).await);
            }
            let said = world.knowledge.metadata.clone().unwrap_or_else(|| json!({}));
            let seen = Observation::nothing(String::new(), &world.log, said);
            Ok(Observation { exchanges: start..world.log.len(), ..seen })
        })
    }

    fn default_expectation(&self, _: &Observation, _: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}
