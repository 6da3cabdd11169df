//! A scenario and a target that a test writes to files, loads and runs.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use oauth_harness::model::verdict::CaseReport;
use oauth_harness::run::{Options, run_case};
use oauth_harness::{Scenarios, Suite};

/// Why a scenario that only tests its steps has no positive control.
const UNCONTROLLED: &str = "control: { none: a test of steps }\n";

/// A part of the mistake that `check` reports for a scenario without a positive control.
const NO_CONTROL: &str = "before this one shows that it works at all";

/// Runs the only case of a suite.
pub(crate) async fn run_first(suite: &Suite) -> CaseReport {
    run_case(&suite.cases()[0], &suite.target, &Options::default()).await
}

/// Loads one scenario and a target from a temporary folder with `name` in its name. If the only mistake of the scenario is a
/// missing positive control, the scenario gets a reason for that.
pub(crate) fn load(name: &str, target: &str, under_test: &str, steps: &str) -> Suite {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("oauth-harness-{name}-{number}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (scenario, file) = (folder.join("sample.yaml"), folder.join("target.yaml"));
    let head = "id: sample\ntitle: A sample\nwhy: A test.\nverifies: [rfc6749-4.1.2-state-echo-success]\n";
    std::fs::write(&file, format!("title: T\n{target}")).unwrap();
    let load = |control: &str| {
        std::fs::write(&scenario, format!("{head}{control}under-test: {under_test}\nsteps:\n{steps}")).unwrap();
        Suite::load(&Scenarios::at([&scenario]), &file, &BTreeMap::new())
    };
    let suite = load("").or_else(|mistakes| {
        let lacks_control = mistakes.iter().all(|mistake| mistake.message.contains(NO_CONTROL));
        if lacks_control { load(UNCONTROLLED) } else { Err(mistakes) }
    });
    std::fs::remove_dir_all(&folder).unwrap();
    suite.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].render(false)))
}
