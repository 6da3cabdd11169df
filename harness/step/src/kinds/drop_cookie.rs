//! `drop-cookie`: deletes one cookie, or every cookie of a site, from a browser.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::browser::StoredCookie;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::{Evidence, Saves, Site, Step, StepError, StepFuture, StepKind, World, default_actor, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "drop-cookie",
    summary: "Deletes a cookie of a site from a browser, or all of them.",
    members: &[],
    saves: Saves::Never,
    read: read::<DropCookie>,
    schema: schema::<DropCookie>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct DropCookie {
    /// Its name; by default every cookie of the site.
    #[serde(default)]
    name: Option<Text>,
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The site that it belongs to.
    #[serde(default)]
    of: Site,
}

impl Step for DropCookie {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let name = self.name.as_ref().map(|name| world.text(name)).transpose()?;
            let url = self.of.base(world)?;
            let kept = world.browser(&actor).jar().all().into_iter();
            let is_it = |cookie: &StoredCookie| name.as_ref().is_none_or(|name| cookie.name == *name);
            let doomed: Vec<StoredCookie> =
                kept.filter(|cookie| is_it(cookie) && self.of.has_set(world, cookie)).collect();
            let jar = world.browser(&actor).jar_mut();
            for cookie in &doomed {
                jar.remove(cookie);
            }
            if doomed.is_empty() {
                let what = name.map_or_else(|| "a cookie".to_owned(), |name| format!("the cookie `{name}`"));
                return Err(StepError::Scenario(format!("`{actor}` does not have {what} for {url}")));
            }
            Ok(Observation::nothing(actor, &world.log, json!({})))
        })
    }

    fn default_expectation(&self, _seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}
