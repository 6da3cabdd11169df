//! Arguments that several commands share: the scenarios and the target.

use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::print;
use crate::compile::plan::Case;
use crate::run::always;
use crate::syntax::diagnostic::did_you_mean;
use crate::syntax::environment::Environment;
use crate::syntax::renamed::current_scope;
use crate::{Scenarios, Suite};

/// The arguments that choose scenarios and target.
#[derive(Debug, Args)]
pub(super) struct Input {
    #[command(flatten)]
    chosen: Chosen,
    /// The deployment under test: a target file, or the name of a built-in target.
    #[arg(short, long, value_name = "FILE", default_value = "reference")]
    target: PathBuf,
    /// Only cases whose name contains this text, and always-on checks whose name (always/…) contains it; may be repeated. If
    /// only always-on checks are selected, all cases are run: the checks examine their exchanges.
    #[arg(short, long, value_name = "TEXT")]
    only: Vec<String>,
}

/// The arguments that choose scenarios.
#[derive(Debug, Args)]
pub(super) struct Chosen {
    /// Scenario files, or folders of them; a path that is not on disk may be a built-in one, such as `pair` [default: all
    /// built-in scenarios].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    added: Added,
}

/// The argument that adds scenarios.
#[derive(Debug, Args)]
pub(super) struct Added {
    /// Additional scenario files, or folders of them; a scenario with the id of another replaces it; may be repeated.
    #[arg(short, long = "scenarios", value_name = "PATH")]
    scenarios: Vec<PathBuf>,
}

impl Chosen {
    pub(super) fn scenarios(&self) -> Scenarios {
        Scenarios::at(&self.paths).and(&self.added.scenarios)
    }
}

impl Added {
    /// The built-in scenarios, and these.
    pub(super) fn to_built_in(&self) -> Scenarios {
        Scenarios::built_in().and(&self.scenarios)
    }

    pub(super) fn to<'a>(&self, paths: impl IntoIterator<Item = &'a PathBuf>) -> Scenarios {
        Scenarios::at(paths).and(&self.scenarios)
    }
}

impl Input {
    /// Parses everything; all mistakes are printed at once.
    pub(super) fn load(&self) -> Result<Suite, Exit> {
        let suite = Suite::load(&self.chosen.scenarios(), &self.target, environment())
            .map_err(|mistakes| print::mistakes(&mistakes))?;
        print::renamed_in(&suite.target);
        Ok(suite)
    }

    /// The selected cases and always-on checks (by id).
    pub(super) fn asked_for(&self, suite: &Suite) -> Result<(Vec<Case>, Vec<&'static str>), Exit> {
        selected(&self.only, suite)
    }
}

/// The cases and the always-on checks (by id) that the texts of `--only` select.
pub(super) fn selected(only: &[String], suite: &Suite) -> Result<(Vec<Case>, Vec<&'static str>), Exit> {
    let only = current(only, suite);
    Ok((cases(&only, suite)?, always_on(&only)))
}

/// The texts of `--only`; an id of the last version is replaced by the current one if no name contains it.
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

/// The cases whose name contains one of the texts; all without a text.
fn cases(only: &[String], suite: &Suite) -> Result<Vec<Case>, Exit> {
    let all = suite.cases();
    let names = |text: &str| all.iter().any(|case| case.name.contains(text)) || always(text).next().is_some();
    if let Some(text) = only.iter().find(|text| !names(text)) {
        let always: Vec<String> = always::checks().iter().map(always::Kind::name).collect();
        let ids = suite.plans.iter().map(|plan| plan.scenario.id.value.as_str());
        let ids = ids.chain(always::checks().iter().map(|kind| kind.id)).chain(always.iter().map(String::as_str));
        let help = match did_you_mean(text, ids) {
            Some(id) => format!("did you mean `{id}`?"),
            None => "`oauth-harness list` shows the names".to_owned(),
        };
        print::error(&format!("no scenario's name contains `{text}`"), &help);
        return Err(Exit::BadInput);
    }
    let chosen = |case: &Case| only.is_empty() || only.iter().any(|text| case.name.contains(text));
    Ok(all.into_iter().filter(chosen).collect())
}

/// The always-on checks whose name contains one of the texts, by id; all without a text.
fn always_on(only: &[String]) -> Vec<&'static str> {
    if only.is_empty() {
        return always::checks().iter().map(|kind| kind.id).collect();
    }
    let mut ids: Vec<&str> = only.iter().flat_map(|text| always(text)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The always-on checks whose name contains a text, by id.
fn always(text: &str) -> impl Iterator<Item = &'static str> {
    always::checks().iter().filter(move |kind| kind.name().contains(text)).map(|kind| kind.id)
}

/// The environment variables that target files may use.
pub(super) fn environment() -> Environment {
    std::env::vars_os().collect()
}
