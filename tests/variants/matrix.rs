//! Each check is proven able to stay silent: with every variant of the references, which differ from the strict ones and are
//! right, no case and no always-on check finds anything. Every case runs with every variant that touches it (`touch.rs`).
//!
//! Many variants are run at once: a case that passes with all of them passes with each. Where it does not, it is run with
//! halves of them, down to each alone. A case that is known to fall silent with a variant (`scenarios/VARIANTS.md`) is run
//! with the others, and with that one alone (`silenced.rs`). Each variant is seen in a case of its own (`shown.rs`).
//!
//! `cargo test --test cases variant_matrix/provider/NAME` runs one variant alone, over all that it touches.

use libtest_mimic::{Failed, Trial};
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::proof::{TOGETHER, culprits, groups, reports_violation, touches};
use oauth_harness::report;
use oauth_harness::run::KeptExchanges;
use oauth_harness::run::always_on::AlwaysOnSummary;
use oauth_harness::system::{self, Variant};

use super::base::{BaseRun, base, run, side_by_side};
use super::known::is_silenced;
use super::page;
use super::shown;
use super::silenced;

/// The matrix; with a filter that names variants, those alone.
pub(super) fn trials(filter: Option<&str>) -> Vec<Trial> {
    let variants = system::variants();
    let alone = named(&variants, filter);
    if !alone.is_empty() {
        return alone.into_iter().flat_map(of_one).collect();
    }
    let mut trials = vec![page::trial(), page::trial_of_reading()];
    for (number, group) in groups(&variants, TOGETHER).into_iter().enumerate() {
        trials.push(Trial::test(format!("variant_matrix/together/{number:02}"), move || are_silent(&group)));
    }
    trials.extend(silenced::trials(&variants));
    trials.extend(shown::trials(&variants));
    trials
}

/// The variants that a filter names, unless it names a part of the matrix.
fn named(variants: &[Variant], filter: Option<&str>) -> Vec<Variant> {
    let Some(filter) = filter.and_then(|filter| filter.strip_prefix("variant_matrix/")) else { return Vec::new() };
    let is_named = |variant: &&Variant| {
        let name = variant.full_name();
        name.starts_with(filter) || filter.strip_prefix(&name).is_some_and(|rest| rest.starts_with('/'))
    };
    let named: Vec<Variant> = variants.iter().filter(is_named).copied().collect();
    if named.len() == variants.len() { Vec::new() } else { named }
}

/// All that is asked of one variant, on its own.
fn of_one(variant: Variant) -> [Trial; 3] {
    let name = format!("variant_matrix/{}/alone", variant.full_name());
    [Trial::test(name, move || are_silent(&[variant])), silenced::of_one(variant), shown::of_one(variant)]
}

/// With the variants, nothing is found, and no case falls silent that is not known to.
fn are_silent(group: &[Variant]) -> Result<(), Failed> {
    let runs = side_by_side(base(), |base| {
        let touches = |variant: &&Variant| touches(variant, &base.exchanged) && !is_silenced(variant, &base.case.name);
        let touching: Vec<Variant> = group.iter().filter(touches).copied().collect();
        if touching.is_empty() { None } else { Some(of_case(base, &touching)) }
    });
    let (mut mistakes, mut always) = (Vec::new(), AlwaysOnSummary::default());
    for (found, wrong) in runs.into_iter().flatten() {
        always.note(&found);
        mistakes.extend(wrong);
    }
    let target = &base().first().ok_or("there are cases")?.suite.target;
    let found = always.reports(target, |_| true).into_iter();
    mistakes.extend(found.filter(reports_violation).map(|found| report::explain(&found)));
    if mistakes.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = group.iter().map(Variant::full_name).collect();
    Err(Failed::from(format!("with {}:\n{}", names.join(", "), mistakes.join("\n"))))
}

/// What a case says with variants, and what is wrong with that.
fn of_case(base: &BaseRun, variants: &[Variant]) -> (CaseReport, Vec<String>) {
    let together = run(base, variants, KeptExchanges::OfFindings);
    let culprits = culprits(variants, together.clone(), &|half| run(base, half, KeptExchanges::OfFindings));
    let mut mistakes = Vec::new();
    // What falls silent only with several of them was judged with each: that is enough. To accuse is always wrong.
    if culprits.is_empty() && reports_violation(&together) {
        mistakes.push(format!("only together:\n{}", report::explain(&together)));
    }
    for (variant, found) in culprits {
        match found.verdict {
            Verdict::Skipped | Verdict::Inconclusive => mistakes.extend(silenced::unexpected(&variant, &found).err()),
            _ => mistakes.push(format!("{}:\n{}", variant.full_name(), report::explain(&found))),
        }
    }
    (together, mistakes)
}
