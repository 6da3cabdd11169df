//! `within`: an upper bound of the time that a step took on the wire.
//!
//! It is for deployments under real conditions. Against the references, and in CI, time shows nothing but how busy the machine
//! is, so built-in scenarios do not use it.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "within",
    summary: "The longest time that all exchanges of the step may take together, as in `500 ms` or `2 s`.",
    read: read::<Within>,
    schema: schema::<Within>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "String")]
pub(super) struct Within(Duration);

impl Check for Within {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let exchanges = &evidence.exchanges[seen.exchanges.clone()];
        let took: Duration = exchanges.iter().map(|exchange| exchange.took).sum();
        if took <= self.0 {
            return Ok(());
        }
        let slowest = exchanges.iter().max_by_key(|exchange| exchange.took);
        let slowest = slowest.map_or_else(String::new, |exchange| {
            let (method, path) = (&exchange.request.method, exchange.request.url.path());
            format!(" ({} exchanges, the slowest {method} {path} with {:?})", exchanges.len(), exchange.took)
        });
        Err(Mismatch::new(format!("the step to take at most {:?}", self.0), format!("{took:?}{slowest}"))
            .hint("is the target, or the machine, busy with something else?"))
    }
}

impl<'de> Deserialize<'de> for Within {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        duration(&text).map(Within).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{text}` is not a duration: write for example `500 ms`, `1.5 s` or `2 min`"
            ))
        })
    }
}

fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(digits);
    let seconds = match unit.trim() {
        "ms" => 0.001,
        "s" => 1.0,
        "min" => 60.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok().filter(|time| !time.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        for (text, millis) in [("500 ms", 500), ("500ms", 500), ("1.5 s", 1500), ("2 min", 120_000)] {
            assert_eq!(duration(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for wrong in ["", "500", "ms", "5 h", "-1 s", "0 s", "1.2.3 s"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
