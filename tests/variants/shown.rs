//! Each variant is seen: a case has other exchanges with it, or what transcripts do not have is otherwise. One that nothing
//! shows could be silent because it does nothing.

use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use oauth_harness::Suite;
use oauth_harness::model::verdict::CaseReport;
use oauth_harness::proof::{reports_violation, touches, with_undeclared_variants};
use oauth_harness::run::{KeptExchanges, Options};
use oauth_harness::system::{self, Variant};
use tokio::runtime::Runtime;

use super::back_channel;
use super::base::{BaseRun, base, forms, is_late, manner, run};
use super::known::{ShownIn, is_updating, known, note_shown};
use super::shown_scenarios;
use super::tour::TOUR;

/// Variants that no exchange shows, and why they are rows anyway: a new scenario could well be caught by them.
const HIDDEN: [(&str, &str); 2] = [
    (
        "consumer/iss-required",
        "it shows only where a response lacks `iss` or names another provider, and then no user can sign in; \
         `reference-consumer/tests/openid.rs` has a test",
    ),
    ("provider/header-lines-folded", "hyper joins the lines again; `dispatch/message.rs` of the provider has a test"),
];

/// Why nothing shows a variant, where that is known.
pub(super) fn hidden(variant: &Variant) -> Option<&'static str> {
    HIDDEN.iter().find(|(name, _)| *name == variant.full_name()).map(|(_, why)| *why)
}

pub(super) fn trials(variants: &[Variant]) -> Vec<Trial> {
    variants.iter().copied().map(of_one).collect()
}

/// Whether one variant shows.
pub(super) fn of_one(variant: Variant) -> Trial {
    Trial::test(format!("variant_matrix/{}/shown", variant.full_name()), move || is_shown(&variant))
}

/// The variant shows where the page says so; a new page has where it does.
pub(super) fn is_shown(variant: &Variant) -> Result<(), Failed> {
    let known = known(variant);
    if known.shown.as_ref().is_some_and(|shown| shows(shown, variant)) {
        return Ok(());
    }
    if is_updating() {
        let found = found(variant);
        note_shown(variant, found.clone());
        return match (found, hidden(variant)) {
            (None, None) => Err(Failed::from(format!(
                "{}: no exchange shows it. Either it does nothing, or a scenario is missing that would meet it",
                variant.full_name()
            ))),
            (Some(shown), Some(_)) => {
                Err(Failed::from(format!("{}: {shown} shows it; take it out of `HIDDEN`", variant.full_name())))
            }
            _ => Ok(()),
        };
    }
    match (&known.shown, hidden(variant)) {
        (None, Some(_)) => Ok(()),
        (shown, _) => {
            let shown = shown.as_ref().map_or("no case is known to show it".to_owned(), |shown| {
                format!("it does not show any more in {shown}")
            });
            Err(Failed::from(format!(
                "{0}: {shown}. To find another: UPDATE_VARIANTS=1 cargo test -p oauth-harness --test cases \
                 variant_matrix/{0}/shown",
                variant.full_name()
            )))
        }
    }
}

/// Whether it does show there.
fn shows(shown: &ShownIn, variant: &Variant) -> bool {
    match shown {
        ShownIn::By(name) => base().iter().any(|base| base.case.name == *name && differs(base, variant)),
        ShownIn::InPaceOf(name) => base().iter().any(|base| base.case.name == *name && is_late(&whole(base, variant))),
        ShownIn::OnBackChannel => back_channel::shows(variant),
        ShownIn::InScenario(plan) => shown_scenarios::shows(variant, plan),
        ShownIn::InAddress => is_elsewhere(variant),
    }
}

/// Where it shows: a case of the tour, one of the others, or what no transcript has.
fn found(variant: &Variant) -> Option<ShownIn> {
    let is_on_tour = |base: &&BaseRun| TOUR.iter().any(|one| one.case.name == base.case.name);
    let others = base().iter().filter(|base| !is_on_tour(base));
    let touched = |base: &&BaseRun| touches(variant, &base.exchanged);
    let shows = |base: &&BaseRun| differs(base, variant) && is_steady(base);
    let is_later = |base: &&BaseRun| {
        (0..3).all(|_| is_late(&whole(base, variant)) && !is_late(&run(base, &[], KeptExchanges::All)))
    };
    let added = || match variant.party {
        "consumer" if is_elsewhere(variant) => Some(ShownIn::InAddress),
        "consumer" => back_channel::shows(variant).then_some(ShownIn::OnBackChannel),
        _ => shown_scenarios::found(variant).map(ShownIn::InScenario),
    };
    let name = |base: &BaseRun| base.case.name.clone();
    let on_tour = || TOUR.iter().copied().filter(touched);
    let in_exchanges = on_tour().find(shows).map(|base| ShownIn::By(name(base)));
    in_exchanges
        .or_else(added)
        .or_else(|| on_tour().next().filter(is_later).map(|base| ShownIn::InPaceOf(name(base))))
        .or_else(|| others.filter(touched).find(shows).map(|base| ShownIn::By(name(base))))
}

/// Whether a case runs, and its exchanges, or how they are written, are other ones than without the variant.
fn differs(base: &BaseRun, variant: &Variant) -> bool {
    if !variant.without().is_empty() {
        // A case about what it takes away is skipped. Where the case does not note that, the case sees that it is gone.
        let target = with_undeclared_variants(&base.suite.target, std::slice::from_ref(variant));
        let found = Suite { plans: Vec::new(), target }.run(&base.case, &Options::default());
        return !is_as_before(base, &found);
    }
    let found = whole(base, variant);
    // A case that is not run at all shows nothing.
    !found.exchanges.is_empty() && !reports_violation(&found) && !is_as_before(base, &found)
}

/// Whether a case that is run once more is what it was.
fn is_steady(base: &BaseRun) -> bool {
    is_as_before(base, &run(base, &[], KeptExchanges::All))
}

fn is_as_before(base: &BaseRun, found: &CaseReport) -> bool {
    found.transcript() == base.transcript && forms(found) == base.forms && manner(found) == base.manner
}

fn whole(base: &BaseRun, variant: &Variant) -> CaseReport {
    run(base, std::slice::from_ref(variant), KeptExchanges::All)
}

/// Whether the reference is at another address of this machine.
fn is_elsewhere(variant: &Variant) -> bool {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
    let Some(base) = base().iter().find(|base| base.case.name == "pair/sign-in") else { return false };
    let hosts = |variants: &[Variant]| -> Vec<Option<String>> {
        let running = RUNTIME.block_on(system::start(&with_undeclared_variants(&base.suite.target, variants)));
        let deployment = running.expect("the references start").deployment;
        deployment.sites().map(|site| site.host_str().map(str::to_owned)).collect()
    };
    hosts(&[]) != hosts(std::slice::from_ref(variant))
}
