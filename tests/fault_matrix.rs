//! Each check is proven able to fail: every fault that a scenario names under `red-when` turns it red, and every case of a
//! scenario is turned red by one of them. (With no fault everything is green: that is `tests/scenarios.rs`.) Likewise each
//! always-on check over a few cases that show it everything: green without a fault, red with each that it names.
//!
//! The faults of a target are set after the references have started (`harness/src/system/in_process.rs`): that each works when
//! it is set at run time is proven here, too.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Failed, Trial};
use oauth_harness::Suite;
use oauth_harness::check::always_on::AlwaysOnCheck;
use oauth_harness::compile::plan::{Case, ScenarioPlan};
use oauth_harness::model::scenario::FaultSet;
use oauth_harness::model::span::{Span, Spanned};
use oauth_harness::model::target::{PartyLocation, Target};
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::proof::{broken_by, is_red, misattributed_violation, named, with_faults};
use oauth_harness::report;
use oauth_harness::run::always_on::{self, AlwaysOnSummary};
use oauth_harness::run::{KeptExchanges, Options};
use oauth_harness::system::{self, RunningTarget};
use tokio::runtime::Runtime;
use url::Url;

use crate::support;

pub(super) fn trials() -> Vec<Trial> {
    let suites = support::embedded_suites();
    let suite =
        suites.iter().find(|suite| suite.target.name == "reference").expect("the reference pair is a target").clone();
    let plans = suite.plans.iter().map(|plan| {
        let (suites, plan) = (suites.clone(), Arc::clone(plan));
        Trial::test(format!("fault_matrix/{}", plan.scenario.name()), move || is_proven(&suites, &plan))
    });
    let always = always_on::checks().iter().map(|check| {
        let suite = Arc::clone(&suite);
        Trial::test(format!("fault_matrix/{}", check.name()), move || is_watchful(&suite, check))
    });
    plans.chain(always).collect()
}

/// The cases that show the always-on checks all they look at: pages, tokens, errors, cookies, redirects of every kind.
pub(crate) const SHOWN: [&str; 18] = [
    "consumer/login-csrf-missing-state",
    "pair/consent-denied",
    "pair/two-users",
    "provider/code-single-use",
    "provider/consent-denied-at-provider",
    "provider/form-post/reserved",
    "provider/invalid-scope",
    "provider/jwks-well-formed",
    "provider/rp-initiated-logout-confirmed",
    "provider/metadata-well-known",
    "provider/open-redirect-at-login/absolute",
    "provider/profile-served",
    "provider/redirect-uri-other-port",
    "provider/refresh-token-rotation",
    "provider/session-fixation-at-provider",
    "provider/open-redirect-unknown-client/unknown",
    "provider/userinfo",
    "provider/wrong-password",
];

/// Green without a fault, having looked at something; red with each fault that it names.
fn is_watchful(suite: &Suite, check: &AlwaysOnCheck) -> Result<(), Failed> {
    if suite.plans.iter().any(|plan| plan.scenario.id.value == check.id) {
        return Err(Failed::from("a scenario has the same id, so a deviation could not distinguish them"));
    }
    let green = green_always(suite).reports(&suite.target, |kind| kind.id == check.id).remove(0);
    if green.verdict != Verdict::Passed {
        let reason = green.reason.clone().unwrap_or_default();
        return Err(Failed::from(format!("it is not green without a fault: {reason}\n{}", report::explain(&green))));
    }
    let (mut broken, mut mistakes) = (BTreeSet::new(), Vec::new());
    for faults in check.red_when {
        let set = faults.split(" + ").map(|fault| Spanned { value: fault.to_owned(), span: Span::default() }).collect();
        let target = with_faults(&suite.target, &FaultSet(set));
        let Some(red) = red_always(suite, &target, check) else {
            return Err(Failed::from(format!("`{faults}` leaves it green")));
        };
        let found: BTreeSet<String> = red.findings.into_iter().filter_map(|finding| finding.requirement).collect();
        let faults_named = named(faults.split(" + "));
        let declared = broken_by(&faults_named);
        if let Some(falsely) = found.iter().find(|id| !declared.contains(id.as_str())) {
            mistakes.push(format!("`{faults}` is found to break `{falsely}`, and does not say so"));
        }
        if let [fault] = faults_named.as_slice()
            && check.requirements.contains(&fault.breaks)
            && !found.contains(fault.breaks)
        {
            mistakes.push(format!("`{faults}` breaks `{}`, and only {found:?} is found broken", fault.breaks));
        }
        broken.extend(found);
    }
    let strangers: Vec<&String> = broken.iter().filter(|id| !check.requirements.contains(&id.as_str())).collect();
    if !strangers.is_empty() {
        mistakes.push(format!("it finds requirements broken that it does not say it is about: {strangers:?}"));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failed::from(mistakes.join("\n"))) }
}

/// What all checks make of those cases where nothing misbehaves. It is found out once.
fn green_always(suite: &Suite) -> &'static AlwaysOnSummary {
    static GREEN: OnceLock<AlwaysOnSummary> = OnceLock::new();
    GREEN.get_or_init(|| {
        let mut always = AlwaysOnSummary::default();
        shown(suite).for_each(|(case, options)| always.note(&suite.run(&case, &options)));
        always
    })
}

/// The checks that judge how values are drawn, which only one and the same party draws one after the other.
pub(crate) const OF_VALUES: [&str; 2] = ["secrets-unguessable", "states-unguessable"];

/// What a check says as soon as it is red, if it ever is.
fn red_always(suite: &Suite, target: &Target, check: &AlwaysOnCheck) -> Option<CaseReport> {
    let standing = OF_VALUES.contains(&check.id).then(|| RunningReferences::start(target));
    let met = standing.as_ref().map_or(target, |standing| &standing.target);
    let misbehaving = Suite { plans: Vec::new(), target: met.clone() };
    let mut always = AlwaysOnSummary::default();
    shown(suite).find_map(|(case, options)| {
        always.note(&misbehaving.run(&case, &options));
        let report = always.reports(target, |kind| kind.id == check.id).remove(0);
        is_red(&report).then_some(report)
    })
}

/// References that run on, and the target file of a user who does not know that they are references.
struct RunningReferences {
    target: Target,
    _running: RunningTarget,
    _runtime: Runtime,
}

impl RunningReferences {
    fn start(target: &Target) -> RunningReferences {
        let runtime = Runtime::new().expect("the system has a timer and a poll");
        let running = runtime.block_on(system::start(target)).expect("the references start");
        let mut target = target.clone();
        let at = |url: &Url| PartyLocation::External(Spanned { value: url.clone(), span: Span::default() });
        if let (Some(party), Some(urls)) = (&mut target.provider, &running.deployment.provider) {
            party.place = at(&urls.base);
        }
        if let (Some(party), Some(urls)) = (&mut target.consumer, &running.deployment.consumer) {
            party.place = at(&urls.base);
        }
        RunningReferences { target, _running: running, _runtime: runtime }
    }
}

/// The number of times the cases are run, as it takes many values to say how they are drawn.
const ROUNDS: u64 = 5;

/// The cases, and the options of each round.
fn shown(suite: &Suite) -> impl Iterator<Item = (Case, Options)> {
    let cases: Vec<Case> = suite.cases().into_iter().filter(|case| SHOWN.contains(&case.name.as_str())).collect();
    assert_eq!(cases.len(), SHOWN.len(), "every case of the list is there");
    let options = |seed| Options { seed, exchanges: KeptExchanges::OfFindings, ..Options::default() };
    (0..ROUNDS).flat_map(move |round| cases.clone().into_iter().map(move |case| (case, options(round))))
}

/// Every fault reddens a case, every case is reddened by a fault, and red means: a finding about the requirement.
fn is_proven(suites: &[Arc<Suite>], plan: &Arc<ScenarioPlan>) -> Result<(), Failed> {
    let faults = &plan.scenario.red_when;
    if faults.is_empty() {
        return Err(Failed::from("no fault is named under `red-when`, so nothing shows that the scenario can fail"));
    }
    let cases = plan.cases();
    let mut mistakes = Vec::new();
    let mut green_so_far: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    for fault in faults {
        let misbehaving = |case: &Case| {
            let offering = suites.iter().find(|suite| case.lacking(&suite.target).is_none());
            let target = &offering.unwrap_or_else(|| suites.first().expect("there is a target")).target;
            Suite { plans: Vec::new(), target: with_faults(target, fault) }
        };
        let found: Vec<CaseReport> =
            cases.iter().map(|case| misbehaving(case).run(case, &Options::default())).collect();
        mistakes.extend(misattributed_violation(plan, fault, &found));
        let red: Vec<&CaseReport> = found.iter().filter(|report| is_red(report)).collect();
        if red.is_empty() {
            let printed: Vec<String> = found.iter().map(report::explain).collect();
            mistakes.push(format!("`{fault}` leaves it green:\n{}", printed.join("\n")));
        }
        green_so_far.retain(|name| !red.iter().any(|report| report.name == *name));
    }
    if !green_so_far.is_empty() {
        mistakes.push(format!("no fault under `red-when` turns these cases red: {}", green_so_far.join(", ")));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failed::from(mistakes.join("\n"))) }
}
