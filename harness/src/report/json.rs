//! JSON Lines: one object for each event, on a line of its own, in the order in which things happened.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::{Format, Report};
use crate::model::event::Event;
use crate::model::requirement::Level;
use crate::model::verdict::{CaseReport, Finding, Outcome, Verdict};
use crate::syntax::catalogue::Catalogue;

pub(super) const FORMAT: Format = Format {
    name: "json",
    summary: "JSON Lines: one object for each event",
    begin: || Box::new(Json { counts: Verdict::ALL.map(|verdict| (verdict, 0)).into() }),
};

/// Counts verdicts until the end.
struct Json {
    counts: BTreeMap<Verdict, usize>,
}

impl Report for Json {
    fn tell(&mut self, event: &Event) -> String {
        let line = match event {
            Event::Started { target, cases } => Line::Started { target, cases: *cases },
            Event::Case(report) => {
                *self.counts.entry(report.verdict).or_default() += 1;
                Line::Case(case(report))
            }
            Event::Finished { interrupted, took } => {
                Line::Finished { interrupted: *interrupted, took_ms: milliseconds(*took), counts: &self.counts }
            }
        };
        let text = serde_json::to_string(&line).expect("names, texts and finite numbers are JSON");
        text + "\n"
    }
}

/// A line of the report; `event` says which.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Line<'a> {
    Started { target: &'a str, cases: usize },
    Case(Case<'a>),
    Finished { interrupted: bool, took_ms: f64, counts: &'a BTreeMap<Verdict, usize> },
}

#[derive(Serialize)]
struct Case<'a> {
    name: &'a str,
    title: &'a str,
    verdict: Verdict,
    reason: Option<&'a str>,
    verifies: &'a [String],
    /// What is said of each requirement.
    outcomes: &'a [Outcome],
    findings: Vec<Found<'a>>,
    /// Every exchange as one line.
    hops: &'a [String],
    took_ms: f64,
    /// The second time, where the case was run once more and came out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<Box<Case<'a>>>,
}

#[derive(Serialize)]
struct Found<'a> {
    step: &'a str,
    /// `file:line:column`.
    place: &'a str,
    excerpt: &'a str,
    requirement: Option<Broken<'a>>,
    expected: &'a str,
    seen: &'a str,
    hint: Option<&'a str>,
    /// How many of the hops had been made when it was seen.
    after_exchange: usize,
}

/// A requirement, with what it says: whoever reads the line need not have the catalogue.
#[derive(Serialize)]
struct Broken<'a> {
    id: &'a str,
    source: Option<&'a str>,
    level: Option<&'static str>,
    requirement: Option<&'a str>,
}

fn case(report: &CaseReport) -> Case<'_> {
    Case {
        name: &report.name,
        title: &report.title,
        verdict: report.verdict,
        reason: report.reason.as_deref(),
        verifies: &report.verifies,
        outcomes: &report.outcomes,
        findings: report.findings.iter().map(found).collect(),
        hops: &report.hops,
        took_ms: milliseconds(report.took),
        again: report.again.as_deref().map(|again| Box::new(case(again))),
    }
}

fn found(finding: &Finding) -> Found<'_> {
    Found {
        step: &finding.step,
        place: &finding.place,
        excerpt: &finding.excerpt,
        requirement: finding.requirement.as_deref().map(broken),
        expected: &finding.mismatch.expected,
        seen: &finding.mismatch.seen,
        hint: finding.mismatch.hint.as_deref(),
        after_exchange: finding.after_exchange,
    }
}

fn broken(id: &str) -> Broken<'_> {
    let known = Catalogue::built_in().get(id);
    Broken {
        id,
        source: known.map(|known| known.source.as_str()),
        level: known.map(|known| known.level).map(Level::word),
        requirement: known.map(|known| known.requirement.as_str()),
    }
}

fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
