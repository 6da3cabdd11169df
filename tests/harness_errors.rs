//! A bug of ours costs one case its verdict, and the run nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use oauth_harness::compile::plan::{Action, Case, Story};
use oauth_harness::model::event::Event;
use oauth_harness::model::verdict::{CaseReport, Mismatch, Verdict};
use oauth_harness::report::explain;
use oauth_harness::run::{self, Options, run_case};
use oauth_harness::step::{Doing, Evidence, Observation, Step, World};
use oauth_harness::{Scenarios, Suite};

/// A step with a bug, and with a secret in its message.
#[derive(Debug)]
struct Buggy;

impl Step for Buggy {
    fn run<'a>(&'a self, _: &'a mut World) -> Doing<'a> {
        Box::pin(async {
            tokio::task::yield_now().await;
            panic!("this panic is part of a test; nobody reports that wonderland-1 is a password")
        })
    }

    fn usual(&self, _: &Observation, _: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}

/// Scenarios in the program, the first of them with that step in the place of its first.
fn suite() -> Suite {
    let stories = ["provider/code-single-use.yaml", "provider/state-echoed.yaml"];
    let mut suite = Suite::load(&Scenarios::at(stories), "reference", &BTreeMap::new()).expect("they are right");
    let mut first: Story = Arc::into_inner(suite.stories.remove(0)).expect("nobody else has it");
    first.steps[0].action = Action::Do(Box::new(Buggy));
    suite.stories.insert(0, Arc::new(first));
    suite
}

fn is_told(report: &CaseReport) {
    assert_eq!(report.verdict, Verdict::HarnessError);
    let told = explain(report);
    assert!(told.contains("please report it") && told.contains("oauth-harness --version"), "{told}");
    assert!(!told.contains("wonderland-1"), "what a panic says may hold a secret: {told}");
}

#[tokio::test]
async fn the_case_is_a_harness_error_and_the_others_are_run() {
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
    is_told(&reports[0]);
    let others: Vec<Verdict> = reports[1..].iter().map(|report| report.verdict).collect();
    assert_eq!(others, vec![Verdict::Pass; all - 1]);
}

#[tokio::test]
async fn cargo_test_gets_a_report_as_well() {
    let suite = suite();
    is_told(&run_case(&suite.cases()[0], &suite.target, &Options::default()).await);
}
