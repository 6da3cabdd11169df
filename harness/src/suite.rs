//! Scenarios and a target, read and understood: what the program and `cargo test` have in common.
//!
//! ```no_run
//! use oauth_harness::{Suite, report};
//!
//! let suite = Suite::load(&["scenarios".into()], "scenarios/targets/reference.yaml".as_ref(), &std::env::vars().collect());
//! let suite = suite.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].render(false)));
//! for case in suite.cases() {
//!     let found = suite.run(&case, &Default::default());
//!     assert!(found.verdict == oauth_harness::model::verdict::Verdict::Pass, "{}", report::explain(&found));
//! }
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::source::Source;
use crate::model::span::Span;
use crate::model::target::Target;
use crate::model::verdict::CaseReport;
use crate::run::plan::{self, Case, Story};
use crate::run::{Options, run_case};
use crate::syntax::diagnostic::Diagnostic;
use crate::syntax::{load, target};

/// Scenarios that can be run against a target.
#[derive(Debug)]
pub struct Suite {
    /// The scenarios, by name.
    pub stories: Vec<Arc<Story>>,
    /// The deployment under test.
    pub target: Target,
}

impl Suite {
    /// Reads scenarios (files, or folders of them) and a target file, in which `${env.NAME}` is taken from
    /// `environment`. Every mistake in every file is reported.
    pub fn load(
        scenarios: &[PathBuf],
        target_file: &Path,
        environment: &BTreeMap<String, String>,
    ) -> Result<Suite, Vec<Diagnostic>> {
        let source = Source::read(target_file).map_err(|error| {
            let message = format!("cannot read the target file {}: {error}", target_file.display());
            let help = "name it with `--target`, or run from the project's folder";
            vec![Diagnostic::new(&Source::new(target_file, ""), Span::default(), message).help(help)]
        })?;
        let mut mistakes = Vec::new();
        let target = target::read(&source, environment).map_err(|found| mistakes.extend(found)).ok();
        let (scenarios, found) = load::scenarios(scenarios);
        mistakes.extend(found);
        let stories = plan::compile(scenarios).map_err(|found| mistakes.extend(found)).ok();
        if let (Some(target), Some(stories)) = (&target, &stories) {
            mistakes.extend(plan::check_target(target, stories));
        }
        match (target, stories) {
            (Some(target), Some(stories)) if mistakes.is_empty() => Ok(Suite { stories, target }),
            _ => Err(mistakes),
        }
    }

    /// Every case of every scenario, in the order of names and rows.
    pub fn cases(&self) -> Vec<Case> {
        self.stories.iter().flat_map(Story::cases).collect()
    }

    /// Runs one case to its end, for callers that are not asynchronous.
    pub fn run(&self, case: &Case, options: &Options) -> CaseReport {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the system has a timer and a poll for one more runtime");
        runtime.block_on(run_case(case, &self.target, options))
    }
}
