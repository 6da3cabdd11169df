//! `callback`: an authorization response is delivered to the consumer: late, changed, twice, or in another browser.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::observation::Observation;
use super::obstacle::absolute_url;
use super::text::{Changes, Text};
use super::token_request::change;
use super::walk;
use super::{Doing, Kind, Step, World, default_actor, home, read, schema};
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
    actor: String,
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
            let mut url = absolute_url(&world.text(&self.url)?)?;
            let mut parameters: Parameters = url.query_pairs().into_owned().collect();
            change(world, &mut parameters, &self.with, &self.without)?;
            set_query(&mut url, &parameters);
            let walked = walk::look(world, &self.actor, &url, None).await?;
            home::observe(world, &self.actor, walked).await
        })
    }

    fn usual(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        super::signed_in(seen, world, Some(&self.actor))
    }
}

fn set_query(url: &mut Url, parameters: &Parameters) {
    url.set_query(None);
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
}
