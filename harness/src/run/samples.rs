//! Values that must be hard to guess, from all cases of a run: a few of them prove little.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::always_on::{AlwaysOnCheck, guessable};
use crate::model::redacted::{Redacted, RedactedExchange};
use crate::model::verdict::{
    AlwaysOnResult, CaseReport, JudgedRequirement, Mismatch, RequirementOutcome, Sample, Sighting,
};
use crate::record::symbol::Symbols;

/// The values so far, by check and kind of value.
#[derive(Debug, Default)]
pub(super) struct Samples(BTreeMap<(&'static str, String), Vec<SampledValue>>);

/// A value, and where it was first seen.
#[derive(Debug)]
struct SampledValue {
    sample: Sample,
    case: String,
    exchanges: Arc<[RedactedExchange]>,
}

/// Values that can be guessed, and where the last of them was seen.
#[derive(Clone, Debug)]
pub(super) struct GuessableValues {
    pub(super) sighting: Sighting,
    pub(super) case: String,
    pub(super) exchanges: Arc<[RedactedExchange]>,
}

/// What the values of a check show about its requirements.
#[derive(Default)]
pub(super) struct SampleOutcomes {
    pub(super) weak: Vec<GuessableValues>,
    /// The requirements with enough values of some kind.
    judged: Vec<&'static str>,
    too_few: Vec<(&'static str, Mismatch)>,
}

impl Samples {
    /// Records what a check found in one case.
    pub(super) fn note(&mut self, looked: &AlwaysOnResult, report: &CaseReport) {
        for sample in &looked.samples {
            let drawn = self.0.entry((looked.check, sample.kind.clone())).or_default();
            if drawn.iter().all(|known| known.sample.value != sample.value) {
                let (case, exchanges) = (report.name.clone(), Arc::clone(&report.exchanges));
                drawn.push(SampledValue { sample: sample.clone(), case, exchanges });
            }
        }
    }

    /// What a check's values show, over the whole run.
    pub(super) fn of(&self, kind: &AlwaysOnCheck) -> SampleOutcomes {
        let mut said = SampleOutcomes::default();
        for ((_, name), drawn) in self.0.iter().filter(|((check, _), _)| *check == kind.id) {
            let Some(last) = drawn.last() else { continue };
            let values: Vec<&str> = drawn.iter().map(|drawn| drawn.sample.value.as_str()).collect();
            let Sample { exchange, requirement, least, .. } = last.sample;
            match guessable(name, least, &values) {
                None => said.judged.push(requirement),
                Some(mismatch) if mismatch.unjudged => said.too_few.push((requirement, mismatch)),
                Some(mismatch) => {
                    let sighting = Sighting { exchange, requirement, mismatch }.redacted(&Symbols::default());
                    let (case, exchanges) = (last.case.clone(), Arc::clone(&last.exchanges));
                    said.weak.push(GuessableValues { sighting, case, exchanges });
                }
            }
        }
        said
    }
}

impl SampleOutcomes {
    /// A requirement without enough values of any kind cannot be reported as satisfied. Returns the reason, if there is such a
    /// requirement.
    pub(super) fn leave_open(&self, outcomes: &mut [JudgedRequirement]) -> Option<Redacted> {
        let mut why = None;
        for judged in outcomes.iter_mut().filter(|judged| judged.outcome == RequirementOutcome::Satisfied) {
            if self.judged.iter().any(|id| *id == judged.requirement) {
                continue;
            }
            if let Some((_, mismatch)) = self.too_few.iter().find(|(id, _)| *id == judged.requirement) {
                let (needed, seen) = (&mismatch.expected, &mismatch.seen);
                let reason = format!("{needed} are needed to judge whether they can be guessed; there were {seen}");
                let reason = Redacted::ours(reason);
                judged.outcome = RequirementOutcome::Inconclusive(reason.clone());
                why = Some(reason);
            }
        }
        why
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::Source;
    use crate::model::verdict::Verdict;
    use crate::run::always_on::AlwaysOnSummary;

    #[test]
    fn too_few_values_are_not_said_to_be_hard_to_guess() {
        const TOKENS: &str = "rfc6749-10.10-token-entropy-128";
        let text = "title: t\nprovider: {url: http://op.test, pages: {authorization: /a, token: /t}}\nclients: {}\nusers: {}\n";
        let target = crate::syntax::target::read(&Source::new("t.yaml", text), &BTreeMap::new()).expect("a target");
        let drawn = |count: usize, value: &dyn Fn(usize) -> String| {
            let sample = |at| Sample {
                exchange: 0,
                requirement: TOKENS,
                kind: "`access_token`".into(),
                least: 128,
                value: value(at),
            };
            let looked = AlwaysOnResult {
                check: "secrets-unguessable",
                relevant: BTreeMap::from([(TOKENS, count)]),
                sightings: Vec::new(),
                samples: (0..count).map(sample).collect(),
            };
            let mut always = AlwaysOnSummary::default();
            let report = CaseReport { always: vec![looked], ..CaseReport::new("p/a", "") };
            always.note(&report);
            let report = always.reports(&target, |kind| kind.id == "secrets-unguessable").remove(0);
            (report.verdict, report.outcomes[0].outcome.clone(), report.reason.unwrap_or_default())
        };
        let mut random = crate::oauth::random::Random::for_case(1, "values");
        let values: Vec<String> = (0..16).map(|_| random.token()).collect();
        let (verdict, outcome, reason) = drawn(15, &|at| values[at].clone());
        assert_eq!(verdict, Verdict::Skipped);
        assert!(matches!(outcome, RequirementOutcome::Inconclusive(_)) && reason.contains("16 different"), "{reason}");
        assert_eq!(drawn(16, &|at| values[at].clone()).0, Verdict::Passed);
        assert_eq!(drawn(15, &|at| format!("{at:032}")).0, Verdict::Skipped);
        assert_eq!(drawn(16, &|at| format!("{at:032}")).0, Verdict::Failed);
        assert_eq!(drawn(1, &|_| "0a5c4e09".to_owned()).0, Verdict::Failed, "one is enough to be too short");
    }
}
