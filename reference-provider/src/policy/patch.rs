//! Partial changes to the rules.

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Policy;
use crate::base::mistake::Mistake;

/// Rules that replace those of a policy: `{ code: { lifetime: 30 } }`. A rule that is `null` is reset to the strict
/// default (RFC 7396).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct PolicyPatch(Map<String, Value>);

impl PolicyPatch {
    /// The rules in `value`, if a policy has such rules.
    pub fn new(value: Value) -> Result<Self, Mistake> {
        let patch = Self::read(value)?;
        patch.merged(&Policy::default())?;
        Ok(patch)
    }

    /// Unknown rules are detected when they are merged.
    fn read(value: Value) -> Result<Self, Mistake> {
        match value {
            Value::Object(groups) => Ok(Self(groups)),
            _ => Err(Mistake::explain("", "rules are an object of groups, like {\"code\": {\"lifetime\": 30}}")),
        }
    }

    /// The one rule `key`, such as `code.lifetime`, with the YAML value `yaml`.
    pub fn rule(key: &str, yaml: &str) -> Result<Self, Mistake> {
        let value: Value = serde_saphyr::from_str(yaml)
            .map_err(|error| Mistake::explain(key, error.to_string().lines().next().unwrap_or_default()))?;
        Self::new(key.rsplit('.').fold(value, |value, name| Value::Object(Map::from_iter([(name.to_owned(), value)]))))
    }

    /// Whether it contains no rules.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces these rules in `policy`.
    pub fn apply(&self, policy: &mut Policy) {
        if !self.is_empty() {
            // Each rule has its own type, independent of the others.
            *policy = self.merged(policy).expect("what fits the strict policy fits any policy");
        }
    }

    /// Groups are merged, rules replaced.
    fn merged(&self, policy: &Policy) -> Result<Policy, Mistake> {
        let mut all = serde_json::to_value(policy).expect("a policy is plain data");
        for (name, group) in &self.0 {
            match (all.get_mut(name).and_then(Value::as_object_mut), group.as_object()) {
                (Some(rules), Some(changed)) => {
                    for (rule, value) in changed {
                        if value.is_null() {
                            rules.remove(rule);
                        } else {
                            rules.insert(rule.clone(), value.clone());
                        }
                    }
                }
                _ if group.is_null() => all[name] = Value::Object(Map::new()),
                _ => all[name] = group.clone(),
            }
        }
        Mistake::read(all)
    }
}

impl Policy {
    /// These rules, with those of `patch` instead where both have them.
    pub fn patched(&self, patch: &Value) -> Result<Self, Mistake> {
        PolicyPatch::read(patch.clone())?.merged(self)
    }
}

impl<'de> Deserialize<'de> for PolicyPatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::policy::Seconds;

    #[test]
    fn what_is_named_changes_and_the_rest_stays() {
        let mut policy = Policy::default();
        policy.pkce.required = false;
        PolicyPatch::rule("code.lifetime", "30").expect("there is such a rule").apply(&mut policy);
        assert_eq!(policy.code.lifetime, Seconds(30));
        assert!(!policy.pkce.required);
        PolicyPatch::new(json!({ "pkce": null, "code": { "lifetime": null } })).expect("it fits").apply(&mut policy);
        assert_eq!(policy, Policy::default());
    }

    #[test]
    fn what_no_policy_has_is_named() {
        for (key, value, message) in [
            ("code.lifetme", "30", "`code.lifetme`: unknown field `lifetme`, expected "),
            ("kode.lifetime", "30", "`kode`: unknown field `kode`, expected one of "),
            ("code.lifetime", "long", "`code.lifetime`: invalid type: string \"long\", expected u32"),
            ("code", "30", "`code`: invalid type: integer `30`, expected struct CodeRules"),
            (
                "redirect-uri.comparison",
                "prefx",
                "`redirect-uri.comparison`: unknown variant `prefx`, expected one of ",
            ),
        ] {
            let mistake = PolicyPatch::rule(key, value).expect_err("the rule is unknown").to_string();
            assert!(mistake.starts_with(message), "{mistake}");
        }
        let mistake = PolicyPatch::rule("code.lifetme", "30").expect_err("the rule is unknown");
        assert_eq!(mistake.similar, ["lifetime"]);
    }
}
