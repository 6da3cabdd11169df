//! Regression tests for false positives: deployments that were once reported for a violation that they do not commit.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use oauth_harness::compile::plan::Case;
use oauth_harness::model::span::{Span, Spanned};
use oauth_harness::model::target::{PartyLocation, Target};
use oauth_harness::model::verdict::{CaseReport, RequirementOutcome, Verdict};
use oauth_harness::report::explain;
use oauth_harness::run::{Options, run_case};
use oauth_harness::{Scenarios, Suite};
use wiremock::ResponseTemplate;

use crate::support::mocked_peer::{run_steps, serve, target};
use crate::support::pair::{Pair, cases, read};
use crate::support::root;

/// Runs a case against an embedded target with a change.
async fn run(case: &str, target: &str, change: impl FnOnce(&mut Target)) -> CaseReport {
    let mut suite = Suite::load(&Scenarios::at([root().join("scenarios")]), target, &BTreeMap::new()).unwrap();
    change(&mut suite.target);
    let cases = suite.cases();
    let case = cases.iter().find(|known| known.name == case).unwrap_or_else(|| panic!("unknown case {case}"));
    run_case(case, &suite.target, &Options::default()).await
}

fn inject_fault(place: &mut PartyLocation, fault: &str) {
    let PartyLocation::Reference(options) = place else { panic!("it is embedded") };
    options.faults.push(Spanned { value: fault.to_owned(), span: Span::default() });
}

/// V3: a consumer that sends no code challenge has none that could be removed.
#[tokio::test]
async fn a_pkce_downgrade_needs_a_code_challenge() {
    let report = run("pair/pkce-downgrade", "reference", |target| {
        inject_fault(&mut target.consumer.as_mut().unwrap().place, "pkce-omitted");
        inject_fault(&mut target.provider.as_mut().unwrap().place, "pkce-not-required");
    })
    .await;
    assert_eq!(report.verdict, Verdict::Skipped, "{}", explain(&report));
    assert!(report.reason.unwrap().contains("sends no code challenge"));
}

/// A consumer's request is judged only if it was sent: after an error of the provider, the journal is empty.
#[tokio::test]
async fn a_missing_request_after_a_provider_error_is_not_a_finding() {
    let suite =
        Suite::load(&Scenarios::at([root().join("scenarios/consumer")]), "reference", &BTreeMap::new()).unwrap();
    let reads_the_journal = |case: &&Case| case.plan.scenario.needs.iter().any(|need| need.value == "journal");
    let cases = suite.cases();
    let cases: Vec<&Case> = cases.iter().filter(reads_the_journal).collect();
    assert!(cases.len() > 5, "{}", cases.len());
    for fault in ["token-server-error", "metadata-server-error", "profile-server-error"] {
        let mut target = suite.target.clone();
        inject_fault(&mut target.provider.as_mut().unwrap().place, fault);
        for case in &cases {
            let report = run_case(case, &target, &Options::default()).await;
            assert!(!report.verdict.is_finding(), "{fault}: {}", explain(&report));
        }
    }
    let mut target = suite.target.clone();
    inject_fault(&mut target.provider.as_mut().unwrap().place, "token-server-error");
    let case = cases.iter().find(|case| case.name == "consumer/token-in-header").unwrap();
    let report = run_case(case, &target, &Options::default()).await;
    assert_eq!(report.verdict, Verdict::Inconclusive, "{}", explain(&report));
    assert!(report.reason.unwrap().contains("no request for the profile reached the provider"));
}

/// V45: a wrong path in the target file looks like a broken endpoint.
#[tokio::test]
async fn an_endpoint_that_never_worked_is_inconclusive() {
    let text = std::fs::read_to_string(root().join("scenarios/targets/reference.yaml")).unwrap();
    let of_provider = cases(|name| name.starts_with("provider/"));
    for (page, named) in [
        ("jwks", "- keys: "),
        ("userinfo", "provider.userinfo"),
        ("profile", "provider.profile"),
        ("introspection", "introspect"),
        ("revocation", "revoke"),
        ("discovery", "- discover: "),
    ] {
        let is_path = |line: &&str| line.starts_with(&format!("    {page}: "));
        let line = text.lines().find(is_path).unwrap_or_else(|| panic!("the target has no {page}"));
        let target = read(&text.replace(line, &format!("    {page}: /o/nowhere/")));
        let uses_it = |case: &&Case| case.plan.scenario.source.text().contains(named);
        let mut inconclusive = 0;
        for case in of_provider.iter().filter(uses_it) {
            let report = run_case(case, &target, &Options::default()).await;
            assert!(!report.verdict.is_finding(), "{page}: {}", explain(&report));
            inconclusive += usize::from(report.verdict == Verdict::Inconclusive);
        }
        assert!(inconclusive > 0, "{page}: no case uses it");
    }
}

/// V9: `unauthorized_client` does not show whether the provider supports the response type.
#[tokio::test]
async fn unauthorized_client_does_not_disprove_a_response_type() {
    let report = run("provider/metadata-response-types/token", "reference-legacy", |target| {
        drop(target.clients.remove("legacy"));
    })
    .await;
    assert_eq!(report.verdict, Verdict::Skipped, "{}", explain(&report));
    assert!(report.transcript().contains("unauthorized_client"), "{}", report.transcript());
}

/// V10: a client that is registered for one authentication method does not show whether the others are supported.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_with_one_authentication_method_does_not_disprove_the_others() {
    let pair = Pair::with(|config| {
        let web = config.clients.iter_mut().find(|client| client.client_id == "test-consumer").unwrap();
        web.token_endpoint_auth_method = Some(reference_provider::AuthMethod::ClientSecretPost);
    })
    .await;
    let target =
        read(&pair.text().replace("secret: test-consumer-secret }", "secret: test-consumer-secret, auth: post }"));
    let case = cases(|name| name == "provider/metadata-client-authentication").remove(0);
    let report = run_case(&case, &target, &Options::default()).await;
    assert_eq!(report.verdict, Verdict::Passed, "{}", explain(&report));
}

/// V38: refresh token rotation may have a grace period, so that a lost response does not end the session.
#[tokio::test]
async fn refresh_token_rotation_may_have_a_grace_period() {
    let report = run("provider/refresh-token-rotation", "reference", |target| {
        inject_fault(&mut target.provider.as_mut().unwrap().place, "refresh-token-race-condition");
    })
    .await;
    assert_eq!(report.verdict, Verdict::Passed, "{}", explain(&report));
}

fn has_violation(report: &CaseReport) -> bool {
    report.outcomes.iter().any(|judged| judged.outcome == RequirementOutcome::Violated)
}

/// V5: consumers reject a forged callback in many ways. With remembered consent, a login that starts again completes
/// immediately.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_of_rejecting_a_forged_callback_passes() {
    use reference_consumer::policy::RefusedCallback;
    let pair =
        Pair::with(|config| config.policy.consent.asked = reference_provider::policy::ConsentFrequency::Once).await;
    let target = pair.target();
    let is_wanted = |name: &str| {
        let ids = ["login-csrf", "error-csrf", "reflected-xss-error-"];
        // A provider that drops the state is a reference with a fault.
        ids.iter().any(|id| name.starts_with(&format!("consumer/{id}"))) && name != "consumer/login-csrf-dropped-state"
    };
    for form in [
        RefusedCallback::BadRequest,
        RefusedCallback::Forbidden,
        RefusedCallback::Ok,
        RefusedCallback::ToHome,
        RefusedCallback::StartsAgain,
    ] {
        let mut policy = reference_consumer::Policy::default();
        policy.callback.refused = form;
        pair.set_consumer_policy(policy);
        for case in cases(is_wanted) {
            let report = run_case(&case, &target, &Options::default()).await;
            assert_eq!(report.verdict, Verdict::Passed, "{form:?}: {}", explain(&report));
        }
    }
}

/// V6: the handling of `prompt=none` does not show whether a provider ends sessions.
#[tokio::test]
async fn logout_is_not_judged_by_prompt_none() {
    for case in
        ["provider/session-after-logout", "provider/rp-initiated-logout", "provider/logout-confirmation-required"]
    {
        let report = run(case, "reference", |target| {
            inject_fault(&mut target.provider.as_mut().unwrap().place, "prompt-none-refused");
        })
        .await;
        assert_eq!(report.verdict, Verdict::Passed, "{}", explain(&report));
    }
}

/// V6: an expired code does not show how a consumer displays errors.
#[tokio::test]
async fn an_expired_code_is_inconclusive_for_the_consumer() {
    let report = run("consumer/reflected-xss-token-error/with-400", "reference", |target| {
        let PartyLocation::Reference(options) = &mut target.provider.as_mut().unwrap().place else {
            panic!("it is embedded")
        };
        options.policy = Some(serde_json::json!({"code": {"lifetime": 0}}));
    })
    .await;
    assert_eq!(report.verdict, Verdict::Inconclusive, "{}", explain(&report));
    assert!(!has_violation(&report), "{}", explain(&report));
}

/// V31: a near miss of the only client's redirect URI is enough, unless that client is the consumer under test.
#[tokio::test]
async fn a_redirect_uri_near_miss_needs_one_client() {
    let without_consumer = |target: &mut Target| {
        target.consumer = None;
        drop(target.clients.remove("other"));
        target.clients.get_mut("web").unwrap().redirect_uri = Some(Spanned {
            value: "http://localhost:8001/accounts/testprovider/login/callback/".to_owned(),
            span: Span::default(),
        });
    };
    for case in ["longer-path", "other-host", "query-added"] {
        let case = format!("provider/redirect-uri-exact-match/{case}");
        let report = run(&case, "reference", without_consumer).await;
        assert_eq!(report.verdict, Verdict::Passed, "{}", explain(&report));
        let report = run(&case, "reference", |target| drop(target.clients.remove("other"))).await;
        assert_eq!(report.verdict, Verdict::Skipped, "{}", explain(&report));
    }
}

/// V31: RP-initiated logout needs a client with a `post-logout-redirect-uri`, but not a registration endpoint.
#[tokio::test]
async fn rp_initiated_logout_needs_a_client_but_no_registration() {
    for case in [
        "rp-initiated-logout",
        "logout-unknown-client",
        "open-redirect-at-logout/longer",
        "logout-hint-forged/tampered",
    ] {
        let case = format!("provider/{case}");
        let report =
            run(&case, "reference", |target| target.provider.as_mut().unwrap().pages.registration = None).await;
        assert_eq!(report.verdict, Verdict::Passed, "{}", explain(&report));
        let report = run(&case, "reference", |target| {
            target.clients.get_mut("other").unwrap().post_logout_redirect_uri.clear();
        })
        .await;
        assert_eq!(report.verdict, Verdict::Skipped, "{}", explain(&report));
        assert_eq!(report.reason.as_deref(), Some("the target has no client with a `post-logout-redirect-uri`"));
    }
}

/// V37: a client whose registration does not match its role causes a skip, whose reason names the rule.
#[tokio::test]
async fn a_client_that_does_not_match_its_role_is_skipped() {
    let register_as = |target: &mut Target, role: &str, id: &str, secret: &str| {
        let entry = target.clients.get_mut(role).unwrap();
        (entry.id, entry.secret) = (id.to_owned(), Some(secret.to_owned()));
    };
    let report = run("provider/basic-credentials-decoded", "reference", |target| {
        register_as(target, "special", "second-consumer", "second-consumer-secret");
        target.clients.get_mut("special").unwrap().redirect_uri = target.clients["other"].redirect_uri.clone();
    })
    .await;
    assert_eq!(report.verdict, Verdict::Skipped, "{}", explain(&report));
    assert!(report.reason.unwrap().contains("no character that Basic authentication has to encode"));
    for (case, offer, rule) in [
        (
            "provider/client-credentials-refused/unregistered-grant",
            "narrow-client",
            "not allowed to use the client credentials",
        ),
        ("provider/registered-method-only", "basic-only", "registered for Basic authentication alone"),
    ] {
        let report = run(case, "reference", |target| target.offers.retain(|offered| offered.value != offer)).await;
        assert_eq!(report.verdict, Verdict::Skipped, "{}", explain(&report));
        assert!(report.reason.as_ref().unwrap().contains(rule), "{:?}", report.reason);
    }
}

/// A server error is inconclusive for the requirement under test, even if a status is expected.
#[tokio::test]
async fn a_server_error_is_inconclusive_for_its_endpoint() {
    for (case, fault) in [
        ("provider/metadata-well-known", "metadata-server-error"),
        ("provider/jwks-well-formed", "key-set-server-error"),
        ("provider/profile-served", "profile-server-error"),
        ("provider/userinfo", "userinfo-server-error"),
    ] {
        let report =
            run(case, "reference", |target| inject_fault(&mut target.provider.as_mut().unwrap().place, fault)).await;
        assert_eq!(report.verdict, Verdict::Inconclusive, "{}", explain(&report));
        assert!(!has_violation(&report), "{}", explain(&report));
    }
}

/// Without the body or the page, an expectation about forbidden contents is inconclusive, and an expectation about required
/// contents fails.
#[tokio::test]
async fn a_missing_body_or_page_has_no_forbidden_contents() {
    let server = serve(|_| ResponseTemplate::new(200).set_body_raw("gone", "text/plain")).await;
    for (expect, verdict) in [
        ("json: {lacks: [client_secret]}", Verdict::Inconclusive),
        ("json: {not: {active: true}}", Verdict::Inconclusive),
        ("json: {has: [client_id], lacks: [client_secret]}", Verdict::Failed),
        ("shows: {lacks: [secret]}", Verdict::Inconclusive),
        ("shows: {has: [secret]}", Verdict::Failed),
    ] {
        let steps = format!("- request: {{url: '{}/document'}}\n  expect: {{{expect}}}\n", server.uri());
        let report = run_steps("did-not-come", "provider", &steps, &target(&server, "")).await;
        assert_eq!(report.verdict, verdict, "{expect}\n{}", explain(&report));
    }
}
