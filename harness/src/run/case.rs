//! One case, from starting the target to its report.

use std::sync::Arc;
use std::time::Instant;

use super::case_record::CaseRecord;
use super::cookie_notes::cookie_notes;
use super::judge::{outcomes, verdict};
use super::options::{KeptExchanges, Options};
use super::panics;
use super::steps::{StepsResult, run_steps};
use super::stored;
use crate::browser::Transport;
use crate::check::always_on::{self, Traffic};
use crate::compile::plan::Case;
use crate::compile::profile::superseded_by;
use crate::model::exchange::{Exchange, Failure};
use crate::model::redacted::Redacted;
use crate::model::target::Target;
use crate::model::verdict::{AlwaysOnResult, CaseReport, Verdict};
use crate::oauth::random::Random;
use crate::record::symbol::Symbols;
use crate::step::{TimeSource, World};
use crate::syntax::template;
use crate::system;

/// Runs one scenario against a target that is running or is started for it.
pub async fn run_case(case: &Case, target: &Target, options: &Options) -> CaseReport {
    run_once(case, target, options, Attempt::First).await.report
}

/// How often a case was run before. Each run has its own states and names: a party that took part before knows the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    First,
    Again,
}

/// A completed case, and the hosts that it called.
pub(super) struct CompletedCase {
    pub(super) report: CaseReport,
    /// The host of each exchange, in order, and whether the exchange timed out.
    pub(super) met: Vec<(String, bool)>,
}

impl From<CaseReport> for CompletedCase {
    fn from(report: CaseReport) -> CompletedCase {
        CompletedCase { report, met: Vec::new() }
    }
}

/// Runs one scenario, and returns the hosts that it called. An internal error costs this case, and no other.
pub(super) async fn run_once(case: &Case, target: &Target, options: &Options, time: Attempt) -> CompletedCase {
    // On the heap: a caller that runs many cases keeps the future of each.
    let running = panics::caught(Box::pin(run_unguarded(case, target, options, time)));
    running.await.unwrap_or_else(|panicked| panicked.reported("case", not_run_yet(case)).into())
}

async fn run_unguarded(case: &Case, target: &Target, options: &Options, time: Attempt) -> CompletedCase {
    let mut report = not_run_yet(case);
    if let Some(reason) = case.lacking(target) {
        report.reason = Some(Redacted::ours(reason));
        return report.into();
    }
    let random = match time {
        Attempt::First => Random::for_case(options.seed, &case.name),
        Attempt::Again => Random::for_case(options.seed, &format!("{} again", case.name)),
    };
    let mut world = match start_world(target, random).await {
        Ok(world) => world,
        Err(StartFailure { reason, unreachable }) => {
            (report.verdict, report.reason, report.unreachable) = (Verdict::Inconclusive, Some(reason), unreachable);
            return report.into();
        }
    };
    // A scenario that guesses or floods takes "come back later" for the response that it expects.
    world.clock.set_patient(case.plan.scenario.disturbs.is_none());
    let started = Instant::now();
    let plan = match row_of(case, &mut world) {
        Ok(()) => run_steps(&case.plan.steps, case, &mut world).await,
        Err(plan) => plan,
    };
    report.took = started.elapsed();
    world.deregister().await;
    let options = match time {
        Attempt::First => options.clone(),
        // A result that does not repeat is shown twice.
        Attempt::Again => Options { exchanges: KeptExchanges::All, ..options.clone() },
    };
    conclude(&mut report, plan, case, (target, &options), &mut world);
    if report.verdict == Verdict::Passed {
        stored::compare(&mut report, case, &options);
    }
    CompletedCase { report, met: met(&world) }
}

/// Why a target is not running.
pub(super) struct StartFailure {
    pub(super) reason: Redacted,
    pub(super) unreachable: bool,
}

/// A world without any exchange yet, with the target running.
pub(super) async fn start_world(target: &Target, random: Random) -> Result<World, StartFailure> {
    let running = system::start(target).await;
    let running = running.map_err(|error| StartFailure { reason: of_error(&error), unreachable: true })?;
    let mut connection = target.connection.clone();
    connection.authorities.extend(running.authorities);
    let transport = Transport::over(connection);
    let transport = transport.map_err(|error| StartFailure { reason: of_error(&error), unreachable: false })?;
    let world = World::new(Arc::new(running.deployment), transport, random, TimeSource::system());
    Ok(world.with_controls(running.controls, target.limits.longest_wait))
}

/// No secret is known yet: what looks like one is masked.
fn of_error(error: &dyn std::error::Error) -> Redacted {
    Redacted::by(&Symbols::default(), &error.to_string())
}

/// The hosts that a case called, in order, and which of them timed out.
pub(super) fn met(world: &World) -> Vec<(String, bool)> {
    let host = |exchange: &Exchange| exchange.request.url.origin().ascii_serialization();
    let in_vain = |exchange: &Exchange| matches!(exchange.outcome, Err(Failure::TimedOut { .. }));
    world.log.iter().map(|exchange| (host(exchange), in_vain(exchange))).collect()
}

/// Evaluates the values of the row, which may refer to clients and users, at any depth of a list or mapping.
fn row_of(case: &Case, world: &mut World) -> Result<(), StepsResult> {
    let Some(row) = &case.row else { return Ok(()) };
    let values: serde_json::Value = crate::syntax::decode::decode(&row.values).unwrap_or_default();
    let serde_json::Value::Object(members) = values else { return Ok(()) };
    let mut worked_out = serde_json::Map::new();
    for (name, value) in members {
        let value = world.value(&value).map_err(|error| StepsResult {
            obstacle: Some(format!("cannot evaluate the row's `{name}`: {error}")),
            ..StepsResult::default()
        })?;
        worked_out.insert(name, value);
    }
    world.scope.set("row", template::value_of(&worked_out));
    Ok(())
}

/// Judges, and redacts everything: from here on no value is a secret.
fn conclude(
    report: &mut CaseReport,
    mut plan: StepsResult,
    case: &Case,
    (target, options): (&Target, &Options),
    world: &mut World,
) {
    // A requirement that does not count under the target's profile is not judged.
    let counts = |id: &String| superseded_by(id, target.profile).is_none();
    plan.findings.retain(|finding| finding.requirement.as_ref().is_none_or(counts));
    let counted: Vec<String> = report.verifies.iter().filter(|id| counts(id)).cloned().collect();
    let record = CaseRecord::of(world);
    let world = record.world();
    // Redacted first: outcomes and the reason of a verdict repeat findings.
    let findings = plan.findings.into_iter();
    report.findings = findings.map(|finding| finding.redacted(&record)).collect();
    report.unreachable = plan.unreachable;
    report.always = looked_over(world, &record);
    report.outcomes = outcomes(&counted, &report.findings, &plan.tested);
    (report.verdict, report.reason) = match (plan.not_offered, plan.obstacle) {
        (Some(reason), _) => (Verdict::Skipped, Some(record.apply(&reason))),
        (None, Some(obstacle)) => (Verdict::Inconclusive, Some(record.apply(&obstacle))),
        (None, None) => verdict(&case.name, &report.outcomes, &report.findings, &target.deviations),
    };
    let is_green = report.verdict == Verdict::Passed && report.always.iter().all(|looked| looked.sightings.is_empty());
    if options.exchanges == KeptExchanges::All || options.snapshots.is_some() || !is_green {
        report.exchanges = record.exchanges();
    }
    if report.verdict != Verdict::Passed {
        report.notes = cookie_notes(world.cookie_troubles()).iter().map(|note| record.apply(note)).collect();
    }
}

/// What the always-on checks report about all exchanges.
fn looked_over(world: &World, record: &CaseRecord<'_>) -> Vec<AlwaysOnResult> {
    let (stopped_forms, now) = (world.stopped_forms(), world.clock.now.moment());
    let traffic = Traffic::of(&world.deployment, &world.log, record.pages(), stopped_forms, now);
    always_on::examine(&traffic).into_iter().map(|looked| looked.redacted(record)).collect()
}

/// The report of a case that has not been run yet.
pub(super) fn not_run_yet(case: &Case) -> CaseReport {
    CaseReport { verifies: case.requirements(), ..CaseReport::new(&case.name, &case.plan.scenario.title) }
}
