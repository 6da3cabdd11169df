//! `entropy`: a value is hard to guess, by its length and alphabet (RFC 6749 §10.10, RFC 8628 §5.2).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::members::{resolve, variables};
use crate::model::verdict::Mismatch;
use crate::oauth::entropy::{self, ENOUGH, EntropyAssessment};
use crate::step::{Evidence, Observation};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "entropy",
    summary: "That `values` of a kind (16 or more) have at least so many `bits` of entropy (128 when absent); of fewer \
              values, only the length can be judged.",
    read: read::<Entropy>,
    schema: schema::<Entropy>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Entropy {
    /// The value that must be hard to guess. One value shows nothing but its length: if that is sufficient, nothing can be
    /// said.
    #[serde(default)]
    value: Option<Value>,
    /// Several values of a kind, as a list: what they have in common is not secret. It takes 16 different ones to show how they
    /// are generated.
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
        let expected = format!("at least {} bits of entropy in {}", self.bits, self.names());
        // Whether there is one at all is for another check.
        let texts: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
        let Some(texts) = texts else { return Err(Mismatch::unjudged("texts", shorten(&all))) };
        judged(&texts, self.bits).map_or(Ok(()), |seen| Err(Mismatch { expected, ..seen }))
    }
}

/// What keeps values of a kind from being hard enough to guess, or from being judged.
fn judged(values: &[&str], bits: u32) -> Option<Mismatch> {
    let different = values.iter().collect::<BTreeSet<_>>().len();
    match entropy::judge(values, f64::from(bits)) {
        EntropyAssessment::Sound => None,
        EntropyAssessment::Weak(most) => {
            Some(Mismatch::new("", format!("{different} of them, with at most {most:.0} bits that differ")))
        }
        EntropyAssessment::TooFew => Some(Mismatch::unjudged(
            "",
            format!("{different} different ones; it takes {ENOUGH} to judge how they are generated"),
        )),
    }
}

fn shorten(values: &[Value]) -> String {
    let other = values.iter().find(|value| !value.is_string()).unwrap_or(&Value::Null);
    format!("{other} among them, which is not text")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_judged_by_their_length_alone() {
        let few = judged(&["00000000000000000000000000000001"], 128).expect("nothing can be said");
        assert!(few.unjudged && few.seen.contains("it takes 16"), "{few:?}");
        let short = judged(&["0a5c4e09"], 128).expect("it is too short");
        assert!(!short.unjudged, "{short:?}");
        let counted: Vec<String> = (1..=16).map(|n| format!("{n:032}")).collect();
        let counted = judged(&counted.iter().map(String::as_str).collect::<Vec<_>>(), 128).expect("they are counted");
        assert!(!counted.unjudged && counted.seen.starts_with("16 of them"), "{counted:?}");
    }
}
