//! The steps of a scenario, one after the other, and their findings.

use std::pin::Pin;

use super::judge::{Tested, TestedAt};
use super::race;
use crate::compile::plan::{Action, Case, FragmentUse, PlannedStep, Precondition};
use crate::model::place::Place;
use crate::model::span::Span;
use crate::model::verdict::{Finding, Mismatch};
use crate::step::{Evidence, Observation, StepEnd, StepError, World, failed, not_given, not_there, unrecognized_page};
use crate::syntax::template;

/// The result of the steps.
#[derive(Default)]
pub(super) struct StepsResult {
    pub(super) findings: Vec<Finding<Mismatch>>,
    /// The requirements that were put to the test; those without a finding are satisfied.
    pub(super) tested: Tested,
    /// The target does not offer what the scenario is about: nothing is judged.
    pub(super) not_offered: Option<String>,
    /// Set if nothing can be judged.
    pub(super) obstacle: Option<String>,
    /// There was no HTTP response at all.
    pub(super) unreachable: bool,
}

impl StepsResult {
    /// True if the scenario can go on: an expectation that could not be judged does not stop it; a violation, or a step that
    /// does not work, does.
    fn came_to_an_end(&self) -> bool {
        let goes_on = |finding: &Finding<Mismatch>| finding.mismatch.unjudged;
        self.obstacle.is_none() && self.not_offered.is_none() && self.findings.iter().all(goes_on)
    }

    /// Adds the result of the steps of a fragment.
    fn add(&mut self, inner: StepsResult) {
        self.findings.extend(inner.findings);
        self.tested.extend(inner.tested);
        self.not_offered = self.not_offered.take().or(inner.not_offered);
        self.obstacle = self.obstacle.take().or(inner.obstacle);
        self.unreachable |= inner.unreachable;
    }
}

/// Runs the steps until one of them fails; the following steps would depend on it.
pub(super) fn run_steps<'a>(
    steps: &'a [PlannedStep],
    case: &'a Case,
    world: &'a mut World,
) -> Pin<Box<dyn Future<Output = StepsResult> + Send + 'a>> {
    Box::pin(async move {
        let mut plan = StepsResult::default();
        for step in steps {
            let done = match &step.action {
                Action::Do(action) => action.run(world).await,
                Action::InParallel(calls) => race::run(calls, world).await,
                Action::Use(used) => run_fragment(used, case, world, &mut plan).await,
            };
            let seen = match done {
                Ok(seen) => seen,
                Err(StepError::NotOffered(reason)) => {
                    plan.not_offered = Some(reason);
                    return plan;
                }
                Err(obstacle) => {
                    plan.findings.push(obstructed(step, &obstacle, world.log.len()));
                    plan.obstacle = Some(obstacle.to_string());
                    plan.unreachable =
                        obstacle.is_unreachable() && world.log.iter().all(|exchange| exchange.outcome.is_err());
                    return plan;
                }
            };
            if !plan.came_to_an_end() {
                return plan;
            }
            keep(step, &seen, world);
            judge(step, case, &seen, world, &mut plan);
            world.note_result(seen.result);
            if !plan.came_to_an_end() {
                return plan;
            }
        }
        plan
    })
}

/// The steps of a fragment, which sees its parameters and nothing else of the scenario that uses it.
async fn run_fragment(
    used: &FragmentUse,
    case: &Case,
    world: &mut World,
    outer: &mut StepsResult,
) -> Result<Observation, StepError> {
    let mut with = serde_json::Map::new();
    for (name, value) in &used.with {
        with.insert(name.clone(), world.value(value)?);
    }
    let start = world.log.len();
    let outside = world.enter(template::value_of(&with));
    let plan = run_steps(&used.fragment.steps, case, world).await;
    let result = world.value(&used.fragment.result);
    let last_page = world.leave(outside);
    let came_to_an_end = plan.came_to_an_end();
    outer.add(plan);
    if !came_to_an_end {
        // The outer scenario ends where the inner one did.
        return Ok(Observation::nothing(String::new(), &world.log, serde_json::Value::Null));
    }
    result.map(|result| Observation {
        actor: String::new(),
        exchanges: start..world.log.len(),
        pages: last_page.iter().map(|page| page.kind).collect(),
        end: last_page.map_or(StepEnd::Nothing, StepEnd::Page),
        home: None,
        result,
    })
}

fn judge(step: &PlannedStep, case: &Case, seen: &Observation, world: &World, plan: &mut StepsResult) {
    let evidence = world.evidence();
    let usual = || match &step.action {
        Action::Do(action) => action.default_expectation(seen, &evidence),
        // The steps of a fragment were judged one by one; a race always has an expectation.
        Action::Use(_) | Action::InParallel(_) => Ok(()),
    };
    if step.expect.is_empty() {
        if let Err(mismatch) = usual() {
            plan.obstacle = Some(format!("a precondition failed: {}", mismatch.seen));
            plan.findings.push(finding(step, step.kind.span, None, mismatch, seen));
        }
        return;
    }
    let requirements = case.verified_by(step);
    if let Some(mismatch) = not_there(seen, &evidence).filter(|_| !names_status(step, seen)) {
        not_judged(step, &requirements, &mismatch, seen, plan);
        return;
    }
    if let Some(given) = &step.given
        && let Err(reason) = condition_met(given, seen, &evidence)
    {
        let unjudged = |id: &String| {
            finding(
                step,
                given.that.span,
                Some(id.clone()),
                Mismatch::not_given(reason.clone(), seen.end.describe()),
                seen,
            )
        };
        plan.findings.extend(requirements.iter().map(unjudged));
        return;
    }
    let status = seen.end.status().unwrap_or_default();
    let expects = || step.expect.iter().map(|expectation| &expectation.check);
    let document = match &step.action {
        Action::Do(action) => action.document(),
        Action::Use(_) | Action::InParallel(_) => None,
    };
    let refused = || document.filter(|_| !names_status(step, seen)).and_then(|document| not_given(document, seen));
    let unclear = if expects().any(|check| check.is_about_failures(status)) {
        None
    } else if expects().any(|check| check.is_about_statuses()) {
        failed(seen, &evidence)
    } else {
        unrecognized_page(seen, &evidence).or_else(refused)
    };
    if let Some(mismatch) = unclear {
        not_judged(step, &requirements, &mismatch, seen, plan);
        return;
    }
    // A requirement whose condition is not met has not been put to the test.
    let not_reached: Vec<String> =
        step.expect.iter().flat_map(|it| it.check.not_reached(&requirements, seen, &evidence)).collect();
    let at = TestedAt { step: step.kind.value.clone(), after_exchange: seen.exchanges.end };
    let tested = requirements.iter().filter(|id| !not_reached.contains(id));
    plan.tested.extend(tested.map(|id| (id.clone(), at.clone())));
    for expectation in &step.expect {
        for (requirement, mut mismatch) in expectation.check.judge_each(&requirements, seen, &evidence) {
            // The step itself knows best why it does not work as usual.
            mismatch.hint = mismatch.hint.or_else(|| usual().err().and_then(|unusual| unusual.hint));
            let about = Some(requirement).filter(|_| !requirements.is_empty());
            plan.findings.push(finding(step, expectation.span, about, mismatch, seen));
        }
    }
    // If several requirements cannot be distinguished, only the first is reported as violated, and the others get no outcome.
    let distinguishes = step.expect.iter().any(|expectation| expectation.check.distinguishes());
    if !distinguishes && plan.findings.iter().any(|finding| finding.requirement.as_ref() == requirements.first()) {
        requirements.iter().skip(1).for_each(|id| {
            plan.tested.remove(id);
        });
    }
    if let Some(precondition) = plan.findings.iter().find(|finding| finding.requirement.is_none()) {
        let unjudged = precondition.mismatch.unjudged;
        plan.obstacle = Some(if unjudged {
            format!("an expectation cannot be judged without this: {}", precondition.mismatch.expected)
        } else {
            "a precondition failed".to_owned()
        });
    }
}

/// The requirements of a step get no outcome, and the scenario ends if the step has none of its own.
fn not_judged(
    step: &PlannedStep,
    requirements: &[String],
    mismatch: &Mismatch,
    seen: &Observation,
    plan: &mut StepsResult,
) {
    let unjudged = |id: &String| finding(step, step.kind.span, Some(id.clone()), mismatch.clone(), seen);
    plan.findings.extend(requirements.iter().map(unjudged));
    if requirements.is_empty() {
        plan.obstacle = Some(format!("a precondition cannot be judged: {}", mismatch.seen));
        plan.findings.push(finding(step, step.kind.span, None, mismatch.clone(), seen));
    }
}

/// True if an expectation names the status that was seen.
fn names_status(step: &PlannedStep, seen: &Observation) -> bool {
    let names = |status| step.expect.iter().any(|expectation| expectation.check.names_status(status));
    seen.end.status().is_some_and(names)
}

/// Whether the condition of a step's expectation (`given`) is met; if not, why it cannot be judged.
fn condition_met(given: &Precondition, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), String> {
    let mut scope = evidence.variables.clone();
    scope.insert("it".to_owned(), template::value_of(&seen.result));
    // A reason that cannot be evaluated is still better than none.
    let otherwise = || template::render_text(&given.otherwise, &scope).unwrap_or_else(|_| given.otherwise.clone());
    match template::render(&given.that.value, &scope) {
        Ok(value) if template::is_true(&value) => Ok(()),
        Ok(_) => Err(otherwise()),
        Err(error) => Err(format!("{} ({})", otherwise(), error.message)),
    }
}

/// Saves the result, to which the step's own expectation may refer by the name as well as by `it`.
fn keep(step: &PlannedStep, seen: &Observation, world: &mut World) {
    let Some(name) = &step.save else { return };
    let page = if let StepEnd::Page(page) = &seen.end { Some(page) } else { None };
    world.scope.save(&name.value, &seen.result, page);
}

fn finding(
    step: &PlannedStep,
    span: Span,
    requirement: Option<String>,
    mismatch: Mismatch,
    seen: &Observation,
) -> Finding<Mismatch> {
    Finding {
        step: step.kind.value.clone(),
        place: Place::in_scenario(&step.source, span),
        requirement,
        mismatch,
        after_exchange: seen.exchanges.end,
    }
}

fn obstructed(step: &PlannedStep, obstacle: &StepError, after_exchange: usize) -> Finding<Mismatch> {
    Finding {
        step: step.kind.value.clone(),
        place: Place::in_scenario(&step.source, step.kind.span),
        requirement: None,
        mismatch: Mismatch {
            hint: obstacle.hint(),
            ..Mismatch::unjudged(format!("to run the step `{}`", step.kind.value), obstacle.to_string())
        },
        after_exchange,
    }
}
