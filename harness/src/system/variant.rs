//! How a reference can be made to differ.

/// A way in which a reference differs and still conforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// `provider` or `consumer`.
    pub party: &'static str,
    /// Its name after `provider/` or `consumer/`.
    pub name: &'static str,
    /// What the party does, in one sentence.
    pub sentence: &'static str,
    /// The word of the document, such as `MAY`.
    pub level: &'static str,
    /// The document and the section that permit it.
    pub permitted_by: &'static str,
    /// The subject of the rule that it varies, such as `id-token`.
    pub subject: &'static str,
    /// Which checks have nothing left to judge.
    pub quiet: Quiet,
}

/// Which checks a variant may silence: they are skipped or not judged, where they passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// None.
    None,
    /// Some, a tenth at most of those that the variant touches; why.
    Some(&'static str),
    /// Those about features that such a party does not have: capabilities or pages of a target file, and why.
    Without(&'static [&'static str], &'static str),
}

impl Variant {
    /// How targets and the command line call it: `provider/NAME` or `consumer/NAME`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.party, self.name)
    }

    /// The features of a target that such a party does not have: a capability, `provider.PAGE`, or `clients.ROLE`.
    pub fn without(&self) -> &'static [&'static str] {
        match self.quiet {
            Quiet::Without(features, _) => features,
            Quiet::None | Quiet::Some(_) => &[],
        }
    }
}
