//! `distinct`: how many different values of a member the JSON responses to a race contain altogether.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor};

use super::outcomes::ExpectedCount;
use crate::model::exchange::Response;
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation, StepEnd};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "distinct",
    summary: "How many different values of a JSON member the responses of a race contain: a number, `at most N`, `at \
              least N`.",
    read: read::<Distinct>,
    schema: schema::<Distinct>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "BTreeMap<String, ExpectedCount>")]
pub(super) struct Distinct(Vec<(String, ExpectedCount)>);

impl Check for Distinct {
    fn judge(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let StepEnd::Several(responses) = &seen.end else {
            return Err(Mismatch::new("the responses to requests sent in parallel", seen.end.describe()));
        };
        for (member, count) in &self.0 {
            if is_missing(member, responses) {
                let expected = format!("`{member}` in at least one of the responses with status 2xx");
                return Err(Mismatch::new(expected, seen.end.locate(&format!("no `{member}`"))));
            }
            let values = responses.iter().filter_map(|response| response.json()?.get(member).map(ToString::to_string));
            let found = values.collect::<BTreeSet<String>>().len();
            if !count.fits(found) {
                let expected = format!("{count} different `{member}` in all responses");
                return Err(Mismatch::new(expected, seen.end.locate(&found.to_string())));
            }
        }
        Ok(())
    }
}

/// True if requests succeeded and no response contains the member: a member that is missing, or has another name, can never
/// have too many values.
fn is_missing(member: &str, responses: &[Response]) -> bool {
    let has = |response: &Response| response.json().is_some_and(|body| body.get(member).is_some_and(|v| !v.is_null()));
    let mut succeeded = responses.iter().filter(|response| (200..300).contains(&response.status)).peekable();
    succeeded.peek().is_some() && !succeeded.any(has)
}

impl<'de> Deserialize<'de> for Distinct {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DistinctVisitor;

        impl<'de> Visitor<'de> for DistinctVisitor {
            type Value = Distinct;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a mapping of members to counts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Distinct, A::Error> {
                let mut counts = Vec::new();
                while let Some((member, count)) = map.next_entry::<String, String>()? {
                    counts.push((member, count.parse().map_err(de::Error::custom)?));
                }
                Ok(Distinct(counts))
            }
        }

        deserializer.deserialize_map(DistinctVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response { status, headers: Vec::new(), body: body.to_owned() }
    }

    #[test]
    fn a_member_in_no_successful_response_is_missing() {
        let (won, lost) = (response(200, r#"{"access_token": "a"}"#), response(400, r#"{"error": "invalid_grant"}"#));
        assert!(!is_missing("access_token", &[lost.clone(), won.clone()]));
        assert!(is_missing("acces_tokn", &[won.clone(), lost.clone()]));
        assert!(is_missing("error", &[won, lost.clone()]));
        assert!(is_missing("access_token", &[response(200, r#"{"access_token": null}"#)]));
        assert!(!is_missing("access_token", &[lost]), "no request succeeded");
    }
}
