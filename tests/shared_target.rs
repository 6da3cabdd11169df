//! All scenarios against one provider and one consumer that keep running, as in most deployments: the state that a case leaves
//! is visible to the others. Each has the same verdict as in isolation, whatever runs before it or concurrently, and however
//! often.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::Read as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use oauth_harness::compile::plan::Case;
use oauth_harness::model::span::{Span, Spanned};
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::{CaseReport, RequirementOutcome, Verdict};
use oauth_harness::report;
use reference_provider::{Override, Route};

use crate::support::pair::{NONE, Pair, cases, isolated, not_green, read, reports, run};
use crate::support::peer::{Peer, read_head};

/// Reasons for skips that apply to any third-party deployment.
const UNAVAILABLE: [&str; 4] = [
    "the target has no adjustable clock, or time to wait in its `limits`",
    "the target has no provider with fault injection",
    "the target has no reference provider, which keeps a journal of its requests",
    "the target has no permission to lock out its clients and users",
];

/// The full reports of the cases whose verdict differs from that in isolation.
fn different(reports: &[CaseReport], cases: &[Case], isolated: &Target) -> Vec<String> {
    let offered = |name: &str| {
        let case = cases.iter().find(|case| case.name == name);
        case.is_none_or(|case| case.lacking(isolated).is_none())
    };
    let is_fine = |report: &&CaseReport| match report.verdict {
        Verdict::Passed => true,
        Verdict::Skipped => {
            let reason = report.reason.as_deref().unwrap_or_default();
            !offered(&report.name) || UNAVAILABLE.contains(&reason) || reason.contains("this takes a wait of")
        }
        _ => false,
    };
    let different = reports.iter().filter(|report| !is_fine(report));
    different.map(|found| format!("{}{}", found.reason.clone().unwrap_or_default(), report::explain(found))).collect()
}

/// The cases in another order, which the seed determines.
fn shuffled(mut cases: Vec<Case>, mut seed: u64) -> Vec<Case> {
    for last in (1..cases.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(seed >> 33).unwrap() % (last + 1);
        cases.swap(last, other);
    }
    cases
}

/// Runs the cases against a shared pair, and expects the verdicts that they have in isolation.
async fn expect_verdicts_as_in_isolation(in_order: Vec<Case>, shared: &Target, seed: u64) {
    let isolated = isolated();
    let reports = reports(in_order, shared, seed).await;
    let different = different(&reports, &isolated.cases(), &isolated.target);
    assert!(different.is_empty(), "{} cases:\n{}", different.len(), different.join("\n"));
    let passed = reports.iter().filter(|report| report.verdict == Verdict::Passed).count();
    assert!(passed > 350, "only {passed} cases passed");
}

/// The second run finds the state that the first one left in the same processes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_and_shuffled_cases_have_the_same_verdicts_as_in_isolation() {
    let pair = Pair::start().await;
    expect_verdicts_as_in_isolation(isolated().cases(), &pair.target(), 1).await;
    expect_verdicts_as_in_isolation(shuffled(isolated().cases(), 7), &pair.target(), 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sequential_cases_in_reverse_have_the_same_verdicts_as_in_isolation() {
    let pair = Pair::start().await;
    let mut one_at_once = pair.target();
    one_at_once.limits.at_once = Some(1);
    expect_verdicts_as_in_isolation(isolated().cases().into_iter().rev().collect(), &one_at_once, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failed_attempts_of_several_runs_do_not_lock_out() {
    let few = serde_json::json!({ "login": { "attempts": 5 }, "client": { "attempts": 5 } });
    let pair = Pair::with(|config| config.policy = config.policy.patched(&few).unwrap()).await;
    let target = pair.target();
    let cases = cases(|name| {
        ["reflected-xss", "password", "secret", "user-enumeration"].iter().any(|part| name.contains(part))
    });
    for seed in 1..=6 {
        let reports = reports(cases.clone(), &target, seed).await;
        assert_eq!(not_green(&reports), NONE, "run {seed}: {reports:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_that_may_lock_out_run_last_and_only_if_permitted() {
    let pair = Pair::start().await;
    let cases = cases(|name| name.contains("brute-force") || name.starts_with("provider/code-single"));
    let mut target = pair.target();
    let reports = run(cases.clone(), &target).await;
    let skipped = |report: &&CaseReport| report.verdict == Verdict::Skipped;
    assert_eq!(reports.iter().filter(skipped).count(), 3, "{reports:#?}");
    target.offers.push(Spanned { value: "may-lock-out".to_owned(), span: Span::default() });
    let reports = run(cases, &target).await;
    assert_eq!(not_green(&reports), NONE, "{reports:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_finding_that_does_not_repeat_is_unstable_and_shown_twice() {
    let twice = Override::faults(["revocation-unknown-error"]).at_endpoint(Route::Revoke).times(3);
    let pair = Pair::with(|config| drop(config.overrides.insert("twice".to_owned(), twice))).await;
    let cases = cases(|name| name == "provider/revocation-of-unknown-token" || name == "provider/token-response");
    let reports = run(cases, &pair.target()).await;
    let verdicts: Vec<Verdict> = reports.iter().map(|report| report.verdict).collect();
    assert_eq!(verdicts, [Verdict::Unstable, Verdict::Passed]);
    let again = reports[0].again.as_ref().expect("the second time");
    assert_eq!(again.verdict, Verdict::Passed);
    assert!(
        !reports[0].transcript().is_empty()
            && !again.transcript().is_empty()
            && reports[0].transcript() != again.transcript()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_finding_that_repeats_is_reported() {
    let always = Override::faults(["revocation-unknown-error"]);
    let pair = Pair::with(|config| drop(config.overrides.insert("always".to_owned(), always))).await;
    let reports = run(cases(|name| name == "provider/revocation-of-unknown-token"), &pair.target()).await;
    assert_eq!(reports[0].verdict, Verdict::Failed);
    assert_eq!(reports[0].again, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_violation_seen_by_an_always_on_check_has_to_repeat() {
    let sniffable = |at: Route| Override::faults(["pages-without-nosniff"]).at_endpoint(at);
    for (case, override_, verdict) in [
        ("provider/jwks-public-keys-only", sniffable(Route::Jwks).times(1), Verdict::Unstable),
        ("provider/jwks-public-keys-only", sniffable(Route::Jwks), Verdict::Warned),
        // The winner of a race varies: a violation that was seen there once counts.
        ("provider/code-race-condition/once", sniffable(Route::Token).times(2), Verdict::Warned),
    ] {
        let pair = Pair::with(|config| drop(config.overrides.insert("once".to_owned(), override_))).await;
        let reports = reports(cases(|name| name == case), &pair.target(), 1).await;
        let found = reports.iter().find(|report| report.name == "always/nosniff").unwrap();
        assert_eq!(found.verdict, verdict, "{}", report::explain(found));
        let is_open = matches!(found.outcomes[0].outcome, RequirementOutcome::Inconclusive(_));
        assert_eq!((is_open, found.again.is_some()), (verdict == Verdict::Unstable, verdict == Verdict::Unstable));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_drops_once_is_not_a_finding() {
    let count = AtomicUsize::new(0);
    let peer = Peer::start(move |_, mut stream| {
        // An idempotent request is sent twice before the harness gives up.
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
    let reports = run(cases(|name| name == "provider/jwks-well-formed"), &read(&text)).await;
    let [report] = not_green(&reports)[..] else { panic!("{reports:#?}") };
    assert_eq!(report.verdict, Verdict::Unstable, "{}", report::explain(report));
    assert!(
        report.again.is_some() && report.outcomes.iter().all(|judged| judged.outcome != RequirementOutcome::Violated)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_timeouts_in_a_row_end_the_run_for_a_host() {
    let peer = Peer::start(|_, mut stream| drop(stream.read_to_end(&mut Vec::new())));
    let text = format!(
        "title: T\nprovider:\n  url: {}\n  pages: {{ authorization: /a, token: /t, discovery: /d, metadata: /m, jwks: /j }}\n\
         connection: {{ timeout-seconds: 0.2 }}\nlimits: {{ at-once: 1 }}\n",
        peer.url
    );
    let cases = cases(|name| name.starts_with("provider/jwks-") || name.starts_with("provider/metadata-"));
    let reports = run(cases, &read(&text)).await;
    let [report] = not_green(&reports)[..] else { panic!("{:#?}", not_green(&reports)) };
    assert!(report.name.starts_with("hosts/127.0.0.1:"), "{report:#?}");
    assert_eq!(peer.connections(), 3);
}

/// A provider remembers the `jti` of proofs and assertions (RFC 9449 §11.1, RFC 7523 §3), and may remember challenges and nonces
/// (RFC 9700 §2.1.1).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_run_with_the_same_seed_sends_no_value_that_the_provider_remembers() {
    let remembers = serde_json::json!({ "pkce": { "reuse-refused": true } });
    let pair = Pair::with(|config| config.policy = config.policy.patched(&remembers).unwrap()).await;
    let about =
        ["dpop", "assertion", "secret-jwt", "private-key", "id-token", "nonce", "challenge", "empty-parameters"];
    let cases = cases(|name| name.starts_with("provider/") && about.iter().any(|word| name.contains(word)));
    assert!(cases.len() > 50, "{}", cases.len());
    for run in 1..=2 {
        let reports = reports(cases.clone(), &pair.target(), 7).await;
        let found: Vec<String> = not_green(&reports).into_iter().map(report::explain).collect();
        assert_eq!(found, [""; 0], "run {run}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn protected_registration_is_judged_with_the_initial_access_token_of_the_target_file() {
    let protected = serde_json::json!({ "registration": { "by": "token-holder" } });
    let pair = Pair::with(|config| config.policy = config.policy.patched(&protected).unwrap()).await;
    let text = pair.text();
    let with_token = text.replacen("  pages:", "  initial-access-token: let-me-register\n  pages:", 1);
    let cases = cases(|name| name.starts_with("provider/registration"));
    for (text, verdict) in [(with_token, Verdict::Passed), (text, Verdict::Skipped)] {
        let reports = run(cases.clone(), &read(&text)).await;
        let other = reports.iter().filter(|report| report.verdict != verdict);
        let other: Vec<String> = other.map(report::explain).collect();
        assert_eq!((reports.len(), other), (cases.len(), Vec::new()), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consent_remembered_from_an_earlier_run_is_not_a_finding() {
    let once = serde_json::json!({ "consent": { "asked": "once" } });
    let pair = Pair::with(|config| config.policy = config.policy.patched(&once).unwrap()).await;
    // Its capability `consent-page` can be read as a statement that it asks every time.
    let target = pair.target();
    let cases = cases(|name| name.contains("consent") || name.contains("reflected-xss") || name == "pair/sign-in");
    for seed in [1, 2] {
        let reports = reports(cases.clone(), &target, seed).await;
        assert_eq!(not_green(&reports), NONE, "{reports:#?}");
        let skipped = reports.iter().find(|report| report.name == "pair/consent-denied").unwrap();
        assert!(skipped.reason.as_deref().unwrap().starts_with("the provider did not ask `alice` for consent again"));
        let passed = |name: &str| reports.iter().any(|report| report.name == name && report.verdict == Verdict::Passed);
        assert!(passed("pair/sign-in") && passed("provider/reflected-xss/script"));
    }
}
