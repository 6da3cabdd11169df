//! Every scenario runs against the first embedded target with the capabilities that it needs, and a scenario about a pair
//! against every such target. Each case is one test, found by its file, and named by target, path and id.
//!
//! `cargo test --test cases scenarios/reference/provider/code` runs those whose names contain `code`; `cargo insta review`
//! reviews changed transcripts.

use libtest_mimic::{Failed, Trial};
use oauth_harness::Suite;
use oauth_harness::compile::plan::Case;
use oauth_harness::model::verdict::Verdict;
use oauth_harness::record::snapshot;
use oauth_harness::report;
use oauth_harness::run::Options;

use crate::support;

pub(super) fn trials() -> Vec<Trial> {
    let suites = support::embedded_suites();
    let scenarios = suites.first().map(|suite| suite.plans.clone()).unwrap_or_default();
    let mut trials = Vec::new();
    for case in scenarios.iter().flat_map(oauth_harness::compile::plan::ScenarioPlan::cases) {
        let offering: Vec<_> = suites.iter().filter(|suite| case.lacking(&suite.target).is_none()).collect();
        if offering.is_empty() {
            let name = format!("scenarios/{}", case.name);
            trials
                .push(Trial::test(name, || Err(Failed::from("no embedded target has the capabilities that it needs"))));
        }
        // The other targets show that the main tasks work there as well, and have no transcripts. `oauth-harness run --target`
        // runs every scenario against them.
        let further = if case.plan.scenario.folder == "pair" { usize::MAX } else { 1 };
        trials.extend(offering.into_iter().take(further).enumerate().map(|(index, suite)| {
            let (suite, case) = (suite.clone(), case.clone());
            let name = format!("scenarios/{}/{}", suite.target.name, case.name);
            Trial::test(name, move || passes(&suite, &case, index == 0))
        }));
    }
    trials
}

fn passes(suite: &Suite, case: &Case, has_transcript: bool) -> Result<(), Failed> {
    let found = suite.run(case, &Options::default());
    let violated = found.always.iter().filter(|looked| !looked.sightings.is_empty());
    let violated: Vec<String> = violated.map(|looked| format!("{looked:#?}")).collect();
    if !violated.is_empty() {
        return Err(Failed::from(format!("an always-on check reports a violation:\n{}", violated.join("\n"))));
    }
    match found.verdict {
        Verdict::Passed if !has_transcript => Ok(()),
        Verdict::Passed => matches_snapshot(&suite.target.name, &found.name, &found.transcript()),
        Verdict::Skipped => Err(Failed::from(format!("skipped: {}", found.reason.unwrap_or_default()))),
        _ => Err(Failed::from(report::explain(&found))),
    }
}

/// Compares with the stored transcript; `cargo insta` shows and accepts the differences.
fn matches_snapshot(target: &str, case: &str, transcript: &str) -> Result<(), Failed> {
    let (folder, name) = snapshot::split(case);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(support::root().join("tests/snapshots").join(target).join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let check = std::panic::AssertUnwindSafe(|| settings.bind(|| insta::assert_snapshot!(name, transcript)));
    std::panic::catch_unwind(check).map_err(|_| Failed::from("the transcript differs from the stored one (see above)"))
}
