//! The rows of the table: rules by group, the faults that break them, and the variants.

use crate::attack::Attack;

/// The rules of one subject.
#[derive(Debug)]
pub struct Group<P: 'static> {
    /// The name of its field, such as `id_token`.
    pub name: &'static str,
    /// The lines of its documentation.
    pub says: &'static [&'static str],
    /// In the order of the attacks that they prevent; knobs are last.
    pub rules: &'static [Rule<P>],
    /// The faults that edit several rules.
    pub several: &'static [Fault<P>],
    /// The variants that edit several rules.
    pub several_variants: &'static [Variant<P>],
}

/// A field of the policy.
#[derive(Debug)]
pub struct Rule<P: 'static> {
    /// The name of the field of its group.
    pub group: &'static str,
    /// The name of its own field.
    pub name: &'static str,
    /// The lines of its documentation.
    pub says: &'static [&'static str],
    /// The document and the section that it comes from. Every rule has one; a knob need not.
    pub section: Option<&'static str>,
    /// The attack that it prevents; none for a knob.
    pub attack: Option<Attack>,
    /// Faults that break it, each of them one assignment to it.
    pub faults: &'static [Fault<P>],
    /// Other values that conform, too.
    pub variants: &'static [Variant<P>],
}

/// A way to violate a rule.
#[derive(Debug)]
pub struct Fault<P: 'static> {
    /// Its name on the command line and in scenarios.
    pub name: &'static str,
    /// The id of the requirement that it breaks.
    pub breaks: &'static str,
    /// The ids of other requirements that a party with this fault cannot meet, either.
    pub also: &'static [&'static str],
    /// What a party with this fault does.
    pub sentence: &'static str,
    /// The attack that it makes possible.
    pub attack: Attack,
    /// What [`apply`](Self::apply) does.
    pub edit: fn(&mut P),
}

/// Another way to conform: it breaks no requirement, and the peer has to support it.
#[derive(Debug)]
pub struct Variant<P: 'static> {
    /// Its name.
    pub name: &'static str,
    /// What a party with this variant does differently.
    pub sentence: &'static str,
    /// How firmly it is permitted.
    pub level: Level,
    /// The document and the section that permit it.
    pub permitted_by: &'static str,
    /// Which checks no longer apply.
    pub quiet: Quiet,
    /// What [`apply`](Self::apply) does.
    pub edit: fn(&mut P),
}

/// How firmly a document permits a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The peer must support it.
    Must,
    /// A MAY or an OPTIONAL.
    May,
    /// The alternative to a SHOULD or a RECOMMENDED.
    ShouldNot,
    /// No document regulates it, and widely used products do it.
    Open,
}

/// Which checks a variant may silence: they are skipped or inconclusive although they passed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// None.
    None,
    /// Some, at most a tenth of those that the variant touches; with the reason.
    Some(&'static str),
    /// Those about features that such a party does not have, with the reason: capabilities, pages or clients that its
    /// target file does not list. The list is empty if the target file stays the same, and the cases skip themselves.
    Without(&'static [&'static str], &'static str),
}

impl<P> Group<P> {
    /// Its key in YAML, such as `redirect-uri`.
    pub fn key(&self) -> String {
        self.name.replace('_', "-")
    }

    /// The subject of its rules.
    pub fn says(&self) -> String {
        joined(self.says)
    }
}

impl<P> Rule<P> {
    /// Its key in YAML, such as `code.single-use`.
    pub fn key(&self) -> String {
        format!("{}.{}", self.group, self.name).replace('_', "-")
    }

    /// What the rule requires.
    pub fn says(&self) -> String {
        joined(self.says)
    }
}

impl<P> Fault<P> {
    /// Applies the fault to `policy`.
    pub fn apply(&self, policy: &mut P) {
        (self.edit)(policy);
    }
}

impl<P> Variant<P> {
    /// Applies the variant to `policy`.
    pub fn apply(&self, policy: &mut P) {
        (self.edit)(policy);
    }
}

impl<P> Group<P> {
    /// The faults that break its rules.
    pub fn faults(&self) -> impl Iterator<Item = &'static Fault<P>> + Clone {
        self.rules.iter().flat_map(|rule| rule.faults).chain(self.several)
    }

    /// The variants of its rules.
    pub fn variants(&self) -> impl Iterator<Item = &'static Variant<P>> + Clone {
        self.rules.iter().flat_map(|rule| rule.variants).chain(self.several_variants)
    }
}

impl Level {
    /// The keyword of RFC 2119 in the document, or that there is none.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST (of the peer)",
            Self::May => "MAY",
            Self::ShouldNot => "SHOULD NOT",
            Self::Open => "unregulated",
        }
    }
}

/// Lines of documentation, joined to one.
fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<&str>>().join(" ")
}
