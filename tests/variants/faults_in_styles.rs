//! Silence must not be bought with blindness: under each house style, nine tenths of the faults are still seen. A fault of a
//! feature that the style does not have is not among them (`expressible.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};
use std::thread;

use libtest_mimic::{Failed, Trial};
use oauth_harness::Suite;
use oauth_harness::compile::plan::Story;
use oauth_harness::model::scenario::FaultSet;
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::proof::{differing, with_faults};
use oauth_harness::run::{Kept, Options};

use super::base::{Base, base, run_faulty};
use super::expressible::inexpressible;
use super::house_styles::variants;
use super::page;
use super::styles::{STYLES, Style};

/// The share of the faults, in percent, that are seen.
const SEEN: usize = 90;

pub(super) fn trials() -> Vec<Trial> {
    STYLES.iter().map(|style| Trial::test(format!("faults_in_styles/{}", style.0), || are_seen(style))).collect()
}

/// A fault, with those that it needs beside it, and a case that is red with it where nothing differs.
#[derive(Clone)]
struct Witnessed {
    faults: FaultSet,
    base: &'static Base,
}

fn are_seen(style: &Style) -> Result<(), Failed> {
    let variants = variants(style);
    let (mut unseen, mut without) = (BTreeMap::new(), BTreeMap::new());
    for (fault, witnessed) in WITNESSED.iter() {
        if let Some(why) = inexpressible(fault, &variants) {
            without.insert(fault.clone(), why);
            continue;
        }
        let mut reports = Vec::new();
        let is_seen = witnessed.iter().any(|Witnessed { faults, base }| {
            let found = run(base, with_faults(&differing(&base.suite.target, &variants), faults));
            let is_red = is_red(&found);
            reports.push(found);
            is_red
        });
        if !is_seen {
            let told = |found: &CaseReport| found.reason.as_deref().unwrap_or_else(|| found.verdict.name()).to_owned();
            unseen.insert(fault.clone(), reports.first().map(told).unwrap_or_default());
        }
    }
    let all = WITNESSED.len() - without.len();
    let seen = all - unseen.len();
    if seen * 100 >= all * SEEN {
        return page::note_style(style.0, row(style, &unseen, &without, all)).map_err(Failed::from);
    }
    let list: Vec<String> = unseen.iter().map(|(fault, why)| format!("  {fault}: {why}")).collect();
    Err(Failed::from(format!("{seen} of {all} faults are seen; not these:\n{}", list.join("\n"))))
}

/// What the page says of a style.
fn row(
    (name, variants): &Style,
    unseen: &BTreeMap<String, String>,
    without: &BTreeMap<String, String>,
    all: usize,
) -> String {
    let variants: Vec<String> = variants.iter().map(|variant| format!("`{variant}`")).collect();
    let seen = all - unseen.len();
    let mut text =
        format!("### {name}\n\n{}.\n\n{seen} of {all} faults are seen; these are not:\n\n", variants.join(", "));
    for (fault, why) in unseen {
        let _ = writeln!(text, "- `{fault}`: {why}");
    }
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (fault, why) in without {
        by_reason.entry(why).or_default().push(format!("`{fault}`"));
    }
    for (number, (why, faults)) in by_reason.into_iter().enumerate() {
        let heading = if number == 0 { "\nNot counted:\n\n" } else { "" };
        let _ = writeln!(text, "{heading}- {why}: {}", faults.join(", "));
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
/// case that is red. Those that exchange least come first.
static WITNESSED: LazyLock<BTreeMap<String, Vec<Witnessed>>> = LazyLock::new(|| {
    let mut told = BTreeSet::new();
    let firsts = base().iter().filter(|base| told.insert(base.case.story.scenario.name()));
    let sets: Vec<(&Arc<Story>, &FaultSet)> =
        firsts.flat_map(|base| base.case.story.scenario.red_when.iter().map(|set| (&base.case.story, set))).collect();
    let halves = sets.chunks(sets.len().div_ceil(2).max(1));
    let mut all: Vec<Witnessed> = thread::scope(|scope| {
        let runs: Vec<_> = halves
            .map(|half| scope.spawn(|| half.iter().filter_map(|(story, set)| witness(story, set)).collect::<Vec<_>>()))
            .collect();
        runs.into_iter().flat_map(|run| run.join().expect("no case panics")).collect()
    });
    all.sort_by_key(|witnessed| witnessed.base.exchanged.len());
    let mut witnessed: BTreeMap<String, Vec<Witnessed>> = BTreeMap::new();
    for found in all {
        for fault in &found.faults.0 {
            witnessed.entry(fault.value.clone()).or_default().push(found.clone());
        }
    }
    witnessed
});

/// The first case of a story that is red with the faults.
fn witness(story: &Arc<Story>, faults: &FaultSet) -> Option<Witnessed> {
    let cases = base().iter().filter(|base| Arc::ptr_eq(&base.case.story, story));
    let mut red = cases.filter(|base| is_red(&run_faulty(base, faults)));
    red.next().map(|base| Witnessed { faults: faults.clone(), base })
}
