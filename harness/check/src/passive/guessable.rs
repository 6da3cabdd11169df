//! Values that nobody should be able to guess, judged together.

use crate::model::verdict::Mismatch;
use crate::oauth::entropy;

/// What is wrong with values of one kind that nobody should be able to guess, or `None`: with all that a run has seen,
/// because few of them tell little.
pub fn guessable(kind: &str, least: u32, values: &[&str]) -> Option<Mismatch> {
    let estimate = entropy::of_all(values);
    estimate.is_below(f64::from(least)).then(|| {
        let (bits, number) = (estimate.bits, estimate.values);
        let shown = match number {
            1 => format!("{kind}: {bits:.0} bits at most are in the one that was seen"),
            _ => format!("{kind}: {bits:.0} bits at most are different in the {number} that were seen"),
        };
        Mismatch::new(format!("values with {least} bits that nobody can guess"), shown)
    })
}
