//! `same` and `differ`: whether values are equal, across all steps so far.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::Error as _;
use serde_json::Value;

use crate::members::{resolve, variables};
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::{Check, Kind, read, schema};

pub(super) const SAME: Kind = Kind {
    name: "same",
    summary: "Two or more values that are equal. Types count: `3` is not `\"3\"`.",
    read: read::<Same>,
    schema: schema::<Same>,
};

pub(super) const DIFFER: Kind = Kind {
    name: "differ",
    summary: "Two or more values of which no two are equal.",
    read: read::<Differ>,
    schema: schema::<Differ>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Same(Values);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Differ(Values);

impl Check for Same {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let values = self.0.worked_out(seen, evidence)?;
        if values.windows(2).all(|pair| pair[0] == pair[1]) {
            return Ok(());
        }
        Err(Mismatch::new(format!("the same value for {}", self.0.names()), list(&values)))
    }
}

impl Check for Differ {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let values = self.0.worked_out(seen, evidence)?;
        let repeated = values.iter().enumerate().any(|(at, value)| values[..at].contains(value));
        if !repeated {
            return Ok(());
        }
        Err(Mismatch::new(format!("different values for {}", self.0.names()), list(&values)))
    }
}

/// Values to compare: at least two.
#[derive(Debug, JsonSchema)]
#[schemars(with = "Vec<Value>")]
struct Values(Vec<Value>);

impl Values {
    fn worked_out(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<Vec<Value>, Mismatch> {
        let variables = variables(seen, evidence);
        self.0.iter().map(|value| resolve(value, &variables)).collect()
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.0.iter().map(|value| format!("`{}`", text(value))).collect();
        names.join(" and ")
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Vec::<Value>::deserialize(deserializer)?;
        if values.len() < 2 {
            return Err(D::Error::custom("a comparison needs two values or more"));
        }
        Ok(Values(values))
    }
}

fn list(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(" and ")
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
