//! What the tests about variants share: the cases without any variant, and targets whose references differ.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::Duration;

use oauth_harness::Suite;
use oauth_harness::compile::plan::Case;
use oauth_harness::model::redacted::RedactedExchange;
use oauth_harness::model::scenario::FaultSet;
use oauth_harness::model::verdict::{CaseReport, Sample, Verdict};
use oauth_harness::proof::{differing, with_faults};
use oauth_harness::run::{KeptExchanges, Options};
use oauth_harness::system::Variant;

use crate::support;

/// An answer that takes so long is a late one.
const LATE: Duration = Duration::from_millis(300);

/// How many cases run at the same time, for each test that runs.
const THREADS: usize = 2;

/// A case that passes where nothing differs, and what it exchanges there.
pub(super) struct BaseRun {
    pub(super) case: Case,
    /// The first embedded target that offers what the case needs.
    pub(super) suite: Arc<Suite>,
    pub(super) transcript: String,
    /// The forms of codes, tokens and other secrets, which the transcript only has the names of.
    pub(super) forms: BTreeSet<String>,
    /// How responses were written, which transcripts do not have either.
    pub(super) manner: BTreeSet<String>,
    /// Where its requests went, with what grant.
    pub(super) places: BTreeSet<Arc<str>>,
    /// The exchanges as JSON, in which markers are looked for.
    pub(super) exchanged: String,
}

/// All cases, run once without a variant.
pub(super) fn base() -> &'static [BaseRun] {
    static BASE: LazyLock<Vec<BaseRun>> = LazyLock::new(|| {
        let suites = support::embedded_suites();
        let cases = suites.first().map(|suite| suite.cases()).unwrap_or_default();
        side_by_side(&cases, |case| plain(&suites, case))
    });
    &BASE
}

/// What becomes of each item, in their order. Some cases do nothing but wait: others run meanwhile.
pub(super) fn side_by_side<I: Sync, R: Send>(items: &[I], run: impl Fn(&I) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut taken = Vec::new();
        while let Some((number, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, items.get(n)?)))
        {
            taken.push((number, run(item)));
        }
        taken
    };
    let mut all: Vec<(usize, R)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(take)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no case panics")).collect()
    });
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, result)| result).collect()
}

fn plain(suites: &[Arc<Suite>], case: &Case) -> BaseRun {
    let offering = suites.iter().find(|suite| case.lacking(&suite.target).is_none());
    let suite = Arc::clone(offering.expect("an embedded target offers what a case needs"));
    let found = suite.run(case, &Options::default());
    assert_eq!(found.verdict, Verdict::Passed, "{} without a variant", case.name);
    let exchanged = serde_json::to_string(&*found.exchanges).expect("a report is plain data");
    BaseRun {
        case: case.clone(),
        transcript: found.transcript(),
        forms: forms(&found),
        manner: manner(&found),
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
pub(super) fn run(base: &BaseRun, variants: &[Variant], exchanges: KeptExchanges) -> CaseReport {
    let target = differing(&base.suite.target, variants);
    Suite { plans: Vec::new(), target }.run(&base.case, &Options { exchanges, ..Options::default() })
}

/// One case, with the references misbehaving.
pub(super) fn run_faulty(base: &BaseRun, faults: &FaultSet) -> CaseReport {
    let target = with_faults(&base.suite.target, faults);
    Suite { plans: Vec::new(), target }
        .run(&base.case, &Options { exchanges: KeptExchanges::OfFindings, ..Options::default() })
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

/// Media types and locations as they were written.
pub(super) fn manner(found: &CaseReport) -> BTreeSet<String> {
    let manner = |exchange: &RedactedExchange| {
        let response = exchange.response()?;
        let location = response.location.as_ref().map(|location| &*location.written);
        Some(format!("{} {}", response.written, location.unwrap_or_default()))
    };
    found.exchanges.iter().filter_map(manner).collect()
}

/// Whether an answer came late.
pub(super) fn is_late(found: &CaseReport) -> bool {
    found.exchanges.iter().any(|exchange| exchange.took >= LATE)
}
