//! Scenarios and a target, read and understood: what the program and `cargo test` have in common.

use std::path::Path;
use std::sync::Arc;

use crate::compile::plan::{self, Case, ScenarioPlan};
use crate::model::source::Source;
use crate::model::target::Target;
use crate::model::verdict::CaseReport;
use crate::run::{Options, run_case};
use crate::syntax::diagnostic::{Diagnostic, known_names};
use crate::syntax::environment::Environment;
use crate::syntax::{load, target};
use crate::system;

pub(crate) mod built_in;
mod scenarios;

pub(crate) use scenarios::LoadedScenarios;
pub use scenarios::Scenarios;

/// Scenarios that can be run against a target.
#[derive(Debug)]
pub struct Suite {
    /// The scenarios, by name.
    pub plans: Vec<Arc<ScenarioPlan>>,
    /// The deployment under test.
    pub target: Target,
}

impl Suite {
    /// Reads scenarios and a target: a file, in which `${env.NAME}` is taken from `environment`, or the name of one that is
    /// part of the program (`reference`). Every mistake in every file is reported.
    pub fn load(
        scenarios: &Scenarios,
        target: impl AsRef<Path>,
        environment: impl Into<Environment>,
    ) -> Result<Suite, Vec<Diagnostic>> {
        let target = target_source(target.as_ref()).map_err(|mistake| vec![mistake]);
        let target = target.and_then(|source| target::read(&source, environment));
        Suite::of(scenarios, target)
    }

    /// The same, with a target that was read before, or the mistakes in it.
    pub(crate) fn of(scenarios: &Scenarios, target: Result<Target, Vec<Diagnostic>>) -> Result<Suite, Vec<Diagnostic>> {
        let LoadedScenarios { scenarios, fragments, mut mistakes } = scenarios.read();
        let plans = plan::compile(scenarios, &fragments).map_err(|found| mistakes.extend(found)).ok();
        let target = target.map_err(|found| mistakes.extend(found)).ok();
        if let Some(target) = &target {
            mistakes.extend(plan::check_target(target, plans.as_deref().unwrap_or_default()));
        }
        match (target, plans) {
            (Some(mut target), Some(plans)) if mistakes.is_empty() => {
                system::forget_lost_features(&mut target);
                Ok(Suite { plans, target })
            }
            _ => {
                mistakes.sort_by(|a, b| (a.source.path(), a.span.start).cmp(&(b.source.path(), b.span.start)));
                Err(mistakes)
            }
        }
    }

    /// Every case of every scenario, in the order of names and rows.
    pub fn cases(&self) -> Vec<Case> {
        self.plans.iter().flat_map(ScenarioPlan::cases).collect()
    }

    /// Runs one case to its end, for callers that are not asynchronous. It works inside of `#[tokio::test]`, too; but what
    /// is served by a runtime of one thread waits while this does: use [`Suite::run_async`] there.
    pub fn run(&self, case: &Case, options: &Options) -> CaseReport {
        // A thread of its own, because a runtime cannot be waited for inside of another.
        let run = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.expect("the system has a timer and a poll for one more runtime");
            runtime.block_on(self.run_async(case, options))
        };
        let finished = std::thread::scope(|scope| scope.spawn(run).join());
        finished.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Runs one case to its end, concurrently with whatever else the caller's runtime does.
    pub async fn run_async(&self, case: &Case, options: &Options) -> CaseReport {
        run_case(case, &self.target, options).await
    }
}

/// Reads a target file, or finds the one of that name in the program.
pub(crate) fn target_source(path: &Path) -> Result<Source, Diagnostic> {
    Source::read(path).or_else(|error| {
        built_in::target(path).filter(|_| !path.exists()).ok_or_else(|| unreadable_target(path, &error))
    })
}

fn unreadable_target(path: &Path, error: &std::io::Error) -> Diagnostic {
    let diagnostic = load::unreadable(path, "target file", error);
    match diagnostic.help {
        Some(_) => diagnostic,
        None => diagnostic.help(known_names(&path.to_string_lossy(), built_in::target_names())),
    }
}
