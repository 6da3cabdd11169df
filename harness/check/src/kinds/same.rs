//! `same` and `differ`: whether values are equal, across all steps so far.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::Error as _;
use serde_json::Value;

use crate::in_words::in_words;
use crate::members::{resolve, variables};
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::syntax::template::mentions;
use crate::{Check, CheckKind, read, schema};

pub(super) const SAME: CheckKind = CheckKind {
    name: "same",
    summary: "Two or more values that are equal. Types count: `3` is not `\"3\"`.",
    read: read::<Same>,
    schema: schema::<Same>,
};

pub(super) const DIFFER: CheckKind = CheckKind {
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
        Err(self.0.unequal(&values))
    }

    fn names_status(&self, _status: u16) -> bool {
        self.0.compare_the_status()
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

    /// True if the status itself is compared, including that of a missing endpoint.
    fn compare_the_status(&self) -> bool {
        let texts = self.0.iter().filter_map(Value::as_str);
        texts.flat_map(|text| mentions(text).unwrap_or_default()).any(|mention| mention.path == "it.status")
    }

    /// If one of the values is literal, it is the expected one.
    fn unequal(&self, values: &[Value]) -> Mismatch {
        let is_written_out = |value: &Value| !worked_out(value);
        let Some(wanted) = self.0.iter().find(|value| is_written_out(value)) else {
            return Mismatch::new(format!("the same value for {}", self.names()), list(values));
        };
        let seen: Vec<Value> = self
            .0
            .iter()
            .zip(values)
            .filter(|(written, _)| worked_out(written))
            .map(|(_, value)| value.clone())
            .collect();
        let expected = match wanted {
            Value::Bool(wanted) => format!("a condition on {} to be {wanted}", self.names()),
            wanted => format!("{wanted} for {}", self.names()),
        };
        Mismatch::new(expected, list(if seen.is_empty() { values } else { &seen }))
    }

    /// What is compared, without literal values.
    fn names(&self) -> String {
        let names: Vec<String> =
            self.0.iter().filter_map(Value::as_str).filter(|text| text.contains("${")).map(in_words).collect();
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

/// True if a value contains `${…}`.
fn worked_out(value: &Value) -> bool {
    value.to_string().contains("${")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_finding_names_the_values_without_expressions() {
        let compare_values = |written: Value, values: Value| {
            let (written, values): (Values, Vec<Value>) =
                (serde_json::from_value(written).expect("values"), serde_json::from_value(values).expect("a list"));
            let mismatch = written.unequal(&values);
            format!("{} / {}", mismatch.expected, mismatch.seen)
        };
        assert_eq!(
            compare_values(json!(["${it.state | default('none')}", "${flow.state}"]), json!(["none", "a"])),
            r#"the same value for `it.state` and `flow.state` / "none" and "a""#
        );
        assert_eq!(
            compare_values(json!(["${it.token_type | lower}", "dpop"]), json!(["bearer", "dpop"])),
            r#""dpop" for `it.token_type` / "bearer""#
        );
        assert_eq!(
            compare_values(json!(["${it.expires_in > 0}", true]), json!([false, true])),
            "a condition on `it.expires_in` to be true / false"
        );
    }
}
