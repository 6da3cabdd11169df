//! `copy-cookies`: copies one browser's cookies of a site into another browser: a stolen, or a retained, session.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::browser::StoredCookie;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::{Evidence, Saves, Site, Step, StepError, StepFuture, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "copy-cookies",
    summary: "Copies one actor's cookies for the consumer (or the provider) to another actor's browser.",
    members: &[],
    saves: Saves::Never,
    read: read::<CopyCookies>,
    schema: schema::<CopyCookies>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CopyCookies {
    /// The browser to copy from.
    from: String,
    /// The browser to copy to.
    to: String,
    /// The site that set them.
    #[serde(default)]
    of: Site,
}

impl Step for CopyCookies {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let url = self.of.base(world)?;
            let from = world.browser(&self.from).jar().clone();
            let held: Vec<StoredCookie> =
                from.all().into_iter().filter(|cookie| self.of.has_set(world, cookie)).collect();
            let jar = world.browser(&self.to).jar_mut();
            for cookie in &held {
                jar.copy(&from, cookie);
            }
            if held.is_empty() {
                return Err(StepError::Scenario(format!("`{}` has no cookie for {url}", self.from)));
            }
            Ok(Observation::nothing(self.to.clone(), &world.log, json!({})))
        })
    }

    fn default_expectation(&self, _seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}
