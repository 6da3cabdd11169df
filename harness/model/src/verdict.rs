//! What the harness found out about one case, and why.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::place::Place;
use super::redacted::{Redacted, RedactedExchange, RedactedPage, Redactor};

/// The outcome of a case. The order is that of gravity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything judged was as required.
    Pass,
    /// The target does not offer what the scenario needs.
    Skip,
    /// A requirement is broken that the target file lists as a deviation.
    KnownDeviation,
    /// A SHOULD is broken.
    Warn,
    /// The harness could not judge: unreachable, a page that it does not understand, a precondition that fails.
    Error,
    /// Not as required, but run once more, alone, it came out otherwise: nothing is proven.
    Unstable,
    /// A listed deviation no longer happens.
    UnexpectedPass,
    /// A MUST is broken.
    Fail,
    /// A bug of the harness kept the case from its end.
    HarnessError,
}

impl Verdict {
    /// All verdicts, in the order of reports.
    pub const ALL: [Verdict; 9] = [
        Verdict::Pass,
        Verdict::Fail,
        Verdict::UnexpectedPass,
        Verdict::HarnessError,
        Verdict::Unstable,
        Verdict::Error,
        Verdict::Warn,
        Verdict::KnownDeviation,
        Verdict::Skip,
    ];

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "passed",
            Verdict::Skip => "skipped",
            Verdict::KnownDeviation => "known deviation",
            Verdict::Warn => "warned",
            Verdict::Error => "inconclusive",
            Verdict::Unstable => "unstable",
            Verdict::UnexpectedPass => "unexpected pass",
            Verdict::Fail => "failed",
            Verdict::HarnessError => "harness error",
        }
    }

    /// True for the verdicts that say something new and bad about the target.
    pub fn is_finding(self) -> bool {
        matches!(self, Verdict::Fail | Verdict::UnexpectedPass)
    }
}

/// An expectation and what was there instead, as steps and checks say it: secrets may stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What was acceptable.
    pub expected: String,
    /// What was seen.
    pub seen: String,
    /// What to look at, or to try.
    pub hint: Option<String>,
    /// Nothing could be compared, as what the scenario wants to compare with is not there: that is nobody's breach of
    /// anything, and nothing has been proven either.
    pub unjudged: bool,
    /// What the scenario presupposes is not given: `expected` says why nothing is judged, and not what was acceptable.
    pub not_given: bool,
}

impl Mismatch {
    /// A mismatch without a hint.
    pub fn new(expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Mismatch { expected: expected.into(), seen: seen.into(), hint: None, unjudged: false, not_given: false }
    }

    /// What could not be judged for want of `needed`.
    pub fn unjudged(needed: impl Into<String>, seen: impl Into<String>) -> Self {
        Mismatch { unjudged: true, ..Mismatch::new(needed, seen) }
    }

    /// What could not be judged, as what the scenario presupposes is not given, and why.
    pub fn not_given(why: impl Into<String>, seen: impl Into<String>) -> Self {
        Mismatch { not_given: true, ..Mismatch::unjudged(why, seen) }
    }

    /// Adds what to look at or to try.
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
    /// What to look at, or to try.
    pub hint: Option<Redacted>,
    /// Nothing could be compared.
    pub unjudged: bool,
    /// What the scenario presupposes is not given.
    pub not_given: bool,
}

impl RedactedMismatch {
    /// A mismatch without a hint.
    pub fn new(expected: impl Into<Redacted>, seen: impl Into<Redacted>) -> Self {
        let (expected, seen) = (expected.into(), seen.into());
        RedactedMismatch { expected, seen, hint: None, unjudged: false, not_given: false }
    }

    /// What a step or a check says, without its secrets.
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

    /// What could not be judged for want of `needed`.
    pub fn unjudged(needed: impl Into<Redacted>, seen: impl Into<Redacted>) -> Self {
        RedactedMismatch { unjudged: true, ..RedactedMismatch::new(needed, seen) }
    }

    /// What could not be judged, as what the scenario presupposes is not given, and why.
    pub fn not_given(why: impl Into<Redacted>, seen: impl Into<Redacted>) -> Self {
        RedactedMismatch { not_given: true, ..RedactedMismatch::unjudged(why, seen) }
    }

    /// Adds what to look at or to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Redacted>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What a case says of one requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "judgement", content = "reason")]
pub enum Judgement {
    /// It was put to the test, and holds.
    Held,
    /// It is broken; the finding about it says how.
    Violated,
    /// It cannot be said, and why.
    Inconclusive(Redacted),
    /// The case ended before it.
    NotReached,
}

/// One requirement, and what the case says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Outcome {
    /// The requirement (id).
    pub requirement: String,
    /// What is said of it.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// The step that judged it, by its action's name; none where it was not reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The last exchange that had been made then, counted from 1; none where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
}

/// Something that kept a case from passing; in reports without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<M = RedactedMismatch> {
    /// The step, by its action's name.
    pub step: String,
    /// Where the expectation or the step is written, or what else shows it.
    pub place: Place,
    /// The one requirement (id) that is broken, or could not be judged; none where a precondition failed.
    pub requirement: Option<String>,
    /// Expected, seen, hint.
    pub mismatch: M,
    /// How many of the case's exchanges had been made when it was seen.
    pub after_exchange: usize,
}

/// What an always-on check found at one exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting<M = RedactedMismatch> {
    /// The exchange, as an index into the transcript.
    pub exchange: usize,
    /// The requirement (id) that is broken.
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

impl LookedOver<Mismatch> {
    /// The same without secrets, but for its samples.
    pub fn redacted(self, redactor: &impl Redactor) -> LookedOver {
        let LookedOver { check, relevant, sightings, samples } = self;
        let sightings = sightings.into_iter().map(|sighting| sighting.redacted(redactor)).collect();
        LookedOver { check, relevant, sightings, samples }
    }
}

/// What an always-on check made of all exchanges of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedOver<M = RedactedMismatch> {
    /// The check, by its id.
    pub check: &'static str,
    /// How many exchanges it could say something about, by requirement (id); where there is none nothing is proven.
    pub relevant: BTreeMap<&'static str, usize>,
    /// What it found, in the order of exchanges.
    pub sightings: Vec<Sighting<M>>,
    /// What can only be judged beside others of its kind, from all cases of the run.
    pub samples: Vec<Sample>,
}

/// A value that nobody should be able to guess.
#[derive(Clone, PartialEq, Eq)]
pub struct Sample {
    /// The exchange in which it was first seen, as an index into the transcript.
    pub exchange: usize,
    /// The requirement (id) that it is about.
    pub requirement: &'static str,
    /// What it is one of: values are compared with others of the same kind.
    pub kind: String,
    /// How many bits it has to hold.
    pub least: u32,
    /// The value, as it was sent: the run compares it with others and forgets it before it reports the case.
    pub value: String,
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sample({} of exchange {})", self.kind, self.exchange)
    }
}

/// One case (a scenario, or one of its rows), or one always-on check, and what came of it. No text in it holds a
/// secret (only a [`Sample`] does, which no event has any more), and nothing in it is made up for a reader: reports do that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReport {
    /// `folder/id`, with `/case` for a row.
    pub name: String,
    /// What holds when it passes.
    pub title: String,
    /// The requirements (ids) that it judges.
    pub verifies: Vec<String>,
    /// The outcome.
    pub verdict: Verdict,
    /// Why it was skipped, deviates, or could not be judged; where it passed, what is still to be done.
    pub reason: Option<Redacted>,
    /// It could not be judged because no HTTP response came from the target at all, or because it did not start.
    pub unreachable: bool,
    /// What it says of each requirement that it verifies and that counts under the target's profile.
    pub outcomes: Vec<Outcome>,
    /// What kept it from passing.
    pub findings: Vec<Finding>,
    /// What the always-on checks made of its exchanges; none of it counts for the verdict on this case.
    pub always: Vec<LookedOver>,
    /// Everything that was exchanged, in order.
    pub exchanges: Arc<[RedactedExchange]>,
    /// What was noticed beside the findings and may explain them: cookies that were lost.
    pub notes: Vec<Redacted>,
    /// From the first request to the last answer.
    pub took: Duration,
    /// The same case, run once more, alone: where it came out otherwise, and the verdict is *unstable*.
    pub again: Option<Box<CaseReport>>,
}

impl CaseReport {
    /// A report that says nothing yet.
    pub fn new(name: impl Into<String>, title: impl Into<String>) -> CaseReport {
        CaseReport {
            name: name.into(),
            title: title.into(),
            verifies: Vec::new(),
            verdict: Verdict::Skip,
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

    /// Forgets the values that only the always-on checks of a whole run need.
    pub fn forget_samples(&mut self) {
        self.always.iter_mut().for_each(|looked| looked.samples.clear());
        if let Some(again) = &mut self.again {
            again.forget_samples();
        }
    }

    /// The pages that the browsers were shown, in order.
    pub fn pages(&self) -> impl Iterator<Item = &RedactedPage> {
        self.exchanges.iter().filter_map(RedactedExchange::page)
    }
}
