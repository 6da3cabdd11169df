//! `explain`: explains a requirement, a scenario, a kind of step or check, a function, a capability, a fault, or a term of the field.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;

use super::exit::Exit;
use super::input::AddedScenarios;
use super::print::{self, BOLD, DIM};
use crate::Scenarios;
use crate::check::always_on;
use crate::compile::capabilities::{self, CAPABILITIES};
use crate::compile::plan::{self, ScenarioPlan};
use crate::step::functions;
use crate::suite::LoadedScenarios;
use crate::syntax::catalog::Catalog;
use crate::syntax::diagnostic::{Diagnostic, did_you_mean};
use crate::syntax::renamed::{self, Named, current_scope};
use crate::{check, step, system};

mod always_on_check;
mod arguments;
mod endpoint;
mod fault;
mod function;
mod kind;
mod language;
mod requirement;
mod roles;
mod scenario;
mod scenario_list;
mod step_in_words;
mod term;
mod variant;

use scenario_list::list_scenarios;

/// The arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExplainArguments {
    /// A requirement, a scenario, a step, a check, a function, a capability or a fault, or a term such as `session fixation`.
    name: String,
    #[command(flatten)]
    added: AddedScenarios,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness explain rfc6749-4.1.2-code-single-use    a requirement, and the scenarios that verify it
  oauth-harness explain code-single-use                  a scenario step by step, and what turns it red
  oauth-harness explain 'session fixation'               an attack or another term, and what tests it
  oauth-harness explain authorize                        a step: its arguments, an example
  oauth-harness explain oauth-error                      a check
  oauth-harness explain 'in parallel'                    a part of the language: also `use`, `for each`
  oauth-harness explain also-at                          a key of target files: also `others`
  oauth-harness explain clickjacking                     an always-on check
  oauth-harness explain jwt_with                         a function of `${…}`
  oauth-harness explain refresh                          a step, and what a target must offer for it
  oauth-harness explain clients                          how the clients of a target must be registered
  oauth-harness explain provider/code-replay-accepted    a fault of a reference";

/// The scenarios, and what is known about them.
struct LoadedPlans {
    plans: Vec<Arc<ScenarioPlan>>,
    mistakes: Vec<Diagnostic>,
}

/// Explains everything of that name.
pub(super) fn explain(arguments: &ExplainArguments) -> Result<Exit, Exit> {
    let known = known(&arguments.added.to_built_in());
    let name = arguments.name.trim();
    let mut explained = everything(name, &known);
    if explained.is_empty() {
        for new in current(name) {
            print::renamed("", name, &new);
            explained.extend(everything(&new, &known));
        }
    }
    if !explained.is_empty() {
        print::out(&explained.join("\n"))?;
        return Ok(Exit::AsExpected);
    }
    // The scenario may exist and be invalid.
    let of_that_name: Vec<Diagnostic> = known
        .mistakes
        .into_iter()
        .filter(|mistake| mistake.source.path().file_stem().is_some_and(|stem| stem == name))
        .collect();
    if !of_that_name.is_empty() {
        return Err(print::mistakes(&of_that_name));
    }
    if let Some(explained) = term::explain(name, &known.plans) {
        print::out(&explained)?;
        return Ok(Exit::AsExpected);
    }
    let help = match did_you_mean(name, names(&known.plans).iter().map(String::as_str)) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => {
            "`oauth-harness list` shows the scenarios, `oauth-harness list --requirements` the requirements".to_owned()
        }
    };
    print::error(&format!("there is nothing with the name `{name}`"), &help);
    Err(Exit::BadInput)
}

/// Everything with that name, explained.
fn everything(name: &str, known: &LoadedPlans) -> Vec<String> {
    let explained = [
        Catalog::built_in().get(name).map(|found| requirement::explain(found, &known.plans)),
        known.plans.iter().find(|plan| is_called(plan, name)).map(scenario::explain),
        step::kind(name).map(|kind| kind::explain_step(kind, &known.plans)),
        check::KINDS.iter().find(|kind| kind.name == name).map(|kind| kind::explain_check(kind, &known.plans)),
        always_on::KINDS.iter().find(|kind| kind.id == name || kind.name() == name).map(always_on_check::explain),
        functions::named(name).map(function::explain),
        language::explain(name, &known.plans),
        roles::explain(name),
        endpoint::explain(name),
        CAPABILITIES.iter().find(|capability| capability.name == name).map(|found| capability(found, &known.plans)),
        system::faults()
            .iter()
            .find(|fault| fault.full_name() == name)
            .map(|found| fault::explain(found, &known.plans)),
        system::variants().iter().find(|variant| variant.full_name() == name).map(variant::explain),
    ];
    explained.into_iter().flatten().collect()
}

/// The current names of an id of the last version.
fn current(old: &str) -> Vec<String> {
    let kinds = [Named::Capability, Named::Fault, Named::Requirement, Named::Variant];
    let ids = kinds.into_iter().filter_map(|kind| renamed::current(kind, old).map(str::to_owned));
    current_scope(old).into_iter().chain(ids).collect()
}

/// The valid scenarios: most of the time, the others have nothing to do with the question.
fn known(scenarios: &Scenarios) -> LoadedPlans {
    let LoadedScenarios { scenarios, fragments, mut mistakes } = scenarios.read();
    let (plans, found) = plan::understood(scenarios, &fragments);
    mistakes.extend(found);
    LoadedPlans { plans, mistakes }
}

/// By its id, by `folder/id`, or by the name of one of its cases.
fn is_called(plan: &Arc<ScenarioPlan>, name: &str) -> bool {
    plan.scenario.id.value == name
        || plan.scenario.name() == name
        || plan.cases().iter().any(|case| case.name == name || plan::in_scope(&case.name, name))
}

fn names(plans: &[Arc<ScenarioPlan>]) -> Vec<String> {
    let requirements = Catalog::built_in().iter().map(|requirement| requirement.id.clone());
    let kinds = step::KINDS.iter().map(|kind| kind.name).chain(check::KINDS.iter().map(|kind| kind.name));
    let kinds = kinds.chain(always_on::KINDS.iter().map(|kind| kind.id)).chain(functions::names());
    let kinds = kinds.chain(language::names()).chain(roles::TABLES);
    let kinds = kinds.chain(capabilities::names()).map(str::to_owned);
    let scenarios = plans.iter().flat_map(|plan| [plan.scenario.id.value.clone(), plan.scenario.name()]);
    kinds
        .chain(scenarios)
        .chain(endpoint::names())
        .chain(requirements)
        .chain(system::faults().iter().map(system::Fault::full_name))
        .chain(system::variants().iter().map(system::Variant::full_name))
        .collect()
}

fn capability(capability: &capabilities::Capability, plans: &[Arc<ScenarioPlan>]) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}a capability{DIM:#}\n\n", capability.name);
    let _ = writeln!(text, "  The target has: {}.", capability.sentence);
    let shown = if capability.is_seen() {
        "It is derived from other entries of the target file."
    } else {
        "A target that has it lists it under `offers`."
    };
    let _ = writeln!(text, "  {shown}");
    if let Some(rule) = capability.role().and_then(roles::rule) {
        let _ = writeln!(text, "\n{BOLD}required registration{BOLD:#}\n{}", print::wrapped(rule, 2));
    }
    let needs = |plan: &&Arc<ScenarioPlan>| plan.needs().iter().any(|need| need.name() == capability.name);
    list_scenarios(&mut text, "needed by", plans.iter().filter(needs));
    text
}
