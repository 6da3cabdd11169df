//! The whole set under each house style: nothing is found, and most cases still come to a verdict.

use libtest_mimic::{Failed, Trial};
use oauth_harness::model::verdict::Verdict;
use oauth_harness::proof::reports_violation;
use oauth_harness::report;
use oauth_harness::run::KeptExchanges;
use oauth_harness::run::always_on::AlwaysOnSummary;
use oauth_harness::system::{self, Variant};

use super::base::{base, run};
use super::styles::{STYLES, Style};

/// The share of the cases, in percent, that a style may leave without a verdict.
const SILENT: usize = 35;

/// What costs nothing and is always looked at: each style has ten variants that exist.
pub(super) fn of_the_list() -> Trial {
    Trial::test("house_styles/list", || {
        let wrong: Vec<&str> = STYLES.iter().filter(|style| variants(style).len() != 10).map(|style| style.0).collect();
        if STYLES.len() == 20 && wrong.is_empty() {
            Ok(())
        } else {
            Err(Failed::from(format!("not ten variants: {wrong:?}")))
        }
    })
}

pub(super) fn trials() -> Vec<Trial> {
    STYLES.iter().map(|style| Trial::test(format!("house_styles/{}", style.0), || is_silent(style))).collect()
}

/// The variants of a style.
pub(super) fn variants((name, variants): &Style) -> Vec<Variant> {
    let all = system::variants();
    let found = |full_name: &&str| all.iter().find(|variant| variant.full_name() == **full_name).copied();
    variants.iter().map(|name_of| found(name_of).unwrap_or_else(|| panic!("{name}: no variant `{name_of}`"))).collect()
}

fn is_silent(style: &Style) -> Result<(), Failed> {
    let variants = variants(style);
    let (mut mistakes, mut silent, mut always) = (Vec::new(), Vec::new(), AlwaysOnSummary::default());
    for base in base() {
        let found = run(base, &variants, KeptExchanges::OfFindings);
        always.note(&found);
        match found.verdict {
            Verdict::Passed => {}
            Verdict::Skipped | Verdict::Inconclusive => silent.push(base.case.name.as_str()),
            _ => mistakes.push(report::explain(&found)),
        }
    }
    let target = &base().first().ok_or("there are cases")?.suite.target;
    let found = always.reports(target, |_| true).into_iter();
    mistakes.extend(found.filter(reports_violation).map(|found| report::explain(&found)));
    if silent.len() * 100 > base().len() * SILENT {
        mistakes.push(format!("{} of {} cases have no verdict: {}", silent.len(), base().len(), silent.join(", ")));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failed::from(mistakes.join("\n"))) }
}
