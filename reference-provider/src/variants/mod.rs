//! The variants of this provider, by name: other ways to conform. Each is next to the rule or the knob that it varies,
//! in [`policy`](crate::policy), with the section that permits it. A client has to support all of them, and no check
//! reports them. Variants can be combined with each other and with faults. `scenarios/VARIANTS.md` lists what they
//! exercise.

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
        let error = apply("consent-rememberd", &mut Policy::default()).expect_err("no such variant").to_string();
        assert!(error.starts_with("unknown variant `consent-rememberd`; did you mean consent-remembered"), "{error}");
    }
}
