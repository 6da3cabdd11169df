//! `signed-in`: who is signed in at the consumer, by the evidence of its home page.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, Kind, read, schema};
use crate::model::verdict::Mismatch;
use crate::step::{Observation, World, signed_in};

pub(super) const KIND: Kind = Kind {
    name: "signed-in",
    summary: "Who is signed in at the consumer: a user of the target file, or `nobody`.",
    read: read::<SignedIn>,
    schema: schema::<SignedIn>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct SignedIn(String);

impl Check for SignedIn {
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        signed_in(seen, world, (self.0 != "nobody").then_some(self.0.as_str()))
    }
}
