//! What a failed case reports: what is violated, where, and the exchanges that led there.

use std::fmt::Write as _;

use anstyle::Style;

use super::hops;
use super::style::{BAD, BOLD, DIM, DOUBT, GOOD};
use crate::model::place::Place;
use crate::model::verdict::{CaseReport, Finding, Verdict};
use crate::syntax::catalog::Catalog;
use crate::syntax::diagnostic::Diagnostic;

/// One case and what kept it from passing, as plain text: what a failing test prints.
pub fn explain(report: &CaseReport) -> String {
    let mut text = String::new();
    write_case(&mut text, report);
    anstream::adapter::strip_str(&text).to_string()
}

/// The sign of a verdict.
pub(super) fn mark(verdict: Verdict) -> (Style, char) {
    match verdict {
        Verdict::Passed => (GOOD, '✓'),
        Verdict::Skipped => (DIM, '–'),
        Verdict::KnownDeviation => (DOUBT, '≈'),
        Verdict::Warned => (DOUBT, '!'),
        Verdict::Inconclusive => (DOUBT, '?'),
        Verdict::Unstable => (DOUBT, '~'),
        Verdict::UnexpectedPass => (BAD, '↑'),
        Verdict::Failed => (BAD, '✗'),
        Verdict::HarnessError => (BAD, '‼'),
    }
}

/// One case that is not as required, in full.
pub(super) fn write_case(text: &mut String, report: &CaseReport) {
    let (style, mark) = mark(report.verdict);
    let name = report.verdict.name();
    if report.verdict == Verdict::KnownDeviation {
        let reason = report.reason.as_deref().unwrap_or_default();
        let _ = writeln!(text, "\n{style}{mark} {name}{style:#} {BOLD}{}{BOLD:#}\n    {reason}", report.name);
        return;
    }
    let _ = writeln!(text, "\n{style}{mark} {name}{style:#} {BOLD}{}{BOLD:#}", report.name);
    let _ = writeln!(text, "    {}", report.title);
    if let Some(reason) = report.reason.as_ref().filter(|_| report.findings.is_empty() || !is_in_findings(report)) {
        let _ = writeln!(text, "    {reason}");
    }
    write_findings(text, &report.findings);
    let finding_at = report.findings.last().map(|finding| finding.after_exchange);
    for note in &report.notes {
        write_block(text, "note", note);
    }
    hops::write_up_to(text, &report.exchanges, finding_at);
    let elsewhere = report.findings.last().filter(|_| report.exchanges.is_empty()).map(|finding| &finding.place);
    if let Some(Place::Exchange { case, .. }) = elsewhere {
        let _ = writeln!(text, "    {DIM}`--only {case} -v` shows the exchanges{DIM:#}");
    }
    if let Some(again) = &report.again {
        let _ = writeln!(text, "\n    {BOLD}run once more, alone: {}{BOLD:#}", again.verdict.name());
        write_findings(text, &again.findings);
        hops::write_up_to(text, &again.exchanges, again.findings.last().map(|finding| finding.after_exchange));
    }
}

/// The reason repeats the finding.
fn is_in_findings(report: &CaseReport) -> bool {
    report.verdict == Verdict::Inconclusive
        && report.findings.iter().any(|finding| finding.requirement.is_none() || finding.mismatch.unjudged)
}

/// Several requirements with the same expectation and observation at the same place are reported once.
fn write_findings(text: &mut String, findings: &[Finding]) {
    let is_alike = |a: &Finding, b: &Finding| a.mismatch == b.mismatch && a.place == b.place;
    for alike in findings.chunk_by(is_alike) {
        write_finding(text, &alike[0], alike.len() - 1);
    }
}

fn write_finding(text: &mut String, finding: &Finding, more: usize) {
    text.push('\n');
    if let Some(requirement) = finding.requirement.as_deref().and_then(requirement) {
        let _ = writeln!(text, "    {requirement}");
    }
    match more {
        0 => {}
        1 => drop(writeln!(text, "    {DIM}and 1 more requirement (`-v` lists it){DIM:#}")),
        more => drop(writeln!(text, "    {DIM}and {more} more requirements (`-v` lists them){DIM:#}")),
    }
    let label = if finding.mismatch.not_given { "because" } else { "expected" };
    write_block(text, label, &finding.mismatch.expected);
    write_block(text, "seen", &finding.mismatch.seen);
    if let Some(hint) = &finding.mismatch.hint {
        write_block(text, "try", hint);
    }
    let _ = writeln!(text, "    {DIM}{}{DIM:#}", finding.place);
    if let Place::Scenario { source, span } = &finding.place {
        for line in Diagnostic::new(source, *span, "").excerpt().lines() {
            let _ = writeln!(text, "      {DIM}{line}{DIM:#}");
        }
    }
}

/// A requirement in full: its source, its level, its text, and its id.
pub(super) fn requirement(id: &str) -> Option<String> {
    let found = Catalog::built_in().get(id)?;
    Some(format!("{} {}: {} {DIM}({id}){DIM:#}", found.source, found.level.word(), found.requirement))
}

fn write_block(text: &mut String, label: &str, block: &str) {
    let mut lines = block.lines();
    let _ = writeln!(text, "    {BOLD}{label:>8}{BOLD:#}  {}", lines.next().unwrap_or_default());
    for line in lines {
        let _ = writeln!(text, "              {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::RedactedMismatch;

    fn finding(requirement: &str, mismatch: RedactedMismatch) -> Finding {
        Finding {
            step: "discover".to_owned(),
            place: Place::Exchange { case: "p/a".to_owned(), number: 1 },
            requirement: Some(requirement.to_owned()),
            mismatch,
            after_exchange: 1,
        }
    }

    #[test]
    fn one_sentence_about_several_requirements_is_said_once() {
        let same = || RedactedMismatch::not_given("no document names the issuer", "status 404");
        let ids = ["rfc6749-4.1.2-code-single-use", "rfc7636-4.2-client-uses-s256", "rfc7517-5-jwk-set"];
        let mut findings: Vec<Finding> = ids.iter().map(|id| finding(id, same())).collect();
        findings.push(finding(ids[0], RedactedMismatch::new("a code", "none")));
        let report = CaseReport { verdict: Verdict::Inconclusive, findings, ..CaseReport::new("p/a", "") };
        let text = explain(&report);
        assert_eq!(text.matches("because  no document names the issuer").count(), 1, "{text}");
        assert!(text.contains("and 2 more requirements (`-v` lists them)"), "{text}");
        assert_eq!(text.matches("expected  ").count(), 1, "{text}");
    }
}
