//! All cases of a run, reported in the order of their names; then the always-on checks.
//!
//! Cases that start references of their own all run in parallel. At a shared target they meet each other: first comes a
//! preflight, then the cases without side effects, then races, and finally those that may lock an account, one at a time. A
//! case with a finding is run once more, alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinSet;

use super::always;
use super::book::Book;
use super::case::{self, Ended, Time, run_once};
use super::confirm::{is_race, unconfirmed, wants_confirmation, weighed};
use super::hosts::{self, Hosts};
use super::options::Options;
use super::preflight::Preflight;
use crate::check::passive::Kind;
use crate::compile::plan::Case;
use crate::model::event::Event;
use crate::model::redacted::Redacted;
use crate::model::target::Target;
use crate::model::verdict::{CaseReport, Verdict};

/// Cases at once per core if the references run in this process: some of them wait.
const AT_ONCE_A_CORE: usize = 4;
/// Cases at once at an external target whose target file does not specify it.
const AT_ONCE_ELSEWHERE: usize = 4;

/// Runs cases and reports events. When `interrupt` resolves, the running cases are dropped and the run ends with the results so
/// far.
pub async fn run(
    cases: Vec<Case>,
    target: Arc<Target>,
    options: Options,
    interrupt: impl Future<Output = ()>,
    emit: impl FnMut(Event),
) {
    let started = Instant::now();
    let run = Run { cases: cases.into(), target, options: Arc::new(options), hosts: Arc::default() };
    let reported = |kind: &Kind| run.reported(kind);
    let at_the_end = always::checks().iter().filter(|kind| reported(kind)).count();
    let mut book = Book::new(run.cases.len(), emit);
    book.emit(Event::Started { target: run.target.headline(), cases: run.cases.len() + at_the_end });
    let interrupted = tokio::select! {
        biased;
        () = interrupt => true,
        () = run.work(&mut book) => false,
    };
    book.close();
    for report in run.silent_hosts() {
        book.emit(Event::TargetFinished(Box::new(report)));
    }
    let not_run = interrupted.then(|| book.not_run()).filter(|&number| number > 0);
    for mut report in book.always.reports(&run.target, reported) {
        if let Some(number) = not_run {
            always::leave_unfinished(&mut report, number, run.cases.len());
        }
        book.emit(Event::PassiveFinished(Box::new(report)));
    }
    book.emit(Event::Finished { interrupted, took: started.elapsed() });
}

/// What all cases of a run share.
struct Run {
    cases: Arc<[Case]>,
    target: Arc<Target>,
    options: Arc<Options>,
    hosts: Arc<Hosts>,
}

/// Cases that may run at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Together,
    /// One after the other.
    Races,
    /// One after the other, after all others have ended.
    Disturbing,
}

impl Run {
    async fn work<T: FnMut(Event)>(&self, book: &mut Book<T>) {
        if !self.target.is_shared() {
            self.side_by_side((0..self.cases.len()).collect(), at_once(&self.target), book).await;
            return;
        }
        self.preflight(book).await;
        let at = |turn: Turn| (0..self.cases.len()).filter(|&index| turn_of(&self.cases[index]) == turn).collect();
        self.side_by_side(at(Turn::Together), at_once(&self.target), book).await;
        self.side_by_side(at(Turn::Races), 1, book).await;
        self.confirm(book).await;
        self.side_by_side(at(Turn::Disturbing), 1, book).await;
        self.confirm(book).await;
        self.confirm_sightings(book).await;
    }

    /// Runs each case once more, alone, in which an always-on check saw something that it saw in no other. A race was alone the
    /// first time, and its winner varies.
    async fn confirm_sightings<T: FnMut(Event)>(&self, book: &mut Book<T>) {
        for name in book.always.to_confirm(&self.target, |kind| self.reported(kind)) {
            let Some(index) = self.cases.iter().position(|case| case.name == name) else { continue };
            if is_race(&self.cases[index]) {
                book.always.confirm_race(&name);
            } else if self.hosts.lost(&self.cases[index], &self.target).is_none() {
                let again = self.alone(index).await;
                book.always.confirm(&again);
            }
        }
    }

    /// An always-on check that the run reports.
    fn reported(&self, kind: &Kind) -> bool {
        self.options.always.as_ref().is_none_or(|ids| ids.contains(&kind.id))
    }

    /// Skips what the target does not offer; then reports what does not work at all, and does not run the cases that need it.
    async fn preflight<T: FnMut(Event)>(&self, book: &mut Book<T>) {
        for (index, case) in self.cases.iter().enumerate() {
            if let Some(reason) = case.lacking(&self.target) {
                book.settle(index, not_run(case, reason));
            }
        }
        let preflight = Preflight::of(&self.cases, &self.target, &self.options).await;
        self.hosts.note(&preflight.met);
        for report in &preflight.reports {
            book.emit(Event::TargetFinished(Box::new(report.clone())));
        }
        for (index, case) in self.cases.iter().enumerate() {
            if let Some(reason) = preflight.lacking(case, &self.target).filter(|_| book.is_open(index)) {
                book.settle(index, not_run(case, reason));
            }
        }
    }

    /// Runs those of the cases that have no result yet.
    async fn side_by_side<T: FnMut(Event)>(&self, cases: Vec<usize>, at_once: usize, book: &mut Book<T>) {
        let mut waiting = cases.into_iter().filter(|&index| book.is_open(index)).collect::<Vec<_>>().into_iter();
        let mut running = JoinSet::new();
        let mut indices = BTreeMap::new();
        loop {
            while running.len() < at_once
                && let Some(index) = waiting.next()
            {
                book.emit(Event::CaseStarted { name: self.cases[index].name.clone() });
                indices.insert(running.spawn(self.one(index, Time::First)).id(), index);
            }
            let Some(ended) = running.join_next_with_id().await else { return };
            // A case catches its own panics, and no task is aborted during the run.
            let Ok((id, ended)) = ended else { continue };
            let Some(index) = indices.remove(&id) else { continue };
            if self.target.is_shared() && wants_confirmation(&self.cases[index], &ended.report) {
                book.defer(index, ended);
            } else {
                book.settle(index, ended.report);
            }
        }
    }

    /// Runs each case with a finding once more, alone.
    async fn confirm<T: FnMut(Event)>(&self, book: &mut Book<T>) {
        for index in book.held() {
            let case = &self.cases[index];
            let lost = self.hosts.lost(case, &self.target);
            let again = if lost.is_none() {
                book.emit(Event::CaseStarted { name: case.name.clone() });
                Some(self.alone(index).await)
            } else {
                None
            };
            let Some(first) = book.take_held(index) else { continue };
            let report = match (again, lost) {
                (Some(again), _) => weighed(first.report, again),
                // The run ended because of the timeout.
                (None, Some(reason)) if first.met.last().is_some_and(|(_, in_vain)| *in_vain) => not_run(case, reason),
                (None, _) => unconfirmed(first.report),
            };
            book.settle(index, report);
        }
    }

    async fn alone(&self, index: usize) -> CaseReport {
        self.one(index, Time::Again).await.report
    }

    /// One case, unless a party that it is about no longer responds.
    fn one(&self, index: usize, time: Time) -> impl Future<Output = Ended> + Send + 'static {
        let (cases, target, options) = (Arc::clone(&self.cases), Arc::clone(&self.target), Arc::clone(&self.options));
        let hosts = Arc::clone(&self.hosts);
        async move {
            let case = &cases[index];
            if let Some(reason) = hosts.lost(case, &target) {
                return not_run(case, reason).into();
            }
            let ended = run_once(case, &target, &options, time).await;
            if target.is_shared() {
                hosts.note(&ended.met);
            }
            ended
        }
    }

    /// One report for each host that was given up.
    fn silent_hosts(&self) -> impl Iterator<Item = CaseReport> {
        self.hosts.given_up().into_iter().map(|host| hosts::diagnosis(&host, &self.target))
    }
}

fn turn_of(case: &Case) -> Turn {
    if case.plan.scenario.disturbs.is_some() {
        Turn::Disturbing
    } else if is_race(case) {
        Turn::Races
    } else {
        Turn::Together
    }
}

/// The report about a case that is not run, although the target offers what it needs.
fn not_run(case: &Case, reason: String) -> CaseReport {
    CaseReport { verdict: Verdict::Skip, reason: Some(Redacted::ours(reason)), ..case::not_run_yet(case) }
}

fn at_once(target: &Target) -> usize {
    target.limits.at_once.unwrap_or_else(|| {
        let cores = || std::thread::available_parallelism().map_or(2, usize::from);
        if target.is_shared() { AT_ONCE_ELSEWHERE } else { AT_ONCE_A_CORE * cores() }
    })
}
