//! What the tests about variants share: the cases without any variant, and targets whose references differ.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::Duration;

use oauth_harness::Suite;
use oauth_harness::compile::plan::Case;
use oauth_harness::model::redacted::RedactedExchange;
use oauth_harness::model::scenario::FaultSet;
use oauth_harness::model::span::{At, Span};
use oauth_harness::model::target::{Party, Place, Target};
use oauth_harness::model::verdict::{CaseReport, Sample, Verdict};
use oauth_harness::run::{Kept, Options};
use oauth_harness::system::{self, Variant};

use super::cover;
use crate::fault_matrix::with_faults;
use crate::support;

/// An answer that takes so long is a late one.
const LATE: Duration = Duration::from_millis(300);

/// A case that passes where nothing differs, and what it exchanges there.
pub(super) struct Base {
    pub(super) case: Case,
    /// The first embedded target that offers what the case needs.
    pub(super) suite: Arc<Suite>,
    pub(super) transcript: String,
    /// The forms of codes, tokens and other secrets, which the transcript only has the names of.
    pub(super) forms: BTreeSet<String>,
    /// How responses were written, which transcripts do not have either.
    pub(super) manner: BTreeSet<String>,
    /// What it exchanges and checks, by kind.
    kinds: BTreeSet<String>,
    /// It is the first case of its scenario, or has a kind that no case before it has.
    pub(super) covers: bool,
    /// Where its requests went, with what grant.
    pub(super) places: BTreeSet<Arc<str>>,
    /// The exchanges as JSON, in which markers are looked for.
    pub(super) exchanged: String,
}

/// All cases, run once without a variant.
pub(super) fn base() -> &'static [Base] {
    static BASE: LazyLock<Vec<Base>> = LazyLock::new(|| {
        let suites = support::embedded_suites();
        let cases = suites.first().map(|suite| suite.cases()).unwrap_or_default();
        let halves = cases.chunks(cases.len().div_ceil(2).max(1));
        thread::scope(|scope| {
            let runs: Vec<_> =
                halves.map(|half| scope.spawn(|| half.iter().map(|case| plain(&suites, case)))).collect();
            let runs = runs.into_iter().flat_map(|run| run.join().expect("no case panics").collect::<Vec<_>>());
            let mut all: Vec<Base> = runs.collect();
            let covers = cover::of(all.iter().map(|base| &base.kinds));
            let mut scenarios = BTreeSet::new();
            let is_first: Vec<bool> =
                all.iter().map(|base| scenarios.insert(base.case.story.scenario.name())).collect();
            let covers: Vec<bool> =
                covers.into_iter().zip(is_first).map(|(covers, is_first)| covers || is_first).collect();
            all.iter_mut().zip(covers).for_each(|(base, covers)| base.covers = covers);
            all
        })
    });
    &BASE
}

fn plain(suites: &[Arc<Suite>], case: &Case) -> Base {
    let offering = suites.iter().find(|suite| case.lacking(&suite.target).is_none());
    let suite = Arc::clone(offering.expect("an embedded target offers what a case needs"));
    let found = suite.run(case, &Options::default());
    assert_eq!(found.verdict, Verdict::Pass, "{} without a variant", case.name);
    let exchanged = serde_json::to_string(&*found.exchanges).expect("a report is plain data");
    Base {
        case: case.clone(),
        transcript: found.transcript(),
        forms: forms(&found),
        manner: manner(&found),
        kinds: cover::kinds(&suite.target.title, case, &found),
        covers: true,
        places: places(&exchanged),
        exchanged,
        suite,
    }
}

/// The paths that were asked for, and the grants and response types that were asked with.
fn places(exchanged: &str) -> BTreeSet<Arc<str>> {
    let after = |marker: &'static str| {
        exchanged
            .split(marker)
            .skip(1)
            .filter_map(move |rest| Some(format!("{marker}{}", rest.split('"').next()?).into()))
    };
    let markers = ["\"url\":{\"address\":\"", "[\"grant_type\",\"", "[\"response_type\",\"", "[\"token_type_hint\",\""];
    markers.into_iter().flat_map(after).collect()
}

/// One case, with the references differing.
pub(super) fn run(base: &Base, variants: &[Variant], exchanges: Kept) -> CaseReport {
    let target = differing(&base.suite.target, variants);
    Suite { stories: Vec::new(), target }.run(&base.case, &Options { exchanges, ..Options::default() })
}

/// One case, with the references misbehaving.
pub(super) fn run_faulty(base: &Base, faults: &FaultSet) -> CaseReport {
    let target = with_faults(&base.suite.target, faults);
    Suite { stories: Vec::new(), target }
        .run(&base.case, &Options { exchanges: Kept::OfFindings, ..Options::default() })
}

/// Whether it says that something is wrong.
pub(super) fn is_accusation(found: &CaseReport) -> bool {
    !matches!(found.verdict, Verdict::Pass | Verdict::Skip | Verdict::Error)
}

/// The length and the alphabet of each secret of a case.
pub(super) fn forms(found: &CaseReport) -> BTreeSet<String> {
    let samples = found.always.iter().flat_map(|looked| &looked.samples);
    let form = |sample: &Sample| {
        let has = |test: fn(char) -> bool| sample.value.contains(test);
        let alphabet = (has(|c| c.is_ascii_lowercase()), has(|c| c.is_ascii_uppercase()), sample.value.contains('.'));
        format!("{} {} {alphabet:?}", sample.kind, sample.value.len())
    };
    samples.map(form).collect()
}

/// Media types and locations as they were written, and whether an answer came late.
pub(super) fn manner(found: &CaseReport) -> BTreeSet<String> {
    let manner = |exchange: &RedactedExchange| {
        let response = exchange.response()?;
        let location = response.location.as_ref().map(|location| &*location.written);
        let pace = if exchange.took >= LATE { "late" } else { "soon" };
        Some(format!("{} {} {pace}", response.written, location.unwrap_or_default()))
    };
    found.exchanges.iter().filter_map(manner).collect()
}

/// The target, with its references differing; the features that the variants take away, it no longer offers.
pub(super) fn differing(target: &Target, variants: &[Variant]) -> Target {
    let mut target = target.clone();
    for variant in variants {
        let place = match variant.party {
            "provider" => target.provider.as_mut().map(|Party { place, .. }| place),
            _ => target.consumer.as_mut().map(|Party { place, .. }| place),
        };
        // Some targets have no consumer.
        let Some(place) = place else { continue };
        let Place::Reference(options) = place else { panic!("the reference targets have references") };
        options.variants.push(At { value: variant.name.to_owned(), span: Span::default() });
    }
    system::forget_lost_features(&mut target);
    target
}
