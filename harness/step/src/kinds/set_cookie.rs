//! `set-cookie`: puts a cookie into a browser, as an attacker on a sibling domain or with a script can.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::{Evidence, Saves, Site, Step, StepFuture, StepKind, World, default_actor, http_text, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "set-cookie",
    summary: "Puts a cookie into a browser.",
    members: &[],
    saves: Saves::Never,
    read: read::<SetCookie>,
    schema: schema::<SetCookie>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SetCookie {
    #[serde(deserialize_with = "http_text::cookie_name")]
    name: Text,
    #[serde(deserialize_with = "http_text::cookie_value")]
    value: Text,
    /// The path that it is sent to. By default that of the site's own cookie of that name, or else `/`.
    #[serde(default)]
    path: Option<Text>,
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The site that it belongs to.
    #[serde(default)]
    of: Site,
}

impl Step for SetCookie {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let (name, value) = (world.text(&self.name)?, world.text(&self.value)?);
            http_text::cookie(&name, &value)?;
            let path = self.path.as_ref().map(|path| world.text(path)).transpose()?;
            path.as_deref().map_or(Ok(()), http_text::cookie_path)?;
            let url = self.of.base(world)?;
            world.browser(&actor).jar_mut().set_at(path.as_deref(), &name, &value, &url);
            Ok(Observation::nothing(actor, &world.log, json!({})))
        })
    }

    fn default_expectation(&self, _seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}
