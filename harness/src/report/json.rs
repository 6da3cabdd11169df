//! JSON Lines: one object for each event, on a line of its own, in the order of the events.
//!
//! `scenarios/schema/report.json` (`oauth-harness schema report`) describes them. `version` is raised when a member is removed
//! or changes its meaning; members can be added without.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::causes::{Cause, Causes};
use super::{Format, Report};
use crate::model::event::Event;
use crate::model::place::Place;
use crate::model::redacted::{Redacted, RedactedExchange};
use crate::model::requirement::Level;
use crate::model::verdict::{CaseReport, Finding, JudgedRequirement, Verdict};
use crate::syntax::catalog::Catalog;

pub(super) const FORMAT: Format = Format {
    name: "json",
    summary: "JSON Lines: one object for each event",
    begin: || Box::new(Json { counts: Verdict::ALL.map(|verdict| (verdict, 0)).into(), causes: Causes::default() }),
};

/// The version of the format.
const VERSION: u32 = 2;

/// The schema of a line.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    JsonLine::json_schema(generator)
}

/// Counts verdicts and collects causes until the end.
struct Json {
    counts: BTreeMap<Verdict, usize>,
    causes: Causes,
}

impl Report for Json {
    fn on_event(&mut self, event: &Event) -> String {
        if let Some(report) = event.report() {
            *self.counts.entry(report.verdict).or_default() += 1;
        }
        let event = match event {
            Event::Started { target, cases } => JsonEvent::Started { target, cases: *cases },
            Event::CaseStarted { name } => JsonEvent::CaseStarted { name },
            Event::TargetFinished(report) | Event::CaseFinished(report) => {
                JsonEvent::CaseFinished(case(report, &mut self.causes))
            }
            Event::AlwaysOnFinished(report) => JsonEvent::AlwaysOnFinished(case(report, &mut self.causes)),
            Event::Finished { interrupted, took } => JsonEvent::Finished {
                interrupted: *interrupted,
                took_ms: milliseconds(*took),
                counts: &self.counts,
                root_causes: self.causes.all().iter().enumerate().map(root_cause).collect(),
            },
        };
        let text = serde_json::to_string(&JsonLine { version: VERSION, event });
        text.expect("names, texts and finite numbers are JSON") + "\n"
    }
}

/// A line of a JSON report of oauth-harness (`run --report json=FILE`). Values that are secret or vary from run to run are
/// replaced by symbols (`<access_token:1>`).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Line")]
struct JsonLine<'a> {
    /// Raised when a member is removed or changes its meaning. Members can be added without.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    #[serde(flatten)]
    event: JsonEvent<'a>,
}

/// What a line is about.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum JsonEvent<'a> {
    /// The run begins.
    Started {
        /// A one-line description of the target.
        target: &'a str,
        /// How many cases and always-on checks will be reported. Problems of the target itself are reported in addition, as
        /// `preflight/…` and `hosts/…`.
        cases: usize,
    },
    /// A case begins. Several can run at once, and one that has yet to be confirmed begins twice.
    CaseStarted {
        /// `folder/id`, with `/case` for a row.
        name: &'a str,
    },
    /// A case is done. Cases come in the order of their names; before and after them, problems of the target itself, as
    /// `preflight/…` and `hosts/…`.
    CaseFinished(JsonCase<'a>),
    /// What an always-on check reports about the whole run, as `always/ID`.
    AlwaysOnFinished(JsonCase<'a>),
    /// The run is over.
    Finished {
        /// It was interrupted: not every case has been reported.
        interrupted: bool,
        /// Wall time of the run.
        took_ms: f64,
        /// How often each verdict was given.
        counts: &'a BTreeMap<Verdict, usize>,
        /// The causes of the findings: those of many cases can have one cause.
        root_causes: Vec<JsonRootCause<'a>>,
    },
}

/// One case (a scenario, or one of its rows) or one always-on check, with its outcome.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Case")]
struct JsonCase<'a> {
    /// `folder/id`, with `/case` for a row.
    name: &'a str,
    /// The property that is true when it passes.
    title: &'a str,
    /// Its outcome.
    verdict: Verdict,
    /// Why it was skipped, deviates, or is inconclusive; if it passed, what is still to be done.
    reason: Option<&'a str>,
    /// The cause of that, if no finding has it: its `id` among the `root_causes` of the last line.
    #[serde(skip_serializing_if = "Option::is_none")]
    root_cause: Option<usize>,
    /// The requirements (ids) that it judges.
    verifies: &'a [String],
    /// What it reports about each of them.
    outcomes: &'a [JudgedRequirement],
    /// What kept it from passing.
    findings: Vec<JsonFinding<'a>>,
    /// Observations that are not findings and may explain them.
    notes: &'a [Redacted],
    /// All exchanges, in order; for an always-on check, those up to the last of its findings.
    exchanges: &'a [RedactedExchange],
    /// From the first request to the last response.
    took_ms: f64,
    /// The second run, if the case was run once more with a different outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<Box<JsonCase<'a>>>,
}

/// Something that kept a case from passing.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct JsonFinding<'a> {
    /// Its cause: its `id` among the `root_causes` of the last line.
    root_cause: usize,
    /// The step, by the name of its action.
    step: &'a str,
    place: JsonPlace<'a>,
    /// The one requirement that is violated, or could not be judged; none if a precondition failed.
    requirement: Option<JsonRequirement<'a>>,
    /// What was acceptable; if `inconclusive`, what was needed to judge it, or why it is not judged.
    expected: &'a str,
    /// What was seen.
    seen: &'a str,
    /// What to check, or to try.
    hint: Option<&'a str>,
    /// Nothing is violated: it could not be judged.
    inconclusive: bool,
    /// The number of exchanges at the time of the observation.
    after_exchange: usize,
}

/// The location of a finding: a part of a file, a whole file, or an exchange of a case.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Place")]
enum JsonPlace<'a> {
    Part {
        file: String,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// The text at that position; left out if it is confidential.
        #[serde(skip_serializing_if = "Option::is_none")]
        end: Option<JsonPosition>,
    },
    File {
        file: String,
    },
    Exchange {
        case: &'a str,
        /// From 1.
        exchange: usize,
    },
}

/// The end of a part of a file (exclusive).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Position")]
struct JsonPosition {
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
}

/// A requirement with its text: a reader of the line does not need the catalog.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Requirement")]
struct JsonRequirement<'a> {
    id: &'a str,
    /// The document and its section.
    source: Option<&'a str>,
    /// `MUST`, `SHOULD`, …
    level: Option<&'static str>,
    /// Its text.
    requirement: Option<&'a str>,
}

/// The cause of findings: the same requirement violated in the same way at the same endpoint, or the same obstacle. It is
/// described as the first case met it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RootCause")]
struct JsonRootCause<'a> {
    id: usize,
    /// The requirement (id).
    requirement: Option<&'a str>,
    /// Method and URL of the last request before it was seen.
    endpoint: Option<&'a str>,
    /// What was acceptable.
    expected: Option<&'a str>,
    /// What was seen.
    seen: &'a str,
    /// The names of the cases that met it.
    cases: &'a [String],
}

/// How causes are numbered in reports.
fn id(index: usize) -> usize {
    index + 1
}

fn root_cause((index, cause): (usize, &Cause)) -> JsonRootCause<'_> {
    JsonRootCause {
        id: id(index),
        requirement: cause.requirement.as_deref(),
        endpoint: cause.endpoint.as_deref(),
        expected: cause.expected.as_deref(),
        seen: &cause.seen,
        cases: &cause.cases,
    }
}

fn case<'a>(report: &'a CaseReport, causes: &mut Causes) -> JsonCase<'a> {
    let found = causes.note(report);
    let alone = report.findings.is_empty();
    JsonCase {
        name: &report.name,
        title: &report.title,
        verdict: report.verdict,
        reason: report.reason.as_deref(),
        root_cause: found.first().filter(|_| alone).copied().map(id),
        verifies: &report.verifies,
        outcomes: &report.outcomes,
        findings: report.findings.iter().zip(found).map(|(finding, cause)| self::found(finding, cause)).collect(),
        notes: &report.notes,
        exchanges: &report.exchanges,
        took_ms: milliseconds(report.took),
        again: report.again.as_deref().map(|again| Box::new(case(again, causes))),
    }
}

fn found(finding: &Finding, cause: usize) -> JsonFinding<'_> {
    JsonFinding {
        root_cause: id(cause),
        step: &finding.step,
        place: pointed(&finding.place),
        requirement: finding.requirement.as_deref().map(broken),
        expected: &finding.mismatch.expected,
        seen: &finding.mismatch.seen,
        hint: finding.mismatch.hint.as_deref(),
        inconclusive: finding.mismatch.unjudged,
        after_exchange: finding.after_exchange,
    }
}

fn pointed(place: &Place) -> JsonPlace<'_> {
    match place {
        Place::Scenario { source, span } => {
            let ((line, column), end) = (source.position(span.start), source.position(span.end));
            let end = JsonPosition { line: end.0, column: end.1 };
            JsonPlace::Part { file: source.path().display().to_string(), line, column, end: Some(end) }
        }
        Place::Target { file, line, column } => {
            JsonPlace::Part { file: file.display().to_string(), line: *line, column: *column, end: None }
        }
        Place::Transcript { file } => JsonPlace::File { file: file.display().to_string() },
        Place::Exchange { case, number } => JsonPlace::Exchange { case, exchange: *number },
    }
}

fn broken(id: &str) -> JsonRequirement<'_> {
    let known = Catalog::built_in().get(id);
    JsonRequirement {
        id,
        source: known.map(|known| known.source.as_str()),
        level: known.map(|known| known.level).map(Level::word),
        requirement: known.map(|known| known.requirement.as_str()),
    }
}

fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
