//! The ways in which this consumer differs and is right all the same: one row each, an edit of the [`Policy`]. A check must
//! stay silent about each.

use crate::policy::{Policy, RefusedCallback};

/// One way to differ.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// How targets and the command line call it.
    pub name: &'static str,
    /// What the consumer does, in one sentence.
    pub sentence: &'static str,
    /// How firmly it is permitted.
    pub level: Level,
    /// The document and the section that permit it.
    pub permitted_by: &'static str,
    /// Which checks have nothing left to judge.
    pub quiet: Quiet,
    /// Turns a strict policy into one that differs.
    pub edit: fn(&mut Policy),
}

/// How firmly a document permits a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Providers must be ready for it.
    Must,
    /// A MAY or an OPTIONAL.
    May,
    /// The other choice of a SHOULD or a RECOMMENDED.
    ShouldNot,
    /// No document decides, and widely used products do it.
    Open,
}

impl Level {
    /// The word of RFC 2119 that the document has, or that it has none.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST (of providers)",
            Self::May => "MAY",
            Self::ShouldNot => "SHOULD NOT",
            Self::Open => "left open",
        }
    }
}

/// Which checks a variant may silence: they are skipped or not judged, where they passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// None.
    None,
    /// Some, a tenth at most of those that the variant touches; why.
    Some(&'static str),
    /// Those about features that such a consumer does not have: capabilities or pages of a target file, and why.
    Without(&'static [&'static str], &'static str),
}

/// A name that stands for no variant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown variant `{name}`; expected one of: {}", names().join(", "))]
pub struct UnknownVariant {
    /// The name that was asked for.
    pub name: String,
}

/// Every variant, in the order of the flow.
pub fn all() -> &'static [Variant] {
    VARIANTS
}

/// Edits `policy` so that the consumer differs in the way called `name`.
pub fn apply(name: &str, policy: &mut Policy) -> Result<(), UnknownVariant> {
    let found = VARIANTS.iter().find(|variant| variant.name == name);
    let variant = found.ok_or_else(|| UnknownVariant { name: name.to_owned() })?;
    (variant.edit)(policy);
    Ok(())
}

fn names() -> Vec<&'static str> {
    VARIANTS.iter().map(|variant| variant.name).collect()
}

const VARIANTS: &[Variant] = &[
    Variant {
        name: "callback-refused-with-403",
        sentence: "A callback is refused with 403.",
        level: Level::Open,
        permitted_by: "RFC 6749 §10.12",
        quiet: Quiet::None,
        edit: |policy| policy.refused_callback = RefusedCallback::Forbidden,
    },
    Variant {
        name: "callback-refused-with-200",
        sentence: "A callback is refused with an error page and the status 200.",
        level: Level::Open,
        permitted_by: "RFC 6749 §10.12",
        quiet: Quiet::None,
        edit: |policy| policy.refused_callback = RefusedCallback::Ok,
    },
    Variant {
        name: "callback-refused-by-redirect-home",
        sentence: "A callback is refused by a redirect to the home page.",
        level: Level::Open,
        permitted_by: "RFC 6749 §10.12",
        quiet: Quiet::None,
        edit: |policy| policy.refused_callback = RefusedCallback::ToHome,
    },
    Variant {
        name: "callback-refused-by-new-login",
        sentence: "A callback is refused by a new login: the browser is sent to the provider again.",
        level: Level::Open,
        permitted_by: "RFC 6749 §10.12",
        quiet: Quiet::None,
        edit: |policy| policy.refused_callback = RefusedCallback::StartsAgain,
    },
];
