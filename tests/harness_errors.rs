//! A bug in the harness affects the verdict of one case, and not the rest of the run.

use std::collections::BTreeMap;
use std::sync::Arc;

use oauth_harness::compile::plan::{Action, Case, ScenarioPlan};
use oauth_harness::model::event::Event;
use oauth_harness::model::verdict::{CaseReport, Mismatch, Verdict};
use oauth_harness::report::explain;
use oauth_harness::run::{self, Options, run_case};
use oauth_harness::step::{Evidence, Observation, Step, StepFuture, World};
use oauth_harness::{Scenarios, Suite};

/// A step with a bug, and with a secret in its message.
#[derive(Debug)]
struct PanickingStep;

impl Step for PanickingStep {
    fn run<'a>(&'a self, _: &'a mut World) -> StepFuture<'a> {
        Box::pin(async {
            tokio::task::yield_now().await;
            panic!("this panic is part of a test: do not report that wonderland-1 is a password")
        })
    }

    fn default_expectation(&self, _: &Observation, _: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}

/// Built-in scenarios, the first of which has that step instead of its first one.
fn suite() -> Suite {
    let scenarios = ["provider/code-single-use.yaml", "provider/state-echoed.yaml"];
    let mut suite = Suite::load(&Scenarios::at(scenarios), "reference", &BTreeMap::new()).expect("they are valid");
    let mut first: ScenarioPlan = Arc::into_inner(suite.plans.remove(0)).expect("no other reference to it exists");
    first.steps[0].action = Action::Do(Box::new(PanickingStep));
    suite.plans.insert(0, Arc::new(first));
    suite
}

fn assert_harness_error(report: &CaseReport) {
    assert_eq!(report.verdict, Verdict::HarnessError);
    let output = explain(report);
    assert!(output.contains("please report it") && output.contains("oauth-harness --version"), "{output}");
    assert!(!output.contains("wonderland-1"), "a panic message may contain a secret: {output}");
}

#[tokio::test]
async fn a_panic_is_a_harness_error_and_the_other_cases_run() {
    let suite = suite();
    let cases: Vec<Case> = suite.cases();
    let (all, mut reports, mut finished) = (cases.len(), Vec::new(), false);
    run::run(cases, Arc::new(suite.target), Options::default(), std::future::pending(), |event| match event {
        Event::CaseFinished(report) => reports.push(*report),
        Event::Finished { interrupted, .. } => finished = !interrupted,
        _ => {}
    })
    .await;
    assert!(finished && reports.len() == all && all > 1, "{finished}, {} of {all}", reports.len());
    assert_harness_error(&reports[0]);
    let others: Vec<Verdict> = reports[1..].iter().map(|report| report.verdict).collect();
    assert_eq!(others, vec![Verdict::Passed; all - 1]);
}

#[tokio::test]
async fn run_case_reports_a_harness_error() {
    let suite = suite();
    assert_harness_error(&run_case(&suite.cases()[0], &suite.target, &Options::default()).await);
}
