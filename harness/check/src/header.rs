//! `header`: the headers of the last response.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::members::Members;
use super::{Check, Kind, read, schema};
use crate::model::verdict::Mismatch;
use crate::step::{Observation, World};

pub(super) const KIND: Kind = Kind {
    name: "header",
    summary: "The headers of the last response: `has`, `lacks`, `with`, `not`; names in lower case.",
    read: read::<Header>,
    schema: schema::<Header>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Header(Members);

impl Check for Header {
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        let last = world.log[seen.exchanges.clone()].last().and_then(|exchange| exchange.response());
        let response = last.ok_or_else(|| Mismatch::new("a response", "none"))?;
        self.0.judge(seen, world, |name| response.header(&name.to_ascii_lowercase()).map(Value::from))
    }
}
