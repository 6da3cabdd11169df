//! What the commands share: which scenarios, which target.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::exit::Exit;
use super::print;
use crate::model::source::Source;
use crate::model::target::Target;
use crate::run::plan::{self, Case, Story};
use crate::syntax::diagnostic::did_you_mean;
use crate::syntax::{load, target};

/// The arguments that choose scenarios and target.
#[derive(Debug, Args)]
pub(super) struct Input {
    /// Scenario files, or folders of them.
    #[arg(value_name = "PATH", default_value = "scenarios")]
    paths: Vec<PathBuf>,
    /// The target file: the deployment under test.
    #[arg(short, long, value_name = "FILE", default_value = "scenarios/targets/reference.yaml")]
    target: PathBuf,
    /// Only cases whose name holds this text; may be repeated.
    #[arg(short, long, value_name = "TEXT")]
    only: Vec<String>,
}

/// Scenarios and target, read and understood.
pub(super) struct Loaded {
    pub(super) stories: Vec<Arc<Story>>,
    pub(super) target: Target,
}

impl Input {
    /// Reads everything; mistakes are printed, all at once.
    pub(super) fn load(&self) -> Result<Loaded, Exit> {
        let environment: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let source = Source::read(&self.target).map_err(|error| {
            let message = format!("cannot read the target file {}: {error}", self.target.display());
            print::error(&message, "run from the project's folder, or name the file with `--target`");
            Exit::BadInput
        })?;
        let mut mistakes = Vec::new();
        let target = target::read(&source, &environment).map_err(|found| mistakes.extend(found)).ok();
        let stories = load::scenarios(&self.paths).and_then(plan::compile).map_err(|found| mistakes.extend(found)).ok();
        if let (Some(target), Some(stories)) = (&target, &stories) {
            mistakes.extend(plan::check_target(target, stories));
        }
        match (target, stories) {
            (Some(target), Some(stories)) if mistakes.is_empty() => Ok(Loaded { stories, target }),
            _ => Err(print::mistakes(&mistakes)),
        }
    }

    /// The cases that are asked for.
    pub(super) fn cases(&self, stories: &[Arc<Story>]) -> Result<Vec<Case>, Exit> {
        let all: Vec<Case> = stories.iter().flat_map(Story::cases).collect();
        if let Some(text) = self.only.iter().find(|text| !all.iter().any(|case| case.name.contains(*text))) {
            let ids = stories.iter().map(|story| story.scenario.id.value.as_str());
            let help = match did_you_mean(text, ids) {
                Some(id) => format!("did you mean `{id}`?"),
                None => "`oauth-harness list` shows the names".to_owned(),
            };
            print::error(&format!("no scenario's name holds `{text}`"), &help);
            return Err(Exit::BadInput);
        }
        let chosen = |case: &Case| self.only.is_empty() || self.only.iter().any(|text| case.name.contains(text));
        Ok(all.into_iter().filter(chosen).collect())
    }
}
