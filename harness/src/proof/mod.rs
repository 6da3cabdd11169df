//! Whether a scenario proves what it says: it is green over the strict references, red under the faults that it names, and
//! silent with every variant that it meets.

mod groups;
mod halving;
mod red;
mod switched;
mod touch;

pub use groups::{fits, groups};
pub use halving::{TOGETHER, culprits, reports_violation};
pub use red::{broken_by, is_red, misattributed_violation, named};
pub use switched::{differing, with_faults, with_undeclared_variants};
pub use touch::{is_specific, touches};

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use crate::compile::plan::{Case, ScenarioPlan};
use crate::model::scenario::FaultSet;
use crate::model::span::{Span, Spanned};
use crate::model::target::Target;
use crate::model::verdict::{CaseReport, Verdict};
use crate::report;
use crate::run::{KeptExchanges, Options};
use crate::suite::Suite;
use crate::system::{self, Fault, Variant};

/// What came of the attempt to prove one scenario.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// The sets of faults under which it turns red, as `red-when` has them.
    pub red_under: usize,
    /// The variants that it met and did not accuse.
    pub silent_with: usize,
    /// Those of them with which a case has no verdict.
    pub unjudged_with: Vec<String>,
    /// What is not proven, and why: several lines each.
    pub mistakes: Vec<String>,
}

/// Proves a scenario over the first of the targets that offers what each of its cases needs. The parties of the targets
/// are references only.
pub fn prove(plan: &Arc<ScenarioPlan>, targets: &[Target]) -> Proof {
    let mut proof = Proof::default();
    let mut bases = Vec::new();
    for case in plan.cases() {
        match BaselineCase::of(case, targets) {
            Ok(base) => bases.push(base),
            Err(mistake) => proof.mistakes.push(mistake),
        }
    }
    // What is not green without a fault shows nothing under one.
    if proof.mistakes.is_empty() {
        turns_red(plan, &bases, &mut proof);
        stays_silent(&bases, &mut proof);
    }
    proof
}

/// A case that passes where nothing differs.
struct BaselineCase<'t> {
    case: Case,
    target: &'t Target,
    /// Its exchanges there, as JSON.
    exchanged: String,
}

impl<'t> BaselineCase<'t> {
    fn of(case: Case, targets: &'t [Target]) -> Result<Self, String> {
        let Some(target) = targets.iter().find(|target| case.lacking(target).is_none()) else {
            let lacking = targets.first().and_then(|target| case.lacking(target)).unwrap_or_default();
            return Err(format!(
                "{}: no target with references offers what it needs ({lacking}). Name one that does with `--target`",
                case.name
            ));
        };
        let found = run(&case, target.clone(), KeptExchanges::All);
        if found.verdict != Verdict::Passed {
            return Err(format!("it does not pass without faults:\n{}", report::explain(&found)));
        }
        let exchanged = serde_json::to_string(&*found.exchanges).unwrap_or_default();
        Ok(Self { case, target, exchanged })
    }

    fn under(&self, faults: &FaultSet) -> CaseReport {
        run(&self.case, with_faults(self.target, faults), KeptExchanges::OfFindings)
    }

    fn with(&self, variants: &[Variant]) -> CaseReport {
        run(&self.case, differing(self.target, variants), KeptExchanges::OfFindings)
    }
}

fn run(case: &Case, target: Target, exchanges: KeptExchanges) -> CaseReport {
    Suite { plans: Vec::new(), target }.run(case, &Options { exchanges, ..Options::default() })
}

/// Each set of faults under `red-when` turns a case red, and every case is turned red by one.
fn turns_red(plan: &Arc<ScenarioPlan>, bases: &[BaselineCase<'_>], proof: &mut Proof) {
    let named = &plan.scenario.red_when;
    if named.is_empty() {
        proof.mistakes.push(proposal(plan, bases));
        return;
    }
    let mut green: BTreeSet<&str> = bases.iter().map(|base| base.case.name.as_str()).collect();
    for faults in named {
        let found: Vec<CaseReport> = bases.iter().map(|base| base.under(faults)).collect();
        let red: Vec<&CaseReport> = found.iter().filter(|report| is_red(report)).collect();
        if let Some(wrong) = falsely_red(faults, &found) {
            proof.mistakes.push(wrong);
        } else if red.is_empty() {
            proof.mistakes.push(format!("`{faults}` does not turn it red"));
        } else {
            proof.red_under += 1;
        }
        green.retain(|name| red.iter().all(|report| report.name != *name));
    }
    // Where a fault was not seen, that is said already.
    if bases.len() > 1 && proof.red_under == named.len() && !green.is_empty() {
        let cases: Vec<&str> = green.into_iter().collect();
        proof.mistakes.push(format!("no fault under `red-when` turns these cases red: {}", cases.join(", ")));
    }
}

/// The requirements that a scenario finds broken are among those that the faults break.
fn falsely_red(faults: &FaultSet, found: &[CaseReport]) -> Option<String> {
    let breaks = broken_by(&named(faults.0.iter().map(|fault| fault.value.as_str())));
    let falsely: Vec<String> = red::violated(found).difference(&breaks).map(|id| format!("`{id}`")).collect();
    if falsely.is_empty() {
        return None;
    }
    let breaks: Vec<String> = breaks.into_iter().map(|id| format!("`{id}`")).collect();
    Some(format!(
        "under `{faults}` it reports {} as violated, but the fault breaks {}: does `verifies` name the right requirement?",
        falsely.join(", "),
        breaks.join(", ")
    ))
}

/// The faults that turn a scenario red which names none: of those that break what it verifies.
fn proposal(plan: &Arc<ScenarioPlan>, bases: &[BaselineCase<'_>]) -> String {
    let verified: BTreeSet<String> = bases.iter().flat_map(|base| base.case.requirements()).collect();
    let is_about = |fault: &Fault| broken_by(std::slice::from_ref(fault)).iter().any(|id| verified.contains(*id));
    let candidates: Vec<Fault> = system::faults().into_iter().filter(is_about).collect();
    let alone = |fault: &Fault| FaultSet(vec![Spanned { value: fault.full_name(), span: Span::default() }]);
    let reddens = |fault: &&Fault| {
        let found: Vec<CaseReport> = bases.iter().map(|base| base.under(&alone(fault))).collect();
        found.iter().any(is_red) && falsely_red(&alone(fault), &found).is_none()
    };
    let red: Vec<String> = candidates.iter().filter(reddens).map(Fault::full_name).collect();
    let name = plan.scenario.name();
    match (candidates.as_slice(), red.as_slice()) {
        ([], _) => {
            format!("{name} has no `red-when`, and no fault of the references breaks a requirement that it verifies")
        }
        (tried, []) => {
            let tried: Vec<String> = tried.iter().map(Fault::full_name).collect();
            format!(
                "{name} has no `red-when`, and none of the faults that break its requirements turns it red: {}",
                tried.join(", ")
            )
        }
        (_, red) => {
            format!("{name} has no `red-when`. These faults turn it red:\n  red-when: [{}]", red.join(", "))
        }
    }
}

/// No case accuses a variant.
fn stays_silent(bases: &[BaselineCase<'_>], proof: &mut Proof) {
    static GROUPS: LazyLock<Vec<Vec<Variant>>> = LazyLock::new(|| groups(&system::variants(), TOGETHER));
    let (mut met, mut unjudged, mut accused) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for base in bases {
        for group in GROUPS.iter() {
            let touching: Vec<Variant> =
                group.iter().filter(|variant| touches(variant, &base.exchanged)).copied().collect();
            if touching.is_empty() {
                continue;
            }
            met.extend(touching.iter().map(Variant::full_name));
            for (variant, found) in culprits(&touching, base.with(&touching), &|half| base.with(half)) {
                if reports_violation(&found) {
                    accused.insert(variant.full_name());
                    proof.mistakes.push(accusation(&variant, &found));
                } else {
                    unjudged.insert(variant.full_name());
                }
            }
        }
    }
    proof.silent_with = met.difference(&accused).count();
    proof.unjudged_with = unjudged.into_iter().collect();
}

fn accusation(variant: &Variant, found: &CaseReport) -> String {
    format!(
        "it reports the variant `{}`, which conforms: {} ({}, {})\n{}",
        variant.full_name(),
        variant.sentence,
        variant.permitted_by,
        variant.level,
        report::explain(found)
    )
}
