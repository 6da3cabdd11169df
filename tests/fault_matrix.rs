//! Each check is proven able to fail: every fault that a scenario names under `red-when` turns it red, and every case of a
//! scenario is turned red by one of them. (With no fault everything is green: that is `tests/scenarios.rs`.)

mod support;

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use oauth_harness::Suite;
use oauth_harness::model::scenario::FaultSet;
use oauth_harness::model::span::{At, Span};
use oauth_harness::model::target::{Party, Place, Target};
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report;
use oauth_harness::run::Options;
use oauth_harness::run::plan::Story;

fn main() {
    let arguments = Arguments::from_args();
    let suites = support::embedded_suites();
    let suite =
        suites.into_iter().find(|suite| suite.target.name == "reference").expect("the reference pair is a target");
    let trials = suite.stories.iter().map(|story| {
        let (suite, story) = (Arc::clone(&suite), Arc::clone(story));
        Trial::test(story.scenario.name(), move || is_proven(&suite, &story))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

/// Every fault reddens a case, every case is reddened by a fault, and red means: a finding about the requirement.
fn is_proven(suite: &Suite, story: &Arc<Story>) -> Result<(), Failed> {
    let faults = &story.scenario.red_when;
    if faults.is_empty() {
        return Err(Failed::from("no fault is named under `red-when`, so nothing shows that the scenario can fail"));
    }
    let cases = story.cases();
    let mut green_so_far: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    for fault in faults {
        let misbehaving = Suite { stories: Vec::new(), target: with_faults(&suite.target, fault) };
        let found: Vec<CaseReport> = cases.iter().map(|case| misbehaving.run(case, &Options::default())).collect();
        let red: Vec<&CaseReport> = found.iter().filter(|report| is_red(report)).collect();
        if red.is_empty() {
            let told: Vec<String> = found.iter().map(report::explain).collect();
            return Err(Failed::from(format!("`{fault}` leaves it green:\n{}", told.join("\n"))));
        }
        green_so_far.retain(|name| !red.iter().any(|report| report.name == *name));
    }
    if green_so_far.is_empty() {
        return Ok(());
    }
    Err(Failed::from(format!("no fault under `red-when` turns these cases red: {}", green_so_far.join(", "))))
}

fn is_red(report: &CaseReport) -> bool {
    let judged = matches!(report.verdict, Verdict::Fail | Verdict::Warn);
    judged && report.findings.iter().all(|finding| !finding.requirements.is_empty())
}

fn with_faults(target: &Target, faults: &FaultSet) -> Target {
    let mut target = target.clone();
    for fault in &faults.0 {
        let (side, name) = fault.split_once('/').expect("the loader has checked the form of faults");
        let place = match side {
            "provider" => target.provider.as_mut().map(|Party { place, .. }| place),
            _ => target.consumer.as_mut().map(|Party { place, .. }| place),
        };
        let Some(Place::Reference(options)) = place else { panic!("the reference target has references") };
        options.faults.push(At { value: name.to_owned(), span: Span::default() });
    }
    target
}
