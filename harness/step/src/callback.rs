//! `callback`: an authorization response is delivered to the consumer: late, changed, twice, or in another browser.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::observation::Observation;
use super::obstacle::absolute_url;
use super::text::{Changes, Text};
use super::token_request::change;
use super::walk;
use super::{Doing, Kind, Obstacle, Step, World, default_actor, home, read, schema};
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::Parameters;

pub(super) const KIND: Kind = Kind {
    name: "callback",
    summary: "Delivers an authorization response to the consumer in the actor's browser.",
    members: &[],
    read: read::<Callback>,
    schema: schema::<Callback>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Callback {
    /// The URL of the response.
    url: Text,
    /// Whose browser.
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
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let url = changed(world, absolute_url(&world.text(&self.url)?)?, &self.with, &self.without)?;
            // From here on the way is the consumer's.
            world.asks_for(&actor, None);
            let walked = walk::look(world, &actor, &url, None).await?;
            home::observe(world, &actor, walked).await
        })
    }

    fn usual(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        super::signed_in(seen, world, Some(&seen.actor))
    }
}

/// A URL with the parameters of its query changed.
pub(super) fn changed(world: &World, mut url: Url, with: &Changes, without: &[String]) -> Result<Url, Obstacle> {
    if with.0.is_empty() && without.is_empty() {
        return Ok(url);
    }
    let mut parameters: Parameters = url.query_pairs().into_owned().collect();
    change(world, &mut parameters, with, without)?;
    url.set_query(None);
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    Ok(url)
}
