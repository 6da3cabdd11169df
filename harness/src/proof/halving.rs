//! Many variants are run at once: a case that passes with all of them passes with each. Where it does not, it is run with halves
//! of them, down to each alone.

use crate::model::verdict::{CaseReport, Verdict};
use crate::system::Variant;

/// How many variants are run at once: with more of them, more cases have to be run again with fewer.
pub const TOGETHER: usize = 40;

/// Those with which alone a case does not pass, with its report: `found` is that with all of them.
pub fn culprits(
    variants: &[Variant],
    found: CaseReport,
    run: &dyn Fn(&[Variant]) -> CaseReport,
) -> Vec<(Variant, CaseReport)> {
    if found.verdict == Verdict::Passed {
        return Vec::new();
    }
    if let [variant] = variants {
        return vec![(*variant, found)];
    }
    let (first, second) = variants.split_at(variants.len() / 2);
    [first, second].into_iter().flat_map(|half| culprits(half, run(half), run)).collect()
}

/// Whether a case says that something is wrong.
pub fn reports_violation(found: &CaseReport) -> bool {
    !matches!(found.verdict, Verdict::Passed | Verdict::Skipped | Verdict::Inconclusive)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::system;

    #[test]
    fn the_one_that_is_accused_is_found_in_few_runs() {
        let variants: Vec<Variant> = system::variants().into_iter().take(TOGETHER).collect();
        let (accused, runs) = (variants[17], Cell::new(0));
        let run = |some: &[Variant]| {
            runs.set(runs.get() + 1);
            let verdict = if some.contains(&accused) { Verdict::Failed } else { Verdict::Passed };
            CaseReport { verdict, ..CaseReport::new("provider/x", "") }
        };
        let found = culprits(&variants, run(&variants), &run);
        assert_eq!(found.iter().map(|(variant, _)| *variant).collect::<Vec<_>>(), [accused]);
        assert!(found.iter().all(|(_, report)| reports_violation(report)));
        assert!(runs.get() <= 13, "{} runs", runs.get());
    }
}
