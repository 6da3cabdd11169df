//! A row of the table of faults.

use crate::policy::Policy;

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
    pub(super) edit: fn(&mut Policy),
}
