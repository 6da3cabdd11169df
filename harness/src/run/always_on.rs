//! What the always-on checks report about a whole run: one report for each, folded over the reports of the cases.

use std::collections::{BTreeMap, BTreeSet};

use super::grouped_sighting::{ENOUGH_TIMES, GroupedSighting};
use super::judge::{TestedAt, outcomes, verdict};
use super::panics::{self, CaughtPanic};
use super::samples::Samples;
use crate::check::always_on::KINDS;
use crate::compile::profile::superseded_by;
use crate::model::redacted::Redacted;
use crate::model::scenario::UnderTest;
use crate::model::target::Target;
use crate::model::verdict::{AlwaysOnResult, CaseReport, RequirementOutcome, Sighting, Verdict};

pub use crate::check::always_on::AlwaysOnCheck;

/// Every always-on check, by id.
pub fn checks() -> &'static [AlwaysOnCheck] {
    &KINDS
}

/// Why a check cannot judge a target; `None` if it can.
pub fn lacking(kind: &AlwaysOnCheck, target: &Target) -> Option<&'static str> {
    match kind.about {
        UnderTest::Provider if target.provider.is_none() => Some("the target has no provider"),
        UnderTest::Consumer if target.consumer.is_none() => Some("the target has no consumer"),
        UnderTest::Provider | UnderTest::Consumer | UnderTest::Pair => None,
    }
}

/// What was examined and seen so far.
#[derive(Debug, Default)]
pub struct AlwaysOnSummary {
    /// How much by check and requirement.
    relevant: BTreeMap<(&'static str, &'static str), usize>,
    /// The values that must be hard to guess, by check and kind.
    samples: Samples,
    /// By check and requirement, in the order in which they were first seen.
    seen: BTreeMap<&'static str, Vec<GroupedSighting>>,
    /// The checks that an internal error has kept from taking something in.
    broken: BTreeMap<&'static str, CaughtPanic>,
}

impl AlwaysOnSummary {
    /// Records what the checks reported about one case.
    pub fn note(&mut self, report: &CaseReport) {
        for looked in &report.always {
            self.unless_broken(looked.check, |always| always.take_in(looked, report));
        }
    }

    /// An internal error costs one check its verdict, and no other.
    fn unless_broken(&mut self, check: &'static str, work: impl FnOnce(&mut AlwaysOnSummary)) {
        if let Err(panicked) = panics::caught_at_once(|| work(self)) {
            self.broken.insert(check, panicked);
        }
    }

    fn take_in(&mut self, looked: &AlwaysOnResult, report: &CaseReport) {
        for (requirement, number) in &looked.relevant {
            *self.relevant.entry((looked.check, requirement)).or_default() += number;
        }
        self.samples.note(looked, report);
        let noted = self.seen.entry(looked.check).or_default();
        for sighting in &looked.sightings {
            match noted.iter_mut().find(|noted| noted.first.requirement == sighting.requirement) {
                Some(noted) => noted.seen_again(report),
                None => noted.push(GroupedSighting::new(sighting, report)),
            }
        }
    }

    /// The cases in which something was seen that was seen only once in the whole run, at a target that several cases share.
    pub(super) fn to_confirm(&self, target: &Target, wanted: impl Fn(&AlwaysOnCheck) -> bool) -> BTreeSet<String> {
        let kinds = KINDS.iter().filter(|kind| target.is_shared() && wanted(kind));
        let noted = kinds.flat_map(|kind| self.seen.get(kind.id).into_iter().flatten().map(move |noted| (kind, noted)));
        let doubtful = noted.filter(|(kind, noted)| noted.is_doubtful(kind, target));
        doubtful.map(|(_, noted)| noted.case.clone()).collect()
    }

    /// Records what the checks reported about one of those cases, run once more, alone.
    pub(super) fn confirm(&mut self, again: &CaseReport) {
        for kind in &KINDS {
            self.unless_broken(kind.id, |always| always.confirm_one(kind.id, again));
        }
    }

    fn confirm_one(&mut self, check: &str, again: &CaseReport) {
        let Some(noted) = self.seen.get_mut(check) else { return };
        let looked = again.always.iter().filter(|looked| looked.check == check);
        let sightings: Vec<&Sighting> = looked.flat_map(|looked| &looked.sightings).collect();
        for noted in noted.iter_mut().filter(|noted| noted.case == again.name && noted.times < ENOUGH_TIMES) {
            if sightings.iter().any(|sighting| sighting.requirement == noted.first.requirement) {
                noted.times += 1;
            } else {
                let mut again = Box::new(again.clone());
                again.forget_samples();
                noted.again = Some(again);
            }
        }
    }

    /// Confirms what was seen in one of those cases, if it need not happen again: the case is a race.
    pub(super) fn confirm_race(&mut self, race: &str) {
        for noted in self.seen.values_mut().flatten().filter(|noted| noted.case == race) {
            noted.times = noted.times.max(ENOUGH_TIMES);
        }
    }

    /// One report for each of the checks `wanted`.
    pub fn reports(&self, target: &Target, wanted: impl Fn(&AlwaysOnCheck) -> bool) -> Vec<CaseReport> {
        KINDS.iter().filter(|kind| wanted(kind)).map(|kind| self.report(kind, target)).collect()
    }

    fn report(&self, kind: &AlwaysOnCheck, target: &Target) -> CaseReport {
        let report = match self.broken.get(kind.id) {
            Some(panicked) => Err(panicked.clone()),
            None => panics::caught_at_once(|| self.judged(kind, target)),
        };
        report.unwrap_or_else(|panicked| panicked.reported("check", CaseReport::new(kind.name(), kind.sentence)))
    }

    fn judged(&self, kind: &AlwaysOnCheck, target: &Target) -> CaseReport {
        let noted = self.seen.get(kind.id).map(Vec::as_slice).unwrap_or_default();
        let counts = |noted: &&GroupedSighting| superseded_by(noted.first.requirement, target.profile).is_none();
        let drawn = self.samples.of(kind);
        let weak: Vec<GroupedSighting> = drawn.weak.iter().map(GroupedSighting::guessable).collect();
        let noted: Vec<&GroupedSighting> = noted.iter().chain(&weak).filter(counts).collect();
        let looked_at = |id: &&&'static str| self.relevant.contains_key(&(kind.id, **id));
        let mut report = CaseReport {
            // A requirement that was not examined is not reported as satisfied.
            verifies: kind.requirements.iter().filter(looked_at).map(|&id| id.to_owned()).collect(),
            findings: noted.iter().map(|noted| noted.finding(kind, target)).collect(),
            // The report shows the exchanges up to the last of its findings.
            exchanges: noted.last().map(|noted| noted.way()).unwrap_or_default(),
            ..CaseReport::new(kind.name(), kind.sentence)
        };
        if let Some(reason) = lacking(kind, target) {
            report.reason = Some(reason.into());
        } else if report.verifies.is_empty() {
            report.verifies = kind.requirements.iter().map(|&id| id.to_owned()).collect();
            report.reason = Some("this run had no exchange for the check to examine".into());
        } else {
            let findings = &report.findings;
            let everywhere = TestedAt { step: kind.id.to_owned(), after_exchange: 0 };
            let looked_for = report.verifies.iter().map(|id| (id.clone(), everywhere.clone())).collect();
            report.outcomes = outcomes(&report.verifies, findings, &looked_for);
            let too_few = drawn.leave_open(&mut report.outcomes);
            (report.verdict, report.reason) = verdict(&report.name, &report.outcomes, findings, &target.deviations);
            noted
                .iter()
                .filter(|noted| noted.is_doubtful(kind, target))
                .for_each(|noted| leave_open(&mut report, noted));
            if report.verdict == Verdict::Passed && too_few.is_some() {
                let is_satisfied = report.outcomes.iter().any(|judged| judged.outcome == RequirementOutcome::Satisfied);
                report.verdict = if is_satisfied { Verdict::Passed } else { Verdict::Skipped };
                report.reason = too_few;
            }
        }
        report
    }
}

/// An interrupted run reports only violations, and not that a requirement is satisfied.
pub(super) fn leave_unfinished(report: &mut CaseReport, not_run: usize, all: usize) {
    let reason = Redacted::ours(format!(
        "{not_run} of {all} cases had not been run when the run was interrupted; the others show no violation"
    ));
    let held = report.outcomes.iter_mut().filter(|judged| judged.outcome == RequirementOutcome::Satisfied);
    held.for_each(|judged| judged.outcome = RequirementOutcome::Inconclusive(reason.clone()));
    if matches!(report.verdict, Verdict::Passed | Verdict::UnexpectedPass) {
        (report.verdict, report.reason) = (Verdict::Inconclusive, Some(reason));
    }
}

/// What was seen only once is inconclusive.
fn leave_open(report: &mut CaseReport, doubtful: &GroupedSighting) {
    for judged in report.outcomes.iter_mut().filter(|judged| judged.requirement == doubtful.first.requirement) {
        judged.outcome = RequirementOutcome::Inconclusive(doubtful.doubt());
    }
    if report.verdict == Verdict::Inconclusive {
        (report.verdict, report.reason) = (Verdict::Unstable, Some(doubtful.doubt()));
        report.again.clone_from(&doubtful.again);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::model::exchange::Cause;
    use crate::model::redacted::{
        RedactedBody, RedactedExchange, RedactedFailure, RedactedOutcome, RedactedRequest, RedactedUrl,
    };
    use crate::model::source::Source;
    use crate::model::span::{Span, Spanned};
    use crate::model::target::{Deviation, RunLimits};
    use crate::model::verdict::RedactedMismatch;

    const ID: &str = "clickjacking";
    const FRAMES: &str = "rfc9700-4.16-clickjacking";

    fn case(name: &str, relevant: usize, exchanges: &[usize]) -> CaseReport {
        let sighting =
            |&exchange| Sighting { exchange, requirement: FRAMES, mismatch: RedactedMismatch::new("a", "b") };
        let sightings = exchanges.iter().map(sighting).collect();
        let always = vec![AlwaysOnResult {
            check: ID,
            relevant: (relevant > 0).then_some((FRAMES, relevant)).into_iter().collect(),
            sightings,
            samples: Vec::new(),
        }];
        let exchanges = ["/one", "/two", "/three"].into_iter().map(exchange).collect();
        CaseReport { verdict: Verdict::Passed, always, exchanges, ..CaseReport::new(name, "") }
    }

    fn exchange(address: &str) -> RedactedExchange {
        let url = RedactedUrl { address: Redacted::ours(address), query: Vec::new(), fragment: None };
        let method = "GET".to_owned();
        RedactedExchange {
            actor: "alice".to_owned(),
            cause: Cause::Open,
            request: RedactedRequest { method, url, headers: Vec::new(), body: RedactedBody::Empty },
            outcome: RedactedOutcome::Failure(RedactedFailure { kind: "timed-out", message: "late".into() }),
            took: Duration::ZERO,
        }
    }

    /// A target with both parties, and one deviation: about the check with the id `only`.
    fn target(only: &str) -> Target {
        let text = "title: t\nprovider: { url: http://op.test, pages: { authorization: /a, token: /t } }\n\
                    clients: { web: { id: w, redirect-uri: http://rp.test/cb } }\nusers: {}\n";
        let source = Source::new(Path::new("t.yaml"), text);
        let mut target = crate::syntax::target::read(&source, &BTreeMap::new()).expect("a target");
        let at = |text: &str| Spanned { value: text.to_owned(), span: Span::default() };
        let (requirement, reason) = (at(FRAMES), "known".to_owned());
        target.deviations = vec![Deviation { requirement, reason, seen: None, only: vec![at(only)], sometimes: false }];
        target.limits = RunLimits { at_once: None, ..target.limits };
        target
    }

    fn folded(cases: &[CaseReport], target: &Target) -> CaseReport {
        let mut always = AlwaysOnSummary::default();
        for case in cases {
            always.note(case);
        }
        always.reports(target, |kind| kind.id == ID).remove(0)
    }

    #[test]
    fn nothing_to_examine_is_not_a_pass() {
        let report = folded(&[case("provider/a", 0, &[])], &target("other"));
        assert_eq!(report.verdict, Verdict::Skipped);
        assert_eq!(folded(&[case("provider/a", 1, &[])], &target("other")).verdict, Verdict::Passed);
    }

    #[test]
    fn the_first_sighting_is_shown_and_the_other_cases_are_counted() {
        let cases = [case("p/a", 2, &[]), case("p/b", 2, &[1, 2]), case("p/c", 1, &[0, 1]), case("p/d", 1, &[0])];
        let report = folded(&cases, &target("other"));
        assert_eq!((report.name.as_str(), report.verdict), ("always/clickjacking", Verdict::Failed));
        assert_eq!(report.findings[0].place.to_string(), "exchange 2 of p/b");
        assert_eq!(report.findings[0].mismatch.seen, "b\nand the same in 2 more cases");
        let paths: Vec<&str> = report.exchanges.iter().map(|seen| seen.request.url.address.as_ref()).collect();
        assert_eq!(paths, ["/one", "/two"]);
    }

    #[test]
    fn an_interrupted_run_only_proves_violations() {
        let target = target("other");
        let (mut green, mut red) =
            (folded(&[case("p/a", 2, &[])], &target), folded(&[case("p/a", 2, &[1, 2])], &target));
        let mut excused = folded(&[case("p/a", 2, &[])], &self::target(ID));
        assert_eq!(excused.verdict, Verdict::UnexpectedPass);
        for report in [&mut green, &mut red, &mut excused] {
            leave_unfinished(report, 3, 4);
        }
        assert_eq!(
            [green.verdict, red.verdict, excused.verdict],
            [Verdict::Inconclusive, Verdict::Failed, Verdict::Inconclusive]
        );
        assert!(green.reason.is_some_and(|reason| reason.contains("3 of 4 cases had not been run")));
        assert!(matches!(green.outcomes[0].outcome, RequirementOutcome::Inconclusive(_)));
        assert_eq!(red.outcomes[0].outcome, RequirementOutcome::Violated);
    }

    #[test]
    fn an_internal_error_costs_one_check_its_verdict() {
        let mut always = AlwaysOnSummary::default();
        always.note(&case("p/a", 2, &[0, 1]));
        always.unless_broken("tokens-not-cached", |_| panic!("this is meant to happen"));
        let reports = always.reports(&target("other"), |_| true);
        let is_broken = |report: &&CaseReport| report.verdict == Verdict::HarnessError;
        let broken: Vec<&str> = reports.iter().filter(is_broken).map(|report| report.name.as_str()).collect();
        assert_eq!(broken, ["always/tokens-not-cached"]);
        assert!(reports.iter().any(|report| report.verdict == Verdict::Failed), "the other results are kept");
    }

    #[test]
    fn deviations_count_as_everywhere() {
        assert_eq!(
            folded(&[case("p/a", 1, &[0])], &target(ID)).verdict,
            Verdict::KnownDeviation,
            "seen once is enough"
        );
        assert_eq!(folded(&[case("p/a", 1, &[])], &target(ID)).verdict, Verdict::UnexpectedPass);
        assert_eq!(folded(&[case("p/a", 0, &[])], &target(ID)).verdict, Verdict::Skipped);
    }

    #[test]
    fn a_single_sighting_at_a_shared_target_must_be_confirmed() {
        let (once, target) = ([case("p/a", 2, &[1]), case("p/b", 1, &[])], target("other"));
        let (mut always, mut gone) = (AlwaysOnSummary::default(), AlwaysOnSummary::default());
        for case in &once {
            always.note(case);
            gone.note(case);
        }
        let names: Vec<String> = always.to_confirm(&target, |_| true).into_iter().collect();
        assert_eq!(names, ["p/a"]);
        let report = |always: &AlwaysOnSummary| always.reports(&target, |kind| kind.id == ID).remove(0);
        assert_eq!(report(&always).verdict, Verdict::Unstable, "it could not be confirmed");
        gone.confirm(&case("p/a", 2, &[]));
        let unstable = report(&gone);
        assert_eq!(unstable.verdict, Verdict::Unstable);
        assert!(unstable.reason.is_some_and(|reason| reason.contains("not again")) && unstable.again.is_some());
        assert!(matches!(unstable.outcomes[0].outcome, RequirementOutcome::Inconclusive(_)));
        always.confirm(&case("p/a", 2, &[1]));
        assert_eq!(report(&always).verdict, Verdict::Failed);
        assert!(always.to_confirm(&target, |_| true).is_empty());
    }

    #[test]
    fn a_check_about_a_party_that_is_not_there_is_skipped() {
        let report =
            AlwaysOnSummary::default().reports(&target("other"), |kind| kind.about == UnderTest::Consumer).remove(0);
        assert_eq!((report.verdict, report.reason.as_deref()), (Verdict::Skipped, Some("the target has no consumer")));
    }
}
