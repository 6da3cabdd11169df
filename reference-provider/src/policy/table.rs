//! The rows of the rule table, for this provider's policy.

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

    use super::*;

    const REQUIREMENTS: &str = include_str!("../../../harness/syntax/requirements.yaml");

    #[test]
    fn every_broken_requirement_is_in_the_catalog() {
        let known: BTreeSet<&str> =
            REQUIREMENTS.lines().filter_map(|line| line.strip_prefix("- id: ")).map(str::trim).collect();
        let broken = |fault: &Fault| [&[fault.breaks], fault.also].concat();
        let unknown: Vec<_> =
            Policy::faults().filter(|fault| !broken(fault).iter().all(|id| known.contains(id))).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    #[test]
    fn each_fault_and_each_variant_is_another_policy_and_has_another_name() {
        let rows = Policy::faults().map(|fault| (fault.name, fault.edit));
        let rows = rows.chain(Policy::variants().map(|variant| (variant.name, variant.edit)));
        let (mut names, mut policies) = (BTreeSet::new(), vec![Policy::default()]);
        for (name, edit) in rows {
            let mut policy = Policy::default();
            edit(&mut policy);
            assert!(!policies.contains(&policy), "{name} changes nothing, or is the same as another");
            assert!(names.insert(name), "two entries are named {name}");
            policies.push(policy);
        }
    }

    /// Otherwise it would be next to the one rule that it breaks.
    #[test]
    fn a_fault_at_the_end_of_a_group_edits_several_rules() {
        let strict = serde_json::to_value(Policy::default()).expect("a policy is plain data");
        for fault in Policy::GROUPS.iter().flat_map(|group| group.several) {
            let mut policy = Policy::default();
            fault.apply(&mut policy);
            let broken = serde_json::to_value(policy).expect("a policy is plain data");
            let differs = |rule: &&Rule| {
                let pointer = format!("/{}", rule.key().replace('.', "/"));
                strict.pointer(&pointer) != broken.pointer(&pointer)
            };
            assert!(Policy::rules().filter(differs).count() > 1, "{} edits one rule", fault.name);
        }
    }

    /// A rule that no fault breaks was never proven to be enforced.
    #[test]
    fn every_rule_is_broken_by_a_fault() {
        let strict = serde_json::to_value(Policy::default()).expect("a policy is plain data");
        let broken: Vec<serde_json::Value> = Policy::faults()
            .map(|fault| {
                let mut policy = Policy::default();
                fault.apply(&mut policy);
                serde_json::to_value(policy).expect("a policy is plain data")
            })
            .collect();
        let unbroken: Vec<String> = Policy::rules()
            .filter(|rule| rule.attack.is_some())
            .map(Rule::key)
            .filter(|key| {
                let pointer = format!("/{}", key.replace('.', "/"));
                let usual = strict.pointer(&pointer).expect("its key is that of a field");
                broken.iter().all(|policy| policy.pointer(&pointer) == Some(usual))
            })
            .collect();
        assert!(unbroken.is_empty(), "{unbroken:#?}");
    }
}
