//! What does not work at all at another team's target is reported once, in the provider's own words, in a few lines, and nothing
//! that rests on it is run.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::Read as _;
use std::sync::Arc;

use oauth_harness::compile::plan::Case;
use oauth_harness::model::event::Event;
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report;
use oauth_harness::run::Options;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::pair::{Pair, cases, not_green, read, run_and_show};
use crate::support::peer::{Peer, read_head};

/// What a terminal shows is read at a glance.
const LINES: usize = 60;

/// The only report that is not green, and what passed next to it.
async fn only(cases: Vec<Case>, target: &Target, options: Options) -> (CaseReport, Vec<String>, String) {
    let (reports, shown) = run_and_show(cases, target, options).await;
    let [report] = not_green(&reports)[..] else { panic!("{shown}") };
    assert_eq!(report.verdict, Verdict::Inconclusive, "{shown}");
    assert!(report.outcomes.is_empty(), "no party is accused of anything");
    assert!(shown.lines().count() < LINES, "{shown}");
    let passed =
        reports.iter().filter(|report| report.verdict == Verdict::Passed && !report.name.starts_with("always/"));
    let passed = passed.map(|report| report.name.clone()).collect();
    (report.clone(), passed, shown)
}

/// What is wrong in the target file, and what the one report about it says, in whose words.
const WRONG: [(&str, &str, &str, &str); 9] = [
    ("secret: second-consumer-secret", "secret: another", "preflight/other", "invalid_client"),
    ("http://localhost:8003/callback", "http://localhost:8003/elsewhere", "preflight/spa", "redirect"),
    ("secret: pushing-app-secret", "secret: another", "preflight/pushing", "invalid_client"),
    ("secret: second-api-secret", "secret: another", "preflight/api", "invalid_client"),
    ("id: signing-app", "id: unknown-app", "preflight/signing", "registered"),
    ("password: builder-22", "password: builder-23", "preflight/web", "rejects the login of `bob`"),
    ("password: malice-333", "password: malice-334", "preflight/web", "rejects the login of `mallory`"),
    ("shows: bob@example.com", "shows: nothing of the kind", "preflight/profile", "users.bob.shows"),
    ("shows: alice@example.com", "shows: nothing of the kind", "preflight/consumer", "shows no user"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_in_the_target_file_is_reported_once_and_what_does_not_rest_on_it_is_judged() {
    let pair = Pair::start().await;
    let cases = cases(|name| {
        let provider = [
            "code-flow",
            "code-bound-to-client",
            "introspection-audience-restriction",
            "jwks-public-keys-only",
            "pushed-request",
            "redirect-uri-of-public-client",
            "request-object-required",
            "session-fixation-at-provider",
        ];
        let named = |id: &&str| name == format!("provider/{id}") || name.starts_with(&format!("provider/{id}/"));
        provider.iter().any(named) || name == "pair/sign-in" || name == "pair/two-users"
    });
    // What the always-on checks see is not more relevant here than it is to the reader.
    let quiet = || Options { always: Some(Vec::new()), ..Options::default() };
    let (reports, shown) = run_and_show(cases.clone(), &pair.target(), quiet()).await;
    assert!(not_green(&reports).is_empty(), "{shown}");
    for (right, wrong, name, said) in WRONG {
        let text = pair.text();
        assert!(text.contains(right), "{right}");
        // A user that neither shows is reported once, for the consumer.
        let meant = |case: &&Case| name != "preflight/profile" || case.name.starts_with("provider/");
        let cases: Vec<Case> = cases.iter().filter(meant).cloned().collect();
        let (report, passed, shown) = only(cases, &read(&text.replace(right, wrong)), quiet()).await;
        assert_eq!(report.name, name, "{wrong}: {shown}");
        let explained = report::explain(&report);
        assert!(explained.contains(said), "{wrong}: {explained}");
        assert!(passed.iter().any(|name| name == "provider/jwks-public-keys-only"), "{wrong}: {passed:?}");
        assert!(passed.len() > 1 && !report.unreachable, "{wrong}: {passed:?}");
    }
}

/// As many reports as were announced, and what is wrong with the target on top.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_reports_as_many_cases_as_it_announces() {
    let pair = Pair::start().await;
    let target = read(&pair.text().replace("secret: second-consumer-secret", "secret: another"));
    let cases =
        cases(|name| name == "provider/jwks-public-keys-only" || name.starts_with("provider/code-bound-to-client"));
    let (mut announced, mut of_target, mut of_cases) = (0, 0, 0);
    oauth_harness::run::run(cases, Arc::new(target), Options::default(), std::future::pending(), |event| match event {
        Event::Started { cases, .. } => announced = cases,
        Event::TargetFinished(report) => {
            assert_eq!(report.name, "preflight/other");
            of_target += 1;
        }
        Event::CaseFinished(_) | Event::AlwaysOnFinished(_) => of_cases += 1,
        Event::CaseStarted { .. } | Event::Finished { .. } => {}
    })
    .await;
    assert_eq!((of_cases, of_target), (announced, 1));
}

/// What the usual client or the usual user cannot do, no other can: all scenarios, and a few lines.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_or_user_that_all_rests_on_is_reported_in_a_few_lines() {
    for (right, wrong, said) in [
        ("secret: test-consumer-secret", "secret: another", "invalid_client"),
        ("password: wonderland-1", "password: wonderland-2", "rejects the login of `alice`"),
        ("authorization: /o/authorize/", "authorization: /o/nowhere/", "`authorization` among the provider's `pages`"),
        ("token: /o/token/", "token: /o/nowhere/", "`token` among the provider's `pages`"),
    ] {
        let pair = Pair::start().await;
        let target = read(&pair.text().replace(right, wrong));
        let (report, passed, shown) = only(cases(|_| true), &target, Options::default()).await;
        assert!(passed.is_empty(), "{passed:?}");
        assert!(report.name == "preflight/web" && report::explain(&report).contains(said), "{wrong}: {shown}");
    }
}

/// A target file for a peer that the test plays.
fn target_of(url: &str) -> Target {
    let pages = "authorization: /authorize, token: /token, introspection: /introspect, profile: /profile";
    read(&format!(
        "title: T\nprovider: {{url: '{url}', pages: {{{pages}}}}}\n\
         users: {{alice: {{name: alice, password: wonderland-1, shows: Alice}}, bob: {{name: bob, password: b, shows: Bob}}}}\n\
         clients: {{web: {{id: web, secret: s, redirect-uri: 'http://client.test/cb'}}, \
         spa: {{id: spa, redirect-uri: 'http://spa.test/cb'}}}}\nconnection: {{timeout-seconds: 0.3}}\n"
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_fails_or_is_busy_is_reported_once_and_asked_no_more() {
    for (status, said) in [(500, "check its log"), (503, "overloaded"), (429, "throttles"), (502, "its log")] {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(status)).mount(&server).await;
        let (report, passed, shown) = only(cases(|_| true), &target_of(&server.uri()), Options::default()).await;
        assert_eq!((report.name.as_str(), report.unreachable, passed.len()), ("preflight/web", false, 0), "{shown}");
        assert!(report::explain(&report).contains(said), "{status}: {shown}");
        assert!(server.received_requests().await.unwrap().len() <= 2, "{status}: no other client or user is tried");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_drops_connections_or_is_silent_is_reported_once() {
    let dropping = Peer::start(|_, stream| {
        read_head(&stream);
    });
    let silent = Peer::start(|_, mut stream| drop(stream.read_to_end(&mut Vec::new())));
    for peer in [dropping, silent] {
        let (report, passed, shown) = only(cases(|_| true), &target_of(peer.url.as_str()), Options::default()).await;
        assert_eq!((report.name.as_str(), report.unreachable, passed.len()), ("preflight/web", true, 0), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_gone_is_reported_once() {
    let target = read(&Pair::start().await.text());
    // The pair is gone.
    let (report, _, shown) = only(cases(|_| true), &target, Options::default()).await;
    assert_eq!((report.name.as_str(), report.unreachable), ("preflight/web", true), "{shown}");
    assert!(shown.contains("cannot connect"), "{shown}");
}
