//! `shape`: the members of a JSON response have the types that their RFC names.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::verdict::Mismatch;
use crate::oauth::outcomes::Outcomes;
use crate::oauth::shape::{self, JsonDocument, REQUIREMENTS};
use crate::step::{Evidence, Observation, StepEnd};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "shape",
    summary: "Members that are present have the types that their RFC specifies: of a `token`, `device-authorization`, \
              `introspection` or `registration` response, or of `metadata`.",
    read: read::<Shape>,
    schema: schema::<Shape>,
};

/// The response that they are members of.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Shape {
    /// A token response (RFC 6749 §5.1).
    Token,
    /// A device authorization response (RFC 8628 §3.2).
    DeviceAuthorization,
    /// An introspection response (RFC 7662 §2.2).
    Introspection,
    /// A client information response (RFC 7591 §3.2.1).
    Registration,
    /// The metadata of a provider (RFC 8414 §2).
    Metadata,
}

impl Check for Shape {
    fn judge(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        self.wrong(&self.judged(seen)?, |_| true).map_or(Ok(()), Err)
    }

    fn distinguishes(&self) -> bool {
        true
    }

    fn not_reached(&self, requirements: &[String], seen: &Observation, _evidence: &Evidence<'_>) -> Vec<String> {
        let Ok(judged) = self.judged(seen) else { return Vec::new() };
        let unjudged_ids = |id: &&String| REQUIREMENTS.contains(&id.as_str()) && judged.of(id).is_none();
        requirements.iter().filter(unjudged_ids).cloned().collect()
    }

    fn judge_each(
        &self,
        requirements: &[String],
        seen: &Observation,
        _evidence: &Evidence<'_>,
    ) -> Vec<(String, Mismatch)> {
        let said = |id: &String| match self.judged(seen) {
            // A requirement that names no type is violated by any wrong type.
            Ok(judged) => self.wrong(&judged, |about| about == id || !REQUIREMENTS.contains(&id.as_str())),
            Err(mismatch) => Some(mismatch),
        };
        requirements.iter().filter_map(|id| Some((id.clone(), said(id)?))).collect()
    }
}

impl Shape {
    fn judged(self, seen: &Observation) -> Result<Outcomes, Mismatch> {
        let body = match &seen.end {
            StepEnd::Response(response) => response.json().filter(serde_json::Value::is_object),
            _ => None,
        };
        // Whether there is an object is for another check.
        let body = body.ok_or_else(|| Mismatch::unjudged("a JSON object", seen.end.describe()))?;
        Ok(shape::judge(self.document(), &body))
    }

    fn wrong(self, judged: &Outcomes, counts: impl Fn(&str) -> bool) -> Option<Mismatch> {
        let wrong: Vec<&str> = judged.violations().filter(|(id, _)| counts(id)).map(|(_, how)| how).collect();
        let expected = format!("members with the types that {} specifies", self.source());
        (!wrong.is_empty()).then(|| Mismatch::new(expected, wrong.join(", ")))
    }

    fn document(self) -> JsonDocument {
        match self {
            Shape::Token => JsonDocument::Token,
            Shape::DeviceAuthorization => JsonDocument::DeviceAuthorization,
            Shape::Introspection => JsonDocument::Introspection,
            Shape::Registration => JsonDocument::Registration,
            Shape::Metadata => JsonDocument::Metadata,
        }
    }

    fn source(self) -> &'static str {
        match self {
            Shape::Token => "RFC 6749 §5.1",
            Shape::DeviceAuthorization => "RFC 8628 §3.2",
            Shape::Introspection => "RFC 7662 §2.2",
            Shape::Registration => "RFC 7591 §3.2.1",
            Shape::Metadata => "RFC 8414 §2",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::catalog::Catalog;

    #[test]
    fn every_requirement_is_in_the_catalog() {
        for id in REQUIREMENTS {
            assert!(Catalog::built_in().get(id).is_some(), "{id}");
        }
    }
}
