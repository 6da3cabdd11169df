//! Rules that differ in a few places from others.

use serde_json::Value;

use super::Policy;

/// A patch does not fit the rules.
#[derive(Debug, thiserror::Error)]
#[error("policy: {0}")]
pub struct UnfitPatch(serde_json::Error);

impl Policy {
    /// These rules with those that `patch` names in their place, such as `{"code": {"lifetime": 30}}`.
    pub fn patched(&self, patch: &Value) -> Result<Self, UnfitPatch> {
        let mut rules = serde_json::to_value(self).map_err(UnfitPatch)?;
        merge(&mut rules, patch);
        serde_json::from_value(rules).map_err(UnfitPatch)
    }
}

/// Mappings are merged member by member, anything else takes the place of what was there (RFC 7396, without its nulls).
fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::policy::Seconds;

    #[test]
    fn only_what_is_named_changes() {
        let policy = Policy::default().patched(&json!({ "code": { "lifetime": 30 } })).expect("it fits");
        assert_eq!(policy.code.lifetime, Seconds(30));
        assert_eq!(Policy { code: Policy::default().code, ..policy }, Policy::default());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (patch, message) in [
            (json!({ "kode": {} }), "policy: unknown field `kode`"),
            (json!({ "code": { "single-use": "no" } }), "policy: invalid type: string \"no\", expected a boolean"),
        ] {
            let error = Policy::default().patched(&patch).expect_err("it does not fit").to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
