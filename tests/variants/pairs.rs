//! Every two variants of different subjects together, in a covering array: each row switches on as many as fit, and every
//! pair is in one of them. A row runs over a tour: few cases that go to every endpoint. Nothing may be found.

use std::collections::BTreeSet;

use libtest_mimic::{Failed, Trial};
use oauth_harness::run::always::Always;
use oauth_harness::system::{self, Variant};

use super::base::{is_accusation, run};
use super::groups::fit;
use super::tour::TOUR;
use oauth_harness::report;
use oauth_harness::run::Kept;

/// How many variants a row has at most: with more of them, fewer cases come to an end.
const ROW: usize = 12;

pub(super) fn trials() -> Vec<Trial> {
    let variants = system::variants();
    let rows = covering(&variants).into_iter().enumerate();
    let trial = |(number, row): (usize, Vec<Variant>)| {
        Trial::test(format!("variant_pairs/{number:03}"), move || is_silent(&row))
    };
    rows.map(trial).collect()
}

fn is_silent(row: &[Variant]) -> Result<(), Failed> {
    let (mut mistakes, mut always) = (Vec::new(), Always::default());
    for base in TOUR.iter() {
        let found = run(base, row, Kept::OfFindings);
        always.note(&found);
        if is_accusation(&found) {
            mistakes.push(report::explain(&found));
        }
    }
    let target = &TOUR.first().ok_or("there is a tour")?.suite.target;
    let found = always.reports(target, |_| true).into_iter();
    mistakes.extend(found.filter(is_accusation).map(|found| report::explain(&found)));
    if mistakes.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = row.iter().map(Variant::full_name).collect();
    Err(Failed::from(format!("{}\n{}", names.join(" + "), mistakes.join("\n"))))
}

/// Rows of variants that fit, so that every two that fit are in one of them.
fn covering(variants: &[Variant]) -> Vec<Vec<Variant>> {
    let fits: Vec<Vec<bool>> =
        variants.iter().map(|one| variants.iter().map(|other| fit(one, other)).collect()).collect();
    let mut open: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (one, row) in fits.iter().enumerate() {
        open.extend((one + 1..row.len()).filter(|&other| row[other]).map(|other| (one, other)));
    }
    let mut rows = Vec::new();
    while let Some(&(one, other)) = open.first() {
        let mut row = vec![one, other];
        while row.len() < ROW {
            let is_open = |a: usize, b: usize| open.contains(&(a.min(b), a.max(b)));
            let gain = |candidate: usize| row.iter().filter(|&&member| is_open(member, candidate)).count();
            let candidates = (0..variants.len()).filter(|&candidate| row.iter().all(|&member| fits[member][candidate]));
            let Some((candidate, _)) = candidates
                .map(|candidate| (candidate, gain(candidate)))
                .max_by_key(|(_, gain)| *gain)
                .filter(|(_, gain)| *gain > 0)
            else {
                break;
            };
            row.push(candidate);
        }
        for (place, &a) in row.iter().enumerate() {
            for &b in &row[place + 1..] {
                open.remove(&(a.min(b), a.max(b)));
            }
        }
        rows.push(row.into_iter().map(|index| variants[index]).collect());
    }
    rows
}
