//! The ways in which this provider differs and is right all the same, by name. Each stands below the rule or the knob that it
//! varies, in [`policy`](crate::policy), with the sentence of the document that permits it. A client has to be ready for all
//! of them, and a check must stay silent about each. Variants combine, with each other and with faults. What they exercise is
//! in `scenarios/VARIANTS.md`.

pub use reference_rules::UnknownVariant;

use crate::policy::Policy;
pub use crate::policy::{Level, Quiet, Variant};

/// All variants, in the order of the rules that they vary.
pub fn all() -> impl Iterator<Item = &'static Variant> + Clone {
    Policy::variants()
}

/// Makes `policy` differ as the variant of this name says.
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
