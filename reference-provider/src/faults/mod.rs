//! The ways in which this provider misbehaves on demand, by name. Each stands below the rule that it breaks, in
//! [`policy`](crate::policy): the name, the requirement that a provider with this fault no longer keeps (by its id in
//! `harness/syntax/requirements.yaml`; `and` what else it cannot keep then), and what such a provider does. Each is a
//! mistake that real providers make or have made, and all other rules still hold. Faults combine: they are applied one
//! after another. Who sees which of them is in `scenarios/FAULTS.md`.

pub use reference_rules::UnknownFault;

pub use crate::policy::Fault;
use crate::policy::Policy;

/// All faults, in the order of the rules that they break.
pub fn all() -> impl Iterator<Item = &'static Fault> + Clone {
    Policy::faults()
}

/// Makes `policy` misbehave as the fault of this name says.
pub fn apply(name: &str, policy: &mut Policy) -> Result<(), UnknownFault> {
    Fault::find(name, all())?.apply(policy);
    Ok(())
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
