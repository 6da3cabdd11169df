//! A new check comes with a fault that it sees and with variants that it stays silent for. Here a check without is refused: a
//! scenario, a kind of check, an always-on check. That each fault turns its scenario red, and that none reports a variant, the
//! fault matrix and the variant matrix prove.

use std::collections::BTreeSet;

use libtest_mimic::{Failed, Trial};
use oauth_harness::check::KINDS;
use oauth_harness::model::place::Place;
use oauth_harness::model::verdict::{CaseReport, RequirementOutcome, Verdict};
use oauth_harness::proof::{is_specific, touches};
use oauth_harness::run::always_on;
use oauth_harness::system::{self, Variant};

use super::base::{BaseRun, base, run_faulty};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("proof/always-on-checks", || refused(&always_on_checks())),
        Trial::test("proof/kinds-of-checks", || refused(&kinds())),
        Trial::test("proof/scenarios", || refused(&scenarios())),
        Trial::test("proof/what-proves-nothing-is-refused", what_proves_nothing_is_refused),
    ]
}

/// Kinds of checks that none of our scenarios uses, and why. Their unit tests show them red and green.
const UNUSED: [(&str, &str); 1] =
    [("within", "against references in the same process, time says only how busy the machine is")];

/// What there is to say for one check.
struct Proof {
    /// The check, as reports name it.
    check: String,
    /// The file of the check.
    file: String,
    /// Whether a fault is known that it sees.
    sees_a_fault: bool,
    /// Whether a variant touches what it looks at.
    meets_a_variant: bool,
}

impl Proof {
    /// What is missing, and where to add it.
    fn missing(&self) -> Vec<String> {
        let Proof { check, file, .. } = self;
        let fault = format!(
            "{check}: no fault is known to turn it red. Name one under `red-when` in {file}, or, for a kind of check, expect it in \
             a judged step of a scenario that has one (CONTRIBUTING.md, \"Add a fault\")"
        );
        let variant = format!(
            "{check}: no variant touches what it looks at. Add one below the rule that its faults break (CONTRIBUTING.md, \"Add a \
             variant\"), with markers in tests/variants/touch.rs where the subject is new; it is in {file}"
        );
        let missing = [(self.sees_a_fault, fault), (self.meets_a_variant, variant)];
        missing.into_iter().filter(|(is_there, _)| !is_there).map(|(_, text)| text).collect()
    }
}

fn refused(proofs: &[Proof]) -> Result<(), Failed> {
    let missing: Vec<String> = proofs.iter().flat_map(Proof::missing).collect();
    if missing.is_empty() { Ok(()) } else { Err(Failed::from(missing.join("\n"))) }
}

fn scenarios() -> Vec<Proof> {
    let mut names = BTreeSet::new();
    let plans = base().iter().map(|base| &base.case.plan).filter(|plan| names.insert(plan.scenario.name()));
    let proof = |scenario: &oauth_harness::model::scenario::Scenario| Proof {
        check: scenario.name(),
        file: format!("scenarios/{}.yaml", scenario.name()),
        sees_a_fault: !scenario.red_when.is_empty(),
        meets_a_variant: base()
            .iter()
            .filter(|base| base.case.plan.scenario.name() == scenario.name())
            .any(meets_a_variant),
    };
    plans.map(|plan| proof(&plan.scenario)).collect()
}

/// The variant matrix looks over all cases with every always-on check, so that each meets every variant.
fn always_on_checks() -> Vec<Proof> {
    let proof = |check: &always_on::AlwaysOnCheck| Proof {
        check: check.name(),
        file: format!("harness/check/src/always_on/{}.rs", check.id.replace('-', "_")),
        sees_a_fault: !check.red_when.is_empty(),
        meets_a_variant: base().iter().any(meets_a_variant),
    };
    always_on::checks().iter().map(proof).collect()
}

fn kinds() -> Vec<Proof> {
    let proof = |name: &'static str| {
        let expecting: Vec<&BaseRun> = base().iter().filter(|base| expects(base, name)).collect();
        Proof {
            check: format!("the check `{name}`"),
            file: format!("harness/check/src/kinds/{}.rs", name.replace([' ', '-'], "_")),
            sees_a_fault: expecting.iter().any(|base| turns_red(base, name)),
            meets_a_variant: expecting.into_iter().any(meets_a_variant),
        }
    };
    let is_used = |name: &str| UNUSED.iter().all(|(unused, _)| *unused != name);
    KINDS.iter().map(|kind| kind.name).filter(|name| is_used(name)).map(proof).collect()
}

/// Whether a step of the plan itself expects this kind, and is about a requirement.
fn expects(base: &BaseRun, kind: &str) -> bool {
    let judged = base.case.plan.steps.iter().filter(|step| !base.case.verified_by(step).is_empty());
    judged.flat_map(|step| &step.expect).any(|expected| expected.name.value == kind)
}

/// Whether a fault that the scenario names violates an expectation of this kind.
fn turns_red(base: &BaseRun, kind: &str) -> bool {
    base.case.plan.scenario.red_when.iter().any(|faults| {
        let found = run_faulty(base, faults);
        found.verdict != Verdict::Passed && has_finding_of(&found, kind)
    })
}

fn has_finding_of(found: &CaseReport, kind: &str) -> bool {
    let is_violated = found.outcomes.iter().any(|judged| judged.outcome == RequirementOutcome::Violated);
    let is_of_kind = |place: &Place| match place {
        Place::Scenario { source, span } => is_entry(source.text().get(span.start..).unwrap_or_default(), kind),
        _ => false,
    };
    is_violated && found.findings.iter().any(|finding| is_of_kind(&finding.place))
}

/// Whether a text begins with an entry of `expect` under this key.
fn is_entry(text: &str, kind: &str) -> bool {
    text.strip_prefix(kind).is_some_and(|rest| rest.starts_with(':'))
}

/// Whether a variant changes something particular that the case exchanges, and not only how everything is written.
fn meets_a_variant(base: &BaseRun) -> bool {
    let mut subjects = BTreeSet::new();
    let variants = system::variants().into_iter().filter(|variant| subjects.insert((variant.party, variant.subject)));
    let variants: Vec<Variant> = variants.filter(is_specific).collect();
    variants.iter().any(|variant| touches(variant, &base.exchanged))
}

fn what_proves_nothing_is_refused() -> Result<(), Failed> {
    let proof = |sees_a_fault, meets_a_variant| Proof {
        check: "provider/new".to_owned(),
        file: "scenarios/provider/new.yaml".to_owned(),
        sees_a_fault,
        meets_a_variant,
    };
    let said = |proof: &Proof| proof.missing().join("\n");
    let right = [
        said(&proof(true, true)).is_empty() && refused(&[proof(true, true)]).is_ok(),
        said(&proof(false, true)).contains("provider/new: no fault") && refused(&[proof(false, true)]).is_err(),
        said(&proof(true, false)).contains("provider/new: no variant") && refused(&[proof(true, false)]).is_err(),
        is_entry("same: [a, b]", "same") && !is_entry("same-as: a", "same") && !is_entry("redirect: none", "same"),
    ];
    // A kind that a fault does not violate is not taken for one that sees it.
    let sign_in = base().iter().find(|base| base.case.name == "provider/code-single-use").ok_or("the case is there")?;
    let seen_by = |kind: &str| turns_red(sign_in, kind);
    let (some, all) = (KINDS.iter().any(|kind| seen_by(kind.name)), KINDS.iter().all(|kind| seen_by(kind.name)));
    if right == [true; 4] && some && !all { Ok(()) } else { Err(Failed::from(format!("{right:?}, {some}, {all}"))) }
}
