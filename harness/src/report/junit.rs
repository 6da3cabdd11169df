//! `JUnit` XML, as CI servers show it: a suite for each folder, and every message complete in itself.
//!
//! | verdict | element |
//! |---|---|
//! | failed, unexpected pass | `failure` |
//! | inconclusive, unstable, harness error | `error` |
//! | skipped, known deviation | `skipped`, with the reason |
//! | warned | a passing case with the finding in `system-out` |

use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use super::{Format, Report, explain};
use crate::model::event::Event;
use crate::model::verdict::{CaseReport, Verdict};
use crate::syntax::catalog::Catalog;

pub(super) const FORMAT: Format =
    Format { name: "junit", summary: "XML as CI servers show it", begin: || Box::new(Junit::default()) };

/// The longest message and the longest text, in bytes: readers of such files reject longer ones.
const LONGEST_MESSAGE: usize = 1_000;
const LONGEST_TEXT: usize = 64 * 1024;

/// Collects cases until the end: the elements before them contain their counts.
#[derive(Default)]
struct Junit {
    target: String,
    expected: usize,
    suites: Vec<TestSuite>,
    cases: usize,
}

impl Report for Junit {
    fn on_event(&mut self, event: &Event) -> String {
        match event {
            Event::Started { target, cases } => {
                self.target = clean(target, LONGEST_MESSAGE);
                self.expected = *cases;
                String::new()
            }
            Event::CaseStarted { .. } => String::new(),
            Event::TargetFinished(report) => {
                self.add(report);
                String::new()
            }
            Event::CaseFinished(report) | Event::AlwaysOnFinished(report) => {
                self.cases += 1;
                self.add(report);
                String::new()
            }
            Event::Finished { interrupted, took } => self.whole(*interrupted, *took),
        }
    }
}

impl Junit {
    fn add(&mut self, report: &CaseReport) {
        let (folder, name) = report.name.split_once('/').unwrap_or(("", &report.name));
        let (folder, name) = (clean(folder, LONGEST_MESSAGE), clean(name, LONGEST_MESSAGE));
        let mut case = TestCase::new(name, status(report));
        case.set_classname(folder.as_str()).set_time(report.took);
        case.add_property(Property::new("title", clean(&report.title, LONGEST_MESSAGE)));
        for id in &report.verifies {
            case.add_property(Property::new("verifies", clean(id, LONGEST_MESSAGE)));
        }
        if report.verdict == Verdict::Warned {
            case.set_system_out(clean(explain(report).trim_start(), LONGEST_TEXT));
        }
        if self.suites.last().is_none_or(|suite| suite.name.as_str() != folder) {
            self.suites.push(TestSuite::new(folder));
        }
        let suite = self.suites.last_mut().expect("one has just been pushed where there was none");
        suite.set_time(suite.time.unwrap_or_default() + report.took);
        suite.add_test_case(case);
    }

    /// The document. An interrupted run reports that in a case of its own: it must not look like a shorter, green one.
    fn whole(&mut self, interrupted: bool, took: Duration) -> String {
        let mut report = quick_junit::Report::new(self.target.as_str());
        report.set_time(took).add_test_suites(std::mem::take(&mut self.suites));
        if interrupted {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_type("interrupted");
            status.set_message(format!("interrupted: {} of {} cases were completed", self.cases, self.expected));
            let mut suite = TestSuite::new("run");
            suite.add_test_case(TestCase::new("every case is run", status));
            report.add_test_suite(suite);
        }
        report.to_string().expect("texts without forbidden characters are XML")
    }
}

fn status(report: &CaseReport) -> TestCaseStatus {
    let reason = || clean(report.reason.as_deref().unwrap_or_default(), LONGEST_MESSAGE);
    match report.verdict {
        Verdict::Passed | Verdict::Warned => TestCaseStatus::success(),
        Verdict::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(reason());
            status
        }
        Verdict::KnownDeviation => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(report.verdict.name()).set_message(format!("known deviation: {}", reason()));
            status
        }
        Verdict::Inconclusive | Verdict::Unstable | Verdict::HarnessError => {
            error_status(report, NonSuccessKind::Error)
        }
        Verdict::Failed | Verdict::UnexpectedPass => error_status(report, NonSuccessKind::Failure),
    }
}

/// A short message, and the full report under it.
fn error_status(report: &CaseReport, kind: NonSuccessKind) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(report.verdict.name());
    status.set_message(clean(&message(report), LONGEST_MESSAGE));
    status.set_description(clean(explain(report).trim_start(), LONGEST_TEXT));
    status
}

/// On one line: the requirement, what was expected, what was seen.
fn message(report: &CaseReport) -> String {
    let Some(finding) = report.findings.first() else {
        return report.reason.as_deref().unwrap_or_else(|| report.verdict.name()).to_owned();
    };
    let required = finding.requirement.as_deref().and_then(|id| Catalog::built_in().get(id));
    let required = required.map(|known| format!("{} {}: {} ", known.source, known.level.word(), known.requirement));
    let mismatch = &finding.mismatch;
    let expected = if mismatch.not_given { "Inconclusive:" } else { "Expected" };
    let text = format!("{}{expected} {}; seen {}", required.unwrap_or_default(), mismatch.expected, mismatch.seen);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join(" ")
}

/// A text in which the characters that XML 1.0 (§2.2) forbids are made visible, truncated to the length that readers accept.
fn clean(text: &str, longest: usize) -> String {
    let mut cleaned = String::with_capacity(text.len().min(longest));
    for (at, c) in text.char_indices() {
        if cleaned.len() >= longest {
            let _ = write!(cleaned, "… ({} more bytes)", text.len() - at);
            break;
        }
        match c {
            '\t' | '\n' => cleaned.push(c),
            '\0'..' ' | '\u{7f}'..'\u{a0}' | '\u{fffe}' | '\u{ffff}' => cleaned.extend(c.escape_unicode()),
            _ => cleaned.push(c),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_made_visible_and_long_texts_truncated() {
        assert_eq!(clean("a\u{0}b\u{1b}[0m\u{ffff}\tc\n", 100), "a\\u{0}b\\u{1b}[0m\\u{ffff}\tc\n");
        assert_eq!(clean("ééé", 4), "éé… (2 more bytes)");
        assert_eq!(clean("]]> <&>", 100), "]]> <&>");
    }
}
