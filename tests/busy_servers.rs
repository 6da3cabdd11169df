//! A response of a peer that throttles, is overloaded or fails is inconclusive for the requirement under test.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use oauth_harness::model::verdict::{RequirementOutcome, Verdict};
use oauth_harness::report::explain;
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

use crate::support::mocked_provider::{run_steps, run_steps_at, serve, target};

/// Rule 4: a response about the state of the server, or a timeout, is inconclusive for the requirement.
#[tokio::test]
async fn a_busy_slow_or_failing_server_is_inconclusive() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(5));
    let busy = |status| ResponseTemplate::new(status).insert_header("retry-after", "86400");
    for response in [busy(429), busy(503), ResponseTemplate::new(500), ResponseTemplate::new(504), slow] {
        let peer = serve(move |request| match field(request, "code").as_str() {
            "good" => json_reply(200, &tokens()),
            _ => response.clone(),
        })
        .await;
        let limits = "limits: {longest-wait-seconds: 2}\nconnection: {timeout-seconds: 0.5}\n";
        let steps = "- exchange: {code: good}\n- exchange: {code: bad}\n  expect: {oauth-error: invalid_grant}\n";
        let report = run_steps(&peer, steps, limits).await;
        assert_eq!(report.verdict, Verdict::Inconclusive, "{}", explain(&report));
        assert!(
            report.outcomes.iter().all(|judged| judged.outcome != RequirementOutcome::Violated),
            "{}",
            explain(&report)
        );
    }
}

/// Throttled requests have not lost a race: too few requests took part for a verdict.
#[tokio::test]
async fn a_throttled_race_is_inconclusive() {
    let steps = "- exchange: {code: first, save: usual}\n\
                 - in parallel: {times: 6, exchange: {code: '${usual.next_code}'}}\n  \
                 expect: {outcomes: {200: at most 1, 4xx: the rest, 5xx: the rest}}\n";
    for (status, successes, verdict) in [
        (429, 1, Verdict::Inconclusive),
        (503, 1, Verdict::Inconclusive),
        (429, 2, Verdict::Failed),
        (400, 1, Verdict::Passed),
    ] {
        let count = AtomicUsize::new(0);
        let peer = serve(move |request| {
            if field(request, "code") == "first" || count.fetch_add(1, Ordering::SeqCst) < successes {
                return json_reply(200, &json!({"access_token": "t", "token_type": "Bearer", "next_code": "second"}));
            }
            json_reply(status, &json!({"error": "invalid_grant"})).insert_header("retry-after", "1")
        })
        .await;
        let report = run_steps(&peer, steps, "").await;
        assert_eq!(report.verdict, verdict, "{status}: {}", explain(&report));
        let throttled = status == 429 && verdict == Verdict::Inconclusive;
        assert!(!throttled || explain(&report).contains("it throttles"), "{}", explain(&report));
    }
}

/// A throttled login has not rejected a password.
#[tokio::test]
async fn a_throttled_login_is_inconclusive() {
    let form = "<h1>Log in</h1><form method=post><input name=user><input name=password type=password><button>Log in</button></form>";
    let page = |status: u16, text: &str| ResponseTemplate::new(status).set_body_raw(text.to_owned(), "text/html");
    for throttled in [page(429, "<h1>Too many attempts</h1>"), page(503, "<h1>Come back later</h1>")] {
        let peer = serve(move |request| match request.method.as_str() {
            "GET" => page(200, form),
            _ => throttled.clone(),
        })
        .await;
        for steps in [
            "- log-in: {as: alice, password: wrong}\n  expect: {page: login}\n",
            "- authorize: {as: alice}\n  expect: {redirect: {to: client}}\n",
        ] {
            let login = target(&peer, "").replace("profile: /profile", "profile: /profile, log-in: /login");
            let report = run_steps_at(&login, steps).await;
            assert_eq!(report.verdict, Verdict::Inconclusive, "{steps}{}", explain(&report));
        }
    }
}

#[tokio::test]
async fn a_brute_force_attack_does_not_wait_for_retry_after() {
    let peer = serve(|_| ResponseTemplate::new(429).insert_header("retry-after", "1")).await;
    let steps = "- call-api: {}\n  verifies: []\n  expect: {status: 429}\n- call-api: {}\n  expect: {status: 429}\ndisturbs: client\n";
    let limits = "limits: {longest-wait-seconds: 60}\noffers: [may-lock-out]\n";
    let report = run_steps(&peer, steps, limits).await;
    assert_ne!(report.verdict, Verdict::Skipped, "{}", explain(&report));
    assert_eq!(peer.received_requests().await.unwrap().len(), 2);
}

fn tokens() -> Value {
    json!({"access_token": "an-access-token", "token_type": "Bearer", "expires_in": 600})
}

fn json_reply(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

fn field(request: &Request, name: &str) -> String {
    let fields = form_urlencoded::parse(&request.body);
    fields.into_owned().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
}
