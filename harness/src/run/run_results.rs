//! The results so far, reported in the order of the cases, whatever order they ended in.

use super::always_on::AlwaysOnSummary;
use super::case::CompletedCase;
use super::confirm;
use crate::model::event::Event;
use crate::model::verdict::CaseReport;

/// The reports of a run.
pub(super) struct RunResults<T> {
    entries: Vec<Entry>,
    /// The number of cases that are reported.
    reported: usize,
    /// What the always-on checks saw.
    pub(super) always: AlwaysOnSummary,
    emit: T,
}

#[derive(Default)]
enum Entry {
    #[default]
    Open,
    /// It has yet to be confirmed.
    Held(CompletedCase),
    Settled(CaseReport),
    Reported,
}

impl<T: FnMut(Event)> RunResults<T> {
    pub(super) fn new(cases: usize, emit: T) -> RunResults<T> {
        let entries = std::iter::repeat_with(Entry::default).take(cases).collect();
        RunResults { entries, reported: 0, always: AlwaysOnSummary::default(), emit }
    }

    /// Reports a problem that is not about a case.
    pub(super) fn emit(&mut self, event: Event) {
        (self.emit)(event);
    }

    pub(super) fn is_open(&self, index: usize) -> bool {
        matches!(self.entries[index], Entry::Open)
    }

    /// The result of a case. It is reported once all cases before it are.
    pub(super) fn settle(&mut self, index: usize, report: CaseReport) {
        self.entries[index] = Entry::Settled(report);
        while let Some(Entry::Settled(_)) = self.entries.get(self.reported) {
            self.report(self.reported);
            self.reported += 1;
        }
    }

    /// Keeps a report until it is confirmed.
    pub(super) fn defer(&mut self, index: usize, first: CompletedCase) {
        self.entries[index] = Entry::Held(first);
    }

    /// The cases that have yet to be confirmed, in order.
    pub(super) fn held(&self) -> Vec<usize> {
        let held = |index: &usize| matches!(self.entries[*index], Entry::Held(_));
        (0..self.entries.len()).filter(held).collect()
    }

    /// The result of a case that has yet to be confirmed.
    pub(super) fn take_held(&mut self, index: usize) -> Option<CompletedCase> {
        match std::mem::take(&mut self.entries[index]) {
            Entry::Held(first) => Some(first),
            entry => {
                self.entries[index] = entry;
                None
            }
        }
    }

    /// After an interrupt: reports the cases that ended although an earlier one had not.
    pub(super) fn close(&mut self) {
        for index in self.reported..self.entries.len() {
            if let Some(first) = self.take_held(index) {
                self.entries[index] = Entry::Settled(confirm::unconfirmed(first.report));
            }
            self.report(index);
        }
    }

    /// The cases without a result when the book is closed.
    pub(super) fn not_run(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry, Entry::Open)).count()
    }

    fn report(&mut self, index: usize) {
        if let Entry::Settled(mut report) = std::mem::take(&mut self.entries[index]) {
            self.entries[index] = Entry::Reported;
            self.always.note(&report);
            report.forget_samples();
            (self.emit)(Event::CaseFinished(Box::new(report)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::verdict::{AlwaysOnResult, Sample};

    #[test]
    fn no_event_has_the_values_that_only_the_run_compares() {
        let (requirement, kind) = ("rfc6749-10.10-token-entropy-128", "`code`".to_owned());
        let sample = Sample { exchange: 0, requirement, kind, least: 128, value: "s3cret".to_owned() };
        let (relevant, sightings) = (BTreeMap::new(), Vec::new());
        let looked = AlwaysOnResult { check: "secrets-unguessable", relevant, sightings, samples: vec![sample] };
        let report = CaseReport { always: vec![looked], ..CaseReport::new("provider/x", "") };
        let mut events = Vec::new();
        let mut results = RunResults::new(1, |event| events.push(event));
        results.settle(0, CaseReport { again: Some(Box::new(report.clone())), ..report });
        drop(results);
        let report = events.remove(0).into_report().expect("a case that is done");
        let again = report.again.as_ref().expect("the second time");
        assert!(report.always[0].samples.is_empty() && again.always[0].samples.is_empty());
    }
}
