//! Values that must be hard to guess, judged together.

use crate::model::verdict::Mismatch;
use crate::oauth::entropy::{self, ENOUGH, EntropyAssessment};

/// What is wrong with values of one kind that must be hard to guess, or `None`; judged over all values that a run has seen. If
/// there are only a few, nothing can be said unless they are too short: then the mismatch is `unjudged`.
pub fn guessable(kind: &str, least: u32, values: &[&str]) -> Option<Mismatch> {
    let number = values.len();
    match entropy::judge(values, f64::from(least)) {
        EntropyAssessment::Sound => None,
        EntropyAssessment::Weak(bits) => {
            let shown = match number {
                1 => format!("{kind}: at most {bits:.0} bits in the one that was seen"),
                _ => format!("{kind}: at most {bits:.0} bits differ in the {number} that were seen"),
            };
            Some(Mismatch::new(format!("values with {least} bits of entropy"), shown))
        }
        EntropyAssessment::TooFew => {
            Some(Mismatch::unjudged(format!("{ENOUGH} different values of {kind}"), format!("{number} in this run")))
        }
    }
}
