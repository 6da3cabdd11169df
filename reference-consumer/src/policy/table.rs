//! The rows of the rule table, for this consumer's policy.

use super::Policy;

/// The rules of one subject.
pub type Group = reference_rules::Group<Policy>;
/// A field of the policy.
pub type Rule = reference_rules::Rule<Policy>;
/// A way to violate a rule.
pub type Fault = reference_rules::Fault<Policy>;
/// Another way to conform.
pub type Variant = reference_rules::Variant<Policy>;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    const REQUIREMENTS: &str = include_str!("../../../harness/syntax/requirements.yaml");

    fn edited(edit: impl FnOnce(&mut Policy)) -> Policy {
        let mut policy = Policy::default();
        edit(&mut policy);
        policy
    }

    #[test]
    fn every_broken_requirement_is_in_the_catalog() {
        let known: BTreeSet<&str> = REQUIREMENTS.lines().filter_map(|line| line.strip_prefix("- id: ")).collect();
        for fault in Policy::faults() {
            assert!([&[fault.breaks], fault.also].concat().iter().all(|id| known.contains(id)), "{}", fault.name);
        }
    }

    #[test]
    fn each_fault_and_each_variant_is_another_policy_and_has_another_name() {
        let rows = Policy::faults().map(|fault| (fault.name, edited(|policy| fault.apply(policy))));
        let rows = rows.chain(Policy::variants().map(|row| (row.name, edited(|policy| row.apply(policy)))));
        let (mut names, mut policies) = (BTreeSet::new(), vec![Policy::default()]);
        for (name, policy) in rows {
            assert!(!policies.contains(&policy), "{name} changes nothing, or is the same as another");
            assert!(names.insert(name), "two entries are named {name}");
            policies.push(policy);
        }
    }

    /// A rule that no fault breaks was never proven to be enforced.
    #[test]
    fn every_rule_is_broken_by_a_fault() {
        let json = |policy: &Policy| serde_json::to_value(policy).expect("a policy is plain data");
        let strict = json(&Policy::default());
        let broken: Vec<Value> = Policy::faults().map(|fault| json(&edited(|policy| fault.apply(policy)))).collect();
        for rule in Policy::rules().filter(|rule| rule.attack.is_some()) {
            let pointer = format!("/{}", rule.key().replace('.', "/"));
            let usual = strict.pointer(&pointer).expect("its key is that of a field");
            assert!(broken.iter().any(|policy| policy.pointer(&pointer) != Some(usual)), "{}", rule.key());
        }
    }
}
