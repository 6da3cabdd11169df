//! The faults of this provider, by name. Each is next to the rule that it breaks, in [`policy`](crate::policy): the
//! name, the requirement that a provider with this fault violates (by its id in `harness/syntax/requirements.yaml`,
//! with others that it cannot meet, either, after `and`), and what such a provider does. Each is a mistake of real
//! providers; all other rules still apply. Faults can be combined: they are applied one after another.
//! `scenarios/FAULTS.md` lists the scenarios that detect them.

pub use reference_rules::UnknownFault;

pub use crate::policy::Fault;
use crate::policy::Policy;

/// All faults, in the order of the rules that they break.
pub fn all() -> impl Iterator<Item = &'static Fault> + Clone {
    Policy::faults()
}

/// Applies the fault of this name to `policy`.
pub fn apply(name: &str, policy: &mut Policy) -> Result<(), UnknownFault> {
    Fault::find(name, all())?.apply(policy);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let error = apply("code-replay-acepted", &mut Policy::default()).expect_err("no such fault").to_string();
        assert!(
            error.starts_with("unknown fault `code-replay-acepted`; did you mean code-replay-accepted, "),
            "{error}"
        );
    }
}
