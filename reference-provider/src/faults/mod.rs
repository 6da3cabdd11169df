//! The ways in which this provider misbehaves on demand, by name. Each stands below the rule that it breaks, in
//! [`policy`](crate::policy): the name, the requirement that a provider with this fault no longer keeps (by its id in
//! `harness/syntax/requirements.yaml`; `and` what else it cannot keep then), and what such a provider does. Each is a
//! mistake that real providers make or have made, and all other rules still hold. Faults combine: they are applied one
//! after another. Who sees which of them is in `scenarios/FAULTS.md`.

use crate::base::similar::{did_you_mean, similar};
pub use crate::policy::Fault;
use crate::policy::Policy;

/// No fault has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown fault `{name}`{}", did_you_mean(.similar))]
pub struct UnknownFault {
    /// The name that was asked for.
    pub name: String,
    /// Names of faults that look like it, the likeliest first.
    pub similar: Vec<&'static str>,
}

/// All faults, in the order of the rules that they break.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    Policy::faults()
}

/// Makes `policy` misbehave as the fault of this name says.
pub fn apply(name: &str, policy: &mut Policy) -> Result<(), UnknownFault> {
    let fault = all().find(|fault| fault.name == name).ok_or_else(|| UnknownFault::new(name))?;
    fault.apply(policy);
    Ok(())
}

impl UnknownFault {
    fn new(name: &str) -> Self {
        let similar = similar(name, all().map(|fault| fault.name));
        Self { name: name.to_owned(), similar }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let error = apply("code-reuseable", &mut Policy::default()).expect_err("no such fault").to_string();
        assert!(error.starts_with("unknown fault `code-reuseable`; did you mean code-reusable, "), "{error}");
    }
}
