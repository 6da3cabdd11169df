//! `entropy`: that a value can be hard to guess, by its length and alphabet (RFC 6749 §10.10, RFC 8628 §5.2).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::members::{resolve, variables};
use crate::model::verdict::Mismatch;
use crate::oauth::entropy;
use crate::step::{Evidence, Observation};
use crate::{Check, Kind, read, schema};

pub(super) const KIND: Kind = Kind {
    name: "entropy",
    summary: "That a `value` can have so many `bits` (128 when absent), or all `values` of a kind together; that may still be a counter.",
    read: read::<Entropy>,
    schema: schema::<Entropy>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Entropy {
    /// What nobody must guess. One value shows its length and what repeats in it, and nothing else.
    #[serde(default)]
    value: Option<Value>,
    /// Several of a kind, as a list: what they have in common is no secret. From 16 on they show how they were drawn.
    #[serde(default)]
    values: Option<Value>,
    /// The least entropy.
    #[serde(default = "unguessable")]
    bits: u32,
}

impl Check for Entropy {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let variables = variables(seen, evidence);
        let value = self.value.as_ref().map(|value| resolve(value, &variables)).transpose()?;
        let values = self.values.as_ref().map(|values| resolve(values, &variables)).transpose()?;
        let all: Vec<Value> = match values {
            Some(Value::Array(values)) => value.into_iter().chain(values).collect(),
            Some(other) => return Err(Mismatch::unjudged("a list of `values`", other.to_string())),
            None => value.into_iter().collect(),
        };
        if all.is_empty() {
            return Err(Mismatch::unjudged("a `value`, or `values`", "none"));
        }
        let expected = format!("{} bits that nobody can guess in {}", self.bits, self.names());
        let texts: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
        let Some(texts) = texts else { return Err(Mismatch::new(expected, format!("{all:?}, which is no text"))) };
        let estimate = entropy::of_all(&texts);
        if !estimate.is_below(f64::from(self.bits)) {
            return Ok(());
        }
        let (number, most) = (estimate.values, estimate.bits);
        Err(Mismatch::new(expected, format!("{number} of them, in which {most:.0} bits at most are different")))
    }
}

impl Entropy {
    fn names(&self) -> String {
        let written = [&self.value, &self.values].into_iter().flatten();
        let names: Vec<String> = written
            .map(|value| format!("`{}`", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
        names.join(" and ")
    }
}

fn unguessable() -> u32 {
    128
}
