//! `outcomes`: how many of the responses to a race have which status.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor};

use super::status::AcceptableStatus;
use crate::model::status::{asks_to_retry_later, is_about_the_server};
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation, StepEnd, of_busy};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "outcomes",
    summary: "How many responses of a race have which status: a number, `at most N`, `at least N`, or `the rest`.",
    read: read::<Outcomes>,
    schema: schema::<Outcomes>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "BTreeMap<String, ExpectedCount>")]
pub(super) struct Outcomes(Vec<(AcceptableStatus, ExpectedCount)>);

/// How many are acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpectedCount {
    Exactly(usize),
    AtMost(usize),
    AtLeast(usize),
    TheRest,
}

impl Check for Outcomes {
    fn judge(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let StepEnd::Several(responses) = &seen.end else {
            return Err(Mismatch::new("the responses to requests sent in parallel", seen.end.describe()));
        };
        let statuses: Vec<u16> = responses.iter().map(|response| response.status).collect();
        match self.of(&statuses) {
            RaceResult::AsExpected => Ok(()),
            RaceResult::Otherwise => {
                let expected: Vec<String> =
                    self.0.iter().map(|(status, count)| format!("{count} × {status}")).collect();
                Err(Mismatch::new(expected.join(", "), seen.end.describe()))
            }
            RaceResult::NotRun(status) => {
                let needed =
                    "a race in which every request gets a response, and none was deferred by a busy or failing server";
                let unjudged = Mismatch::unjudged(needed, seen.end.describe());
                Err(Mismatch { hint: of_busy(status).map(str::to_owned), ..unjudged })
            }
        }
    }

    fn names_status(&self, status: u16) -> bool {
        self.0.iter().any(|(acceptable, _)| acceptable.fits(status))
    }

    fn is_about_statuses(&self) -> bool {
        true
    }

    fn is_about_failures(&self, _status: u16) -> bool {
        true
    }
}

/// The result of a race.
#[derive(Debug, PartialEq, Eq)]
enum RaceResult {
    AsExpected,
    /// It must not end like this, however the deferred requests might have ended.
    Otherwise,
    /// The server deferred a request with this status: it has not taken part.
    NotRun(u16),
}

impl Outcomes {
    fn of(&self, statuses: &[u16]) -> RaceResult {
        let (put_off, mut left): (Vec<u16>, Vec<u16>) = statuses.iter().partition(|status| self.is_put_off(**status));
        let mut fits = true;
        for (status, count) in self.0.iter().filter(|(_, count)| *count != ExpectedCount::TheRest) {
            let before = left.len();
            left.retain(|seen| !status.fits(*seen));
            let counted = before - left.len();
            fits &= (counted..=counted + put_off.len()).any(|counted| count.fits(counted));
        }
        let rest = self.0.iter().filter(|(_, count)| *count == ExpectedCount::TheRest);
        let rest: Vec<AcceptableStatus> = rest.map(|(status, _)| *status).collect();
        fits &= left.iter().all(|seen| rest.iter().any(|status| status.fits(*seen)));
        match put_off.first() {
            _ if !fits => RaceResult::Otherwise,
            Some(status) => RaceResult::NotRun(*status),
            None => RaceResult::AsExpected,
        }
    }

    /// A request that the server did not process is not refused. A class such as `4xx` does not include throttling, nor does
    /// `5xx` include an overload.
    fn is_put_off(&self, status: u16) -> bool {
        let named = |acceptable: &AcceptableStatus| match acceptable {
            AcceptableStatus::Class(_) if asks_to_retry_later(status) => false,
            acceptable => acceptable.fits(status),
        };
        is_about_the_server(status) && !self.0.iter().any(|(acceptable, _)| named(acceptable))
    }
}

impl ExpectedCount {
    pub(super) fn fits(self, seen: usize) -> bool {
        match self {
            ExpectedCount::Exactly(count) => seen == count,
            ExpectedCount::AtMost(count) => seen <= count,
            ExpectedCount::AtLeast(count) => seen >= count,
            ExpectedCount::TheRest => true,
        }
    }
}

impl JsonSchema for ExpectedCount {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number, `at most N`, `at least N`, or `the rest`.",
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": "^([0-9]+|at (most|least) [0-9]+|the rest)$"},
            ],
        })
    }
}

impl std::fmt::Display for ExpectedCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ExpectedCount::Exactly(count) => write!(f, "{count}"),
            ExpectedCount::AtMost(count) => write!(f, "at most {count}"),
            ExpectedCount::AtLeast(count) => write!(f, "at least {count}"),
            ExpectedCount::TheRest => f.write_str("the rest"),
        }
    }
}

impl std::str::FromStr for ExpectedCount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let count = match text {
            "the rest" => Some(ExpectedCount::TheRest),
            _ => number(text)
                .map(ExpectedCount::Exactly)
                .or_else(|| Some(ExpectedCount::AtMost(number(text.strip_prefix("at most ")?)?)))
                .or_else(|| Some(ExpectedCount::AtLeast(number(text.strip_prefix("at least ")?)?))),
        };
        count.ok_or_else(|| format!("`{text}` is not a count: write 1, `at most 1`, `at least 1` or `the rest`"))
    }
}

impl<'de> Deserialize<'de> for Outcomes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OutcomesVisitor;

        impl<'de> Visitor<'de> for OutcomesVisitor {
            type Value = Outcomes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a mapping of statuses to counts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcomes, A::Error> {
                let mut outcomes = Vec::new();
                while let Some((status, count)) = map.next_entry::<String, String>()? {
                    let status = status.parse().map_err(de::Error::custom)?;
                    outcomes.push((status, count.parse().map_err(de::Error::custom)?));
                }
                Ok(Outcomes(outcomes))
            }
        }

        deserializer.deserialize_map(OutcomesVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_and_nothing_else() {
        assert_eq!("1".parse(), Ok(ExpectedCount::Exactly(1)));
        assert_eq!("at most 2".parse(), Ok(ExpectedCount::AtMost(2)));
        assert_eq!("at least 3".parse(), Ok(ExpectedCount::AtLeast(3)));
        assert_eq!("the rest".parse(), Ok(ExpectedCount::TheRest));
        for wrong in ["", "-1", "most", "at most", "rest"] {
            assert!(wrong.parse::<ExpectedCount>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_request_deferred_by_a_busy_server_has_not_lost_a_race() {
        let race = |written: serde_json::Value, statuses: &[u16]| {
            serde_json::from_value::<Outcomes>(written).expect("counts").of(statuses)
        };
        let once = || serde_json::json!({"200": "at most 1", "4xx": "the rest", "5xx": "the rest"});
        assert_eq!(race(once(), &[200, 400, 400]), RaceResult::AsExpected);
        assert_eq!(race(once(), &[200, 400, 500]), RaceResult::AsExpected, "a failure is named");
        assert_eq!(race(once(), &[200, 429, 429]), RaceResult::NotRun(429));
        assert_eq!(race(once(), &[200, 400, 503]), RaceResult::NotRun(503));
        assert_eq!(
            race(once(), &[200, 200, 429]),
            RaceResult::Otherwise,
            "two have won, whichever requests were deferred"
        );
        let won = || serde_json::json!({"200": "at least 1", "4xx": "the rest"});
        assert_eq!(race(won(), &[400, 400]), RaceResult::Otherwise);
        assert_eq!(race(won(), &[400, 429]), RaceResult::NotRun(429), "that one might have won");
        assert_eq!(race(won(), &[200, 500]), RaceResult::NotRun(500), "a failure says nothing of the token");
        assert_eq!(race(won(), &[302, 429]), RaceResult::Otherwise);
        let throttles = || serde_json::json!({"429": "at least 1", "4xx": "the rest"});
        assert_eq!(race(throttles(), &[400, 429]), RaceResult::AsExpected, "where throttling is what is looked for");
    }
}
