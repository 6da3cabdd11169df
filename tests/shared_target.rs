//! All scenarios against one provider and one consumer that run on, as most deployments do: what a case leaves behind, the
//! others find. Each has the verdict that it has where it is alone, whatever ran before it, beside it, and how often.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::net::TcpListener;
use std::sync::Arc;

use oauth_harness::compile::plan::Case;
use oauth_harness::model::source::Source;
use oauth_harness::model::span::{At, Span};
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::run::Options;
use oauth_harness::{Suite, report, syntax};
use reference_consumer::Consumer;
use reference_provider::{Override, Provider, Route};

use crate::support::peer::Peer;
use crate::support::{embedded_suites, root};

/// What nobody has at a deployment of somebody else's: these cases are skipped there, and it is said why.
const LEVERS: [&str; 4] = [
    "the target has no clock that can be moved, and its `limits` allow no waiting",
    "the target has no provider that misbehaves on demand",
    "the target has no reference provider, which keeps a journal of what it is asked",
    "the target has no leave to lock out a client or a user of its own",
];

/// A provider and a consumer that all cases share.
pub(crate) struct Pair {
    provider: Provider,
    consumer: Consumer,
}

impl Pair {
    async fn start() -> Pair {
        Pair::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut reference_provider::Config)) -> Pair {
        let (provider_listener, consumer_listener) = (listen(), listen());
        let consumer_url = format!("http://localhost:{}", consumer_listener.local_addr().unwrap().port());
        let mut config = reference_provider::Config::embedded();
        let client = config.clients.iter_mut().find(|client| client.client_id == "test-consumer").unwrap();
        client.redirect_uris = vec![format!("{consumer_url}/accounts/testprovider/login/callback/")];
        change(&mut config);
        let environment = reference_provider::Environment::system();
        let provider = Provider::start(config, environment, provider_listener).await.unwrap();
        let base = provider.url().parse().unwrap();
        let secret = Some("test-consumer-secret".to_owned());
        let config = reference_consumer::Config::for_provider(&base, "test-consumer", secret);
        let environment = reference_consumer::Environment::system();
        let consumer = Consumer::start(config, environment, consumer_listener).await.unwrap();
        Pair { provider, consumer }
    }

    pub(crate) fn target(&self) -> Target {
        read(&self.text())
    }

    /// The target file of the embedded pair, in which this one stands in its place.
    fn text(&self) -> String {
        let text = std::fs::read_to_string(root().join("scenarios/targets/reference.yaml")).unwrap();
        let (mut party, mut lines) = ("", Vec::new());
        for line in text.lines() {
            match line {
                "provider:" => party = self.provider.url(),
                "consumer:" => party = self.consumer.url(),
                _ => {}
            }
            let is_place = line.trim_start().starts_with("reference:");
            lines.push(if is_place { format!("  url: {party}") } else { line.to_owned() });
        }
        lines.join("\n")
    }
}

fn read(text: &str) -> Target {
    syntax::target::read(&Source::new("shared.yaml", text), &BTreeMap::new()).unwrap_or_else(|mistakes| {
        let mistakes: Vec<String> = mistakes.iter().map(|mistake| mistake.render(false)).collect();
        panic!("{}", mistakes.join("\n\n"))
    })
}

fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

/// All scenarios at the embedded pair, which starts afresh for each case.
fn alone() -> Arc<Suite> {
    Arc::clone(&embedded_suites()[0])
}

/// The cases whose names are meant.
fn cases(meant: impl Fn(&str) -> bool) -> Vec<Case> {
    alone().cases().into_iter().filter(|case| meant(&case.name)).collect()
}

/// The reports about what is run, without the always-on checks.
async fn run(cases: Vec<Case>, target: &Target) -> Vec<CaseReport> {
    let reports = reports(cases, target, 1).await;
    reports.into_iter().filter(|report| !report.name.starts_with("always/")).collect()
}

const NONE: [&CaseReport; 0] = [];

fn not_green(reports: &[CaseReport]) -> Vec<&CaseReport> {
    reports.iter().filter(|report| !matches!(report.verdict, Verdict::Pass | Verdict::Skip)).collect()
}

async fn reports(cases: Vec<Case>, target: &Target, seed: u64) -> Vec<CaseReport> {
    let mut reports = Vec::new();
    let options = Options { seed, ..Options::default() };
    oauth_harness::run::run(cases, Arc::new(target.clone()), options, std::future::pending(), |event| {
        reports.extend(event.into_report());
    })
    .await;
    reports
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_order_gives_the_same_verdicts_at_a_pair_that_runs_on() {
    let pair = Pair::start().await;
    let alone = alone();
    let (shared, cases) = (pair.target(), alone.cases());
    let mut one_at_once = shared.clone();
    one_at_once.limits.at_once = Some(1);
    let reversed: Vec<Case> = cases.iter().rev().cloned().collect();
    let orders = [
        ("one after the other", cases.clone(), &one_at_once),
        ("several at once", cases.clone(), &shared),
        ("reversed", reversed, &shared),
        ("shuffled", shuffled(cases.clone(), 7), &shared),
    ];
    for (seed, (order, in_order, target)) in (1..).zip(orders) {
        let reports = reports(in_order, target, seed).await;
        let astray = astray(&reports, &cases, &alone.target);
        assert!(astray.is_empty(), "{order}: {} cases:\n{}", astray.len(), astray.join("\n"));
        let passed = reports.iter().filter(|report| report.verdict == Verdict::Pass).count();
        assert!(passed > 350, "{order}: only {passed} cases passed");
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

/// What is wrong in the target file, and what the one report about it says, in whose words.
const WRONG: [(&str, &str, &str, &str); 4] = [
    ("secret: test-consumer-secret", "secret: another", "preflight/web", "invalid_client"),
    ("http://localhost:8003/callback", "http://localhost:8003/elsewhere", "preflight/spa", "redirect"),
    ("password: wonderland-1", "password: wonderland-2", "preflight/web", "does not let `alice` in"),
    ("shows: alice@example.com", "shows: nothing of the kind", "preflight/consumer", "shows no user"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_in_the_target_file_is_told_once_in_the_providers_words() {
    let pair = Pair::start().await;
    for (right, wrong, name, said) in WRONG {
        let text = pair.text();
        assert!(text.contains(right), "{right}");
        let cases = cases(|name| {
            // What a profile shows is a precondition of `code-flow`, too.
            (name.starts_with("provider/code-") && name != "provider/code-flow")
                || name == "pair/sign-in"
                || name.starts_with("provider/keys")
        });
        let reports = run(cases, &read(&text.replace(right, wrong))).await;
        let [report] = not_green(&reports)[..] else { panic!("{wrong}: {:#?}", not_green(&reports)) };
        assert_eq!((report.name.as_str(), report.verdict), (name, Verdict::Error));
        let explained = report::explain(report);
        assert!(explained.contains(said), "{wrong}: {explained}");
        let passed = reports.iter().filter(|report| report.verdict == Verdict::Pass).count();
        assert!(passed > 1, "{wrong}: what does not rest on it is judged");
        assert!(!report.unreachable);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_does_not_answer_is_told_of_once() {
    let target = read(&Pair::start().await.text());
    // The pair is gone.
    let reports = run(cases(|name| name.starts_with("provider/code-")), &target).await;
    let [report] = not_green(&reports)[..] else { panic!("{:#?}", not_green(&reports)) };
    assert_eq!((report.name.as_str(), report.verdict, report.unreachable), ("preflight/web", Verdict::Error, true));
    assert!(report::explain(report).contains("cannot connect"));
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
