//! No secret is printed or stored. Canaries are passwords, client secrets, and every code, token and cookie that is seen on the
//! way; the peers are the honest references, and these with each of their faults. Every report is searched for every canary in
//! every encoding. Peers whose responses are malformed are in `canary_peers.rs`.

use std::collections::BTreeSet;
use std::sync::Arc;

use libtest_mimic::{Failed, Trial};
use oauth_harness::Suite;
use oauth_harness::compile::plan::{Case, ScenarioPlan};
use oauth_harness::model::encoding::encodings;
use oauth_harness::model::target::{Party, PartyLocation, Target};
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::proof::with_faults;
use oauth_harness::run::Options;

use crate::canaries::{ODD, Search, leaks};
use crate::support;

/// How many trials share the plans.
const SHARES: usize = 8;

pub(super) fn trials() -> Vec<Trial> {
    let shares = (0..SHARES).map(|share| Trial::test(format!("canary/references/{share}"), move || of_share(share)));
    shares.chain([Trial::test("canary/search", the_search_finds)]).collect()
}

/// The honest references, and those with each fault that a plan sees.
fn of_share(share: usize) -> Result<(), Failed> {
    let suites = support::embedded_suites();
    let plans = suites.first().map(|suite| suite.plans.clone()).unwrap_or_default();
    let (mut leaks, mut passed, mut all) = (Vec::new(), 0, 0);
    for plan in plans.iter().skip(share).step_by(SHARES) {
        for case in first_and_last(plan) {
            let Some(suite) = suites.iter().find(|suite| case.lacking(&suite.target).is_none()) else { continue };
            let target = with_canaries(&suite.target);
            let honest = run(&case, target.clone());
            all += 1;
            passed += usize::from(honest.verdict == Verdict::Passed);
            leaks.extend(leaks_of(&honest, &target, &case.name));
            for faults in &plan.scenario.red_when {
                let faulty = with_faults(&target, faults);
                let names: Vec<&str> = faults.0.iter().map(|fault| fault.value.as_str()).collect();
                leaks.extend(leaks_of(&run(&case, faulty), &target, &format!("{} with {names:?}", case.name)));
            }
        }
    }
    if passed * 2 < all {
        return Err(Failed::from(format!("only {passed} of {all} cases pass with canaries: little is proven")));
    }
    verdict(leaks)
}

fn first_and_last(plan: &Arc<ScenarioPlan>) -> Vec<Case> {
    let cases = plan.cases();
    let last = cases.len().saturating_sub(1);
    cases.into_iter().enumerate().filter(|(index, _)| *index == 0 || *index == last).map(|(_, case)| case).collect()
}

/// The target with secrets and passwords that every encoding changes. The reference provider takes them over.
fn with_canaries(target: &Target) -> Target {
    let mut target = target.clone();
    if let Some(Party { place: PartyLocation::Reference(options), .. }) = &mut target.provider {
        options.takes_secrets = true;
    }
    for (role, client) in &mut target.clients {
        // Those that sign with it have one of a certain length.
        let signs = matches!(role.as_str(), "hmac" | "weak");
        if let Some(secret) = client.secret.as_mut().filter(|_| !signs) {
            *secret = format!("{ODD}{role}");
        }
    }
    for (name, user) in &mut target.users {
        user.password = format!("{ODD}{name}==");
    }
    target
}

fn run(case: &Case, target: Target) -> CaseReport {
    Suite { plans: Vec::new(), target }.run(case, &Options::default())
}

/// The canaries of a case that appear in any of its reports.
fn leaks_of(found: &CaseReport, target: &Target, name: &str) -> Vec<String> {
    let samples = found.always.iter().flat_map(|looked| &looked.samples).map(|sample| sample.value.clone());
    let secrets = target.clients.values().filter_map(|client| client.secret.clone());
    let passwords = target.users.values().map(|user| user.password.clone());
    let canaries: BTreeSet<String> = samples.chain(secrets).chain(passwords).filter(|value| value.len() >= 8).collect();
    leaks(found, &canaries.into_iter().collect::<Vec<_>>(), name)
}

fn the_search_finds() -> Result<(), Failed> {
    let search = Search::of(&[ODD.to_owned()]);
    for form in encodings(ODD) {
        if search.all(&format!("a {form} b")).is_empty() {
            return Err(Failed::from(format!("`{form}` is not found")));
        }
    }
    Ok(())
}

fn verdict(leaks: Vec<String>) -> Result<(), Failed> {
    let number = leaks.len();
    let shown: Vec<String> = leaks.into_iter().take(12).collect();
    if shown.is_empty() { Ok(()) } else { Err(Failed::from(format!("{number} leaks:\n{}", shown.join("\n")))) }
}
