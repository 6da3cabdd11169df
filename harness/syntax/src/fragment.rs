//! A fragment file to a [`Fragment`].

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::decode::{DecodeError, decode_all};
use super::diagnostic::Diagnostic;
use super::scenario::steps;
use super::yaml;
use crate::model::node::{Node, Value};
use crate::model::scenario::Fragment;
use crate::model::source::Source;
use crate::model::span::{Span, Spanned};

/// Parses a fragment file. The meaning of its steps is not checked here. All mistakes of the file are reported.
pub fn read(source: &Source) -> Result<Fragment, Vec<Diagnostic>> {
    let node = yaml::parse(source).map_err(|error| vec![error])?;
    let (head, mut mistakes) = decode_all::<FragmentHeader>(&node);
    let head = head.unwrap_or_default();
    let stem = source.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let id = head.id.unwrap_or_else(|| Spanned { value: stem.clone(), span: Span::default() });
    if id.value != stem {
        let message = format!("the id `{}` is not the name of the file", id.value);
        mistakes.push(DecodeError::at(id.span, message).help(format!("call it `{stem}`, or rename the file")));
    }
    let parameters = node.entry("parameters").map(|node| parameters(node, &mut mistakes)).unwrap_or_default();
    let steps = if let Some(node) = node.entry("steps") {
        steps(node, &mut mistakes)
    } else {
        mistakes.push(DecodeError::at(node.span, "a fragment needs `steps`"));
        Vec::new()
    };
    let result = node.entry("result").cloned();
    if let Some(other) = result.as_ref().filter(|result| !matches!(result.value, Value::Map(_))) {
        mistakes.push(DecodeError::at(other.span, "`result` is a mapping of names to values"));
    }
    if mistakes.is_empty() {
        return Ok(Fragment { source: source.clone(), id, title: head.title, parameters, steps, result });
    }
    Err(mistakes.into_iter().map(|error| error.in_source(source)).collect())
}

/// The JSON Schema of a fragment file, without the schema of steps.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    FragmentHeader::json_schema(generator)
}

/// The keys of a fragment file.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Fragment", description = "Steps that several scenarios share, with parameters and results.")]
struct FragmentHeader {
    /// The name of the fragment: that of the file, without `.yaml`.
    id: Option<Spanned<String>>,
    /// One sentence: what it does.
    title: String,
    /// The parameters that `with:` of a `use` may set, with their defaults; empty: required. Steps see `${with.…}`.
    #[serde(rename = "parameters")]
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    _parameters: IgnoredAny,
    /// The steps.
    #[serde(rename = "steps")]
    #[schemars(with = "serde_json::Value")]
    _steps: IgnoredAny,
    /// The result that `save:` of a `use` saves: names, and values that are evaluated after the last step.
    #[serde(rename = "result")]
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    _result: IgnoredAny,
}

fn parameters(node: &Node, mistakes: &mut Vec<DecodeError>) -> Vec<(String, Option<Node>)> {
    let Value::Map(entries) = &node.value else {
        let message = format!("`parameters` is a mapping of names to values, not {}", node.kind());
        mistakes.push(DecodeError::at(node.span, message));
        return Vec::new();
    };
    let value = |node: &Node| (node.value != Value::Null).then(|| node.clone());
    entries.iter().map(|(name, node)| (name.value.clone(), value(node))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_without_a_value_has_to_be_given() {
        let text = "id: f\ntitle: T\nparameters: {client: web, code: }\nsteps: [home]\nresult: {x: 1}\n";
        let fragment = read(&Source::new("fragments/f.yaml", text)).expect("valid");
        let required: Vec<bool> = fragment.parameters.iter().map(|(_, value)| value.is_none()).collect();
        assert_eq!(required, [false, true]);
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let text = "id: g\ntitle: T\nparameters: [a]\nstep: []\nresult: 3\n";
        let found = read(&Source::new("fragments/f.yaml", text)).expect_err("mistakes");
        assert_eq!(found.len(), 5, "{found:#?}");
    }
}
