//! Scenarios made ready to run: compiled steps and checks, with all mistakes found before anything runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::known_variables::KnownVariables;
use super::names::{twice, unknown_capability, unknown_fault, unknown_requirement};
use super::need::Need;
use super::needs;
pub use super::planned::{Action, FragmentPlan, FragmentUse, InParallel, PlannedStep, Precondition};
use super::planner::Planner;
pub use super::scenario_plan::{Case, ScenarioPlan};
use super::unused::unused_columns;
use super::{ambiguous, capabilities, control, unknown_names};
use crate::check::always_on;
use crate::model::scenario::{FaultSet, Fragment, Scenario, UnderTest};
use crate::model::span::Spanned;
use crate::model::target::Target;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::{Diagnostic, did_you_mean};
use crate::system;

/// Compiles scenarios. Every mistake in every file is reported.
pub fn compile(
    scenarios: Vec<Scenario>,
    fragments: &BTreeMap<String, Fragment>,
) -> Result<Vec<Arc<ScenarioPlan>>, Vec<Diagnostic>> {
    let (plans, mistakes) = understood(scenarios, fragments);
    if mistakes.is_empty() { Ok(plans) } else { Err(mistakes) }
}

/// The valid scenarios, and every mistake in the others.
pub fn understood(
    scenarios: Vec<Scenario>,
    fragments: &BTreeMap<String, Fragment>,
) -> (Vec<Arc<ScenarioPlan>>, Vec<Diagnostic>) {
    let mut plans = Vec::new();
    let mut mistakes = Vec::new();
    let mut planner = Planner::new(fragments);
    for scenario in scenarios {
        match plan(scenario, &mut planner) {
            Ok(plan) => plans.push(plan),
            Err(found) => mistakes.extend(found),
        }
    }
    // A mistake in a fragment is reported once, whatever uses it, and also if nothing does.
    planner.all_fragments();
    mistakes.extend(planner.mistakes());
    (plans, mistakes)
}

/// The entries of a target file that refer to nothing: misspelled capabilities, scenarios, clients and users, and whatever
/// prevents its start.
pub fn check_target(target: &Target, plans: &[Arc<ScenarioPlan>]) -> Vec<Diagnostic> {
    let offers = target.offers.iter().filter_map(|offer| unknown_capability(offer).err());
    let cases: Vec<Case> = plans.iter().flat_map(ScenarioPlan::cases).collect();
    let scopes = target.deviations.iter().flat_map(|deviation| &deviation.only);
    let always = |scope: &str| always_on::KINDS.iter().any(|kind| kind.id == scope);
    let named = |scope: &str| cases.iter().any(|case| in_scope(&case.name, scope)) || always(scope);
    let scopes = scopes.filter(|scope| !plans.is_empty() && !named(&scope.value));
    let scopes: Vec<DecodeError> = scopes
        .map(|scope| {
            let error = DecodeError::at(scope.span, format!("no scenario or case is named `{}`", scope.value));
            let ids = plans.iter().map(|plan| plan.scenario.id.value.as_str());
            let ids = ids.chain(always_on::KINDS.iter().map(|kind| kind.id));
            match did_you_mean(&scope.value, ids) {
                Some(id) => error.help(format!("did you mean `{id}`?")),
                None => error.help("name it by its id, or by `id/case`"),
            }
        })
        .collect();
    let startup_problems =
        system::startup_problems(target).into_iter().map(|misfit| DecodeError::at(misfit.span, misfit.value));
    let misspelled = unknown_names::misspelled(target, plans.iter().flat_map(|plan| &plan.names));
    offers
        .chain(scopes)
        .chain(misspelled)
        .chain(startup_problems)
        .map(|error| error.in_source(&target.source))
        .collect()
}

/// The clients, users and other sites that scenarios name and that neither a target has nor the built-in scenarios know: they
/// are misspelled, or the target lacks them. Scenarios that would be skipped there for another reason are left out.
///
/// This is a mistake only if the two are checked against each other: a run executes the other scenarios anyway.
pub fn check_together(target: &Target, plans: &[Arc<ScenarioPlan>]) -> Vec<Diagnostic> {
    let runnable = plans.iter().filter(|plan| {
        let written = |need: &&Need| matches!(need, Need::Capability(_) | Need::Page(_) | Need::ConsumerPage(_));
        let lacks = |case: &Case| case.needs().iter().filter(written).any(|need| need.lacking(target).is_some());
        capabilities::missing_side(plan.scenario.under_test, target).is_none() && !plan.cases().iter().all(lacks)
    });
    runnable.flat_map(|plan| unknown_names::missing(&plan.names, target)).collect()
}

/// True if a scope (`id`, or `id/case`) covers a case (`folder/id/case`).
pub fn in_scope(case: &str, scope: &str) -> bool {
    let without_folder = case.split_once('/').map_or(case, |(_, rest)| rest);
    without_folder == scope || without_folder.split('/').next() == Some(scope)
}

fn plan(scenario: Scenario, planner: &mut Planner<'_>) -> Result<Arc<ScenarioPlan>, Vec<Diagnostic>> {
    let mut mistakes: Vec<DecodeError> = Vec::new();
    for id in &scenario.verifies {
        mistakes.extend(unknown_requirement(id).err());
    }
    for id in scenario.rows.iter().flat_map(|row| &row.verifies) {
        mistakes.extend(unknown_requirement(id).err());
    }
    for need in scenario.needs.iter().chain(scenario.rows.iter().flat_map(|row| &row.needs)) {
        mistakes.extend(unknown_capability(need).err());
    }
    let lists = [&scenario.verifies, &scenario.needs];
    let of_rows = scenario.rows.iter().flat_map(|row| [&row.verifies, &row.needs]);
    mistakes.extend(lists.into_iter().chain(of_rows).flat_map(|names| twice(names)));
    for fault in scenario.red_when.iter().flat_map(|faults| &faults.0) {
        mistakes.extend(unknown_fault(fault).err());
    }
    mistakes.extend(scenario.red_when.iter().filter_map(|faults| of_the_other_side(scenario.under_test, faults)));
    mistakes.extend(unused_columns(&scenario));
    let mut known = KnownVariables::at_the_start(&scenario);
    for row in &scenario.rows {
        mistakes.extend(known.undefined(&row.values, false));
        let fault = row.values.entry("fault").and_then(|fault| Some((fault.text()?, fault.span)));
        let fault = fault.map(|(name, span)| Spanned { value: name.to_owned(), span });
        mistakes.extend(fault.and_then(|fault| unknown_fault(&fault).err()));
    }
    let (steps, found) = planner.steps(&scenario.steps, &scenario.source, &scenario.verifies, &mut known);
    mistakes.extend(found);
    mistakes.extend(ambiguous::steps(&scenario.rows, &steps));
    if mistakes.is_empty() {
        mistakes.extend(control::mistake(&scenario, planner.fragments()));
    }
    if mistakes.is_empty() {
        let needs = needs::of_scenario(&scenario, planner.fragments());
        let names = unknown_names::names(&scenario, planner.fragments());
        let plan = Arc::new(ScenarioPlan { scenario, steps, needs, names });
        mistakes.extend(ambiguous::unproven(&plan));
        if mistakes.is_empty() {
            return Ok(plan);
        }
        return Err(mistakes.into_iter().map(|error| error.in_source(&plan.scenario.source)).collect());
    }
    Err(mistakes.into_iter().map(|error| error.in_source(&scenario.source)).collect())
}

/// Faults of the side that is not under test prove nothing about the one that is.
fn of_the_other_side(under_test: UnderTest, faults: &FaultSet) -> Option<DecodeError> {
    let side = match under_test {
        UnderTest::Provider => "provider",
        UnderTest::Consumer => "consumer",
        UnderTest::Pair => return None,
    };
    let of_other = |fault: &Spanned<String>| fault.split_once('/').is_some_and(|(party, _)| party != side);
    let first = faults.0.first().filter(|_| faults.0.iter().all(of_other))?;
    let error = DecodeError::at(first.span, format!("`{faults}` is not a fault of the {side}, which is under test"));
    Some(error.help("only a fault of the party under test proves that the scenario can fail"))
}
