//! `json`: the members of a JSON response.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::members::{Members, variables};
use crate::model::node::{Node, Value as Written};
use crate::model::span::Span;
use crate::model::verdict::Mismatch;
use crate::oauth::claims_response;
use crate::step::{Evidence, Observation, StepEnd};
use crate::syntax::decode::DecodeError;
use crate::{Check, CheckKind, ParseNested, ParseResult, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "json",
    summary: "The members of a JSON response, the claims of one that is a JWT, or the members of the result of a step \
              without a request: `has`, `lacks`, `with`, `not`; names, or JSONPaths (RFC 9535) that start with `$`.",
    read,
    schema: schema::<Json>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Json(Members);

impl Check for Json {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let body = match &seen.end {
            StepEnd::Response(response) => claims_response::members(response),
            StepEnd::Nothing => Some(seen.result.clone()),
            StepEnd::Page(_) | StepEnd::Client(_) | StepEnd::Elsewhere(_) | StepEnd::Several(_) => None,
        };
        // A body that is not JSON lacks the required members; whether it contains the forbidden ones is unknown.
        let unjudged = !self.0.wants_any();
        let missing = || Mismatch { unjudged, ..Mismatch::new("a JSON body", seen.end.describe()) };
        let body = body.ok_or_else(missing)?;
        self.0.judge_all(&seen.end, &variables(seen, evidence), |name| find(&body, name))
    }
}

/// A malformed path would match nothing in any body: `lacks` would always succeed, and `has` never.
fn read(node: &Node, parse_nested: ParseNested) -> ParseResult {
    let read = crate::read::<Json>(node, parse_nested);
    let wrong: Vec<DecodeError> = names(node).into_iter().filter_map(|(name, span)| no_path(name, span)).collect();
    match read {
        Ok(check) if wrong.is_empty() => Ok(check),
        Ok(_) => Err(wrong),
        Err(mistakes) => Err(mistakes.into_iter().chain(wrong).collect()),
    }
}

/// Every name under `has`, `lacks`, `with` and `not`, with its position.
fn names(node: &Node) -> Vec<(&str, Span)> {
    let Written::Map(entries) = &node.value else { return Vec::new() };
    let mut names = Vec::new();
    for (_, written) in entries {
        match &written.value {
            Written::Seq(items) => names.extend(items.iter().filter_map(|item| Some((item.text()?, item.span)))),
            Written::Map(members) => names.extend(members.iter().map(|(name, _)| (name.value.as_str(), name.span))),
            _ => {}
        }
    }
    names
}

fn no_path(name: &str, span: Span) -> Option<DecodeError> {
    if !name.starts_with('$') {
        return None;
    }
    let error = JsonPath::parse(name).err()?;
    let mistake = DecodeError::at(span, format!("`{name}` is not a valid JSONPath: {error}"));
    Some(mistake.help(
        "a name that begins with `$` is a path (RFC 9535), as in `$.keys[0].kid`; for a member of that name write \
         `$['$id']`",
    ))
}

fn find(body: &Value, name: &str) -> Vec<Value> {
    if !name.starts_with('$') {
        return body.get(name).cloned().into_iter().collect();
    }
    // The path was validated when the file was parsed.
    JsonPath::parse(name).map(|path| path.query(body).into_iter().cloned().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_paths_find_values() {
        let body = json!({"a": {"b": [1, 2]}, "$c": 3});
        assert_eq!(find(&body, "a"), [json!({"b": [1, 2]})]);
        assert_eq!(find(&body, "$.a.b[1]"), [json!(2)]);
        assert_eq!(find(&body, "$.a.b[*]"), [json!(1), json!(2)]);
        assert_eq!(find(&body, "$['$c']"), [json!(3)]);
        assert!(find(&body, "b").is_empty());
    }

    #[test]
    fn an_invalid_path_is_reported_with_its_position() {
        let text = "has: ['$[', a]\nlacks: [$.a.b, \"$.\"]\nwith: { $..: 1, $.a: 1 }\nnot: { $x: 2 }\n";
        let source = crate::model::source::Source::new("t.yaml", text);
        let node = crate::syntax::yaml::parse(&source).expect("YAML");
        let mistakes = read(&node, crate::read_all).expect_err("mistakes");
        let places: Vec<String> = mistakes.iter().map(|wrong| source.place(wrong.span.expect("a place"))).collect();
        assert_eq!(places, ["t.yaml:1:7", "t.yaml:2:16", "t.yaml:3:9", "t.yaml:4:8"]);
        assert!(mistakes[0].message.starts_with("`$[` is not a valid JSONPath: "), "{}", mistakes[0].message);
    }
}
