//! Silence must not be bought with blindness: under each house style, nine tenths of the faults are still seen.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use oauth_harness::Suite;
use oauth_harness::compile::plan::Story;
use oauth_harness::model::scenario::FaultSet;
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::run::{Kept, Options};

use super::base::{Base, base, differing};
use super::house_styles::variants;
use super::page;
use super::styles::{STYLES, Style};
use crate::fault_matrix::with_faults;

/// The share of the faults, in percent, that are seen.
const SEEN: usize = 90;

pub(super) fn trials() -> Vec<Trial> {
    STYLES.iter().map(|style| Trial::test(format!("faults_in_styles/{}", style.0), || are_seen(style))).collect()
}

/// A fault, with those that it needs beside it, and the cases that are red with it where nothing differs.
struct Witnessed {
    faults: FaultSet,
    cases: Vec<&'static Base>,
}

fn are_seen(style: &Style) -> Result<(), Failed> {
    let variants = variants(style);
    let mut unseen = BTreeMap::new();
    for (fault, witnessed) in WITNESSED.iter() {
        let mut reports = Vec::new();
        let is_seen = witnessed.iter().any(|Witnessed { faults, cases }| {
            cases.iter().any(|base| {
                let target = with_faults(&differing(&base.suite.target, &variants), faults);
                let found = run(base, target);
                let is_red = is_red(&found);
                reports.push(found);
                is_red
            })
        });
        if !is_seen {
            let told = |found: &CaseReport| found.reason.as_deref().unwrap_or_else(|| found.verdict.name()).to_owned();
            unseen.insert(fault.clone(), reports.first().map(told).unwrap_or_default());
        }
    }
    let (all, seen) = (WITNESSED.len(), WITNESSED.len() - unseen.len());
    page::note_style(style.0, row(style, &unseen, all))?;
    if seen * 100 >= all * SEEN {
        return Ok(());
    }
    let list: Vec<String> = unseen.iter().map(|(fault, why)| format!("  {fault}: {why}")).collect();
    Err(Failed::from(format!("{seen} of {all} faults are seen; not these:\n{}", list.join("\n"))))
}

/// What the page says of a style.
fn row((name, variants): &Style, unseen: &BTreeMap<String, String>, all: usize) -> String {
    let variants: Vec<String> = variants.iter().map(|variant| format!("`{variant}`")).collect();
    let seen = all - unseen.len();
    let mut text =
        format!("### {name}\n\n{}.\n\n{seen} of {all} faults are seen; these are not:\n\n", variants.join(", "));
    for (fault, why) in unseen {
        let _ = writeln!(text, "- `{fault}`: {why}");
    }
    text
}

fn run(base: &Base, target: Target) -> CaseReport {
    Suite { stories: Vec::new(), target }
        .run(&base.case, &Options { exchanges: Kept::OfFindings, ..Options::default() })
}

fn is_red(found: &CaseReport) -> bool {
    matches!(found.verdict, Verdict::Fail | Verdict::Warn)
        || found.verdict == Verdict::Pass && !found.findings.is_empty()
}

/// Every fault that a scenario sees, by its full name, and its witnesses: for each set of faults a scenario names, the first
/// case that is red.
static WITNESSED: LazyLock<BTreeMap<String, Vec<Witnessed>>> = LazyLock::new(|| {
    let mut witnessed: BTreeMap<String, Vec<Witnessed>> = BTreeMap::new();
    let stories: BTreeMap<String, &Story> =
        base().iter().map(|base| (base.case.story.scenario.name(), &*base.case.story)).collect();
    for (name, story) in &stories {
        let cases: Vec<&'static Base> = base().iter().filter(|base| base.case.story.scenario.name() == *name).collect();
        for faults in &story.scenario.red_when {
            let red = cases.iter().find(|base| is_red(&run(base, with_faults(&base.suite.target, faults))));
            let Some(red) = red else { continue };
            for fault in &faults.0 {
                let entry = witnessed.entry(fault.value.clone()).or_default();
                entry.push(Witnessed { faults: faults.clone(), cases: vec![red] });
            }
        }
    }
    witnessed
});
