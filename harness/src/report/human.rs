//! The report for a terminal: the tree of scenarios with their verdicts, then every finding in full, then one line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use crate::model::event::Event;
use crate::model::verdict::{CaseReport, Finding, Verdict};
use crate::syntax::catalogue::Catalogue;

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// Every exchange of every case, as one line each.
    pub hops: bool,
    /// Every exchange of every case in full.
    pub transcripts: bool,
}

/// Folds events into text with ANSI styles (which the writer strips where there is no terminal).
#[derive(Debug, Default)]
pub struct Human {
    detail: Detail,
    folder: String,
    story: String,
    counts: BTreeMap<Verdict, usize>,
    skipped: BTreeMap<String, usize>,
    /// What is to be said of cases that passed, and of how many.
    remarks: BTreeMap<String, usize>,
    /// Cases that are not told of yet.
    left: usize,
    noteworthy: Vec<CaseReport>,
}

impl Human {
    /// A report that shows so much.
    pub fn new(detail: Detail) -> Human {
        Human { detail, ..Human::default() }
    }

    /// How often each verdict was given.
    pub fn counts(&self) -> &BTreeMap<Verdict, usize> {
        &self.counts
    }

    /// The text for one event.
    pub fn tell(&mut self, event: &Event) -> String {
        match event {
            Event::Started { target, cases } => {
                self.left = *cases;
                format!("{BOLD}{target}{BOLD:#} {DIM}· {}{DIM:#}\n", number_of_cases(*cases))
            }
            Event::Case(report) => self.case(report),
            Event::Finished { interrupted, took } => self.finish(*interrupted, *took),
        }
    }

    fn case(&mut self, report: &CaseReport) -> String {
        *self.counts.entry(report.verdict).or_default() += 1;
        self.left = self.left.saturating_sub(1);
        if report.verdict == Verdict::Skip {
            let reason = report.reason.clone().unwrap_or_default();
            *self.skipped.entry(reason).or_default() += 1;
            return String::new();
        }
        if let Some(remark) = report.reason.as_ref().filter(|_| report.verdict == Verdict::Pass) {
            *self.remarks.entry(remark.clone()).or_default() += 1;
        }
        let mut text = String::new();
        let mut parts = report.name.splitn(3, '/');
        let (folder, id, row) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
        if folder != self.folder {
            let _ = writeln!(text, "\n{BOLD}{folder}{BOLD:#}");
            folder.clone_into(&mut self.folder);
        }
        let (style, mark) = mark(report.verdict);
        // What was looked over on the side took no time of its own.
        let took = if report.took.is_zero() { String::new() } else { milliseconds(report.took) };
        let took = format!("{took:>7}");
        match row {
            None => {
                let _ = writeln!(text, "  {style}{mark}{style:#} {id:<34} {DIM}{took}{DIM:#}  {}", report.title);
            }
            Some(row) => {
                if id != self.story {
                    let _ = writeln!(text, "    {id:<43}  {}", report.title);
                }
                let _ = writeln!(text, "  {style}{mark}{style:#}   {row:<32} {DIM}{took}{DIM:#}");
            }
        }
        id.clone_into(&mut self.story);
        if self.detail.hops || self.detail.transcripts {
            for line in report.verifies.iter().filter_map(|id| requirement(id)) {
                let _ = writeln!(text, "      {line}");
            }
            let shown = if self.detail.transcripts { report.transcript.clone() } else { hops_and_pages(report) };
            let again = report.again.iter().filter(|_| self.detail.transcripts);
            let again =
                again.map(|again| format!("\nrun once more, alone: {}\n\n{}", again.verdict.name(), again.transcript));
            for line in shown
                .lines()
                .map(str::to_owned)
                .chain(again.flat_map(|it| it.lines().map(str::to_owned).collect::<Vec<_>>()))
            {
                let _ = writeln!(text, "      {DIM}{line}{DIM:#}");
            }
        }
        if report.verdict != Verdict::Pass {
            self.noteworthy.push(report.clone());
        }
        text
    }

    fn finish(&mut self, interrupted: bool, took: Duration) -> String {
        let mut text = String::new();
        for report in &self.noteworthy {
            write_noteworthy(&mut text, report);
        }
        if !self.skipped.is_empty() || !self.remarks.is_empty() {
            text.push('\n');
        }
        for (what, reasons) in [("skipped", &self.skipped), ("passed", &self.remarks)] {
            for (reason, count) in reasons {
                let _ = writeln!(text, "{DIM}  – {count} {what}: {reason}{DIM:#}");
            }
        }
        let total: usize = self.counts.values().sum();
        if total == 0 && !interrupted {
            return format!("{text}\n{DOUBT}no scenario was run{DOUBT:#}\n");
        }
        let mut parts: Vec<String> = Verdict::ALL
            .iter()
            .filter_map(|verdict| Some((verdict, self.counts.get(verdict)?)))
            .map(|(verdict, count)| format!("{count} {}", verdict.name()))
            .collect();
        let worst = self.counts.keys().max().copied().unwrap_or(Verdict::Pass);
        let (mut style, mut mark) = mark(if worst == Verdict::Skip { Verdict::Pass } else { worst });
        if interrupted {
            parts.push(format!("interrupted, with {} not come to an end", number_of_cases(self.left)));
            if !worst.is_finding() {
                (style, mark) = (DOUBT, '!');
            }
        }
        let took = milliseconds(took);
        let _ = writeln!(text, "\n{style}{mark} {}{style:#} {DIM}· {took}{DIM:#}", parts.join(" · "));
        text
    }
}

/// One case and what kept it from passing, as plain text: what a failing test prints.
pub fn explain(report: &CaseReport) -> String {
    let mut text = String::new();
    write_noteworthy(&mut text, report);
    anstream::adapter::strip_str(&text).to_string()
}

fn mark(verdict: Verdict) -> (Style, char) {
    match verdict {
        Verdict::Pass => (GOOD, '✓'),
        Verdict::Skip => (DIM, '–'),
        Verdict::KnownDeviation => (DOUBT, '≈'),
        Verdict::Warn => (DOUBT, '!'),
        Verdict::Error => (DOUBT, '?'),
        Verdict::Unstable => (DOUBT, '~'),
        Verdict::UnexpectedPass => (BAD, '↑'),
        Verdict::Fail => (BAD, '✗'),
    }
}

fn write_noteworthy(text: &mut String, report: &CaseReport) {
    let (style, mark) = mark(report.verdict);
    let name = report.verdict.name();
    if report.verdict == Verdict::KnownDeviation {
        let reason = report.reason.as_deref().unwrap_or_default();
        let _ = writeln!(text, "\n{style}{mark} {name}{style:#} {BOLD}{}{BOLD:#}\n    {reason}", report.name);
        return;
    }
    let _ = writeln!(text, "\n{style}{mark} {name}{style:#} {BOLD}{}{BOLD:#}", report.name);
    let _ = writeln!(text, "    {}", report.title);
    if let Some(reason) = report.reason.as_ref().filter(|_| report.findings.is_empty() || !is_told(report)) {
        let _ = writeln!(text, "    {reason}");
    }
    let mut finding_at = None;
    for finding in &report.findings {
        write_finding(text, finding);
        finding_at = Some(finding.after_exchange);
    }
    for note in &report.notes {
        write_block(text, "note", note);
    }
    write_hops(text, &report.hops, finding_at);
    if let Some(again) = &report.again {
        let _ = writeln!(text, "\n    {BOLD}run once more, alone: {}{BOLD:#}", again.verdict.name());
        again.findings.iter().for_each(|finding| write_finding(text, finding));
        write_hops(text, &again.hops, again.findings.last().map(|finding| finding.after_exchange));
    }
}

/// Every hop, and below it what its page was taken for.
fn hops_and_pages(report: &CaseReport) -> String {
    let mut text = String::new();
    for (index, hop) in report.hops.iter().enumerate() {
        let _ = writeln!(text, "{hop}");
        if let Some(understood) = report.understood.get(&index) {
            let _ = writeln!(text, "{:13} {understood}", "");
        }
    }
    text
}

/// The reason says no more than the finding does.
fn is_told(report: &CaseReport) -> bool {
    report.verdict == Verdict::Error
        && report.findings.iter().any(|finding| finding.requirement.is_none() || finding.mismatch.unjudged)
}

fn write_finding(text: &mut String, finding: &Finding) {
    text.push('\n');
    if let Some(requirement) = finding.requirement.as_deref().and_then(requirement) {
        let _ = writeln!(text, "    {requirement}");
    }
    write_block(text, "expected", &finding.mismatch.expected);
    write_block(text, "seen", &finding.mismatch.seen);
    if let Some(hint) = &finding.mismatch.hint {
        write_block(text, "try", hint);
    }
    let _ = writeln!(text, "    {DIM}{}{DIM:#}", finding.place);
    for line in finding.excerpt.lines() {
        let _ = writeln!(text, "      {DIM}{line}{DIM:#}");
    }
}

/// A requirement in full: where it stands, how binding it is, what it says, and its id.
fn requirement(id: &str) -> Option<String> {
    let found = Catalogue::built_in().get(id)?;
    Some(format!("{} {}: {} {DIM}({id}){DIM:#}", found.source, found.level.word(), found.requirement))
}

fn write_block(text: &mut String, label: &str, block: &str) {
    let mut lines = block.lines();
    let _ = writeln!(text, "    {BOLD}{label:>8}{BOLD:#}  {}", lines.next().unwrap_or_default());
    for line in lines {
        let _ = writeln!(text, "              {line}");
    }
}

/// The hops up to the one after which the finding was made; that one is marked.
fn write_hops(text: &mut String, hops: &[String], finding_at: Option<usize>) {
    if hops.is_empty() {
        return;
    }
    text.push('\n');
    let last = finding_at.unwrap_or(hops.len()).clamp(1, hops.len());
    let mut index = 0;
    while index < last {
        // What many clients did at once, with the same outcome, is one line.
        let same = hops[index..last].iter().take_while(|hop| deed(hop) == deed(&hops[index])).count();
        let many = if same > 3 { same } else { 1 };
        index += many;
        let pointer = if index == last { "→" } else { " " };
        let times = if many > 1 { format!("  × {many}") } else { String::new() };
        let _ = writeln!(text, "    {pointer}{index:>3}  {}{times}", hops[index - 1]);
    }
}

/// A hop without the number of the client that made it.
fn deed(hop: &str) -> &str {
    hop.trim_start_matches("client").trim_start_matches([' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
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
