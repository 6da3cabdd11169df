//! Errors in structured data: where, what was expected, and what may have been meant.

use reference_rules::similar::{did_you_mean, similar};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An error in structured data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}{message}{}", place(.at), did_you_mean(.similar))]
#[serde(rename_all = "kebab-case")]
pub struct Mistake {
    /// The path of the error, such as `code.lifetime`; empty for the root.
    pub at: String,
    /// The error message.
    pub message: String,
    /// What was expected: names, or a type.
    pub expected: Vec<String>,
    /// Those of the expected names that are similar to the given one, the most similar first.
    #[serde(rename = "did-you-mean")]
    pub similar: Vec<String>,
}

impl Mistake {
    /// Reads `value` as a `T`, or returns the error and its path.
    pub(crate) fn read<T: DeserializeOwned>(value: Value) -> Result<T, Self> {
        serde_path_to_error::deserialize(value).map_err(|error| {
            let path = error.path().to_string();
            Self::explain(if path == "." { "" } else { &path }, &error.into_inner().to_string())
        })
    }

    /// Parses a serde error message, at the path `at`.
    pub(crate) fn explain(at: &str, message: &str) -> Self {
        let expected = expected(message);
        let found = match unknown_name(message) {
            Some(name) => similar(name, expected.iter().map(String::as_str)).into_iter().map(str::to_owned).collect(),
            None => Vec::new(),
        };
        Self { at: at.to_owned(), message: message.to_owned(), expected, similar: found }
    }
}

fn place(at: &str) -> String {
    if at.is_empty() { String::new() } else { format!("`{at}`: ") }
}

/// The unknown name in ``unknown field `a`, expected …`` and ``unknown variant `a`, expected …``. YAML errors have it without
/// backticks.
fn unknown_name(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("unknown field ").or_else(|| message.split_once("unknown variant "))?;
    match rest.strip_prefix('`') {
        Some(quoted) => quoted.split('`').next(),
        None => rest.split(',').next().filter(|name| !name.contains(' ')),
    }
}

/// The names in `` expected one of `a`, `b` ``, or the type in `expected u32`.
fn expected(message: &str) -> Vec<String> {
    let Some((_, rest)) = message.rsplit_once(", expected ") else { return Vec::new() };
    if let Some(bare) = rest.strip_prefix("one of ").filter(|names| !names.contains('`')) {
        return bare.split(", ").map(str::to_owned).collect();
    }
    if rest.starts_with('`') || rest.starts_with("one of `") {
        rest.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    } else {
        vec![rest.to_owned()]
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is read")]
    struct SampleRules {
        #[serde(default)]
        rules: Vec<SampleRule>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is read")]
    struct SampleRule {
        lifetime: u32,
        #[serde(default)]
        other: bool,
    }

    fn mistake(value: Value) -> Mistake {
        Mistake::read::<SampleRules>(value).expect_err("it is wrong")
    }

    #[test]
    fn an_unknown_key_is_shown_with_what_may_have_been_meant() {
        let wrong = mistake(json!({ "rules": [{ "lifetme": 1 }] }));
        assert_eq!((wrong.at.as_str(), &*wrong.similar), ("rules[0].lifetme", &["lifetime".to_owned()][..]));
        assert_eq!(wrong.expected, ["lifetime", "other"]);
        assert!(wrong.to_string().ends_with("; did you mean lifetime?"), "{wrong}");
    }

    #[test]
    fn an_unknown_key_in_yaml_too() {
        for message in [
            "unknown field lifetme, expected one of lifetime, other",
            "unknown field `lifetme`, expected one of `lifetime`, `other`",
        ] {
            let wrong = Mistake::explain("code", message);
            assert_eq!(
                (&*wrong.similar, &*wrong.expected),
                (&["lifetime".to_owned()][..], &["lifetime".to_owned(), "other".to_owned()][..])
            );
        }
    }

    #[test]
    fn a_value_of_another_type_is_shown_with_the_right_one() {
        let wrong = mistake(json!({ "rules": [{ "lifetime": "long" }] }));
        assert_eq!((wrong.at.as_str(), &*wrong.expected), ("rules[0].lifetime", &["u32".to_owned()][..]));
        assert!(wrong.similar.is_empty());
        assert_eq!(mistake(json!([1, 2])).at, "[0]");
    }
}
