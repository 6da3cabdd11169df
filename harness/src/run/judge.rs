//! From findings to a verdict.

use std::collections::BTreeSet;

use super::plan::in_scope;
use crate::model::target::Deviation;
use crate::model::verdict::{Finding, Verdict};
use crate::syntax::catalogue::Catalogue;

/// The verdict on a case whose steps could all be done, with the reason where there is more to say than the findings.
///
/// What could not be judged leaves the case without a verdict, unless something else is found that weighs more: a check
/// often has nothing to compare just because the response was the wrong one.
pub(super) fn verdict(
    case: &str,
    requirements: &[String],
    findings: &[Finding],
    deviations: &[Deviation],
) -> (Verdict, Option<String>) {
    let (unjudged, judged): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.mismatch.unjudged);
    let found = || of_findings(case, requirements, &judged, deviations);
    let Some(unjudged) = unjudged.first() else { return found() };
    if !judged.is_empty() {
        let (verdict, reason) = found();
        if verdict > Verdict::Error {
            return (verdict, reason);
        }
    }
    (Verdict::Error, Some(format!("an expectation cannot be judged without this: {}", unjudged.mismatch.expected)))
}

/// A broken MUST is a failure and a broken SHOULD a warning, unless the target lists the requirement as a deviation for
/// this case. A listed deviation that does not happen is an unexpected pass, unless it is one that comes and goes.
fn of_findings(
    case: &str,
    requirements: &[String],
    findings: &[&Finding],
    deviations: &[Deviation],
) -> (Verdict, Option<String>) {
    let here: Vec<&Deviation> = deviations
        .iter()
        .filter(|deviation| deviation.only.is_empty() || deviation.only.iter().any(|scope| in_scope(case, scope)))
        .collect();
    let listed = |id: &String| here.iter().find(|deviation| deviation.requirement.value == *id);
    if findings.is_empty() {
        return match requirements.iter().filter_map(listed).find(|deviation| !deviation.sometimes) {
            Some(deviation) => (
                Verdict::UnexpectedPass,
                Some(format!(
                    "the target file lists `{}` as a deviation ({}), but it no longer happens; take it off the list",
                    deviation.requirement.value, deviation.reason
                )),
            ),
            None => (Verdict::Pass, None),
        };
    }
    let known: Option<Vec<&&Deviation>> =
        findings.iter().map(|finding| finding.requirements.iter().find_map(listed)).collect();
    if let Some(known) = known {
        let reasons: BTreeSet<&str> = known.iter().map(|deviation| deviation.reason.as_str()).collect();
        return (Verdict::KnownDeviation, Some(reasons.into_iter().collect::<Vec<_>>().join("; ")));
    }
    let catalogue = Catalogue::built_in();
    let broken = findings.iter().copied().filter(|finding| !finding.requirements.iter().any(|id| listed(id).is_some()));
    let binding = |finding: &Finding| {
        let levels = finding.requirements.iter().filter_map(|id| catalogue.get(id)).map(|found| found.level);
        // A finding without a requirement is a changed transcript: nothing says that it may change.
        finding.requirements.is_empty() || levels.into_iter().any(super::super::model::requirement::Level::binding)
    };
    let verdict = if broken.into_iter().any(binding) { Verdict::Fail } else { Verdict::Warn };
    (verdict, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::At;
    use crate::model::verdict::Mismatch;

    const MUST: &str = "rfc6749-4.1.2-code-single-use";
    const SHOULD: &str = "rfc6749-4.1.2-code-replay-revokes-access";

    fn finding(id: &str) -> Finding {
        Finding {
            step: "exchange".into(),
            place: String::new(),
            excerpt: String::new(),
            requirements: vec![id.into()],
            mismatch: Mismatch::new("a", "b"),
            after_exchange: 1,
        }
    }

    fn unjudged() -> Finding {
        Finding { mismatch: Mismatch::unjudged("a value", "none"), requirements: Vec::new(), ..finding(MUST) }
    }

    fn deviation(id: &str, only: &[&str]) -> Deviation {
        let at = |text: &str| At { value: text.to_owned(), span: crate::model::span::Span::default() };
        Deviation {
            requirement: at(id),
            reason: "known".into(),
            seen: None,
            only: only.iter().map(|scope| at(scope)).collect(),
            sometimes: false,
        }
    }

    fn judged(findings: &[Finding], deviations: &[Deviation]) -> Verdict {
        verdict("provider/code/replayed", &[MUST.to_owned(), SHOULD.to_owned()], findings, deviations).0
    }

    #[test]
    fn a_broken_must_fails_and_a_broken_should_warns() {
        assert_eq!(judged(&[], &[]), Verdict::Pass);
        assert_eq!(judged(&[finding(MUST)], &[]), Verdict::Fail);
        assert_eq!(judged(&[finding(SHOULD)], &[]), Verdict::Warn);
        assert_eq!(judged(&[finding(SHOULD), finding(MUST)], &[]), Verdict::Fail);
    }

    #[test]
    fn a_deviation_excuses_what_it_names_and_nothing_else() {
        assert_eq!(judged(&[finding(MUST)], &[deviation(MUST, &[])]), Verdict::KnownDeviation);
        assert_eq!(judged(&[finding(MUST)], &[deviation(MUST, &["code"])]), Verdict::KnownDeviation);
        assert_eq!(judged(&[finding(MUST)], &[deviation(MUST, &["code/replayed"])]), Verdict::KnownDeviation);
        assert_eq!(judged(&[finding(MUST)], &[deviation(MUST, &["other"])]), Verdict::Fail);
        assert_eq!(judged(&[finding(MUST), finding(SHOULD)], &[deviation(MUST, &[])]), Verdict::Warn);
    }

    #[test]
    fn a_deviation_that_no_longer_happens_is_an_unexpected_pass() {
        assert_eq!(judged(&[], &[deviation(MUST, &[])]), Verdict::UnexpectedPass);
        assert_eq!(judged(&[], &[deviation(MUST, &["other"])]), Verdict::Pass);
    }

    #[test]
    fn what_happens_only_sometimes_is_excused_and_not_missed() {
        let listed = [Deviation { sometimes: true, ..deviation(MUST, &[]) }, deviation(SHOULD, &[])];
        assert_eq!(judged(&[finding(MUST)], &listed[..1]), Verdict::KnownDeviation);
        assert_eq!(judged(&[], &listed[..1]), Verdict::Pass);
        assert_eq!(judged(&[], &listed), Verdict::UnexpectedPass);
    }

    #[test]
    fn what_cannot_be_judged_outweighs_all_but_a_failure() {
        assert_eq!(judged(&[unjudged()], &[]), Verdict::Error);
        assert_eq!(judged(&[unjudged()], &[deviation(MUST, &[])]), Verdict::Error, "nor has it stopped to happen");
        assert_eq!(judged(&[unjudged(), finding(MUST)], &[]), Verdict::Fail);
        assert_eq!(judged(&[unjudged(), finding(SHOULD)], &[]), Verdict::Error);
        assert_eq!(judged(&[unjudged(), finding(MUST)], &[deviation(MUST, &[])]), Verdict::Error);
        let reason = verdict("a/b", &[], &[unjudged()], &[]).1;
        assert_eq!(reason.as_deref(), Some("an expectation cannot be judged without this: a value"));
    }
}
