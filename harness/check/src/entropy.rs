//! `entropy`: that a value can be hard to guess, by its length and alphabet (RFC 6749 §10.10, RFC 8628 §5.2).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::members::{resolve, variables};
use super::{Check, Kind, read, schema};
use crate::model::verdict::Mismatch;
use crate::oauth::entropy;
use crate::step::{Observation, World};

pub(super) const KIND: Kind = Kind {
    name: "entropy",
    summary: "That `value` is long and mixed enough to have so many `bits` (128 when absent). It may still be a counter.",
    read: read::<Entropy>,
    schema: schema::<Entropy>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Entropy {
    /// What nobody must guess.
    value: Value,
    /// The least entropy.
    #[serde(default = "unguessable")]
    bits: u32,
}

impl Check for Entropy {
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        let value = resolve(&self.value, &variables(seen, world))?;
        let expected = format!("`{}` to have {} bits of entropy", self.value.as_str().unwrap_or_default(), self.bits);
        let Some(text) = value.as_str() else {
            return Err(Mismatch::new(expected, format!("{value}, which is no text")));
        };
        let most = entropy::bits(text);
        if most >= f64::from(self.bits) {
            return Ok(());
        }
        Err(Mismatch::new(expected, format!("{} characters that can have {most:.0} at most", text.chars().count())))
    }
}

fn unguessable() -> u32 {
    128
}
