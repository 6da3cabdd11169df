//! Every two variants that edit different rules together, in a covering array: each row switches on as many as fit, and
//! every pair is in one of them. A row runs over a tour: few cases that go to every endpoint. Nothing may be found.

use libtest_mimic::{Failed, Trial};
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::proof::{fits, reports_violation};
use oauth_harness::report;
use oauth_harness::run::KeptExchanges;
use oauth_harness::run::always_on::AlwaysOnSummary;
use oauth_harness::system::{self, Variant};

use super::base::{BaseRun, run, side_by_side};
use super::known::is_silenced;
use super::tour::TOUR;

/// How many variants a row has at most: with more of them, fewer cases come to an end.
const ROW: usize = 32;

/// Variants with which alone most cases of the tour have nothing to judge: a row with one of them would prove little.
const ALONE: [(&str, &str); 2] = [
    ("provider/openid-connect-unsupported", "the scope of most requests has `openid` in it"),
    ("provider/signed-requests-required", "most requests are not signed"),
];

pub(super) fn trials() -> Vec<Trial> {
    let is_alone = |variant: &Variant| ALONE.iter().any(|(name, _)| *name == variant.full_name());
    let variants: Vec<Variant> = system::variants().into_iter().filter(|variant| !is_alone(variant)).collect();
    let rows = covering(&fits(&variants)).into_iter().enumerate();
    let trial = |(number, row): (usize, Vec<usize>)| {
        let row: Vec<Variant> = row.into_iter().map(|index| variants[index]).collect();
        Trial::test(format!("variant_pairs/{number:03}"), move || is_silent(&row))
    };
    rows.map(trial).collect()
}

fn is_silent(row: &[Variant]) -> Result<(), Failed> {
    let runs = side_by_side(&TOUR, |base| {
        // Those that silence the case have nothing to be found in it.
        let loud: Vec<Variant> = row.iter().filter(|variant| !is_silenced(variant, &base.case.name)).copied().collect();
        (run(base, &loud, KeptExchanges::OfFindings), *base, loud)
    });
    let (mut mistakes, mut always) = (Vec::new(), AlwaysOnSummary::default());
    for (found, base, loud) in &runs {
        always.note(found);
        if reports_violation(found) {
            mistakes.push(fewest(base, loud.clone(), reports_violation));
        }
    }
    let is_quiet = |found: &CaseReport| found.verdict != Verdict::Passed;
    let quiet: Vec<_> = runs.iter().filter(|(found, ..)| is_quiet(found)).collect();
    if let Some((_, base, loud)) = quiet.first().filter(|_| quiet.len() * 2 > runs.len()) {
        let culprits = fewest(base, loud.clone(), is_quiet);
        mistakes.push(format!(
            "{} of {} cases come to no verdict, so that the row proves little. The first, with the fewest: {culprits}",
            quiet.len(),
            runs.len()
        ));
    }
    let target = &TOUR.first().ok_or("there is a tour")?.suite.target;
    let found: Vec<CaseReport> = always.reports(target, |_| true).into_iter().filter(reports_violation).collect();
    if !found.is_empty() {
        mistakes.push(names(row));
        mistakes.extend(found.iter().map(report::explain));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failed::from(mistakes.join("\n"))) }
}

/// The fewest of the variants with which the case still ends so, and what it says then.
fn fewest(base: &BaseRun, mut variants: Vec<Variant>, is_so: fn(&CaseReport) -> bool) -> String {
    let mut place = 0;
    while place < variants.len() {
        let mut fewer = variants.clone();
        fewer.remove(place);
        if is_so(&run(base, &fewer, KeptExchanges::OfFindings)) {
            variants = fewer;
        } else {
            place += 1;
        }
    }
    format!("{}:\n{}", names(&variants), report::explain(&run(base, &variants, KeptExchanges::OfFindings)))
}

fn names(variants: &[Variant]) -> String {
    variants.iter().map(Variant::full_name).collect::<Vec<_>>().join(" + ")
}

/// Rows of variants that fit, so that every two that fit are in one of them.
fn covering(fits: &[Vec<bool>]) -> Vec<Vec<usize>> {
    // A pair that is in no row yet; of its two places in the table, both.
    let mut open = fits.to_vec();
    let mut rows = Vec::new();
    for one in 0..fits.len() {
        while let Some(other) = open[one].iter().position(|is_open| *is_open) {
            let row = row(&[one, other], fits, &open);
            for &a in &row {
                for &b in &row {
                    open[a][b] = false;
                }
            }
            rows.push(row);
        }
    }
    rows
}

/// A row that begins so, and takes in one after the other what adds most pairs that are open.
fn row(begin: &[usize], fits: &[Vec<bool>], open: &[Vec<bool>]) -> Vec<usize> {
    let mut row: Vec<usize> = Vec::new();
    let mut fit: Vec<bool> = vec![true; fits.len()];
    let mut gain: Vec<usize> = vec![0; fits.len()];
    let mut next = begin.first().copied();
    while let Some(member) = next.filter(|_| row.len() < ROW) {
        row.push(member);
        for candidate in 0..fits.len() {
            fit[candidate] &= fits[member][candidate];
            gain[candidate] += usize::from(open[member][candidate]);
        }
        let best = (0..fits.len()).filter(|&one| fit[one] && gain[one] > 0).max_by_key(|&one| gain[one]);
        next = begin.get(row.len()).copied().or(best);
    }
    row
}
