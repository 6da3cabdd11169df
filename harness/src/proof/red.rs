//! Whether a fault turns a case red, and whether it is found to break what it says it breaks.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::compile::plan::{Case, ScenarioPlan};
use crate::model::scenario::FaultSet;
use crate::model::verdict::{CaseReport, RequirementOutcome, Verdict};
use crate::system::{self, Fault};

/// What is wrong with the requirements that are found broken: one of them is none that the fault says it breaks, or its own is
/// not among them where the scenario is about it.
pub fn misattributed_violation(plan: &Arc<ScenarioPlan>, faults: &FaultSet, found: &[CaseReport]) -> Option<String> {
    let violated = violated(found);
    let faults_named = named(faults.0.iter().map(|fault| fault.value.as_str()));
    let falsely: Vec<&str> = violated.difference(&broken_by(&faults_named)).copied().collect();
    if !falsely.is_empty() {
        return Some(format!(
            "under `{faults}` the scenario reports {falsely:?}, which the fault does not list as broken"
        ));
    }
    let about: BTreeSet<String> = plan.cases().iter().flat_map(Case::requirements).collect();
    let [fault] = faults_named.as_slice() else { return None };
    (about.contains(fault.breaks) && !violated.contains(fault.breaks))
        .then(|| format!("`{faults}` breaks `{}`, and only {violated:?} is found broken", fault.breaks))
}

/// The requirements that are found broken.
pub(super) fn violated(found: &[CaseReport]) -> BTreeSet<&str> {
    let outcomes = found.iter().flat_map(|report| &report.outcomes);
    let violated = outcomes.filter(|judged| judged.outcome == RequirementOutcome::Violated);
    violated.map(|outcome| outcome.requirement.as_str()).collect()
}

/// The faults of these full names.
pub fn named<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Fault> {
    let names: Vec<&str> = names.collect();
    let is_named = |fault: &Fault| names.contains(&format!("{}/{}", fault.party, fault.name).as_str());
    system::faults().into_iter().filter(is_named).collect()
}

/// The requirements that faults say they break.
pub fn broken_by(faults: &[Fault]) -> BTreeSet<&'static str> {
    faults.iter().flat_map(|fault| std::iter::once(fault.breaks).chain(fault.also.iter().copied())).collect()
}

/// Whether the case finds that something is wrong, and each finding is about a requirement.
pub fn is_red(report: &CaseReport) -> bool {
    // What is only reported leaves a case green, with a finding.
    let reported = report.verdict == Verdict::Passed && !report.findings.is_empty();
    let judged = matches!(report.verdict, Verdict::Failed | Verdict::Warned) || reported;
    judged && report.findings.iter().all(|finding| finding.requirement.is_some())
}
