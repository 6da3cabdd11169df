//! All cases of a run, several at once, reported in the order of their names; then the always-on checks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinSet;

use super::always::{self, Always};
use super::case::{self, Options, run_case};
use super::plan::Case;
use crate::check::passive::Kind;
use crate::model::event::Event;
use crate::model::target::{Place, Target};
use crate::model::verdict::CaseReport;

/// Cases at once for each core where the references run in this process: some of them wait.
const AT_ONCE_A_CORE: usize = 4;
/// Cases at once where somebody else's server answers and the target file does not say.
const AT_ONCE_ELSEWHERE: usize = 4;

/// Runs cases and tells what happens. When `interrupt` comes true, what is still running is dropped and the run ends with
/// the results that there are.
pub async fn run(
    cases: Vec<Case>,
    target: Arc<Target>,
    options: Options,
    interrupt: impl Future<Output = ()>,
    mut tell: impl FnMut(Event),
) {
    let started = Instant::now();
    let (cases, options) = (Arc::new(cases), Arc::new(options));
    let reported = |kind: &Kind| options.always.as_ref().is_none_or(|ids| ids.contains(&kind.id));
    let at_the_end = always::checks().iter().filter(|kind| reported(kind)).count();
    tell(Event::Started { target: target.headline(), cases: cases.len() + at_the_end });
    let mut always = Always::default();
    let mut tell_case = |report: CaseReport| {
        always.note(&report);
        tell(Event::Case(Box::new(report)));
    };
    let mut waiting = 0..cases.len();
    let mut running = JoinSet::new();
    let mut indices = BTreeMap::new();
    let mut done: BTreeMap<usize, CaseReport> = BTreeMap::new();
    let mut told = 0;
    let mut interrupted = false;
    let mut interrupt = std::pin::pin!(interrupt);
    let at_once = at_once(&target);
    loop {
        while running.len() < at_once
            && let Some(index) = waiting.next()
        {
            let (cases, target, options) = (Arc::clone(&cases), Arc::clone(&target), Arc::clone(&options));
            let task = running.spawn(async move { run_case(&cases[index], &target, &options).await });
            indices.insert(task.id(), index);
        }
        let ended = tokio::select! {
            biased;
            () = &mut interrupt => {
                interrupted = true;
                break;
            }
            ended = running.join_next_with_id() => ended,
        };
        match ended {
            None => break,
            Some(Ok((id, report))) => {
                done.extend(indices.remove(&id).map(|index| (index, report)));
            }
            Some(Err(error)) => {
                done.extend(
                    indices.remove(&error.id()).map(|index| (index, case::broken(&cases[index], &error.to_string()))),
                );
            }
        }
        while let Some(report) = done.remove(&told) {
            tell_case(report);
            told += 1;
        }
    }
    // After an interrupt: what ended behind a case that had not.
    for report in done.into_values() {
        tell_case(report);
    }
    for report in always.reports(&target, reported) {
        tell(Event::Case(Box::new(report)));
    }
    tell(Event::Finished { interrupted, took: started.elapsed() });
}

fn at_once(target: &Target) -> usize {
    let elsewhere = |place: &Place| matches!(place, Place::At(_));
    let foreign = target.provider.as_ref().is_some_and(|party| elsewhere(&party.place))
        || target.consumer.as_ref().is_some_and(|party| elsewhere(&party.place));
    target.limits.at_once.unwrap_or_else(|| {
        let cores = || std::thread::available_parallelism().map_or(2, usize::from);
        if foreign { AT_ONCE_ELSEWHERE } else { AT_ONCE_A_CORE * cores() }
    })
}
