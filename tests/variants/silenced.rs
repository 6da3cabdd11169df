//! A case falls silent with a variant only where the row of the variant permits it, at most a tenth of those that it touches,
//! and for the reason that `scenarios/VARIANTS.md` has.

use libtest_mimic::{Failed, Trial};
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::proof::touches;
use oauth_harness::report;
use oauth_harness::run::KeptExchanges;
use oauth_harness::system::{Quiet, Variant};

use super::base::{base, run};
use super::known::{is_updating, known, note_silenced, noted};

pub(super) fn trials(variants: &[Variant]) -> Vec<Trial> {
    let is_quiet = |variant: &&Variant| variant.quiet != Quiet::None || !known(variant).silenced.is_empty();
    variants.iter().filter(is_quiet).copied().map(of_one).collect()
}

/// The cases that one variant silences.
pub(super) fn of_one(variant: Variant) -> Trial {
    Trial::test(format!("variant_matrix/{}/silenced", variant.full_name()), move || as_known(&variant))
}

/// Each case that is known to fall silent does, alone with the variant.
fn as_known(variant: &Variant) -> Result<(), Failed> {
    let mut mistakes = Vec::new();
    for (case, reason) in &known(variant).silenced {
        let Some(base) = base().iter().find(|base| base.case.name == *case && touches(variant, &base.exchanged)) else {
            mistakes.extend(otherwise(variant, case, None, "there is no such case that it touches").err());
            continue;
        };
        let found = run(base, std::slice::from_ref(variant), KeptExchanges::OfFindings);
        match found.verdict {
            Verdict::Skipped | Verdict::Inconclusive if self::reason(&found) == *reason => {}
            Verdict::Skipped | Verdict::Inconclusive => mistakes.extend(unexpected(variant, &found).err()),
            Verdict::Passed => {
                mistakes.extend(otherwise(variant, case, None, "it does not fall silent any more").err())
            }
            _ => mistakes.push(report::explain(&found)),
        }
    }
    mistakes.extend(too_many(variant));
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes.join("\n").into()) }
}

/// A case falls silent that did not, or for another reason: that is noted for a new page, if the row permits it.
pub(super) fn unexpected(variant: &Variant, found: &CaseReport) -> Result<(), String> {
    let reason = reason(found);
    if variant.quiet == Quiet::None {
        return Err(format!(
            "{}: `{}` falls silent: {reason}. Most often a step asks for more than it needs; mend it. If nothing is left to \
             judge, say so in the row of the variant (`quiet because …` or `without …`)",
            variant.full_name(),
            found.name
        ));
    }
    otherwise(variant, &found.name, Some(reason.clone()), &format!("it falls silent: {reason}"))
}

fn otherwise(variant: &Variant, case: &str, reason: Option<String>, what: &str) -> Result<(), String> {
    if is_updating() {
        note_silenced(variant, case, reason);
        return Ok(());
    }
    let name = variant.full_name();
    Err(format!(
        "{name}: `{case}` is otherwise than scenarios/VARIANTS.md says: {what}. If that is right: UPDATE_VARIANTS=1 cargo test \
         -p oauth-harness --test cases variant_matrix/{name}"
    ))
}

/// What is wrong with the number of cases that fall silent.
fn too_many(variant: &Variant) -> Option<String> {
    let name = variant.full_name();
    let silenced = noted().get(&name).map(|known| known.silenced.len()).unwrap_or_default();
    let touched = base().iter().filter(|base| touches(variant, &base.exchanged)).count();
    match variant.quiet {
        // With a new page, they are found at the same time.
        Quiet::Some(_) | Quiet::Without(..) if silenced == 0 && !is_updating() => {
            Some(format!("{name}: its row says that cases fall silent, and none does: take that out of its row"))
        }
        Quiet::None if silenced > 0 => {
            Some(format!("{name}: {silenced} cases fall silent, and its row does not say why"))
        }
        Quiet::Some(_) if silenced * 10 > touched => Some(format!(
            "{name}: {silenced} of the {touched} cases that it touches fall silent, and a tenth may. Mend the steps that ask \
             for more than they need, or say in its row which feature it is `without`"
        )),
        _ => None,
    }
}

/// Why a case has no verdict, on one line: the page has a line for each reason.
fn reason(found: &CaseReport) -> String {
    let first = found.findings.first().map(|finding| finding.mismatch.expected.clone());
    let reason = found.reason.clone().or(first).unwrap_or_default();
    reason.lines().next().unwrap_or_default().to_owned()
}
