//! `has`, `lacks`, `with`, `not`: what is expected of a set of named values. Shared by the checks on redirects, JSON and
//! headers.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use crate::model::verdict::Mismatch;
use crate::step::{Observation, World};
use crate::syntax::template::{self, Variables};

/// Expectations about named values.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Members {
    /// Names that are there, with any value but an empty one.
    has: Vec<String>,
    /// Names that are not there.
    lacks: Vec<String>,
    /// Names with their values. Types count: `3` is not `"3"`.
    with: Named,
    /// Names that are there with another value than this.
    not: Named,
}

impl Members {
    /// Nothing is expected.
    pub(super) fn is_empty(&self) -> bool {
        self.has.is_empty() && self.lacks.is_empty() && self.with.0.is_empty() && self.not.0.is_empty()
    }

    /// The value that a name is expected to have (`with`), as it is written.
    pub(super) fn wanted(&self, name: &str) -> Option<&Value> {
        self.with.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Judges; `find` returns the value of a name.
    pub(super) fn judge(
        &self,
        seen: &Observation,
        world: &World,
        find: impl Fn(&str) -> Option<Value>,
    ) -> Result<(), Mismatch> {
        let present = |name: &str| find(name).filter(|value| !value.is_null() && value.as_str() != Some(""));
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
        let variables = variables(seen, world);
        for (name, wanted) in &self.with.0 {
            let wanted = resolve(wanted, &variables)?;
            let value = find(name);
            if value.as_ref() != Some(&wanted) {
                expected.push(format!("`{name}` = {wanted}"));
                found.push(value.map_or_else(|| format!("no `{name}`"), |value| format!("`{name}` = {value}")));
            }
        }
        for (name, unwanted) in &self.not.0 {
            let unwanted = resolve(unwanted, &variables)?;
            match present(name) {
                Some(value) if value != unwanted => {}
                Some(_) => {
                    expected.push(format!("a `{name}` other than {unwanted}"));
                    found.push(format!("the same `{name}`"));
                }
                None => {
                    expected.push(format!("`{name}`"));
                    found.push(format!("no `{name}`"));
                }
            }
        }
        if expected.is_empty() {
            return Ok(());
        }
        Err(Mismatch::new(expected.join(", "), format!("{} in {}", found.join(", "), seen.landing.describe())))
    }
}

/// What `${…}` may speak of in an expectation: everything the steps may, and `it`, the result of the step itself.
pub(super) fn variables(seen: &Observation, world: &World) -> Variables {
    let mut variables = world.variables.clone();
    variables.insert("it".to_owned(), template::value_of(&seen.result));
    variables
}

/// The value with its `${…}` worked out.
pub(super) fn resolve(wanted: &Value, variables: &Variables) -> Result<Value, Mismatch> {
    let Value::String(text) = wanted else { return Ok(wanted.clone()) };
    template::render(text, variables).map_err(|error| no_value(text, error.message, variables))
}

/// Why a text could not be worked out, and whom that says something about: what the step itself should have brought (`it`)
/// the party under test did not give; what an earlier step did not bring was not what that step was judged by.
pub(super) fn no_value(text: &str, why: String, variables: &Variables) -> Mismatch {
    let mentions = template::mentions(text).unwrap_or_default();
    let mut names = mentions.iter().map(|mention| mention.path.split('.').next().unwrap_or_default());
    let needed = format!("a value for `{text}`");
    if names.clone().any(|name| name == "it") {
        return Mismatch::new(needed, why);
    }
    let mismatch = Mismatch::unjudged(needed, why);
    // The file was read: what has no value at all will have it only when this step is over.
    match names.find(|name| !variables.contains_key(*name)) {
        Some(name) => mismatch.hint(format!("the result of the step that is judged is `it` as yet, not `{name}`")),
        None => mismatch,
    }
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

    #[test]
    fn only_what_the_step_itself_did_not_bring_is_held_against_the_party() {
        let variables = Variables::from(["grant", "it"].map(|name| (name.to_owned(), template::value_of(&json!({})))));
        let why = |text: &str| resolve(&json!(text), &variables).expect_err("no value");
        assert!(!why("${it.state}").unjudged);
        assert!(!why("${grant.state ~ it.state}").unjudged);
        assert!(why("${grant.state}").unjudged);
        assert!(why("${saved_here.item}").unjudged);
        assert!(why("${grant['it.state']}").unjudged);
    }
}
