//! The variants of this consumer, by name: other ways to conform. Each is next to the rule or the knob that it varies,
//! in [`policy`](crate::policy), with the section that permits it. No check reports them. Variants can be combined with
//! each other and with faults.

pub use reference_rules::UnknownVariant;

use crate::policy::Policy;
pub use crate::policy::{Level, Quiet, Variant};

/// All variants, in the order of the rules that they vary.
pub fn all() -> impl Iterator<Item = &'static Variant> + Clone {
    Policy::variants()
}

/// Applies the variant of this name to `policy`.
pub fn apply(name: &str, policy: &mut Policy) -> Result<(), UnknownVariant> {
    Variant::find(name, all())?.apply(policy);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let error = apply("pages-in-germn", &mut Policy::default()).expect_err("no such variant").to_string();
        assert!(error.starts_with("unknown variant `pages-in-germn`; did you mean pages-in-german"), "{error}");
    }
}
