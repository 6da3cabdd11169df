//! Each check is proven able to stay silent: with every variant of the references, which differ from the strict ones and are
//! right, no case and no always-on check finds anything. A case may be skipped or not judged only where the row of the
//! variant says so, and `scenarios/VARIANTS.md` lists it. A variant that no exchange shows is refused.
//!
//! Variants of different subjects are run together: a case that passes with all of them passes with each. Where it does not,
//! it is run with halves of them, down to each alone. `cargo test --test cases variant_matrix/provider/NAME` runs one variant
//! alone. A variant runs over the cases that touch its subject (`touch.rs`): over one of each kind (`cover.rs`), and with
//! `VARIANTS=all` over all of them.

use std::collections::BTreeMap;

use libtest_mimic::{Failed, Trial};
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report;
use oauth_harness::run::Kept;
use oauth_harness::run::always::Always;
use oauth_harness::system::{self, Quiet, Variant};

use super::back_channel;
use super::base::{Base, base, forms, is_accusation, manner, run};
use super::groups::groups;
use super::page::{self, Silenced};
use super::token_contents;
use super::touch::touches;

/// Variants that no exchange shows, and why they are rows all the same: a new scenario could well be caught by them.
const HIDDEN: [(&str, &str); 8] = [
    ("provider/assertion-audience-is-issuer", "the client learns the audience before its first assertion"),
    ("provider/header-lines-folded", "hyper joins the lines again; `dispatch/message.rs` of the provider has a test"),
    ("provider/id-token-with-scope-claims", "transcripts name ID tokens and do not show their claims"),
    ("provider/pushed-redirect-uris-unregistered", "no scenario pushes an unregistered URI and goes on with it"),
    ("provider/request-objects-need-bounds", "every request object that is sent has them"),
    ("provider/request-uri-of-another-form", "transcripts name request URIs and do not show their form"),
    ("provider/short-state-refused", "every state that is sent is long"),
    ("provider/unknown-scopes-left-out", "an unknown scope is only asked for where either answer is accepted"),
];

/// How many variants are run together: with more of them, more cases have to be run again with each alone.
const TOGETHER: usize = 16;

/// The matrix; with a filter that names variants, those alone.
pub(super) fn trials(filter: Option<&str>) -> Vec<Trial> {
    let variants = system::variants();
    let named = |variant: &&Variant| {
        let name = format!("variant_matrix/{}", variant.full_name());
        filter.is_some_and(|filter| filter.starts_with("variant_matrix/") && name.contains(filter))
    };
    let alone: Vec<Variant> = variants.iter().filter(named).copied().collect();
    let groups: Vec<Vec<Variant>> = if alone.is_empty() || alone.len() == variants.len() {
        // What lets cases fall silent would have them run again and again: it is run alone.
        let (loud, quiet): (Vec<Variant>, Vec<Variant>) =
            variants.iter().copied().partition(|one| one.quiet == Quiet::None);
        groups(&loud, TOGETHER).into_iter().chain(quiet.into_iter().map(|variant| vec![variant])).collect()
    } else {
        alone.into_iter().map(|variant| vec![variant]).collect()
    };
    groups.into_iter().map(|group| Trial::test(name(&group), move || are_silent(&group))).collect()
}

fn name(group: &[Variant]) -> String {
    let names: Vec<String> = group.iter().map(Variant::full_name).collect();
    format!("variant_matrix/{}", names.join("+"))
}

/// What was seen of one variant.
#[derive(Default)]
struct Seen {
    touched: usize,
    silenced: Vec<Silenced>,
    accusations: Vec<String>,
}

/// With the variants, nothing is found; what falls silent is what their rows permit; and each shows.
fn are_silent(group: &[Variant]) -> Result<(), Failed> {
    let mut seen: BTreeMap<String, Seen> = group.iter().map(|variant| (variant.full_name(), Seen::default())).collect();
    let (mut mistakes, mut always) = (Vec::new(), Always::default());
    for base in base() {
        let touching: Vec<Variant> = group.iter().filter(|variant| is_touched(variant, base)).copied().collect();
        if touching.is_empty() {
            continue;
        }
        for variant in &touching {
            seen.get_mut(&variant.full_name()).expect("each has an entry").touched += 1;
        }
        let together = run(base, &touching, Kept::OfFindings);
        always.note(&together);
        if together.verdict == Verdict::Pass {
            continue;
        }
        let blamed = blamed(base, &touching, together.clone());
        // What falls silent only with several of them was judged with each: that is enough. To accuse is always wrong.
        if blamed.is_empty() && is_accusation(&together) {
            mistakes.push(format!("only together:\n{}", report::explain(&together)));
        }
        for (variant, found) in blamed {
            let seen = seen.get_mut(&variant.full_name()).expect("each has an entry");
            match found.verdict {
                Verdict::Skip | Verdict::Error => {
                    seen.silenced.push(Silenced { case: base.case.name.clone(), reason: reason(&found) });
                }
                _ => seen.accusations.push(report::explain(&found)),
            }
        }
    }
    let target = &base().first().ok_or("there are cases")?.suite.target;
    let found = always.reports(target, |_| true).into_iter();
    mistakes.extend(found.filter(is_accusation).map(|found| report::explain(&found)));
    for variant in group {
        let seen = seen.remove(&variant.full_name()).expect("each has an entry");
        mistakes
            .extend(of_variant(variant, seen).into_iter().map(|mistake| format!("{}: {mistake}", variant.full_name())));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failed::from(mistakes.join("\n"))) }
}

/// What is wrong with one variant.
fn of_variant(variant: &Variant, seen: Seen) -> Vec<String> {
    let mut mistakes = seen.accusations;
    mistakes.extend(too_silent(variant, seen.touched, &seen.silenced));
    let is_hidden = HIDDEN.iter().any(|(name, _)| *name == variant.full_name());
    if is_whole() && seen.silenced.is_empty() && !is_hidden && !is_shown(variant) {
        mistakes.push("no exchange shows it".to_owned());
    }
    if !is_whole() {
        mistakes.extend(page::note(variant, seen.touched, seen.silenced).err());
    }
    mistakes
}

/// Those with which alone the case does not pass, with its report: `found` is that with all of them.
fn blamed(base: &Base, variants: &[Variant], found: CaseReport) -> Vec<(Variant, CaseReport)> {
    if found.verdict == Verdict::Pass {
        return Vec::new();
    }
    if let [variant] = variants {
        return vec![(*variant, found)];
    }
    let (first, second) = variants.split_at(variants.len() / 2);
    [first, second].into_iter().flat_map(|half| blamed(base, half, run(base, half, Kept::OfFindings))).collect()
}

/// Whether a case is run with the variant: of each scenario the first that it touches, and all that exchange or check
/// anything of a kind that no other does; with `VARIANTS` set, every case that it touches.
fn is_touched(variant: &Variant, base: &Base) -> bool {
    touches(variant, base) && (base.covers || is_whole())
}

/// Whether every case is run that a variant touches.
fn is_whole() -> bool {
    std::env::var_os("VARIANTS").is_some()
}

/// Whether a case passes, and its exchanges, the back channel or its tokens are other ones than without the variant.
fn is_shown(variant: &Variant) -> bool {
    let (first, last): (Vec<&Base>, Vec<&Base>) =
        base().iter().filter(|base| touches(variant, base)).partition(|base| base.covers);
    let is_other = |base: &Base| {
        let found = run(base, std::slice::from_ref(variant), Kept::All);
        let differs =
            || found.transcript() != base.transcript || forms(&found) != base.forms || manner(&found) != base.manner;
        found.verdict == Verdict::Pass && differs()
    };
    first.into_iter().chain(last).any(is_other) || back_channel::shows(variant) || token_contents::shows(variant)
}

fn reason(found: &CaseReport) -> String {
    let first = found.findings.first().map(|finding| finding.mismatch.expected.clone());
    found.reason.clone().or(first).unwrap_or_default().to_string()
}

/// What is wrong with the cases that fall silent: the row does not permit it, or not that many.
fn too_silent(variant: &Variant, touched: usize, silenced: &[Silenced]) -> Option<String> {
    let list =
        || silenced.iter().map(|case| format!("  {}: {}", case.case, case.reason)).collect::<Vec<_>>().join("\n");
    match variant.quiet {
        // A part of the cases says nothing of how many there are.
        _ if !is_whole() && variant.quiet != Quiet::None => None,
        Quiet::Some(_) | Quiet::Without(..) if silenced.is_empty() => {
            Some("its row says that cases fall silent, and none does".to_owned())
        }
        Quiet::None if !silenced.is_empty() => {
            Some(format!("cases fall silent, and its row does not say why:\n{}", list()))
        }
        Quiet::Some(_) if silenced.len() * 10 > touched => {
            Some(format!("{} of the {touched} cases that it touches fall silent:\n{}", silenced.len(), list()))
        }
        _ => None,
    }
}
