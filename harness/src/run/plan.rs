//! Scenarios made ready to run: steps and checks with their meaning, everything that can be wrong found before anything runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::known::{Known, not_in_target};
use super::offers;
use super::planner::Planner;
pub use super::planner::{Action, FragmentPlan, Given, InParallel, PlannedStep, Use};
use crate::check::passive;
use crate::model::scenario::{Fragment, Row, Scenario};
use crate::model::span::At;
use crate::model::target::Target;
use crate::syntax::catalogue::Catalogue;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::{Diagnostic, did_you_mean, known_names};
use crate::system;

/// A scenario whose steps and checks are understood.
#[derive(Debug)]
pub struct Story {
    /// As written.
    pub scenario: Scenario,
    /// Its steps.
    pub steps: Vec<PlannedStep>,
}

/// A story, or one row of its table.
#[derive(Clone, Debug)]
pub struct Case {
    /// `folder/id`, with `/case` for a row.
    pub name: String,
    /// The story.
    pub story: Arc<Story>,
    /// The row.
    pub row: Option<Row>,
}

impl Case {
    /// The requirements (ids) that a step's expectation is about in this case.
    pub fn verified_by<'a>(&'a self, step: &'a PlannedStep) -> Vec<String> {
        match &self.row {
            Some(row) if !step.own_verifies && !row.verifies.is_empty() => {
                row.verifies.iter().map(|id| id.value.clone()).collect()
            }
            _ => step.verifies.clone(),
        }
    }

    /// Every requirement (id) that the case judges, sorted.
    pub fn requirements(&self) -> Vec<String> {
        let mut all = BTreeSet::new();
        let mut steps: Vec<&PlannedStep> = self.story.steps.iter().collect();
        while let Some(step) = steps.pop() {
            if !step.expect.is_empty() {
                all.extend(self.verified_by(step));
            }
            if let Action::Use(used) = &step.action {
                steps.extend(&used.fragment.steps);
            }
        }
        all.into_iter().collect()
    }
}

impl Story {
    /// The cases of the story: one, or one for each row.
    pub fn cases(self: &Arc<Self>) -> Vec<Case> {
        let name = self.scenario.name();
        if self.scenario.rows.is_empty() {
            return vec![Case { name, story: Arc::clone(self), row: None }];
        }
        let rows = self.scenario.rows.iter();
        rows.map(|row| Case {
            name: format!("{name}/{}", row.case.value),
            story: Arc::clone(self),
            row: Some(row.clone()),
        })
        .collect()
    }
}

/// Gives scenarios their meaning. Every mistake in every file is reported.
pub fn compile(
    scenarios: Vec<Scenario>,
    fragments: &BTreeMap<String, Fragment>,
) -> Result<Vec<Arc<Story>>, Vec<Diagnostic>> {
    let mut stories = Vec::new();
    let mut mistakes = Vec::new();
    let mut planner = Planner::new(fragments);
    for scenario in scenarios {
        match story(scenario, &mut planner) {
            Ok(story) => stories.push(Arc::new(story)),
            Err(found) => mistakes.extend(found),
        }
    }
    // A mistake in a fragment is told once, whoever uses it.
    mistakes.extend(planner.mistakes());
    if mistakes.is_empty() { Ok(stories) } else { Err(mistakes) }
}

/// What a target file says and nothing knows: capabilities, scenarios, and whatever keeps it from being brought up.
pub fn check_target(target: &Target, stories: &[Arc<Story>]) -> Vec<Diagnostic> {
    let offers = target.offers.iter().filter_map(|offer| unknown_capability(offer).err());
    let cases: Vec<Case> = stories.iter().flat_map(Story::cases).collect();
    let scopes = target.deviations.iter().flat_map(|deviation| &deviation.only);
    let always = |scope: &str| passive::KINDS.iter().any(|kind| kind.id == scope);
    let named = |scope: &str| cases.iter().any(|case| in_scope(&case.name, scope)) || always(scope);
    let scopes = scopes.filter(|scope| !stories.is_empty() && !named(&scope.value));
    let scopes: Vec<DecodeError> = scopes
        .map(|scope| {
            let error = DecodeError::at(scope.span, format!("no scenario or case is called `{}`", scope.value));
            let ids = stories.iter().map(|story| story.scenario.id.value.as_str());
            let ids = ids.chain(passive::KINDS.iter().map(|kind| kind.id));
            match did_you_mean(&scope.value, ids) {
                Some(id) => error.help(format!("did you mean `{id}`?")),
                None => error.help("name it by its id, or by `id/case`"),
            }
        })
        .collect();
    let misfits = system::misfits(target).into_iter().map(|misfit| DecodeError::at(misfit.span, misfit.value));
    offers.chain(scopes).chain(misfits).map(|error| error.in_source(&target.source)).collect()
}

/// What stories say of clients, users and other sites that a target does not have. Stories that would be skipped there are
/// left out.
///
/// This is a mistake only where somebody asks whether the two fit: a run tells the other stories all the same.
pub fn check_together(target: &Target, stories: &[Arc<Story>]) -> Vec<Diagnostic> {
    let told = stories.iter().filter(|story| offers::lacking(&story.scenario, target).is_none());
    told.flat_map(|story| {
        let found = not_in_target(&story.scenario, target);
        found.into_iter().map(|error| error.in_source(&story.scenario.source))
    })
    .collect()
}

/// True where a case (`folder/id/case`) is meant by a scope (`id`, or `id/case`).
pub fn in_scope(case: &str, scope: &str) -> bool {
    let without_folder = case.split_once('/').map_or(case, |(_, rest)| rest);
    without_folder == scope || without_folder.split('/').next() == Some(scope)
}

fn story(scenario: Scenario, planner: &mut Planner<'_>) -> Result<Story, Vec<Diagnostic>> {
    let mut mistakes: Vec<DecodeError> = Vec::new();
    for id in &scenario.verifies {
        mistakes.extend(unknown_requirement(id).err());
    }
    for id in scenario.rows.iter().flat_map(|row| &row.verifies) {
        mistakes.extend(unknown_requirement(id).err());
    }
    for need in &scenario.needs {
        mistakes.extend(unknown_capability(need).err());
    }
    for fault in scenario.red_when.iter().flat_map(|faults| &faults.0) {
        mistakes.extend(unknown_fault(fault).err());
    }
    let mut known = Known::at_the_start(&scenario);
    for row in &scenario.rows {
        mistakes.extend(known.undefined(&row.values, false));
        let fault = row.values.entry("fault").and_then(|fault| Some((fault.text()?, fault.span)));
        let fault = fault.map(|(name, span)| At { value: name.to_owned(), span });
        mistakes.extend(fault.and_then(|fault| unknown_fault(&fault).err()));
    }
    let (steps, found) = planner.steps(&scenario.steps, &scenario.source, &scenario.verifies, &mut known);
    mistakes.extend(found);
    if mistakes.is_empty() {
        return Ok(Story { scenario, steps });
    }
    Err(mistakes.into_iter().map(|error| error.in_source(&scenario.source)).collect())
}

pub(super) fn unknown_fault(fault: &At<String>) -> Result<(), DecodeError> {
    let at = |message: String| DecodeError::at(fault.span, message);
    match fault.split_once('/') {
        // A program without the references knows no faults, and runs none.
        Some(("provider" | "consumer", _)) if !cfg!(feature = "reference") => Ok(()),
        Some((side @ ("provider" | "consumer"), name)) => system::check_fault(side, name).map_err(at),
        _ => Err(at(format!("`{}` is not the name of a fault", fault.value))
            .help("write `provider/NAME` or `consumer/NAME`")),
    }
}

pub(super) fn unknown_requirement(id: &At<String>) -> Result<(), DecodeError> {
    Catalogue::built_in().known(id, id.span)
}

fn unknown_capability(name: &At<String>) -> Result<(), DecodeError> {
    if offers::names().any(|known| known == name.value) {
        return Ok(());
    }
    let error = DecodeError::at(name.span, format!("there is no capability `{}`", name.value));
    Err(error.help(known_names(&name.value, offers::names())))
}
