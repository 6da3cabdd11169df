//! Arguments that several commands share: the scenarios and the target.

use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::print;
use crate::compile::plan::Case;
use crate::run::always_on;
use crate::syntax::diagnostic::did_you_mean;
use crate::syntax::environment::Environment;
use crate::syntax::renamed::current_scope;
use crate::{Scenarios, Suite};

/// The arguments that choose scenarios and target.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    #[command(flatten)]
    chosen: ScenarioSelection,
    /// The deployment under test: a target file, or the name of a built-in target.
    #[arg(short, long, value_name = "FILE", default_value = "reference")]
    target: PathBuf,
    #[command(flatten)]
    selection: CaseSelection,
}

/// The arguments that select cases.
#[derive(Debug, Args)]
pub(super) struct CaseSelection {
    /// Only cases whose name contains this text, and always-on checks whose name (always/…) contains it; may be repeated. If
    /// only always-on checks are selected, all cases are run: the checks examine their exchanges.
    #[arg(short, long, value_name = "TEXT")]
    only: Vec<String>,
    /// Leave out cases and always-on checks whose name contains this text; may be repeated.
    #[arg(long, value_name = "TEXT")]
    skip: Vec<String>,
}

/// The arguments that choose scenarios.
#[derive(Debug, Args)]
pub(super) struct ScenarioSelection {
    /// Scenario files, or folders of them; a path that is not on disk may be a built-in one, such as `pair` [default: all
    /// built-in scenarios].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    added: AddedScenarios,
}

/// The argument that adds scenarios.
#[derive(Debug, Args)]
pub(super) struct AddedScenarios {
    /// Additional scenario files, or folders of them; a scenario with the id of another replaces it; may be repeated.
    #[arg(short, long = "scenarios", value_name = "PATH")]
    scenarios: Vec<PathBuf>,
}

impl ScenarioSelection {
    pub(super) fn scenarios(&self) -> Scenarios {
        Scenarios::at(&self.paths).and(&self.added.scenarios)
    }
}

impl AddedScenarios {
    /// The built-in scenarios, and these.
    pub(super) fn to_built_in(&self) -> Scenarios {
        Scenarios::built_in().and(&self.scenarios)
    }

    pub(super) fn to<'a>(&self, paths: impl IntoIterator<Item = &'a PathBuf>) -> Scenarios {
        Scenarios::at(paths).and(&self.scenarios)
    }
}

impl InputArguments {
    /// Parses everything; all mistakes are printed at once.
    pub(super) fn load(&self) -> Result<Suite, Exit> {
        let suite = Suite::load(&self.chosen.scenarios(), &self.target, environment())
            .map_err(|mistakes| print::mistakes(&mistakes))?;
        print::renamed_in(&suite.target);
        Ok(suite)
    }

    /// The selected cases and always-on checks (by id).
    pub(super) fn asked_for(&self, suite: &Suite) -> Result<(Vec<Case>, Vec<&'static str>), Exit> {
        self.selection.of(suite)
    }

    /// The cases and always-on checks (by id) to run.
    pub(super) fn to_run(&self, suite: &Suite) -> Result<(Vec<Case>, Vec<&'static str>), Exit> {
        self.selection.to_run(suite)
    }
}

impl CaseSelection {
    /// The cases to run. If only always-on checks are selected, that is every case: they examine the exchanges.
    pub(super) fn to_run(&self, suite: &Suite) -> Result<(Vec<Case>, Vec<&'static str>), Exit> {
        let (mut cases, always) = self.of(suite)?;
        if cases.is_empty() {
            let skip = current(&self.skip, suite);
            cases =
                suite.cases().into_iter().filter(|case| !skip.iter().any(|text| case.name.contains(text))).collect();
        }
        Ok((cases, always))
    }

    /// The cases and the always-on checks (by id) that the texts of `--only` select and those of `--skip` do not.
    fn of(&self, suite: &Suite) -> Result<(Vec<Case>, Vec<&'static str>), Exit> {
        let (only, skip) = (current(&self.only, suite), current(&self.skip, suite));
        check_names(only.iter().chain(&skip), suite)?;
        let stays = |name: &str| !skip.iter().any(|text| name.contains(text));
        let is_chosen = |name: &str| stays(name) && (only.is_empty() || only.iter().any(|text| name.contains(text)));
        let cases = suite.cases().into_iter().filter(|case| is_chosen(&case.name)).collect();
        let always = always_on::checks().iter().filter(|kind| is_chosen(&kind.name())).map(|kind| kind.id).collect();
        Ok((cases, always))
    }
}

/// The texts of `--only` or `--skip`; an id of the last version is replaced by the current one if no name contains it.
fn current(only: &[String], suite: &Suite) -> Vec<String> {
    let current = |text: &String| {
        let is_name = suite.cases().iter().any(|case| case.name.contains(text)) || always(text).next().is_some();
        match current_scope(text).filter(|_| !is_name) {
            Some(new) => {
                print::renamed("", text, &new);
                new
            }
            None => text.clone(),
        }
    };
    only.iter().map(current).collect()
}

/// Each text has to be part of a name.
fn check_names<'a>(mut texts: impl Iterator<Item = &'a String>, suite: &Suite) -> Result<(), Exit> {
    let all = suite.cases();
    let names = |text: &str| all.iter().any(|case| case.name.contains(text)) || always(text).next().is_some();
    if let Some(text) = texts.find(|text| !names(text)) {
        let always: Vec<String> = always_on::checks().iter().map(always_on::AlwaysOnCheck::name).collect();
        let ids = suite.plans.iter().map(|plan| plan.scenario.id.value.as_str());
        let ids = ids.chain(always_on::checks().iter().map(|kind| kind.id)).chain(always.iter().map(String::as_str));
        let help = match did_you_mean(text, ids) {
            Some(id) => format!("did you mean `{id}`?"),
            None => "`oauth-harness list` shows the names".to_owned(),
        };
        print::error(&format!("no scenario's name contains `{text}`"), &help);
        return Err(Exit::BadInput);
    }
    Ok(())
}

/// The always-on checks whose name contains a text, by id.
fn always(text: &str) -> impl Iterator<Item = &'static str> {
    always_on::checks().iter().filter(move |kind| kind.name().contains(text)).map(|kind| kind.id)
}

/// The environment variables that target files may use.
pub(super) fn environment() -> Environment {
    std::env::vars_os().collect()
}
