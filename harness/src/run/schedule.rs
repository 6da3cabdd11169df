//! All cases of a run, reported in the order of their names; then the always-on checks.
//!
//! Cases that start references of their own all run in parallel. At a shared target they meet each other: first comes a
//! preflight, then the cases without side effects, then races, and finally those that may lock an account, one at a time. A
//! case with a finding is run once more, alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinSet;

use super::always_on;
use super::case::{self, Attempt, CompletedCase, run_once};
use super::confirm::{is_race, unconfirmed, wants_confirmation, weighed};
use super::hosts::{self, Hosts};
use super::options::Options;
use super::preflight::Preflight;
use super::run_results::RunResults;
use crate::check::always_on::AlwaysOnCheck;
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
    let run = RunContext { cases: cases.into(), target, options: Arc::new(options), hosts: Arc::default() };
    let reported = |kind: &AlwaysOnCheck| run.reported(kind);
    let at_the_end = always_on::checks().iter().filter(|kind| reported(kind)).count();
    let mut results = RunResults::new(run.cases.len(), emit);
    results.emit(Event::Started { target: run.target.headline(), cases: run.cases.len() + at_the_end });
    let interrupted = tokio::select! {
        biased;
        () = interrupt => true,
        () = run.work(&mut results) => false,
    };
    results.close();
    for report in run.silent_hosts() {
        results.emit(Event::TargetFinished(Box::new(report)));
    }
    let not_run = interrupted.then(|| results.not_run()).filter(|&number| number > 0);
    for mut report in results.always.reports(&run.target, reported) {
        if let Some(number) = not_run {
            always_on::leave_unfinished(&mut report, number, run.cases.len());
        }
        results.emit(Event::AlwaysOnFinished(Box::new(report)));
    }
    results.emit(Event::Finished { interrupted, took: started.elapsed() });
}

/// What all cases of a run share.
struct RunContext {
    cases: Arc<[Case]>,
    target: Arc<Target>,
    options: Arc<Options>,
    hosts: Arc<Hosts>,
}

/// Cases that may run at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SchedulePhase {
    Together,
    /// One after the other.
    Races,
    /// One after the other, after all others have ended.
    Disturbing,
}

impl RunContext {
    async fn work<T: FnMut(Event)>(&self, results: &mut RunResults<T>) {
        if !self.target.is_shared() {
            self.side_by_side((0..self.cases.len()).collect(), at_once(&self.target), results).await;
            return;
        }
        self.preflight(results).await;
        let at =
            |turn: SchedulePhase| (0..self.cases.len()).filter(|&index| phase_of(&self.cases[index]) == turn).collect();
        self.side_by_side(at(SchedulePhase::Together), at_once(&self.target), results).await;
        self.side_by_side(at(SchedulePhase::Races), 1, results).await;
        self.confirm(results).await;
        self.side_by_side(at(SchedulePhase::Disturbing), 1, results).await;
        self.confirm(results).await;
        self.confirm_sightings(results).await;
    }

    /// Runs each case once more, alone, in which an always-on check saw something that it saw in no other. A race was alone the
    /// first time, and its winner varies.
    async fn confirm_sightings<T: FnMut(Event)>(&self, results: &mut RunResults<T>) {
        for name in results.always.to_confirm(&self.target, |kind| self.reported(kind)) {
            let Some(index) = self.cases.iter().position(|case| case.name == name) else { continue };
            if is_race(&self.cases[index]) {
                results.always.confirm_race(&name);
            } else if self.hosts.lost(&self.cases[index], &self.target).is_none() {
                let again = self.alone(index).await;
                results.always.confirm(&again);
            }
        }
    }

    /// An always-on check that the run reports.
    fn reported(&self, kind: &AlwaysOnCheck) -> bool {
        self.options.always.as_ref().is_none_or(|ids| ids.contains(&kind.id))
    }

    /// Skips what the target does not offer; then reports what does not work at all, and does not run the cases that need it.
    async fn preflight<T: FnMut(Event)>(&self, results: &mut RunResults<T>) {
        for (index, case) in self.cases.iter().enumerate() {
            if let Some(reason) = case.lacking(&self.target) {
                results.settle(index, not_run(case, reason));
            }
        }
        let preflight = Preflight::of(&self.cases, &self.target, &self.options).await;
        self.hosts.note(&preflight.met);
        for report in &preflight.reports {
            results.emit(Event::TargetFinished(Box::new(report.clone())));
        }
        for (index, case) in self.cases.iter().enumerate() {
            if let Some(reason) = preflight.lacking(case, &self.target).filter(|_| results.is_open(index)) {
                results.settle(index, not_run(case, reason));
            }
        }
    }

    /// Runs those of the cases that have no result yet.
    async fn side_by_side<T: FnMut(Event)>(&self, cases: Vec<usize>, at_once: usize, results: &mut RunResults<T>) {
        let mut waiting = cases.into_iter().filter(|&index| results.is_open(index)).collect::<Vec<_>>().into_iter();
        let mut running = JoinSet::new();
        let mut indices = BTreeMap::new();
        loop {
            while running.len() < at_once
                && let Some(index) = waiting.next()
            {
                results.emit(Event::CaseStarted { name: self.cases[index].name.clone() });
                indices.insert(running.spawn(self.one(index, Attempt::First)).id(), index);
            }
            let Some(ended) = running.join_next_with_id().await else { return };
            // A case catches its own panics, and no task is aborted during the run.
            let Ok((id, ended)) = ended else { continue };
            let Some(index) = indices.remove(&id) else { continue };
            if self.target.is_shared() && wants_confirmation(&self.cases[index], &ended.report) {
                results.defer(index, ended);
            } else {
                results.settle(index, ended.report);
            }
        }
    }

    /// Runs each case with a finding once more, alone.
    async fn confirm<T: FnMut(Event)>(&self, results: &mut RunResults<T>) {
        for index in results.held() {
            let case = &self.cases[index];
            let lost = self.hosts.lost(case, &self.target);
            let again = if lost.is_none() {
                results.emit(Event::CaseStarted { name: case.name.clone() });
                Some(self.alone(index).await)
            } else {
                None
            };
            let Some(first) = results.take_held(index) else { continue };
            let report = match (again, lost) {
                (Some(again), _) => weighed(first.report, again),
                // The run ended because of the timeout.
                (None, Some(reason)) if first.met.last().is_some_and(|(_, in_vain)| *in_vain) => not_run(case, reason),
                (None, _) => unconfirmed(first.report),
            };
            results.settle(index, report);
        }
    }

    async fn alone(&self, index: usize) -> CaseReport {
        self.one(index, Attempt::Again).await.report
    }

    /// One case, unless a party that it is about no longer responds.
    fn one(&self, index: usize, time: Attempt) -> impl Future<Output = CompletedCase> + Send + 'static {
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

fn phase_of(case: &Case) -> SchedulePhase {
    if case.plan.scenario.disturbs.is_some() {
        SchedulePhase::Disturbing
    } else if is_race(case) {
        SchedulePhase::Races
    } else {
        SchedulePhase::Together
    }
}

/// The report about a case that is not run, although the target offers what it needs.
fn not_run(case: &Case, reason: String) -> CaseReport {
    CaseReport { verdict: Verdict::Skipped, reason: Some(Redacted::ours(reason)), ..case::not_run_yet(case) }
}

fn at_once(target: &Target) -> usize {
    target.limits.at_once.unwrap_or_else(|| {
        let cores = || std::thread::available_parallelism().map_or(2, usize::from);
        if target.is_shared() { AT_ONCE_ELSEWHERE } else { AT_ONCE_A_CORE * cores() }
    })
}
