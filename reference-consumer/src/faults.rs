//! The faults of this consumer, by name. Each is next to the rule that it breaks, in [`policy`](crate::policy): the
//! name, the requirement that a consumer with this fault violates, and what such a consumer does.

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
        let error = apply("login-csrf-state-uncheckd", &mut Policy::default()).expect_err("no such fault").to_string();
        assert!(
            error.starts_with("unknown fault `login-csrf-state-uncheckd`; did you mean login-csrf-state-unchecked, "),
            "{error}"
        );
    }
}
