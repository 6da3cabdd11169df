//! The rows of the table: rules by group, the faults that break them, and the rightful other ways.

use crate::attack::Attack;

/// Rules about one subject.
#[derive(Debug)]
pub struct Group<P: 'static> {
    /// The name of its field, such as `id_token`.
    pub name: &'static str,
    /// The lines of its documentation.
    pub says: &'static [&'static str],
    /// In the order of the attacks that they are against; those that are against none are last.
    pub rules: &'static [Rule<P>],
    /// The faults that edit several rules.
    pub several: &'static [Fault<P>],
    /// The variants that edit several rules.
    pub several_variants: &'static [Variant<P>],
}

/// A field of the policy.
#[derive(Debug)]
pub struct Rule<P: 'static> {
    /// The name of the field that its group is.
    pub group: &'static str,
    /// The name of its own field.
    pub name: &'static str,
    /// The lines of its documentation.
    pub says: &'static [&'static str],
    /// The document and the section that it comes from. Every rule has one; a knob need not.
    pub section: Option<&'static str>,
    /// What it is against; nothing, if it is a knob.
    pub attack: Option<Attack>,
    /// Ways to break it, each of them one assignment to it.
    pub faults: &'static [Fault<P>],
    /// Other values that are right, too.
    pub variants: &'static [Variant<P>],
}

/// One way to misbehave.
#[derive(Debug)]
pub struct Fault<P: 'static> {
    /// What it is called on the command line and in scenarios.
    pub name: &'static str,
    /// The id of the requirement it breaks.
    pub breaks: &'static str,
    /// The ids of those that cannot be kept, either, by a party with this fault.
    pub also: &'static [&'static str],
    /// What a party with this fault does.
    pub sentence: &'static str,
    /// What it makes possible.
    pub attack: Attack,
    /// What [`apply`](Self::apply) does.
    pub edit: fn(&mut P),
}

/// Another way to be right: it breaks nothing, and its peer has to be ready for it.
#[derive(Debug)]
pub struct Variant<P: 'static> {
    /// What it is called.
    pub name: &'static str,
    /// What such a party does.
    pub sentence: &'static str,
    /// How firmly it is permitted.
    pub level: Level,
    /// The document and the section that permit it.
    pub permitted_by: &'static str,
    /// Which checks have nothing left to judge.
    pub quiet: Quiet,
    /// What [`apply`](Self::apply) does.
    pub edit: fn(&mut P),
}

/// How firmly a document permits a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Its peer must be ready for it.
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
    /// Those about features that such a party does not have, and why: capabilities, pages or clients that its target file
    /// does not mention. None are named where the file stays as it is, and the cases find out by themselves.
    Without(&'static [&'static str], &'static str),
}

impl<P> Group<P> {
    /// Its key in YAML, such as `redirect-uri`.
    pub fn key(&self) -> String {
        self.name.replace('_', "-")
    }

    /// What its rules are about.
    pub fn says(&self) -> String {
        joined(self.says)
    }
}

impl<P> Rule<P> {
    /// Its key in YAML, such as `code.single-use`.
    pub fn key(&self) -> String {
        format!("{}.{}", self.group, self.name).replace('_', "-")
    }

    /// What holds where it is kept.
    pub fn says(&self) -> String {
        joined(self.says)
    }
}

impl<P> Fault<P> {
    /// Makes `policy` misbehave.
    pub fn apply(&self, policy: &mut P) {
        (self.edit)(policy);
    }
}

impl<P> Variant<P> {
    /// Makes `policy` differ.
    pub fn apply(&self, policy: &mut P) {
        (self.edit)(policy);
    }
}

impl<P> Group<P> {
    /// The ways to break its rules.
    pub fn faults(&self) -> impl Iterator<Item = &'static Fault<P>> + Clone {
        self.rules.iter().flat_map(|rule| rule.faults).chain(self.several)
    }

    /// The rightful other ways of its rules.
    pub fn variants(&self) -> impl Iterator<Item = &'static Variant<P>> + Clone {
        self.rules.iter().flat_map(|rule| rule.variants).chain(self.several_variants)
    }
}

impl Level {
    /// The word of RFC 2119 that the document has, or that it has none.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST (of the peer)",
            Self::May => "MAY",
            Self::ShouldNot => "SHOULD NOT",
            Self::Open => "left open",
        }
    }
}

/// Lines of documentation, as one.
fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<&str>>().join(" ")
}
