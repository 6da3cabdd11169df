//! The result of one case, with its reasons.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::place::Place;
use super::redacted::{Redacted, RedactedExchange, RedactedPage, Redactor};

/// The outcome of a case, in order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything judged was as required.
    Passed,
    /// The target does not offer what the scenario needs.
    Skipped,
    /// A requirement is violated that the target file lists as a deviation.
    KnownDeviation,
    /// A SHOULD is violated.
    Warned,
    /// It could not be judged: unreachable, an unrecognized page, a precondition that fails.
    Inconclusive,
    /// A finding that did not repeat when the case was run once more, alone: nothing is proven.
    Unstable,
    /// A listed deviation no longer happens.
    UnexpectedPass,
    /// A MUST is violated.
    Failed,
    /// An internal error of the harness aborted the case.
    HarnessError,
}

impl Verdict {
    /// All verdicts, in the order of reports.
    pub const ALL: [Verdict; 9] = [
        Verdict::Passed,
        Verdict::Failed,
        Verdict::UnexpectedPass,
        Verdict::HarnessError,
        Verdict::Unstable,
        Verdict::Inconclusive,
        Verdict::Warned,
        Verdict::KnownDeviation,
        Verdict::Skipped,
    ];

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Skipped => "skipped",
            Verdict::KnownDeviation => "known deviation",
            Verdict::Warned => "warned",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Unstable => "unstable",
            Verdict::UnexpectedPass => "unexpected pass",
            Verdict::Failed => "failed",
            Verdict::HarnessError => "harness error",
        }
    }

    /// True for the verdicts that report a new problem of the target.
    pub fn is_finding(self) -> bool {
        matches!(self, Verdict::Failed | Verdict::UnexpectedPass)
    }
}

/// An expectation and what was seen instead, as reported by steps and checks: may contain secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What was acceptable.
    pub expected: String,
    /// What was seen.
    pub seen: String,
    /// What to check, or to try.
    pub hint: Option<String>,
    /// Nothing could be compared, because the scenario's reference value is missing: that is not a violation, and nothing has
    /// been proven either.
    pub unjudged: bool,
    /// The scenario's precondition is not met: `expected` says why nothing is judged, and not what was acceptable.
    pub not_given: bool,
}

impl Mismatch {
    /// A mismatch without a hint.
    pub fn new(expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Mismatch { expected: expected.into(), seen: seen.into(), hint: None, unjudged: false, not_given: false }
    }

    /// What could not be judged because `needed` is missing.
    pub fn unjudged(needed: impl Into<String>, seen: impl Into<String>) -> Self {
        Mismatch { unjudged: true, ..Mismatch::new(needed, seen) }
    }

    /// What could not be judged because the scenario's precondition is not met, and why.
    pub fn not_given(why: impl Into<String>, seen: impl Into<String>) -> Self {
        Mismatch { not_given: true, ..Mismatch::unjudged(why, seen) }
    }

    /// Adds what to check or to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The same without secrets, as reports show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactedMismatch {
    /// What was acceptable.
    pub expected: Redacted,
    /// What was seen.
    pub seen: Redacted,
    /// What to check, or to try.
    pub hint: Option<Redacted>,
    /// Nothing could be compared.
    pub unjudged: bool,
    /// The scenario's precondition is not met.
    pub not_given: bool,
}

impl RedactedMismatch {
    /// A mismatch without a hint.
    pub fn new(expected: impl Into<Redacted>, seen: impl Into<Redacted>) -> Self {
        let (expected, seen) = (expected.into(), seen.into());
        RedactedMismatch { expected, seen, hint: None, unjudged: false, not_given: false }
    }

    /// The mismatch of a step or a check, without its secrets.
    pub fn by(redactor: &impl Redactor, mismatch: &Mismatch) -> Self {
        let Mismatch { expected, seen, hint, unjudged, not_given } = mismatch;
        let text = |text: &str| Redacted::by(redactor, text);
        RedactedMismatch {
            expected: text(expected),
            seen: text(seen),
            hint: hint.as_deref().map(text),
            unjudged: *unjudged,
            not_given: *not_given,
        }
    }

    /// What could not be judged because `needed` is missing.
    pub fn unjudged(needed: impl Into<Redacted>, seen: impl Into<Redacted>) -> Self {
        RedactedMismatch { unjudged: true, ..RedactedMismatch::new(needed, seen) }
    }

    /// What could not be judged because the scenario's precondition is not met, and why.
    pub fn not_given(why: impl Into<Redacted>, seen: impl Into<Redacted>) -> Self {
        RedactedMismatch { not_given: true, ..RedactedMismatch::unjudged(why, seen) }
    }

    /// Adds what to check or to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Redacted>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The outcome of one requirement in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "outcome", content = "reason")]
pub enum RequirementOutcome {
    /// It was put to the test, and is satisfied.
    Satisfied,
    /// It is violated; the finding about it says how.
    Violated,
    /// It could not be judged, and why.
    Inconclusive(Redacted),
    /// The case ended before it.
    NotReached,
}

/// One requirement, and its outcome in the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JudgedRequirement {
    /// The requirement (id).
    pub requirement: String,
    /// Its outcome.
    #[serde(flatten)]
    pub outcome: RequirementOutcome,
    /// The step that judged it, by the name of its action; `None` if it was not reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The last exchange by then, counted from 1; `None` if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
}

/// A reason why a case did not pass; redacted in reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<M = RedactedMismatch> {
    /// The step, by the name of its action.
    pub step: String,
    /// The source location of the expectation or the step, or another location that shows it.
    pub place: Place,
    /// The one requirement (id) that is violated, or could not be judged; `None` if a precondition failed.
    pub requirement: Option<String>,
    /// Expected, seen, hint.
    pub mismatch: M,
    /// The number of the case's exchanges at the time of the observation.
    pub after_exchange: usize,
}

/// A sighting of an always-on check at one exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting<M = RedactedMismatch> {
    /// The exchange, as an index into the transcript.
    pub exchange: usize,
    /// The violated requirement (id).
    pub requirement: &'static str,
    /// Expected, seen, hint.
    pub mismatch: M,
}

impl Finding<Mismatch> {
    /// The same without secrets.
    pub fn redacted(self, redactor: &impl Redactor) -> Finding {
        let Finding { step, place, requirement, mismatch, after_exchange } = self;
        Finding { step, place, requirement, mismatch: RedactedMismatch::by(redactor, &mismatch), after_exchange }
    }
}

impl Sighting<Mismatch> {
    /// The same without secrets.
    pub fn redacted(self, redactor: &impl Redactor) -> Sighting {
        let Sighting { exchange, requirement, mismatch } = self;
        Sighting { exchange, requirement, mismatch: RedactedMismatch::by(redactor, &mismatch) }
    }
}

impl AlwaysOnResult<Mismatch> {
    /// The same without secrets, but for its samples.
    pub fn redacted(self, redactor: &impl Redactor) -> AlwaysOnResult {
        let AlwaysOnResult { check, relevant, sightings, samples } = self;
        let sightings = sightings.into_iter().map(|sighting| sighting.redacted(redactor)).collect();
        AlwaysOnResult { check, relevant, sightings, samples }
    }
}

/// The sightings of an always-on check in all exchanges of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlwaysOnResult<M = RedactedMismatch> {
    /// The check, by its id.
    pub check: &'static str,
    /// How many exchanges it could examine, by requirement (id); without any, nothing is proven.
    pub relevant: BTreeMap<&'static str, usize>,
    /// The sightings, in the order of exchanges.
    pub sightings: Vec<Sighting<M>>,
    /// Values that can only be judged together with others of their kind, from all cases of the run.
    pub samples: Vec<Sample>,
}

/// A value that must be hard to guess.
#[derive(Clone, PartialEq, Eq)]
pub struct Sample {
    /// The exchange in which it was first seen, as an index into the transcript.
    pub exchange: usize,
    /// The requirement (id) that it is about.
    pub requirement: &'static str,
    /// Its kind: values are compared with others of the same kind.
    pub kind: String,
    /// The required entropy in bits.
    pub least: u32,
    /// The value, as sent: the run compares it with others and drops it before it reports the case.
    pub value: String,
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sample({} of exchange {})", self.kind, self.exchange)
    }
}

/// One case (a scenario, or one of its rows), or one always-on check, with its result. No text in it contains a secret (except
/// a [`Sample`], which no event has any more), and nothing in it is formatted: reports do that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReport {
    /// `folder/id`, with `/case` for a row.
    pub name: String,
    /// The property that is true when it passes.
    pub title: String,
    /// The requirements (ids) that it judges.
    pub verifies: Vec<String>,
    /// The outcome.
    pub verdict: Verdict,
    /// Why it was skipped, deviates, or is inconclusive; if it passed, what is still to be done.
    pub reason: Option<Redacted>,
    /// It is inconclusive because there was no HTTP response from the target at all, or because it did not start.
    pub unreachable: bool,
    /// The outcome of each requirement that it verifies and that counts under the target's profile.
    pub outcomes: Vec<JudgedRequirement>,
    /// The reasons why it did not pass.
    pub findings: Vec<Finding>,
    /// The sightings of the always-on checks in its exchanges; they do not affect the verdict of this case.
    pub always: Vec<AlwaysOnResult>,
    /// All exchanges, in order.
    pub exchanges: Arc<[RedactedExchange]>,
    /// Observations that are not findings and may explain them: lost cookies.
    pub notes: Vec<Redacted>,
    /// From the first request to the last response.
    pub took: Duration,
    /// The same case, run once more, alone: if its outcome differs, the verdict is *unstable*.
    pub again: Option<Box<CaseReport>>,
}

impl CaseReport {
    /// An empty report.
    pub fn new(name: impl Into<String>, title: impl Into<String>) -> CaseReport {
        CaseReport {
            name: name.into(),
            title: title.into(),
            verifies: Vec::new(),
            verdict: Verdict::Skipped,
            reason: None,
            unreachable: false,
            outcomes: Vec::new(),
            findings: Vec::new(),
            always: Vec::new(),
            exchanges: Arc::default(),
            notes: Vec::new(),
            took: Duration::ZERO,
            again: None,
        }
    }

    /// Drops the values that only the always-on checks of a whole run need.
    pub fn forget_samples(&mut self) {
        self.always.iter_mut().for_each(|looked| looked.samples.clear());
        if let Some(again) = &mut self.again {
            again.forget_samples();
        }
    }

    /// The pages that the browsers displayed, in order.
    pub fn pages(&self) -> impl Iterator<Item = &RedactedPage> {
        self.exchanges.iter().filter_map(RedactedExchange::page)
    }
}
