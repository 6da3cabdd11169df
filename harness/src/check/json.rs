//! `json`: the members of a JSON response.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use super::members::Members;
use super::{Check, Kind, read, schema};
use crate::model::verdict::Mismatch;
use crate::step::{Landing, Observation, World};

pub(super) const KIND: Kind = Kind {
    name: "json",
    summary: "The members of a JSON response: `has`, `lacks`, `with`, `not`; names, or paths (RFC 9535) from `$` on.",
    read: read::<Json>,
    schema: schema::<Json>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Json(Members);

impl Check for Json {
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        let body = match &seen.landing {
            Landing::Response(response) => response.json(),
            Landing::Page(_) | Landing::Client(_) | Landing::Elsewhere(_) | Landing::Several(_) | Landing::Nothing => {
                None
            }
        };
        let body = body.ok_or_else(|| Mismatch::new("a JSON body", seen.landing.describe()))?;
        self.0.judge(seen, world, |name| find(&body, name))
    }
}

fn find(body: &Value, name: &str) -> Option<Value> {
    if !name.starts_with('$') {
        return body.get(name).cloned();
    }
    JsonPath::parse(name).ok()?.query(body).first().cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_paths_find_values() {
        let body = json!({"a": {"b": [1, 2]}, "$c": 3});
        assert_eq!(find(&body, "a"), Some(json!({"b": [1, 2]})));
        assert_eq!(find(&body, "$.a.b[1]"), Some(json!(2)));
        assert_eq!(find(&body, "$["), None);
        assert_eq!(find(&body, "b"), None);
    }
}
