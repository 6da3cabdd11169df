//! Every scenario against the first embedded target that offers what it needs, and those about a pair against every one:
//! each case a test of its own, found by its file, named by target, path and id.
//!
//! `cargo test --test cases scenarios/reference/provider/code` runs those whose name holds `code`; `cargo insta review` reviews changed transcripts.

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
    let stories = suites.first().map(|suite| suite.stories.clone()).unwrap_or_default();
    let mut trials = Vec::new();
    for case in stories.iter().flat_map(oauth_harness::compile::plan::Story::cases) {
        let offering: Vec<_> = suites.iter().filter(|suite| case.lacking(&suite.target).is_none()).collect();
        if offering.is_empty() {
            let name = format!("scenarios/{}", case.name);
            trials.push(Trial::test(name, || Err(Failed::from("no embedded target offers what it needs"))));
        }
        // Further targets show that the main job works there, too, and need no transcript of their own. All there is can be
        // run on them with `oauth-harness run --target`.
        let further = if case.story.scenario.folder == "pair" { usize::MAX } else { 1 };
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
    let sighted = found.always.iter().filter(|looked| !looked.sightings.is_empty());
    let sighted: Vec<String> = sighted.map(|looked| format!("{looked:#?}")).collect();
    if !sighted.is_empty() {
        return Err(Failed::from(format!("an always-on check sees something:\n{}", sighted.join("\n"))));
    }
    match found.verdict {
        Verdict::Pass if !has_transcript => Ok(()),
        Verdict::Pass => in_snapshot(&suite.target.name, &found.name, &found.transcript()),
        Verdict::Skip => Err(Failed::from(format!("skipped: {}", found.reason.unwrap_or_default()))),
        _ => Err(Failed::from(report::explain(&found))),
    }
}

/// Compares with the stored transcript; `cargo insta` shows and accepts what differs.
fn in_snapshot(target: &str, case: &str, transcript: &str) -> Result<(), Failed> {
    let (folder, name) = snapshot::split(case);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(support::root().join("tests/snapshots").join(target).join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let check = std::panic::AssertUnwindSafe(|| settings.bind(|| insta::assert_snapshot!(name, transcript)));
    std::panic::catch_unwind(check).map_err(|_| Failed::from("the transcript differs from the stored one (see above)"))
}
