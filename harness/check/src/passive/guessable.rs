//! Values that nobody should be able to guess, judged together.

use crate::model::verdict::Mismatch;
use crate::oauth::entropy::{self, ENOUGH, Judgement};

/// What is wrong with values of one kind that nobody should be able to guess, or `None`; judged over all that a run has seen.
/// Of few of them nothing can be said, unless they are too short: then the mismatch is `unjudged`.
pub fn guessable(kind: &str, least: u32, values: &[&str]) -> Option<Mismatch> {
    let number = values.len();
    match entropy::judge(values, f64::from(least)) {
        Judgement::Sound => None,
        Judgement::Weak(bits) => {
            let shown = match number {
                1 => format!("{kind}: {bits:.0} bits at most are in the one that was seen"),
                _ => format!("{kind}: {bits:.0} bits at most are different in the {number} that were seen"),
            };
            Some(Mismatch::new(format!("values with {least} bits that nobody can guess"), shown))
        }
        Judgement::TooFew => {
            Some(Mismatch::unjudged(format!("{ENOUGH} different values of {kind}"), format!("{number} in this run")))
        }
    }
}
