//! The steps of a story, one after the other, and what is found on the way.

use std::pin::Pin;

use super::plan::{Action, Case, PlannedStep, Use};
use super::race;
use crate::model::span::Span;
use crate::model::verdict::{Finding, Mismatch};
use crate::step::{Landing, Observation, Obstacle, World};
use crate::syntax::diagnostic::Diagnostic;
use crate::syntax::template;

/// What came of the steps.
#[derive(Default)]
pub(super) struct Told {
    pub(super) findings: Vec<Finding>,
    /// Set where nothing can be judged.
    pub(super) obstacle: Option<String>,
    /// No HTTP response came at all.
    pub(super) unreachable: bool,
    /// The target file does not allow the time that it takes: the case is not for this target.
    pub(super) no_time: bool,
}

/// Does the steps until one of them does not go as it must; what follows would rest on it.
pub(super) fn tell<'a>(
    steps: &'a [PlannedStep],
    case: &'a Case,
    world: &'a mut World,
) -> Pin<Box<dyn Future<Output = Told> + Send + 'a>> {
    Box::pin(async move {
        let mut told = Told::default();
        for step in steps {
            let done = match &step.action {
                Action::Do(action) => action.run(world).await,
                Action::InParallel(calls) => race::run(calls, world).await,
                Action::Use(used) => match tell_fragment(used, case, world).await {
                    Ok(done) => done,
                    Err(told) => return told,
                },
            };
            let seen = match done {
                Ok(seen) => seen,
                Err(obstacle @ Obstacle::NoTime { .. }) => {
                    (told.no_time, told.obstacle) = (true, Some(obstacle.to_string()));
                    return told;
                }
                Err(obstacle) => {
                    told.findings.push(obstructed(step, &obstacle, world.log.len()));
                    told.obstacle = Some(obstacle.to_string());
                    told.unreachable =
                        obstacle.is_silence() && world.log.iter().all(|exchange| exchange.outcome.is_err());
                    return told;
                }
            };
            keep(step, &seen, world);
            judge(step, case, &seen, world, &mut told);
            if !told.findings.is_empty() {
                return told;
            }
        }
        told
    })
}

/// The steps of a fragment, which sees its parameters and nothing of the story that uses it.
async fn tell_fragment(used: &Use, case: &Case, world: &mut World) -> Result<Result<Observation, Obstacle>, Told> {
    let mut with = serde_json::Map::new();
    for (name, value) in &used.with {
        match world.value(value) {
            Ok(value) => drop(with.insert(name.clone(), value)),
            Err(obstacle) => return Ok(Err(obstacle)),
        }
    }
    let start = world.log.len();
    let outside = world.enter(template::value_of(&with));
    let told = tell(&used.fragment.steps, case, world).await;
    let result = world.value(&used.fragment.result);
    let last_page = world.leave(outside);
    if !told.findings.is_empty() || told.no_time {
        return Err(told);
    }
    Ok(result.map(|result| Observation {
        actor: String::new(),
        exchanges: start..world.log.len(),
        pages: last_page.iter().map(|page| page.kind).collect(),
        landing: last_page.map_or(Landing::Nothing, Landing::Page),
        home: None,
        result,
    }))
}

fn judge(step: &PlannedStep, case: &Case, seen: &Observation, world: &World, told: &mut Told) {
    let usual = || match &step.action {
        Action::Do(action) => action.usual(seen, world),
        // The steps of a fragment have been judged one by one; a race always has an expectation.
        Action::Use(_) | Action::InParallel(_) => Ok(()),
    };
    if step.expect.is_empty() {
        if let Err(mismatch) = usual() {
            told.obstacle = Some(format!("a step before the one that is judged does not work: {}", mismatch.seen));
            told.findings.push(finding(step, step.kind.span, Vec::new(), mismatch, seen));
        }
        return;
    }
    for expectation in &step.expect {
        if let Err(mut mismatch) = expectation.check.judge(seen, world) {
            // The step knows best why it does not work as usual.
            mismatch.hint = mismatch.hint.or_else(|| usual().err().and_then(|unusual| unusual.hint));
            let broken = if mismatch.unjudged { Vec::new() } else { case.verified_by(step) };
            told.findings.push(finding(step, expectation.span, broken, mismatch, seen));
        }
    }
    if !told.findings.is_empty()
        && told.findings.iter().all(|finding| finding.requirements.is_empty() && !finding.mismatch.unjudged)
    {
        told.obstacle = Some("a step before the one that is judged does not go as it must".to_owned());
    }
}

/// Saves the result, which the step's own expectation may speak of by the name as well as by `it`.
fn keep(step: &PlannedStep, seen: &Observation, world: &mut World) {
    let Some(name) = step.action.save() else { return };
    world.variables.insert(name.value.clone(), template::value_of(&seen.result));
    if let Landing::Page(page) = &seen.landing {
        world.pages.insert(name.value.clone(), page.clone());
    }
}

fn finding(
    step: &PlannedStep,
    span: Span,
    requirements: Vec<String>,
    mismatch: Mismatch,
    seen: &Observation,
) -> Finding {
    Finding {
        step: step.kind.value.clone(),
        place: step.source.place(span),
        excerpt: Diagnostic::new(&step.source, span, "").excerpt(),
        requirements,
        mismatch,
        after_exchange: seen.exchanges.end,
    }
}

fn obstructed(step: &PlannedStep, obstacle: &Obstacle, after_exchange: usize) -> Finding {
    Finding {
        step: step.kind.value.clone(),
        place: step.source.place(step.kind.span),
        excerpt: Diagnostic::new(&step.source, step.kind.span, "").excerpt(),
        requirements: Vec::new(),
        mismatch: Mismatch {
            expected: format!("to do the step `{}`", step.kind.value),
            seen: obstacle.to_string(),
            hint: obstacle.hint(),
            unjudged: true,
        },
        after_exchange,
    }
}
