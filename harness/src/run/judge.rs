//! From findings to an outcome for each requirement, and from outcomes to a verdict.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::plan::in_scope;
use crate::model::redacted::Redacted;
use crate::model::requirement::{Level, Requirement};
use crate::model::target::Deviation;
use crate::model::verdict::{Finding, JudgedRequirement, RequirementOutcome, Verdict};
use crate::syntax::catalog::Catalog;

/// Where requirements (ids) were put to the test: the last time counts.
pub(super) type Tested = BTreeMap<String, TestedAt>;

/// A step that put a requirement to the test, and the number of exchanges by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TestedAt {
    pub(super) step: String,
    pub(super) after_exchange: usize,
}

/// The outcome of each requirement in a case: violated if there is a finding about it, satisfied if it was put to the test
/// without one.
pub(super) fn outcomes(requirements: &[String], findings: &[Finding], tested: &Tested) -> Vec<JudgedRequirement> {
    let of = |requirement: &String| {
        let mut about = findings.iter().filter(|finding| finding.requirement.as_ref() == Some(requirement));
        let about = about.clone().find(|finding| !finding.mismatch.unjudged).or_else(|| about.next());
        let (outcome, at) = match (about, tested.get(requirement)) {
            (Some(finding), _) => {
                let unjudged = finding.mismatch.unjudged;
                let inconclusive = || RequirementOutcome::Inconclusive(finding.mismatch.expected.clone());
                let outcome = if unjudged { inconclusive() } else { RequirementOutcome::Violated };
                (outcome, Some((&finding.step, finding.after_exchange)))
            }
            (None, Some(at)) => (RequirementOutcome::Satisfied, Some((&at.step, at.after_exchange))),
            (None, None) => (RequirementOutcome::NotReached, None),
        };
        JudgedRequirement {
            requirement: requirement.clone(),
            outcome,
            step: at.map(|(step, _)| step.clone()),
            exchange: at.map(|(_, exchange)| exchange).filter(|exchange| *exchange > 0),
        }
    };
    requirements.iter().map(of).collect()
}

/// The verdict on a case whose steps could all be done, with a reason if the findings do not say it all.
///
/// Each requirement counts on its own: a violated MUST is a failure and a violated SHOULD a warning, unless the target lists
/// that very requirement as a deviation for this case. A listed deviation that does not happen is an unexpected pass, unless
/// it is one that comes and goes. What could not be judged makes the case inconclusive, unless a MUST is violated as well.
pub(super) fn verdict(
    case: &str,
    outcomes: &[JudgedRequirement],
    findings: &[Finding],
    deviations: &[Deviation],
) -> (Verdict, Option<Redacted>) {
    let listed = |id: &str| listed(deviations, case, id);
    let broken: Vec<&Finding> = findings.iter().filter(|finding| !finding.mismatch.unjudged).collect();
    let excused = |finding: &&Finding| finding.requirement.as_deref().and_then(listed);
    let accused = |finding: &&Finding| is_obligation(finding) && excused(finding).is_none();
    let accused: Vec<&Finding> = broken.iter().copied().filter(accused).collect();
    if accused.iter().any(|finding| is_binding(finding)) {
        return (Verdict::Failed, None);
    }
    if let Some(unjudged) = findings.iter().find(|finding| finding.mismatch.unjudged) {
        let needed = &unjudged.mismatch.expected;
        let without = if unjudged.mismatch.not_given { "" } else { " without this" };
        let reason = format!("an expectation cannot be judged{without}: {needed}");
        return (Verdict::Inconclusive, Some(Redacted::ours(reason)));
    }
    if !accused.is_empty() {
        return (Verdict::Warned, None);
    }
    if broken.iter().any(|finding| excused(finding).is_some()) {
        let reasons: BTreeSet<&str> = broken.iter().filter_map(excused).map(|known| known.reason.as_str()).collect();
        return (Verdict::KnownDeviation, Some(Redacted::ours(reasons.into_iter().collect::<Vec<_>>().join("; "))));
    }
    let held = outcomes.iter().filter(|judged| judged.outcome == RequirementOutcome::Satisfied);
    match held.filter_map(|outcome| listed(&outcome.requirement)).find(|deviation| !deviation.sometimes) {
        Some(deviation) => (
            Verdict::UnexpectedPass,
            Some(Redacted::ours(format!(
                "the target file lists `{}` as a deviation ({}), but it no longer happens; remove it from the list",
                deviation.requirement.value, deviation.reason
            ))),
        ),
        None if nothing_was_reached(outcomes, findings) => (Verdict::Skipped, Some(NOTHING_REACHED.into())),
        None => (Verdict::Passed, None),
    }
}

/// Why a completed case proves nothing.
const NOTHING_REACHED: &str = "the condition (`given`) was not met, so nothing was tested";

/// Every requirement is one that the observation says nothing about.
fn nothing_was_reached(outcomes: &[JudgedRequirement], findings: &[Finding]) -> bool {
    let not_reached = |judged: &JudgedRequirement| judged.outcome == RequirementOutcome::NotReached;
    findings.is_empty() && !outcomes.is_empty() && outcomes.iter().all(not_reached)
}

/// The deviation by which a target excuses a case for a requirement (id).
pub(super) fn listed<'a>(deviations: &'a [Deviation], case: &str, id: &str) -> Option<&'a Deviation> {
    let here =
        |deviation: &Deviation| deviation.only.is_empty() || deviation.only.iter().any(|scope| in_scope(case, scope));
    deviations.iter().find(|deviation| deviation.requirement.value == id && here(deviation))
}

/// A finding without a requirement is a changed transcript: no deviation permits that.
fn is_binding(finding: &Finding) -> bool {
    let level = finding.requirement.as_deref().and_then(|id| Catalog::built_in().get(id)).map(|found| found.level);
    finding.requirement.is_none() || level.is_some_and(Level::binding)
}

/// A MAY, or an informational requirement, cannot be violated.
fn is_obligation(finding: &Finding) -> bool {
    let about = finding.requirement.as_deref().and_then(|id| Catalog::built_in().get(id));
    about.is_none_or(Requirement::is_obligation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::Place;
    use crate::model::span::{Span, Spanned};
    use crate::model::verdict::RedactedMismatch;

    const MUST: &str = "rfc6749-4.1.2-code-single-use";
    const SHOULD: &str = "rfc6749-4.1.2-code-replay-revokes-access";

    fn finding(id: &str) -> Finding {
        Finding {
            step: "exchange".into(),
            place: Place::Exchange { case: "provider/code".into(), number: 1 },
            requirement: Some(id.into()),
            mismatch: RedactedMismatch::new("a", "b"),
            after_exchange: 1,
        }
    }

    fn unjudged(id: &str) -> Finding {
        Finding { mismatch: RedactedMismatch::unjudged("a value", "none"), ..finding(id) }
    }

    fn deviation(id: &str, only: &[&str]) -> Deviation {
        let at = |text: &str| Spanned { value: text.to_owned(), span: Span::default() };
        Deviation {
            requirement: at(id),
            reason: "known".into(),
            seen: None,
            only: only.iter().map(|scope| at(scope)).collect(),
            sometimes: false,
        }
    }

    /// Both requirements were put to the test.
    fn of(findings: &[Finding]) -> Vec<JudgedRequirement> {
        let ids = [MUST.to_owned(), SHOULD.to_owned()];
        let at = TestedAt { step: "refresh".into(), after_exchange: 7 };
        outcomes(&ids, findings, &ids.iter().map(|id| (id.clone(), at.clone())).collect())
    }

    fn judged(findings: &[Finding], deviations: &[Deviation]) -> Verdict {
        verdict("provider/code/replayed", &of(findings), findings, deviations).0
    }

    #[test]
    fn every_requirement_has_an_outcome_of_its_own() {
        let judgments =
            |findings: &[Finding]| of(findings).into_iter().map(|judged| judged.outcome).collect::<Vec<_>>();
        assert_eq!(judgments(&[]), [RequirementOutcome::Satisfied, RequirementOutcome::Satisfied]);
        assert_eq!(judgments(&[finding(SHOULD)]), [RequirementOutcome::Satisfied, RequirementOutcome::Violated]);
        assert_eq!(
            judgments(&[unjudged(MUST)]),
            [RequirementOutcome::Inconclusive("a value".into()), RequirementOutcome::Satisfied]
        );
        assert_eq!(judgments(&[unjudged(MUST), finding(MUST)])[0], RequirementOutcome::Violated);
        let at = |outcome: &JudgedRequirement| (outcome.step.clone(), outcome.exchange);
        let found = of(&[finding(SHOULD)]);
        assert_eq!(at(&found[0]), (Some("refresh".to_owned()), Some(7)), "where it was put to the test");
        assert_eq!(at(&found[1]), (Some("exchange".to_owned()), Some(1)), "where it was found broken");
        let none = outcomes(&[MUST.to_owned()], &[], &Tested::new());
        assert_eq!((&none[0].outcome, at(&none[0])), (&RequirementOutcome::NotReached, (None, None)));
    }

    #[test]
    fn a_broken_must_fails_and_a_broken_should_warns() {
        assert_eq!(judged(&[], &[]), Verdict::Passed);
        assert_eq!(judged(&[finding(MUST)], &[]), Verdict::Failed);
        assert_eq!(judged(&[finding(SHOULD)], &[]), Verdict::Warned);
        assert_eq!(judged(&[finding(SHOULD), finding(MUST)], &[]), Verdict::Failed);
    }

    #[test]
    fn a_may_cannot_be_violated() {
        const MAY: &str = "rfc8707-2-multiple-resources";
        assert_eq!(judged(&[finding(MAY)], &[]), Verdict::Passed);
        assert_eq!(judged(&[finding(MAY), finding(SHOULD)], &[]), Verdict::Warned);
    }

    #[test]
    fn a_deviation_only_excuses_its_own_requirement_and_cases() {
        assert_eq!(judged(&[finding(MUST)], &[deviation(MUST, &[])]), Verdict::KnownDeviation);
        assert_eq!(judged(&[finding(MUST)], &[deviation(MUST, &["code"])]), Verdict::KnownDeviation);
        assert_eq!(judged(&[finding(MUST)], &[deviation(MUST, &["code/replayed"])]), Verdict::KnownDeviation);
        assert_eq!(judged(&[finding(MUST)], &[deviation(MUST, &["other"])]), Verdict::Failed);
        assert_eq!(judged(&[finding(MUST)], &[deviation(SHOULD, &[])]), Verdict::Failed);
        assert_eq!(judged(&[finding(MUST), finding(SHOULD)], &[deviation(MUST, &[])]), Verdict::Warned);
        assert_eq!(judged(&[finding(MUST), finding(SHOULD)], &[deviation(SHOULD, &[])]), Verdict::Failed);
    }

    #[test]
    fn a_deviation_that_no_longer_happens_is_an_unexpected_pass() {
        assert_eq!(judged(&[], &[deviation(MUST, &[])]), Verdict::UnexpectedPass);
        assert_eq!(judged(&[], &[deviation(MUST, &["other"])]), Verdict::Passed);
        let not_reached = outcomes(&[MUST.to_owned()], &[], &Tested::new());
        assert_eq!(verdict("a/b", &not_reached, &[], &[deviation(MUST, &[])]).0, Verdict::Skipped);
    }

    #[test]
    fn an_occasional_deviation_is_excused_and_never_missed() {
        let listed = [Deviation { sometimes: true, ..deviation(MUST, &[]) }, deviation(SHOULD, &[])];
        assert_eq!(judged(&[finding(MUST)], &listed[..1]), Verdict::KnownDeviation);
        assert_eq!(judged(&[], &listed[..1]), Verdict::Passed);
        assert_eq!(judged(&[], &listed), Verdict::UnexpectedPass);
    }

    #[test]
    fn inconclusive_outweighs_everything_except_a_failure() {
        assert_eq!(judged(&[unjudged(MUST)], &[]), Verdict::Inconclusive);
        assert_eq!(
            judged(&[unjudged(MUST)], &[deviation(MUST, &[])]),
            Verdict::Inconclusive,
            "nor has it stopped to happen"
        );
        assert_eq!(judged(&[unjudged(SHOULD), finding(MUST)], &[]), Verdict::Failed);
        assert_eq!(judged(&[unjudged(MUST), finding(SHOULD)], &[]), Verdict::Inconclusive);
        assert_eq!(judged(&[unjudged(SHOULD), finding(MUST)], &[deviation(MUST, &[])]), Verdict::Inconclusive);
        let found = [unjudged(MUST)];
        let reason = verdict("a/b", &of(&found), &found, &[]).1;
        assert_eq!(reason.as_deref(), Some("an expectation cannot be judged without this: a value"));
    }
}
