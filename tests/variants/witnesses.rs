//! The cases that detect a fault: those that are red with it, alone or together with the faults that it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use oauth_harness::Suite;
use oauth_harness::compile::plan::Case;
use oauth_harness::model::scenario::FaultSet;
use oauth_harness::model::span::{Span, Spanned};
use oauth_harness::model::verdict::CaseReport;
use oauth_harness::proof::{broken_by, differing, is_red, named, with_faults};
use oauth_harness::run::always_on::{self, AlwaysOnSummary};
use oauth_harness::run::{KeptExchanges, Options};
use oauth_harness::system::Variant;

use super::base::side_by_side;
use super::styles_page;
use crate::fault_matrix::{OF_VALUES, SHOWN};
use crate::support;

/// A case, the faults with which it is red, and the always-on check that is red, where it is not the scenario itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Witness {
    pub(super) case: String,
    /// As scenarios name them under `red-when`.
    pub(super) faults: String,
    /// The id of the check.
    pub(super) check: Option<String>,
}

impl Witness {
    /// Whether the case is still there, and still says that it sees the faults.
    pub(super) fn is_current(&self) -> bool {
        self.faults.split(" + ").any(|fault| candidates(fault).contains(self))
    }

    /// What it says with its faults, where the references differ.
    pub(super) fn run(&self, variants: &[Variant]) -> CaseReport {
        self.run_keeping(variants, KeptExchanges::OfFindings)
    }

    fn run_keeping(&self, variants: &[Variant], exchanges: KeptExchanges) -> CaseReport {
        let (case, suite) = &CASES[&self.case];
        let target = with_faults(&differing(&suite.target, variants), &fault_set(&self.faults));
        let suite = Suite { plans: Vec::new(), target };
        let found = suite.run(case, &Options { exchanges, ..Options::default() });
        let Some(check) = &self.check else { return found };
        let mut always = AlwaysOnSummary::default();
        always.note(&found);
        always.reports(&suite.target, |kind| kind.id == check).remove(0)
    }

    /// Red, and about a requirement that the faults break: another finding would be an accident.
    pub(super) fn sees(&self, found: &CaseReport) -> bool {
        let faults = named(self.faults.split(" + "));
        let broken = broken_by(&faults);
        let mut about = found.findings.iter().filter_map(|finding| finding.requirement.as_deref());
        is_red(found) && about.any(|id| broken.contains(id))
    }
}

/// Every fault that scenarios or always-on checks name. Those that only show in how many values are drawn
/// take many cases, and are left to the fault matrix.
pub(super) fn faults() -> Vec<&'static str> {
    CANDIDATES.keys().map(String::as_str).collect()
}

/// All that may see a fault: the cases of the scenarios that name it, or else the cases that always-on checks look over.
pub(super) fn candidates(fault: &str) -> &'static [Witness] {
    CANDIDATES.get(fault).map(Vec::as_slice).unwrap_or_default()
}

/// The case that sees a fault where nothing differs: the one that the page has, or the shortest.
pub(super) fn usual(fault: &str) -> Option<&'static Witness> {
    USUAL.get(fault).and_then(Option::as_ref)
}

static USUAL: LazyLock<BTreeMap<&str, Option<Witness>>> = LazyLock::new(|| {
    let all = side_by_side(&faults(), |fault| {
        let known = styles_page::usual(fault).filter(|witness| witness.is_current());
        (*fault, known.cloned().or_else(|| shortest(fault)))
    });
    all.into_iter().collect()
});

/// Of the first red case for each scenario or check and each set of faults, the one that exchanges least.
fn shortest(fault: &str) -> Option<Witness> {
    let scenario = |witness: &Witness| (CASES[&witness.case].0.plan.scenario.name(), witness.faults.clone());
    let (mut found, mut shortest) = (BTreeSet::new(), None);
    for witness in candidates(fault) {
        let group = witness.check.clone().map_or_else(|| scenario(witness), |check| (check, witness.faults.clone()));
        if found.contains(&group) {
            continue;
        }
        let report = witness.run_keeping(&[], KeptExchanges::default());
        if witness.sees(&report) {
            found.insert(group);
            let length = report.exchanges.len();
            if shortest.as_ref().is_none_or(|(least, _)| length < *least) {
                shortest = Some((length, witness.clone()));
            }
        }
    }
    shortest.map(|(_, witness)| witness)
}

/// Each case by its name, and the first embedded target that offers what it needs.
static CASES: LazyLock<BTreeMap<String, (Case, Arc<Suite>)>> = LazyLock::new(|| {
    let suites = support::embedded_suites();
    let cases = suites.first().map(|suite| suite.cases()).unwrap_or_default();
    let offering = |case: &Case| suites.iter().find(|suite| case.lacking(&suite.target).is_none()).cloned();
    cases.into_iter().filter_map(|case| Some((case.name.clone(), (case.clone(), offering(&case)?)))).collect()
});

static CANDIDATES: LazyLock<BTreeMap<String, Vec<Witness>>> = LazyLock::new(|| {
    let mut by_fault: BTreeMap<String, Vec<Witness>> = BTreeMap::new();
    for (name, (case, _)) in CASES.iter() {
        for set in &case.plan.scenario.red_when {
            let witness = Witness { case: name.clone(), faults: set.to_string(), check: None };
            for fault in &set.0 {
                by_fault.entry(fault.value.clone()).or_default().push(witness.clone());
            }
        }
    }
    let of_scenarios: BTreeSet<String> = by_fault.keys().cloned().collect();
    for check in always_on::checks().iter().filter(|check| !OF_VALUES.contains(&check.id)) {
        for set in check.red_when {
            let seen = || SHOWN.iter().map(|&case| (case.to_owned(), Some(check.id.to_owned())));
            for fault in set.split(" + ").filter(|fault| !of_scenarios.contains(*fault)) {
                let witnesses = seen().map(|(case, check)| Witness { case, faults: (*set).to_owned(), check });
                by_fault.entry(fault.to_owned()).or_default().extend(witnesses);
            }
        }
    }
    by_fault
});

fn fault_set(names: &str) -> FaultSet {
    FaultSet(names.split(" + ").map(|name| Spanned { value: name.to_owned(), span: Span::default() }).collect())
}
