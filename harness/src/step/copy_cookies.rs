//! `copy-cookies`: what one browser holds for a site is put into another one: a stolen, or a kept, session.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::observation::{Landing, Observation};
use super::{Doing, Kind, Obstacle, Step, World, read, schema};
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "copy-cookies",
    summary: "Copies the cookies that one actor's browser holds for the consumer (or the provider) to another actor's.",
    members: &[],
    read: read::<CopyCookies>,
    schema: schema::<CopyCookies>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CopyCookies {
    /// Whose cookies.
    from: String,
    /// To whose browser.
    to: String,
    /// The site that set them.
    #[serde(default)]
    of: Site,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Site {
    #[default]
    Consumer,
    Provider,
}

impl Step for CopyCookies {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let url = match self.of {
                Site::Consumer => world.consumer()?.base,
                Site::Provider => world.provider()?.base,
            };
            let from = world.browser(&self.from).jar().clone();
            let held: Vec<String> = from.all().into_iter().map(|cookie| cookie.name).collect();
            let jar = world.browser(&self.to).jar_mut();
            let copied = held.iter().filter(|name| jar.copy(&from, name, &url)).count();
            if copied == 0 {
                return Err(Obstacle::Story(format!("`{}` holds no cookie for {url}", self.from)));
            }
            let now = world.log.len();
            Ok(Observation {
                actor: self.to.clone(),
                exchanges: now..now,
                landing: Landing::Nothing,
                pages: Vec::new(),
                home: None,
                result: json!({}),
            })
        })
    }

    fn usual(&self, _seen: &Observation, _world: &World) -> Result<(), Mismatch> {
        Ok(())
    }
}
