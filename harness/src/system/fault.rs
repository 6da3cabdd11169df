//! How a reference can be made to misbehave.

/// A way in which a reference misbehaves on request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `provider` or `consumer`.
    pub party: &'static str,
    /// What it is called after `provider/` or `consumer/`.
    pub name: &'static str,
    /// The requirement (id) that it breaks.
    pub breaks: &'static str,
    /// Those (ids) that cannot be kept then, either.
    pub also: &'static [&'static str],
    /// What the party does then, in one sentence.
    pub sentence: &'static str,
}

impl Fault {
    /// How scenarios and the command line call it: `provider/NAME` or `consumer/NAME`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.party, self.name)
    }
}
