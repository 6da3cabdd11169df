//! `has`, `lacks`, `with`, `not`: what is expected of a set of named values. Shared by the checks on redirects, JSON and
//! headers.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use crate::in_words::in_words;
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation, StepEnd};
use crate::syntax::template::{self, Variables};

/// Expectations about named values.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Members {
    /// Names that are present, with any value but null. In a redirect, a parameter without a value counts as absent.
    has: Vec<String>,
    /// Names that are absent.
    lacks: Vec<String>,
    /// Names with their values. Types count: `3` is not `"3"`.
    with: Named,
    /// Names that do not have this value: they have another one, or are absent.
    not: Named,
}

impl Members {
    /// Nothing is expected.
    pub(super) fn is_empty(&self) -> bool {
        self.has.is_empty() && self.lacks.is_empty() && self.with.0.is_empty() && self.not.0.is_empty()
    }

    /// Something has to be there.
    pub(super) fn wants_any(&self) -> bool {
        !self.has.is_empty() || !self.with.0.is_empty()
    }

    /// The value that a name is expected to have (`with`), as it is written.
    pub(super) fn wanted(&self, name: &str) -> Option<&Value> {
        self.with.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Judges; `find` returns the value of a name.
    pub(super) fn judge(
        &self,
        seen: &Observation,
        evidence: &Evidence<'_>,
        find: impl Fn(&str) -> Option<Value>,
    ) -> Result<(), Mismatch> {
        self.judge_all(&seen.end, &variables(seen, evidence), |name| find(name).into_iter().collect())
    }

    /// The same if a name may have several values: `with` compares the first, `not` all of them.
    pub(super) fn judge_all(
        &self,
        end: &StepEnd,
        variables: &Variables,
        all: impl Fn(&str) -> Vec<Value>,
    ) -> Result<(), Mismatch> {
        let find = |name: &str| all(name).into_iter().next();
        let present = |name: &str| find(name).filter(|value| !value.is_null());
        let mut expected = Vec::new();
        let mut found = Vec::new();
        for name in &self.has {
            if present(name).is_none() {
                expected.push(format!("`{name}`"));
                found.push(format!("no `{name}`"));
            }
        }
        for name in &self.lacks {
            if let Some(value) = present(name) {
                expected.push(format!("no `{name}`"));
                found.push(format!("`{name}` = {value}"));
            }
        }
        for (name, wanted) in &self.with.0 {
            let wanted = resolve(wanted, variables)?;
            let value = find(name);
            if value.as_ref() != Some(&wanted) {
                expected.push(format!("`{name}` = {wanted}"));
                found.push(value.map_or_else(|| format!("no `{name}`"), |value| format!("`{name}` = {value}")));
            }
        }
        for (name, unwanted) in &self.not.0 {
            let unwanted = resolve(unwanted, variables)?;
            if all(name).contains(&unwanted) {
                expected.push(format!("no `{name}` = {unwanted}"));
                found.push(format!("`{name}` = {unwanted}"));
            }
        }
        if expected.is_empty() {
            return Ok(());
        }
        Err(Mismatch::new(expected.join(", "), end.locate(&found.join(", "))))
    }
}

/// The variables of `${…}` in an expectation: all that a step has, and `it`, the result of the step itself.
pub(super) fn variables(seen: &Observation, evidence: &Evidence<'_>) -> Variables {
    let mut variables = evidence.variables.clone();
    variables.insert("it".to_owned(), template::value_of(&seen.result));
    variables
}

/// The value with every `${…}` in it evaluated, in lists and maps too.
pub(super) fn resolve(wanted: &Value, variables: &Variables) -> Result<Value, Mismatch> {
    Ok(match wanted {
        Value::String(text) => {
            template::render(text, variables).map_err(|error| no_value(text, error.message, variables))?
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| resolve(item, variables)).collect::<Result<_, _>>()?)
        }
        Value::Object(members) => {
            let resolved = |(name, value): (&String, &Value)| Ok((name.clone(), resolve(value, variables)?));
            Value::Object(members.iter().map(resolved).collect::<Result<_, Mismatch>>()?)
        }
        other => other.clone(),
    })
}

/// Why a text could not be evaluated, and what that says: if the step itself should have returned the value (`it`), the party
/// under test did not; if an earlier step did not return it, that step was not judged by it. An error response
/// has the members of an error, and none that the request would have returned.
pub(super) fn no_value(text: &str, why: String, variables: &Variables) -> Mismatch {
    let mentions = template::mentions(text).unwrap_or_default();
    let mut names = mentions.iter().map(|mention| mention.path.split('.').next().unwrap_or_default());
    let needed = format!("a value for {}", in_words(text));
    if names.clone().any(|name| name == "it") {
        let is_of_success = |path: &str| path.strip_prefix("it.").is_some_and(|member| !is_of_an_error(member));
        let is_refused = status_of_it(variables).is_some_and(|status| status >= 400);
        let unjudged = is_refused && mentions.iter().any(|mention| is_of_success(&mention.path));
        return Mismatch { unjudged, ..Mismatch::new(needed, why) };
    }
    let mismatch = Mismatch::unjudged(needed, why);
    // The file was parsed: a variable without any value gets it only when this step is over.
    match names.find(|name| !variables.contains_key(*name)) {
        Some(name) => mismatch.hint(format!("for now, the result of the step under judgment is `it`, not `{name}`")),
        None => mismatch,
    }
}

/// What error responses are made of (RFC 6749 §5.2, RFC 6750 §3), as the results of steps call it.
fn is_of_an_error(member: &str) -> bool {
    member.starts_with("error") || member.starts_with("challenge") || matches!(member, "status" | "dpop_nonce")
}

fn status_of_it(variables: &Variables) -> Option<i64> {
    variables.get("it")?.get_attr("status").ok()?.as_i64()
}

/// Names and values in file order.
#[derive(Debug, Default)]
struct Named(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor;

        impl<'de> serde::de::Visitor<'de> for NamedVisitor {
            type Value = Named;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a mapping of names to values")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
                let mut named = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    named.push(entry);
                }
                Ok(Named(named))
            }
        }

        deserializer.deserialize_map(NamedVisitor)
    }
}

impl JsonSchema for Named {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Named".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object"})
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(members: &Value, body: &Value) -> Result<(), Mismatch> {
        let members: Members = serde_json::from_value(members.clone()).expect("members");
        let variables = Variables::from([("scope".to_owned(), template::value_of(&json!("read")))]);
        members.judge_all(&StepEnd::Nothing, &variables, |name| body.get(name).cloned().into_iter().collect())
    }

    #[test]
    fn not_means_another_value_or_none() {
        let not = json!({"not": {"error": "login_required", "scope": "${scope}"}});
        for (body, fits) in [
            (json!({"code": "a"}), true),
            (json!({"error": "access_denied", "scope": "write"}), true),
            (json!({"error": "login_required"}), false),
            (json!({"scope": "read"}), false),
        ] {
            assert_eq!(judged(&not, &body).is_ok(), fits, "{body}");
        }
    }

    #[test]
    fn an_empty_text_is_there_and_null_is_not() {
        assert!(judged(&json!({"has": ["scope"]}), &json!({"scope": ""})).is_ok());
        assert!(judged(&json!({"lacks": ["scope"]}), &json!({"scope": ""})).is_err());
        assert!(judged(&json!({"has": ["scope"]}), &json!({"scope": null})).is_err());
        assert!(judged(&json!({"lacks": ["scope"]}), &json!({"scope": null})).is_ok());
    }

    #[test]
    fn lists_and_maps_are_worked_out_to_their_last_text() {
        let with = json!({"with": {"aud": ["${scope}", {"a": "${scope}"}], "n": 3}});
        assert!(judged(&with, &json!({"aud": ["read", {"a": "read"}], "n": 3})).is_ok());
        assert!(judged(&with, &json!({"aud": ["${scope}", {"a": "${scope}"}], "n": 3})).is_err());
    }

    #[test]
    fn only_values_missing_from_the_step_itself_are_a_finding() {
        let variables = Variables::from(["grant", "it"].map(|name| (name.to_owned(), template::value_of(&json!({})))));
        let why = |text: &str| resolve(&json!(text), &variables).expect_err("no value");
        assert!(!why("${it.state}").unjudged);
        assert!(!why("${grant.state ~ it.state}").unjudged);
        assert!(why("${grant.state}").unjudged);
        assert!(why("${saved_here.item}").unjudged);
        assert!(why("${grant['it.state']}").unjudged);
    }

    #[test]
    fn a_refusal_owes_an_error_and_nothing_else() {
        let why = |status: u16, text: &str| {
            let it = template::value_of(&json!({"status": status}));
            resolve(&json!(text), &Variables::from([("it".to_owned(), it)])).expect_err("no value").unjudged
        };
        assert!(why(400, "${'#' in it.token_endpoint}"));
        assert!(!why(200, "${'#' in it.token_endpoint}"), "it is missing in the document");
        assert!(!why(400, "${it.error | lower}"), "an error response has one");
        assert!(!why(401, "${it.challenges.dpop}"));
    }
}
