//! Each check is proven able to stay silent: with every variant of the references, which differ from the strict ones and are
//! right, no case and no always-on check finds anything. A case may be skipped or not judged only where the row of the
//! variant says so, and `scenarios/VARIANTS.md` lists it. A variant that no exchange shows is refused.
//!
//! A variant runs over the cases that touch its subject (`tests/support/touch.rs`); `VARIANTS=whole` runs all of them.

use libtest_mimic::{Failed, Trial};
use oauth_harness::Suite;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report;
use oauth_harness::run::always::Always;
use oauth_harness::run::{Kept, Options};
use oauth_harness::system::{self, Quiet, Variant};

use crate::touch::touches;
use crate::variant_page::{self, Silenced};
use crate::variants::{Base, base, differing, forms, manner};

pub(super) fn trials() -> Vec<Trial> {
    let variants = system::variants().into_iter();
    let trial =
        |variant: Variant| Trial::test(format!("variant_matrix/{}", variant.full_name()), move || is_silent(&variant));
    variants.map(trial).collect()
}

/// With the variant, nothing is found; what falls silent is what its row permits; and something is different.
fn is_silent(variant: &Variant) -> Result<(), Failed> {
    let whole = std::env::var_os("VARIANTS").is_some_and(|value| value == "whole");
    let touched: Vec<&Base> = base().iter().filter(|base| whole || touches(variant, base)).collect();
    let (mut mistakes, mut silenced, mut shows) = (Vec::new(), Vec::new(), false);
    let mut always = Always::default();
    for base in &touched {
        let target = differing(&base.suite.target, std::slice::from_ref(variant));
        let exchanges = if shows { Kept::OfFindings } else { Kept::All };
        let options = Options { exchanges, ..Options::default() };
        let found = Suite { stories: Vec::new(), target }.run(&base.case, &options);
        shows = shows || found.verdict == Verdict::Pass && is_different(&found, base);
        always.note(&found);
        match found.verdict {
            Verdict::Pass => {}
            Verdict::Skip | Verdict::Error => {
                shows = true;
                silenced.push(Silenced { case: base.case.name.clone(), reason: reason(&found) });
            }
            _ => mistakes.push(report::explain(&found)),
        }
    }
    let target = touched.first().map(|base| &base.suite.target).ok_or("no case touches its subject")?;
    let found = always.reports(target, |_| true).into_iter();
    mistakes.extend(found.filter(is_accusation).map(|found| report::explain(&found)));
    mistakes.extend(too_silent(variant, touched.len(), &silenced));
    if !shows {
        mistakes.push("no exchange shows it".to_owned());
    }
    mistakes.extend(variant_page::note(variant, touched.len(), silenced).err());
    if mistakes.is_empty() { Ok(()) } else { Err(Failed::from(mistakes.join("\n"))) }
}

fn is_different(found: &CaseReport, base: &Base) -> bool {
    found.transcript() != base.transcript || forms(found) != base.forms || manner(found) != base.manner
}

fn is_accusation(found: &CaseReport) -> bool {
    !matches!(found.verdict, Verdict::Pass | Verdict::Skip | Verdict::Error)
}

fn reason(found: &CaseReport) -> String {
    let first = found.findings.first().map(|finding| finding.mismatch.expected.clone());
    found.reason.clone().or(first).unwrap_or_default()
}

/// What is wrong with the cases that fall silent: the row does not permit it, or not that many.
fn too_silent(variant: &Variant, touched: usize, silenced: &[Silenced]) -> Option<String> {
    let list =
        || silenced.iter().map(|case| format!("  {}: {}", case.case, case.reason)).collect::<Vec<_>>().join("\n");
    match variant.quiet {
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
