//! The report for a terminal: the tree of scenarios with their verdicts, then every finding (findings with one cause once, with
//! the cases that met it), then one line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::explain::{mark, requirement, write_case};
use super::groups::{groups, write_alike};
use super::hops;
use super::style::{BOLD, DIM, DOUBT};
use crate::model::event::Event;
use crate::model::verdict::{CaseReport, Verdict};

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// Every exchange of every case, as one line each.
    pub hops: bool,
    /// Every exchange of every case in full.
    pub transcripts: bool,
}

/// Folds events into text with ANSI styles (which the writer strips without a terminal).
#[derive(Debug, Default)]
pub struct Human {
    detail: Detail,
    folder: String,
    plan: String,
    counts: BTreeMap<Verdict, usize>,
    skipped: BTreeMap<String, usize>,
    /// Notes on cases that passed, and the number of those cases.
    remarks: BTreeMap<String, usize>,
    /// A case was run, or an always-on check had a result.
    judged: bool,
    /// Cases that are not reported yet.
    left: usize,
    noteworthy: Vec<CaseReport>,
}

impl Human {
    /// A report of this verbosity.
    pub fn new(detail: Detail) -> Human {
        Human { detail, ..Human::default() }
    }

    /// How often each verdict was given.
    pub fn counts(&self) -> &BTreeMap<Verdict, usize> {
        &self.counts
    }

    /// The text for one event.
    pub fn on_event(&mut self, event: &Event) -> String {
        match event {
            Event::Started { target, cases } => {
                self.left = *cases;
                format!("{BOLD}{target}{BOLD:#} {DIM}· {}{DIM:#}\n", number_of_cases(*cases))
            }
            Event::CaseStarted { .. } => String::new(),
            Event::TargetFinished(report) => self.case(report),
            Event::CaseFinished(report) | Event::AlwaysOnFinished(report) => {
                self.left = self.left.saturating_sub(1);
                self.judged |= report.verdict != Verdict::Skipped;
                self.case(report)
            }
            Event::Finished { interrupted, took } => self.finish(*interrupted, *took),
        }
    }

    fn case(&mut self, report: &CaseReport) -> String {
        *self.counts.entry(report.verdict).or_default() += 1;
        if report.verdict == Verdict::Skipped {
            let reason = report.reason.as_deref().unwrap_or_default().to_owned();
            *self.skipped.entry(reason).or_default() += 1;
            return String::new();
        }
        if let Some(remark) = report.reason.as_ref().filter(|_| report.verdict == Verdict::Passed) {
            *self.remarks.entry(remark.to_string()).or_default() += 1;
        }
        let mut text = String::new();
        let mut parts = report.name.splitn(3, '/');
        let (folder, id, row) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
        if folder != self.folder {
            let _ = writeln!(text, "\n{BOLD}{folder}{BOLD:#}");
            folder.clone_into(&mut self.folder);
        }
        let (style, mark) = mark(report.verdict);
        // An always-on check took no time of its own.
        let took = if report.took.is_zero() { String::new() } else { milliseconds(report.took) };
        let took = format!("{took:>7}");
        match row {
            None => {
                let _ = writeln!(text, "  {style}{mark}{style:#} {id:<35} {DIM}{took}{DIM:#}  {}", report.title);
            }
            Some(row) => {
                if id != self.plan {
                    let _ = writeln!(text, "    {id:<43}  {}", report.title);
                }
                let _ = writeln!(text, "  {style}{mark}{style:#}   {row:<32} {DIM}{took}{DIM:#}");
            }
        }
        id.clone_into(&mut self.plan);
        // An informational requirement fails nothing, and is reported anyway.
        for finding in report.findings.iter().filter(|_| report.verdict == Verdict::Passed) {
            if let Some(about) = finding.requirement.as_deref().and_then(requirement) {
                let seen = finding.mismatch.seen.lines().next().unwrap_or_default();
                let _ = writeln!(text, "      {DOUBT}noted{DOUBT:#} {about}\n            seen {seen}");
            }
        }
        if self.detail.hops || self.detail.transcripts {
            for line in report.verifies.iter().filter_map(|id| requirement(id)) {
                let _ = writeln!(text, "      {line}");
            }
            let mut shown = if self.detail.transcripts { report.transcript() } else { hops::with_pages(report) };
            if let Some(again) = report.again.as_ref().filter(|_| self.detail.transcripts) {
                let _ = write!(shown, "\nrun once more, alone: {}\n\n{}", again.verdict.name(), again.transcript());
            }
            for line in shown.lines() {
                let _ = writeln!(text, "      {DIM}{line}{DIM:#}");
            }
        }
        if report.verdict != Verdict::Passed {
            self.noteworthy.push(report.clone());
        }
        text
    }

    /// Why cases were skipped, and what there is to say of those that passed. Where no case was run at all, what kept it from
    /// being run is shown above: of the reasons for skipping, the most frequent is enough.
    fn write_reasons(&self, text: &mut String) {
        let most = self.skipped.iter().max_by_key(|(_, count)| **count);
        if let Some((reason, count)) = most.filter(|_| !self.judged && !self.noteworthy.is_empty()) {
            let _ = writeln!(text, "{DIM}  – {count} skipped: {reason}{DIM:#}");
            let others = self.skipped.values().sum::<usize>() - count;
            if others > 0 {
                let reasons = self.skipped.len() - 1;
                let _ = writeln!(text, "{DIM}  – {others} skipped for {}{DIM:#}", other_reasons(reasons));
            }
            return;
        }
        for (what, reasons) in [("skipped", &self.skipped), ("passed", &self.remarks)] {
            for (reason, count) in reasons {
                let _ = writeln!(text, "{DIM}  – {count} {what}: {reason}{DIM:#}");
            }
        }
    }

    fn finish(&mut self, interrupted: bool, took: Duration) -> String {
        let mut text = String::new();
        for group in groups(&self.noteworthy) {
            write_case(&mut text, group.first);
            write_alike(&mut text, &group.alike);
        }
        if !self.skipped.is_empty() || !self.remarks.is_empty() {
            text.push('\n');
        }
        self.write_reasons(&mut text);
        let total: usize = self.counts.values().sum();
        if total == 0 && !interrupted {
            return format!("{text}\n{DOUBT}no scenario was run{DOUBT:#}\n");
        }
        let mut parts: Vec<String> = Verdict::ALL
            .iter()
            .filter_map(|verdict| Some((verdict, self.counts.get(verdict)?)))
            .map(|(verdict, count)| format!("{count} {}", verdict.name()))
            .collect();
        let worst = self.counts.keys().max().copied().unwrap_or(Verdict::Passed);
        let (mut style, mut mark) = mark(if worst == Verdict::Skipped { Verdict::Passed } else { worst });
        if interrupted {
            parts.push(format!("interrupted; {} unfinished", number_of_cases(self.left)));
            if !worst.is_finding() {
                (style, mark) = (DOUBT, '!');
            }
        }
        let took = milliseconds(took);
        let _ = writeln!(text, "\n{style}{mark} {}{style:#} {DIM}· {took}{DIM:#}", parts.join(" · "));
        text
    }
}

fn other_reasons(count: usize) -> String {
    let number = if count == 1 { "1 other reason".to_owned() } else { format!("{count} other reasons") };
    format!("{number}, which a report as JSON or JUnit lists")
}

fn number_of_cases(count: usize) -> String {
    if count == 1 { "1 case".to_owned() } else { format!("{count} cases") }
}

fn milliseconds(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1000.0;
    if milliseconds >= 1000.0 {
        format!("{:.1} s", milliseconds / 1000.0)
    } else if milliseconds >= 100.0 {
        format!("{milliseconds:.0} ms")
    } else {
        format!("{milliseconds:.1} ms")
    }
}
