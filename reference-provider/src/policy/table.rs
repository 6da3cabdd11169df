//! The rows of the table: rules by group, the faults that break them, and the rightful other ways.

use super::{Attack, Policy};

/// Rules about one subject.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// The name of its field, such as `id_token`.
    pub name: &'static str,
    pub(super) says: &'static [&'static str],
    /// In the order of the attacks that they are against; those that are against none are last.
    pub rules: &'static [Rule],
    /// The faults that edit several rules.
    pub several: &'static [Fault],
    /// The variants that edit several rules.
    pub several_variants: &'static [Variant],
}

/// A field of the policy.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub(super) group: &'static str,
    pub(super) name: &'static str,
    pub(super) says: &'static [&'static str],
    /// The document and the section that it comes from. Every rule has one; a knob need not.
    pub section: Option<&'static str>,
    /// What it is against; nothing, if it is a knob.
    pub attack: Option<Attack>,
    /// Ways to break it, each of them one assignment to it.
    pub faults: &'static [Fault],
    /// Other values that are right, too.
    pub variants: &'static [Variant],
}

/// One way to misbehave.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What it is called on the command line and in scenarios.
    pub name: &'static str,
    /// The id of the requirement it breaks.
    pub breaks: &'static str,
    /// The ids of those that cannot be kept, either, by a provider with this fault.
    pub also: &'static [&'static str],
    /// What a provider with this fault does.
    pub sentence: &'static str,
    /// What it makes possible.
    pub attack: Attack,
    pub(super) edit: fn(&mut Policy),
}

/// Another way to be right: it breaks nothing, and a client has to be ready for it.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// What it is called.
    pub name: &'static str,
    /// What such a provider does.
    pub sentence: &'static str,
    /// How firmly it is permitted.
    pub level: Level,
    /// The document and the section that permit it.
    pub permitted_by: &'static str,
    /// Which checks have nothing left to judge.
    pub quiet: Quiet,
    pub(super) edit: fn(&mut Policy),
}

/// How firmly a document permits a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Clients must be ready for it.
    Must,
    /// A MAY or an OPTIONAL.
    May,
    /// The other choice of a SHOULD or a RECOMMENDED.
    ShouldNot,
    /// No document decides, and widely used products do it.
    Open,
}

/// Which checks a variant may silence: they are skipped or not judged, where they passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// None.
    None,
    /// Some, a tenth at most of those that the variant touches; why.
    Some(&'static str),
    /// Those about features that such a provider does not have, and why: capabilities, pages or clients that its target
    /// file does not mention. None are named where the file stays as it is, and the cases find out by themselves.
    Without(&'static [&'static str], &'static str),
}

impl Group {
    /// Its key in YAML, such as `redirect-uri`.
    pub fn key(&self) -> String {
        self.name.replace('_', "-")
    }

    /// What its rules are about.
    pub fn says(&self) -> String {
        joined(self.says)
    }
}

impl Rule {
    /// Its key in YAML, such as `code.single-use`.
    pub fn key(&self) -> String {
        format!("{}.{}", self.group, self.name).replace('_', "-")
    }

    /// What holds where it is kept.
    pub fn says(&self) -> String {
        joined(self.says)
    }
}

impl Fault {
    /// Makes `policy` misbehave.
    pub fn apply(&self, policy: &mut Policy) {
        (self.edit)(policy);
    }
}

impl Variant {
    /// Makes `policy` differ.
    pub fn apply(&self, policy: &mut Policy) {
        (self.edit)(policy);
    }
}

impl Group {
    /// The rightful other ways of its rules.
    pub fn variants(&self) -> impl Iterator<Item = &'static Variant> {
        self.rules.iter().flat_map(|rule| rule.variants).chain(self.several_variants)
    }
}

impl Level {
    /// The word of RFC 2119 that the document has, or that it has none.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST (of clients)",
            Self::May => "MAY",
            Self::ShouldNot => "SHOULD NOT",
            Self::Open => "left open",
        }
    }
}

impl Policy {
    /// Every rule and every knob.
    pub fn rules() -> impl Iterator<Item = &'static Rule> {
        Self::GROUPS.iter().flat_map(|group| group.rules)
    }

    /// Every way to misbehave, group by group.
    pub fn faults() -> impl Iterator<Item = &'static Fault> {
        Self::GROUPS.iter().flat_map(|group| group.rules.iter().flat_map(|rule| rule.faults).chain(group.several))
    }

    /// Every other way to be right.
    pub fn variants() -> impl Iterator<Item = &'static Variant> {
        Self::GROUPS.iter().flat_map(Group::variants)
    }
}

/// Lines of documentation, as one.
fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<&str>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const REQUIREMENTS: &str = include_str!("../../../harness/syntax/requirements.yaml");

    #[test]
    fn every_broken_requirement_is_in_the_catalogue() {
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
            assert!(!policies.contains(&policy), "{name} changes nothing, or the same as another");
            assert!(names.insert(name), "there are two of the name {name}");
            policies.push(policy);
        }
    }

    /// Otherwise it would stand below the one rule that it breaks.
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

    /// A rule that cannot be broken is one that nobody has proven to be kept.
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
