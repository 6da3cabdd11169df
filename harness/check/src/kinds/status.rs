//! `status`: the status code of the last response: `400`, `4xx`, or a list of them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, SeqAccess, Visitor};

use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::{Check, CheckKind, OneOrMany, one_of, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "status",
    summary: "The status code of the last response: one, a class such as `4xx`, or a list.",
    read: read::<Status>,
    schema: schema::<Status>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "OneOrMany<AcceptableStatus>")]
pub(super) struct Status(Vec<AcceptableStatus>);

/// A status, or a class of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AcceptableStatus {
    Exactly(u16),
    /// The hundreds: 4 for `4xx`.
    Class(u16),
}

impl Check for Status {
    fn judge(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let fits = |status| self.0.iter().any(|acceptable| acceptable.fits(status));
        if seen.end.status().is_some_and(fits) {
            return Ok(());
        }
        let names: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        Err(Mismatch::new(format!("status {}", one_of(&names)), seen.end.describe()))
    }

    fn names_status(&self, status: u16) -> bool {
        self.0.iter().any(|acceptable| acceptable.fits(status))
    }

    fn is_about_statuses(&self) -> bool {
        true
    }

    fn is_about_failures(&self, status: u16) -> bool {
        let names = |acceptable: &AcceptableStatus| match acceptable {
            // Which error status is right is to be judged.
            AcceptableStatus::Exactly(code) if status >= 500 => *code >= 500,
            acceptable => acceptable.fits(status),
        };
        self.0.iter().any(names)
    }
}

impl AcceptableStatus {
    pub(super) fn fits(self, status: u16) -> bool {
        match self {
            AcceptableStatus::Exactly(code) => code == status,
            AcceptableStatus::Class(hundreds) => hundreds == status / 100,
        }
    }
}

impl JsonSchema for AcceptableStatus {
    fn schema_name() -> Cow<'static, str> {
        "Status".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A code such as 400, or a class such as 4xx.",
            "anyOf": [
                {"type": "integer", "minimum": 100, "maximum": 599},
                {"type": "string", "pattern": "^([1-5][0-9]{2}|[1-5]xx)$"},
            ],
        })
    }
}

impl std::fmt::Display for AcceptableStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AcceptableStatus::Exactly(code) => write!(f, "{code}"),
            AcceptableStatus::Class(hundreds) => write!(f, "{hundreds}xx"),
        }
    }
}

impl std::str::FromStr for AcceptableStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let class = text.strip_suffix("xx").and_then(|hundreds| hundreds.parse().ok()).filter(|h| (1..=5).contains(h));
        let exact = text.parse().ok().filter(|code| (100..600).contains(code));
        class
            .map(AcceptableStatus::Class)
            .or(exact.map(AcceptableStatus::Exactly))
            .ok_or_else(|| format!("`{text}` is not a status: write a code such as 400, or a class such as 4xx"))
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StatusVisitor;

        impl<'de> Visitor<'de> for StatusVisitor {
            type Value = Status;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a status code, a class such as 4xx, or a list of them")
            }

            fn visit_i64<E: de::Error>(self, code: i64) -> Result<Status, E> {
                self.visit_str(&code.to_string())
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Status, E> {
                Ok(Status(vec![text.parse().map_err(E::custom)?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Status, A::Error> {
                let mut all = Vec::new();
                while let Some(Status(some)) = seq.next_element()? {
                    all.extend(some);
                }
                Ok(Status(all))
            }
        }

        deserializer.deserialize_any(StatusVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_classes_are_read_and_nothing_else() {
        assert_eq!("404".parse(), Ok(AcceptableStatus::Exactly(404)));
        assert_eq!("5xx".parse(), Ok(AcceptableStatus::Class(5)));
        let about = |text: &str, status| Status(vec![text.parse().expect("a status")]).is_about_failures(status);
        assert!(about("502", 500) && about("5xx", 503) && about("4xx", 429), "these name failures");
        assert!(!about("200", 500) && !about("4xx", 500) && !about("200", 429), "these do not");
        for wrong in ["4x", "40", "9xx", "ok", "-200", ""] {
            assert!(wrong.parse::<AcceptableStatus>().is_err(), "{wrong}");
        }
    }
}
