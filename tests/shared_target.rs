//! All scenarios against one provider and one consumer that run on, as most deployments do: what a case leaves behind, the
//! others find. Each has the verdict that it has where it is alone, whatever ran before it, beside it, and how often.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::Read as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use oauth_harness::compile::plan::Case;
use oauth_harness::model::span::{At, Span};
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::{CaseReport, Judgement, Verdict};
use oauth_harness::report;
use reference_provider::{Override, Route};

use crate::support::pair::{NONE, Pair, alone, cases, not_green, read, reports, run};
use crate::support::peer::{Peer, read_head};

/// What nobody has at a deployment of somebody else's: these cases are skipped there, and it is said why.
const LEVERS: [&str; 4] = [
    "the target has no adjustable clock, or time to wait in its `limits`",
    "the target has no provider with fault injection",
    "the target has no reference provider, which keeps a journal of its requests",
    "the target has no permission to lock out its clients and users",
];

/// What is not as it is where a case is alone, in full.
fn astray(reports: &[CaseReport], cases: &[Case], alone: &Target) -> Vec<String> {
    let offered = |name: &str| {
        let case = cases.iter().find(|case| case.name == name);
        case.is_none_or(|case| case.lacking(alone).is_none())
    };
    let is_fine = |report: &&CaseReport| match report.verdict {
        Verdict::Pass => true,
        Verdict::Skip => {
            let reason = report.reason.as_deref().unwrap_or_default();
            !offered(&report.name) || LEVERS.contains(&reason) || reason.contains("would have to be waited for")
        }
        _ => false,
    };
    let astray = reports.iter().filter(|report| !is_fine(report));
    astray.map(|found| format!("{}{}", found.reason.clone().unwrap_or_default(), report::explain(found))).collect()
}

/// The same cases in another order, the same for each seed.
fn shuffled(mut cases: Vec<Case>, mut seed: u64) -> Vec<Case> {
    for last in (1..cases.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(seed >> 33).unwrap() % (last + 1);
        cases.swap(last, other);
    }
    cases
}

/// Runs the cases at a pair that runs on, and expects the verdicts that they have where each is alone.
async fn expect_verdicts_as_alone(in_order: Vec<Case>, shared: &Target, seed: u64) {
    let alone = alone();
    let reports = reports(in_order, shared, seed).await;
    let astray = astray(&reports, &alone.cases(), &alone.target);
    assert!(astray.is_empty(), "{} cases:\n{}", astray.len(), astray.join("\n"));
    let passed = reports.iter().filter(|report| report.verdict == Verdict::Pass).count();
    assert!(passed > 350, "only {passed} cases passed");
}

/// The second run finds what the first one left at the same process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_cases_at_once_and_then_shuffled_have_the_verdicts_that_they_have_alone() {
    let pair = Pair::start().await;
    expect_verdicts_as_alone(alone().cases(), &pair.target(), 1).await;
    expect_verdicts_as_alone(shuffled(alone().cases(), 7), &pair.target(), 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_in_reverse_one_after_the_other_have_the_verdicts_that_they_have_alone() {
    let pair = Pair::start().await;
    let mut one_at_once = pair.target();
    one_at_once.limits.at_once = Some(1);
    expect_verdicts_as_alone(alone().cases().into_iter().rev().collect(), &one_at_once, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_wrong_on_purpose_does_not_add_up_over_runs() {
    let few = serde_json::json!({ "login": { "attempts": 5 }, "client": { "attempts": 5 } });
    let pair = Pair::with(|config| config.policy = config.policy.patched(&few).unwrap()).await;
    let target = pair.target();
    let cases = cases(|name| ["markup", "password", "secret", "user-names"].iter().any(|part| name.contains(part)));
    for seed in 1..=6 {
        let reports = reports(cases.clone(), &target, seed).await;
        assert_eq!(not_green(&reports), NONE, "run {seed}: {reports:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_lock_somebody_out_comes_last_and_only_where_it_is_allowed() {
    let pair = Pair::start().await;
    let cases = cases(|name| name.contains("guessing") || name.starts_with("provider/code-single"));
    let mut target = pair.target();
    let reports = run(cases.clone(), &target).await;
    let skipped = |report: &&CaseReport| report.verdict == Verdict::Skip;
    assert_eq!(reports.iter().filter(skipped).count(), 3, "{reports:#?}");
    target.offers.push(At { value: "may-lock-out".to_owned(), span: Span::default() });
    let reports = run(cases, &target).await;
    assert_eq!(not_green(&reports), NONE, "{reports:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_repeat_is_unstable_and_shown_twice() {
    let twice = Override::faults(["revocation-unknown-error"]).at_endpoint(Route::Revoke).times(3);
    let pair = Pair::with(|config| drop(config.overrides.insert("twice".to_owned(), twice))).await;
    let cases = cases(|name| name == "provider/revocation-of-unknown-token" || name == "provider/token-response");
    let reports = run(cases, &pair.target()).await;
    let verdicts: Vec<Verdict> = reports.iter().map(|report| report.verdict).collect();
    assert_eq!(verdicts, [Verdict::Unstable, Verdict::Pass]);
    let again = reports[0].again.as_ref().expect("the second time");
    assert_eq!(again.verdict, Verdict::Pass);
    assert!(
        !reports[0].transcript().is_empty()
            && !again.transcript().is_empty()
            && reports[0].transcript() != again.transcript()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_repeats_is_reported() {
    let always = Override::faults(["revocation-unknown-error"]);
    let pair = Pair::with(|config| drop(config.overrides.insert("always".to_owned(), always))).await;
    let reports = run(cases(|name| name == "provider/revocation-of-unknown-token"), &pair.target()).await;
    assert_eq!(reports[0].verdict, Verdict::Fail);
    assert_eq!(reports[0].again, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_always_on_check_saw_once_has_to_be_seen_again() {
    let sniffable = |at: Route| Override::faults(["pages-sniffable"]).at_endpoint(at);
    for (case, override_, verdict) in [
        ("provider/keys-public", sniffable(Route::Jwks).times(1), Verdict::Unstable),
        ("provider/keys-public", sniffable(Route::Jwks), Verdict::Warn),
        // Who wins a race differs from time to time: what was seen there once is true.
        ("provider/code-race/once", sniffable(Route::Token).times(2), Verdict::Warn),
    ] {
        let pair = Pair::with(|config| drop(config.overrides.insert("once".to_owned(), override_))).await;
        let reports = reports(cases(|name| name == case), &pair.target(), 1).await;
        let found = reports.iter().find(|report| report.name == "always/media-types-binding").unwrap();
        assert_eq!(found.verdict, verdict, "{}", report::explain(found));
        let is_open = matches!(found.outcomes[0].judgement, Judgement::Inconclusive(_));
        assert_eq!((is_open, found.again.is_some()), (verdict == Verdict::Unstable, verdict == Verdict::Unstable));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_drops_once_accuses_nobody() {
    let count = AtomicUsize::new(0);
    let peer = Peer::start(move |_, mut stream| {
        // A request that may be repeated is sent twice before the harness gives up.
        if read_head(&stream) && count.fetch_add(1, Ordering::SeqCst) > 1 {
            let body = r#"{"keys": [{"kty": "EC"}]}"#;
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
            let _ = write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len());
        }
    });
    let text = format!(
        "title: T\nprovider:\n  url: {}\n  pages: {{ authorization: /a, token: /t, jwks: /j }}\nlimits: {{ at-once: 1 }}\n",
        peer.url
    );
    let reports = run(cases(|name| name == "provider/keys-readable"), &read(&text)).await;
    let [report] = not_green(&reports)[..] else { panic!("{reports:#?}") };
    assert_eq!(report.verdict, Verdict::Unstable, "{}", report::explain(report));
    assert!(report.again.is_some() && report.outcomes.iter().all(|outcome| outcome.judgement != Judgement::Violated));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_time_outs_in_a_row_end_the_run_for_a_host() {
    let peer = Peer::start(|_, mut stream| drop(stream.read_to_end(&mut Vec::new())));
    let text = format!(
        "title: T\nprovider:\n  url: {}\n  pages: {{ authorization: /a, token: /t, discovery: /d, metadata: /m, jwks: /j }}\n\
         connection: {{ timeout-seconds: 0.2 }}\nlimits: {{ at-once: 1 }}\n",
        peer.url
    );
    let cases = cases(|name| name.starts_with("provider/keys-") || name.starts_with("provider/metadata-"));
    let reports = run(cases, &read(&text)).await;
    let [report] = not_green(&reports)[..] else { panic!("{:#?}", not_green(&reports)) };
    assert!(report.name.starts_with("hosts/127.0.0.1:"), "{report:#?}");
    assert_eq!(peer.connections(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_remembers_consent_is_not_blamed_for_what_an_earlier_run_left() {
    let once = serde_json::json!({ "consent": { "asked": "once" } });
    let pair = Pair::with(|config| config.policy = config.policy.patched(&once).unwrap()).await;
    // It says that it asks every time, which is how one may understand `consent-page`.
    let target = pair.target();
    let cases = cases(|name| name.contains("consent") || name.contains("markup") || name == "pair/sign-in");
    for seed in [1, 2] {
        let reports = reports(cases.clone(), &target, seed).await;
        assert_eq!(not_green(&reports), NONE, "{reports:#?}");
        let skipped = reports.iter().find(|report| report.name == "pair/consent-denied").unwrap();
        assert!(skipped.reason.as_deref().unwrap().starts_with("the provider did not ask `alice` for consent again"));
        let passed = |name: &str| reports.iter().any(|report| report.name == name && report.verdict == Verdict::Pass);
        assert!(passed("pair/sign-in") && passed("provider/markup-in-parameters/script"));
    }
}
