//! A case with a finding at a shared target is run once more, alone, before it is reported: another case may have interfered.

use crate::compile::plan::{Action, Case, PlannedStep};
use crate::model::redacted::Redacted;
use crate::model::verdict::{CaseReport, Verdict};

/// A verdict that needs confirmation.
pub(super) fn wants_confirmation(case: &Case, report: &CaseReport) -> bool {
    let in_doubt = match report.verdict {
        Verdict::Failed | Verdict::UnexpectedPass | Verdict::Warned | Verdict::Inconclusive => true,
        Verdict::Passed | Verdict::Skipped | Verdict::KnownDeviation | Verdict::Unstable | Verdict::HarnessError => {
            false
        }
    };
    // The winner of a race varies: that it was lost once is sufficient.
    in_doubt && !is_race(case)
}

/// The case sends requests that are released together.
pub(super) fn is_race(case: &Case) -> bool {
    fn races(steps: &[PlannedStep]) -> bool {
        steps.iter().any(|step| match &step.action {
            Action::InParallel(_) => true,
            Action::Use(used) => races(&used.fragment.steps),
            Action::Do(_) => false,
        })
    }
    races(&case.plan.steps)
}

/// The report of a case that was run twice.
pub(super) fn weighed(first: CaseReport, again: CaseReport) -> CaseReport {
    if first.verdict == again.verdict && broken(&first) == broken(&again) {
        return first;
    }
    let same_verdict = first.verdict == again.verdict;
    let reason = if same_verdict {
        format!("{} both times, but not for the same requirement", first.verdict.name())
    } else {
        format!("{} at first, and {} when it was run once more, alone", first.verdict.name(), again.verdict.name())
    };
    CaseReport {
        verdict: Verdict::Unstable,
        reason: Some(Redacted::ours(reason)),
        again: Some(Box::new(again)),
        ..first
    }
}

/// The report of a case that could not be run once more.
pub(super) fn unconfirmed(first: CaseReport) -> CaseReport {
    let reason = format!("{} once, and the run was interrupted before that could be confirmed", first.verdict.name());
    CaseReport { verdict: Verdict::Unstable, reason: Some(Redacted::ours(reason)), ..first }
}

/// The violated requirements, in the order of the findings.
fn broken(report: &CaseReport) -> Vec<&str> {
    report.findings.iter().filter_map(|finding| finding.requirement.as_ref()).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::Place;
    use crate::model::verdict::{Finding, RedactedMismatch};

    fn report(verdict: Verdict, broken: &[&str]) -> CaseReport {
        let finding = |id: &&str| Finding {
            step: String::new(),
            place: Place::Exchange { case: "provider/x".into(), number: 1 },
            requirement: Some((*id).to_owned()),
            mismatch: RedactedMismatch::new("a", "b"),
            after_exchange: 1,
        };
        let notes = vec![Redacted::ours(format!("{verdict:?}"))];
        let findings = broken.iter().map(finding).collect();
        CaseReport { verdict, findings, notes, ..CaseReport::new("provider/x", "") }
    }

    #[test]
    fn a_repeated_result_is_reported_unchanged() {
        let found = weighed(report(Verdict::Failed, &["a"]), report(Verdict::Failed, &["a"]));
        assert_eq!((found.verdict, found.again), (Verdict::Failed, None));
    }

    #[test]
    fn a_result_that_does_not_repeat_is_unstable_with_both_reports() {
        let found = weighed(report(Verdict::Failed, &["a"]), report(Verdict::Passed, &[]));
        assert_eq!(found.verdict, Verdict::Unstable);
        assert_eq!(found.reason.as_deref(), Some("failed at first, and passed when it was run once more, alone"));
        let again = found.again.expect("the second time");
        assert_eq!((&*found.notes[0], &*again.notes[0]), ("Failed", "Passed"));
        let other = weighed(report(Verdict::Failed, &["a"]), report(Verdict::Failed, &["b"]));
        assert_eq!(other.verdict, Verdict::Unstable, "each time it is something else that is broken");
    }
}
