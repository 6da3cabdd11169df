//! Compiles steps: what to do, what to expect, which requirements it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::ambiguous;
use super::known_variables::{KnownVariables, unfit_name};
use super::names::{twice, unknown_fault, unknown_requirement};
use super::planned::{Action, FragmentPlan, FragmentUse, PlannedStep, Precondition};
use super::unused::unused_parameters;
use crate::check;
use crate::model::node::{Node, Value};
use crate::model::scenario::{Fragment, StepSource};
use crate::model::source::Source;
use crate::model::span::Spanned;
use crate::step;
use crate::syntax::decode::{DecodeError, decode};
use crate::syntax::diagnostic::{Diagnostic, known_names};

mod headers;
mod in_parallel;
mod parameters;
mod saved;
mod single;
mod vacuous;

pub(super) use in_parallel::race_steps;
use in_parallel::{IN_PARALLEL, in_parallel, misplaced_checks};
use single::single;

/// Compiles steps; knows the fragments.
pub(super) struct Planner<'a> {
    fragments: &'a BTreeMap<String, Fragment>,
    /// Those that are compiled already.
    planned: BTreeMap<String, Arc<FragmentPlan>>,
    /// Those that are being compiled, to find one that uses itself.
    open: Vec<String>,
    /// The mistakes in fragments, by fragment.
    mistakes: BTreeMap<String, Vec<Diagnostic>>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(fragments: &'a BTreeMap<String, Fragment>) -> Planner<'a> {
        Planner { fragments, planned: BTreeMap::new(), open: Vec::new(), mistakes: BTreeMap::new() }
    }

    /// The fragments.
    pub(super) fn fragments(&self) -> &'a BTreeMap<String, Fragment> {
        self.fragments
    }

    /// Compiles the fragments that no scenario has used, too.
    pub(super) fn all_fragments(&mut self) {
        for (name, fragment) in self.fragments {
            let used = Spanned { value: name.clone(), span: fragment.id.span };
            // A fragment that uses itself is reported where it does.
            let _ = self.fragment(fragment, &used);
        }
    }

    /// The mistakes in the fragments.
    pub(super) fn mistakes(self) -> impl Iterator<Item = Diagnostic> {
        self.mistakes.into_values().flatten()
    }

    /// Compiles steps. Every mistake is reported.
    pub(super) fn steps(
        &mut self,
        sources: &[StepSource],
        file: &Source,
        verifies: &[Spanned<String>],
        known: &mut KnownVariables,
    ) -> (Vec<PlannedStep>, Vec<DecodeError>) {
        let (mut steps, mut mistakes) = (Vec::new(), Vec::new());
        for source in sources {
            match self.step(source, file, verifies, known) {
                Ok(step) => steps.push(step),
                Err(found) => mistakes.extend(found),
            }
        }
        (steps, mistakes)
    }

    fn step(
        &mut self,
        source: &StepSource,
        file: &Source,
        verifies: &[Spanned<String>],
        known: &mut KnownVariables,
    ) -> Result<PlannedStep, Vec<DecodeError>> {
        let mut mistakes = Vec::new();
        for id in source.verifies.iter().flatten() {
            mistakes.extend(unknown_requirement(id).err());
        }
        mistakes.extend(source.verifies.iter().flat_map(|ids| twice(ids)));
        let action = self.action(source, known).map_err(|found| mistakes.extend(found)).ok();
        let expect = match &source.expect {
            Some(node) => {
                mistakes.extend(known.undefined(node, true));
                mistakes.extend(misplaced_checks(node, &source.kind));
                mistakes.extend(vacuous::checks(node));
                mistakes.extend(headers::misspelled_in_checks(node));
                check::read_all(node).unwrap_or_else(|found| {
                    mistakes.extend(found);
                    Vec::new()
                })
            }
            None => Vec::new(),
        };
        let given = source.given.as_ref().and_then(|node| {
            mistakes.extend(known.undefined(node, true));
            decode::<Precondition>(node).map_err(|error| mistakes.push(error)).ok()
        });
        let Some((action, save)) = action.filter(|_| mistakes.is_empty()) else { return Err(mistakes) };
        // The steps of a fragment are not about the requirements of a scenario or a row of it.
        let own_verifies = source.verifies.is_some() || !self.open.is_empty();
        let verifies = source.verifies.as_deref().unwrap_or(verifies);
        let verifies = verifies.iter().map(|id| id.value.clone()).collect();
        let (kind, span) = (source.kind.clone(), source.span);
        Ok(PlannedStep { source: file.clone(), kind, span, action, save, given, expect, verifies, own_verifies })
    }

    /// What to do, and the name under which its result is saved.
    fn action(
        &mut self,
        source: &StepSource,
        known: &mut KnownVariables,
    ) -> Result<(Action, Option<Spanned<String>>), Vec<DecodeError>> {
        let mut mistakes = known.undefined(&source.args, false);
        let (action, members) = match source.kind.value.as_str() {
            "use" => {
                let used = self.used(&saved::without_name(&source.args));
                (used.map(Action::Use).map_err(|error| vec![error]), Vec::new())
            }
            "in parallel" => {
                let race = in_parallel(source).map(Action::InParallel);
                if race.is_ok() {
                    mistakes.extend(vacuous::made_up(&race_steps(&source.args), source.expect.as_ref()));
                }
                (race, vec!["results".to_owned(), "statuses".to_owned()])
            }
            name => {
                let members =
                    step::kind(name).map(|kind| kind.members.iter().map(|&member| member.to_owned()).collect());
                (single(source).map(Action::Do), members.unwrap_or_default())
            }
        };
        let members = match &action {
            Ok(Action::Use(used)) => keys(&used.fragment.result),
            _ => members,
        };
        mistakes.extend(unfit_name(&source.args));
        mistakes.extend(misnamed(source));
        match source.kind.value.as_str() {
            "authorize" if source.args.entry("pushed").is_some() => mistakes.extend(known.not_saved(&source.args)),
            "consent" | "submit" => mistakes.extend(known.not_saved(&source.args)),
            "target" => mistakes.extend(unknown_faults(&source.args)),
            _ => {}
        }
        known.save(&source.args, &members.iter().map(String::as_str).collect::<Vec<_>>());
        let action = action.map_err(|found| mistakes.extend(found)).ok();
        let save = saved::name(&source.args).unwrap_or_else(|error| {
            // If the name is an argument like others, the mistake in it has been reported.
            if !mistakes.iter().any(|found| found.span == error.span) {
                mistakes.push(error);
            }
            None
        });
        action.filter(|_| mistakes.is_empty()).map(|action| (action, save)).ok_or(mistakes)
    }

    /// `use: {fragment: NAME, with: {…}}`
    fn used(&mut self, args: &Node) -> Result<FragmentUse, DecodeError> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        struct UseArguments {
            fragment: Spanned<String>,
            #[serde(default)]
            with: BTreeMap<String, Spanned<Json>>,
        }
        let UseArguments { fragment: name, with } = decode(args)?;
        let fragment = self.fragments.get(&name.value).ok_or_else(|| {
            let names: Vec<&str> = self.fragments.keys().map(String::as_str).collect();
            let error = DecodeError::at(name.span, format!("unknown fragment `{}`", name.value));
            match names.as_slice() {
                [] => error.help("fragments are files in a folder `fragments` next to the scenario's folder"),
                names => error.help(known_names(&name.value, names.iter().copied())),
            }
        })?;
        let names = || fragment.parameters.iter().map(|(name, _)| name.as_str());
        if let Some((unknown, value)) = with.iter().find(|(given, _)| !names().any(|name| name == *given)) {
            let message = format!("the fragment `{}` has no parameter `{unknown}`", name.value);
            let known: Vec<&str> = names().collect();
            return Err(DecodeError::at(value.span, message).help(known_names(unknown, known.iter().copied())));
        }
        let mut values = BTreeMap::new();
        for (parameter, default) in &fragment.parameters {
            let value = match (with.get(parameter), default) {
                (Some(given), _) => given.value.clone(),
                (None, Some(default)) => decode(default)?,
                (None, None) => {
                    let message = format!("the fragment `{}` needs `with: {{{parameter}: …}}`", name.value);
                    return Err(DecodeError::at(name.span, message));
                }
            };
            values.insert(parameter.clone(), value);
        }
        Ok(FragmentUse { fragment: self.fragment(fragment, &name)?, with: values })
    }

    fn fragment(&mut self, fragment: &Fragment, used: &Spanned<String>) -> Result<Arc<FragmentPlan>, DecodeError> {
        if let Some(planned) = self.planned.get(&used.value) {
            return Ok(Arc::clone(planned));
        }
        if self.open.contains(&used.value) {
            let way = [self.open.join(" → "), used.value.clone()].join(" → ");
            return Err(DecodeError::at(used.span, format!("the fragment `{}` uses itself: {way}", used.value)));
        }
        self.open.push(used.value.clone());
        let mut known = KnownVariables::in_a_fragment(fragment);
        let (steps, mut mistakes) = self.steps(&fragment.steps, &fragment.source, &[], &mut known);
        mistakes.extend(unused_parameters(fragment));
        mistakes.extend(ambiguous::steps(&[], &steps));
        self.open.pop();
        let result = match &fragment.result {
            Some(result) => {
                mistakes.extend(known.undefined(result, false));
                decode(result).unwrap_or_default()
            }
            None => Json::Object(serde_json::Map::new()),
        };
        let found = mistakes.into_iter().map(|error| error.in_source(&fragment.source)).collect();
        self.mistakes.insert(used.value.clone(), found);
        let planned = Arc::new(FragmentPlan { steps, result });
        self.planned.insert(used.value.clone(), Arc::clone(&planned));
        Ok(planned)
    }
}

/// The invalid parameter and header names of a step, or a request of a race.
fn misnamed(source: &StepSource) -> Vec<DecodeError> {
    let inner = if source.kind.value == IN_PARALLEL { race_steps(&source.args) } else { Vec::new() };
    let found = |step: &StepSource| {
        let mut mistakes = parameters::misnamed(step);
        mistakes.extend(headers::misspelled_in_step(&step.args));
        mistakes
    };
    if inner.is_empty() { found(source) } else { inner.iter().flat_map(found).collect() }
}

/// The faults that `target:` switches on and no reference has. The `fault` of a row is checked there.
fn unknown_faults(args: &Node) -> Vec<DecodeError> {
    let Some(Value::Seq(items)) = args.entry("faults").map(|faults| &faults.value) else { return Vec::new() };
    let names = items.iter().filter_map(|item| Some(Spanned { value: item.text()?.to_owned(), span: item.span }));
    names.filter(|name| !name.value.contains("${")).filter_map(|name| unknown_fault(&name).err()).collect()
}

fn keys(value: &Json) -> Vec<String> {
    let names: BTreeSet<&String> = value.as_object().into_iter().flatten().map(|(name, _)| name).collect();
    names.into_iter().cloned().collect()
}
