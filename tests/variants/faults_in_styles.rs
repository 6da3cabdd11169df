//! Silence must not be bought with blindness: under each house style, nine tenths of the faults are still seen. A fault of a
//! feature that the style does not have is not among them (`expressible.rs`). `scenarios/VARIANTS.md` remembers which case
//! sees a fault (`styles_page.rs`).

use std::collections::BTreeMap;

use libtest_mimic::{Failed, Trial};
use oauth_harness::model::verdict::CaseReport;
use oauth_harness::system::Variant;

use super::base::side_by_side;
use super::expressible::inexpressible;
use super::hidden::hidden;
use super::house_styles::variants;
use super::known::is_updating;
use super::styles::{STYLES, Style};
use super::styles_page::{self, FaultOutcome};
use super::witnesses::{self, candidates, usual};

/// The share of the faults, in percent, that are seen.
const SEEN: usize = 90;

pub(super) fn trials() -> Vec<Trial> {
    let of_style = |style: &'static Style| Trial::test(format!("faults_in_styles/{}", style.0), || are_seen(style));
    let witnesses = || styles_page::has_all_witnesses().map_err(Failed::from);
    STYLES.iter().map(of_style).chain([Trial::test("faults_in_styles/witnesses", witnesses)]).collect()
}

fn are_seen(style: &Style) -> Result<(), Failed> {
    let variants = variants(style);
    let outcomes = side_by_side(&witnesses::faults(), |fault| (*fault, outcome(style, &variants, fault)));
    let outcomes: BTreeMap<&str, FaultOutcome> = outcomes.into_iter().collect();
    let seen = outcomes.values().filter(|outcome| matches!(outcome, FaultOutcome::Seen(_))).count();
    let unseen: Vec<String> = outcomes.iter().filter_map(|(fault, outcome)| line(fault, outcome)).collect();
    let all = seen + unseen.len();
    // Noted first: the page is there to show what is missing, too.
    let noted = styles_page::note(style, &outcomes);
    if seen * 100 < all * SEEN {
        return Err(Failed::from(format!("{seen} of {all} faults are detected; not these:\n{}", unseen.join("\n"))));
    }
    noted.map_err(Failed::from)
}

fn line(fault: &str, outcome: &FaultOutcome) -> Option<String> {
    let FaultOutcome::Unseen(why) = outcome else { return None };
    Some(format!("  {fault}: {why}"))
}

/// The case of the page is tried first. A fault that the page says is not seen is looked for only when the page is written: that
/// fewer are seen than that is what must not happen.
fn outcome(style: &Style, variants: &[Variant], fault: &str) -> FaultOutcome {
    if let Some(why) = inexpressible(fault, variants) {
        return FaultOutcome::Uncounted(why);
    }
    let known = match styles_page::known(style.0, fault) {
        Some(FaultOutcome::Seen(witness)) => Some(witness),
        Some(unseen) if !is_updating() => return unseen.clone(),
        _ => None,
    };
    let mut instead = None;
    for witness in known.into_iter().chain(usual(fault)).chain(candidates(fault)) {
        let found = witness.run(variants);
        if witness.sees(&found) {
            return FaultOutcome::Seen(witness.clone());
        }
        instead.get_or_insert_with(|| said(&found));
    }
    FaultOutcome::Unseen(hidden(fault, variants).or(instead).unwrap_or_default())
}

/// Why a case is not red, on one line.
fn said(found: &CaseReport) -> String {
    let said = found.reason.as_deref().unwrap_or_else(|| found.verdict.name());
    said.split_whitespace().collect::<Vec<&str>>().join(" ")
}
