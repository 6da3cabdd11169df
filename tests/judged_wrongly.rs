//! Deployments that were accused of what they do not do: each is asked again.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use oauth_harness::compile::plan::Case;
use oauth_harness::model::span::{At, Span};
use oauth_harness::model::target::{Place, Target};
use oauth_harness::model::verdict::{CaseReport, Judgement, Verdict};
use oauth_harness::report::explain;
use oauth_harness::run::{Options, run_case};
use oauth_harness::{Scenarios, Suite};
use wiremock::ResponseTemplate;

use crate::support::pair::{Pair, cases, read};
use crate::support::root;
use crate::support::stub::{serve, target, tell};

/// A case at an embedded target that is not quite as its file says.
async fn run(case: &str, target: &str, change: impl FnOnce(&mut Target)) -> CaseReport {
    let mut suite = Suite::load(&Scenarios::at([root().join("scenarios")]), target, &BTreeMap::new()).unwrap();
    change(&mut suite.target);
    let cases = suite.cases();
    let case = cases.iter().find(|known| known.name == case).unwrap_or_else(|| panic!("there is no case {case}"));
    run_case(case, &suite.target, &Options::default()).await
}

fn misbehaves(place: &mut Place, fault: &str) {
    let Place::Reference(options) = place else { panic!("it is embedded") };
    options.faults.push(At { value: fault.to_owned(), span: Span::default() });
}

/// V3: a consumer that sends no challenge has none that can be taken out.
#[tokio::test]
async fn a_challenge_that_was_never_sent_is_not_missed() {
    let report = run("pair/pkce-stripped", "reference", |target| {
        misbehaves(&mut target.consumer.as_mut().unwrap().place, "pkce-omitted");
        misbehaves(&mut target.provider.as_mut().unwrap().place, "pkce-not-required");
    })
    .await;
    assert_eq!(report.verdict, Verdict::Skip, "{}", explain(&report));
    assert!(report.reason.unwrap().contains("sends no code challenge"));
}

/// What a consumer sends can only be judged where it was sent: a provider that failed before leaves an empty journal.
#[tokio::test]
async fn a_request_that_was_never_made_accuses_no_consumer() {
    let suite =
        Suite::load(&Scenarios::at([root().join("scenarios/consumer")]), "reference", &BTreeMap::new()).unwrap();
    let reads_the_journal = |case: &&Case| case.story.scenario.needs.iter().any(|need| need.value == "journal");
    let cases = suite.cases();
    let cases: Vec<&Case> = cases.iter().filter(reads_the_journal).collect();
    assert!(cases.len() > 5, "{}", cases.len());
    for fault in ["token-server-error", "metadata-server-error", "profile-server-error"] {
        let mut target = suite.target.clone();
        misbehaves(&mut target.provider.as_mut().unwrap().place, fault);
        for case in &cases {
            let report = run_case(case, &target, &Options::default()).await;
            assert!(!report.verdict.is_finding(), "{fault}: {}", explain(&report));
        }
    }
    let mut target = suite.target.clone();
    misbehaves(&mut target.provider.as_mut().unwrap().place, "token-server-error");
    let case = cases.iter().find(|case| case.name == "consumer/token-in-header").unwrap();
    let report = run_case(case, &target, &Options::default()).await;
    assert_eq!(report.verdict, Verdict::Error, "{}", explain(&report));
    assert!(report.reason.unwrap().contains("no request for the profile reached the provider"));
}

/// V45: a wrong path in the target file and an endpoint that is broken look the same.
#[tokio::test]
async fn an_endpoint_that_never_answered_accuses_no_provider() {
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
        let speaks_of_it = |case: &&Case| case.story.scenario.source.text().contains(named);
        let mut not_judged = 0;
        for case in of_provider.iter().filter(speaks_of_it) {
            let report = run_case(case, &target, &Options::default()).await;
            assert!(!report.verdict.is_finding(), "{page}: {}", explain(&report));
            not_judged += usize::from(report.verdict == Verdict::Error);
        }
        assert!(not_judged > 0, "{page}: nothing asks for it");
    }
}

/// V9: that this client may not is no answer to whether the type is served.
#[tokio::test]
async fn a_type_that_a_client_may_not_use_may_be_served() {
    let report = run("provider/metadata-response-types/token", "reference-legacy", |target| {
        drop(target.clients.remove("legacy"));
    })
    .await;
    assert_eq!(report.verdict, Verdict::Skip, "{}", explain(&report));
    assert!(report.transcript().contains("unauthorized_client"), "{}", report.transcript());
}

/// V10: a client that is registered for one way to authenticate says nothing of the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_bound_to_one_way_to_authenticate_proves_nothing_of_another() {
    let pair = Pair::with(|config| {
        let web = config.clients.iter_mut().find(|client| client.client_id == "test-consumer").unwrap();
        web.token_endpoint_auth_method = Some(reference_provider::AuthMethod::ClientSecretPost);
    })
    .await;
    let target =
        read(&pair.text().replace("secret: test-consumer-secret }", "secret: test-consumer-secret, auth: post }"));
    let case = cases(|name| name == "provider/metadata-client-authentication").remove(0);
    let report = run_case(&case, &target, &Options::default()).await;
    assert_eq!(report.verdict, Verdict::Pass, "{}", explain(&report));
}

/// V38: a refresh token that works a little longer, so that a lost answer costs no session, is rotated all the same.
#[tokio::test]
async fn a_grace_window_is_not_called_a_lack_of_rotation() {
    let report = run("provider/refresh-rotates", "reference", |target| {
        misbehaves(&mut target.provider.as_mut().unwrap().place, "refresh-race-window");
    })
    .await;
    assert_eq!(report.verdict, Verdict::Pass, "{}", explain(&report));
}

fn is_accused(report: &CaseReport) -> bool {
    report.outcomes.iter().any(|outcome| outcome.judgement == Judgement::Violated)
}

/// V5: a forged callback is refused in many ways, and each is a refusal. Where consent is remembered, a login that begins
/// anew comes to its end at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_in_which_a_consumer_refuses_a_callback_is_a_refusal() {
    use reference_consumer::policy::RefusedCallback;
    let pair = Pair::with(|config| config.policy.consent.asked = reference_provider::policy::Asked::Once).await;
    let target = pair.target();
    let meant = |name: &str| {
        let ids = ["login-csrf", "callback-with", "error-"];
        ids.iter().any(|id| name.starts_with(&format!("consumer/{id}")))
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
        pair.consumer_obeys(policy);
        for case in cases(meant) {
            let report = run_case(&case, &target, &Options::default()).await;
            assert_eq!(report.verdict, Verdict::Pass, "{form:?}: {}", explain(&report));
        }
    }
}

/// V6: how a provider treats `prompt=none` says nothing of whether it ends sessions.
#[tokio::test]
async fn a_logout_is_not_judged_by_silent_requests() {
    for case in ["provider/session-after-logout", "provider/logout-by-client", "provider/logout-asked"] {
        let report = run(case, "reference", |target| {
            misbehaves(&mut target.provider.as_mut().unwrap().place, "prompt-none-refused");
        })
        .await;
        assert_eq!(report.verdict, Verdict::Pass, "{}", explain(&report));
    }
}

/// V6: a code that has expired when it is redeemed shows nothing of how errors are shown.
#[tokio::test]
async fn a_code_that_expired_accuses_no_consumer() {
    let report = run("consumer/token-error-shown/with-400", "reference", |target| {
        let Place::Reference(options) = &mut target.provider.as_mut().unwrap().place else { panic!("it is embedded") };
        options.policy = Some(serde_json::json!({"code": {"lifetime": 0}}));
    })
    .await;
    assert_eq!(report.verdict, Verdict::Error, "{}", explain(&report));
    assert!(!is_accused(&report), "{}", explain(&report));
}

/// V31: a near miss of the one client that there is will do, but for one that leads to the consumer's own site.
#[tokio::test]
async fn a_near_miss_needs_one_client() {
    let alone = |target: &mut Target| {
        target.consumer = None;
        drop(target.clients.remove("other"));
        target.clients.get_mut("web").unwrap().redirect_uri = Some(At {
            value: "http://localhost:8001/accounts/testprovider/login/callback/".to_owned(),
            span: Span::default(),
        });
    };
    for case in ["longer-path", "other-host", "query-added"] {
        let case = format!("provider/redirect-uri-near-miss/{case}");
        let report = run(&case, "reference", alone).await;
        assert_eq!(report.verdict, Verdict::Pass, "{}", explain(&report));
        let report = run(&case, "reference", |target| drop(target.clients.remove("other"))).await;
        assert_eq!(report.verdict, Verdict::Skip, "{}", explain(&report));
    }
}

/// V31: a logout needs a client that has somewhere to go, and no registration endpoint.
#[tokio::test]
async fn a_logout_needs_a_client_and_no_registration() {
    for case in
        ["logout-by-client", "logout-without-hint", "logout-to-unregistered-uri/longer", "logout-hint-forged/tampered"]
    {
        let case = format!("provider/{case}");
        let report =
            run(&case, "reference", |target| target.provider.as_mut().unwrap().pages.registration = None).await;
        assert_eq!(report.verdict, Verdict::Pass, "{}", explain(&report));
        let report = run(&case, "reference", |target| {
            target.clients.get_mut("other").unwrap().post_logout_redirect_uri.clear();
        })
        .await;
        assert_eq!(report.verdict, Verdict::Skip, "{}", explain(&report));
        assert_eq!(report.reason.as_deref(), Some("the target has no client with a `post-logout-redirect-uri`"));
    }
}

/// V37: a client that is registered otherwise than its role demands accuses nobody, and the reason names the rule.
#[tokio::test]
async fn a_client_that_is_not_as_its_role_demands_accuses_nobody() {
    let plays = |target: &mut Target, role: &str, id: &str, secret: &str| {
        let entry = target.clients.get_mut(role).unwrap();
        (entry.id, entry.secret) = (id.to_owned(), Some(secret.to_owned()));
    };
    let report = run("provider/basic-encoded", "reference", |target| {
        plays(target, "special", "second-consumer", "second-consumer-secret");
        target.clients.get_mut("special").unwrap().redirect_uri = target.clients["other"].redirect_uri.clone();
    })
    .await;
    assert_eq!(report.verdict, Verdict::Skip, "{}", explain(&report));
    assert!(report.reason.unwrap().contains("no character that Basic authentication has to encode"));
    for (case, offer, rule) in [
        (
            "provider/client-credentials-refused/not-registered-for-it",
            "narrow-client",
            "may not use the client credentials",
        ),
        ("provider/registered-method-only", "basic-only", "registered for Basic authentication alone"),
    ] {
        let report = run(case, "reference", |target| target.offers.retain(|offered| offered.value != offer)).await;
        assert_eq!(report.verdict, Verdict::Skip, "{}", explain(&report));
        assert!(report.reason.as_ref().unwrap().contains(rule), "{:?}", report.reason);
    }
}

/// A server that fails says nothing of the rule that was being tested, also where a status is expected.
#[tokio::test]
async fn a_server_error_breaks_no_rule_of_what_was_asked_for() {
    for (case, fault) in [
        ("provider/metadata-in-place", "metadata-server-error"),
        ("provider/keys-readable", "key-set-server-error"),
        ("provider/profile-served", "profile-server-error"),
        ("provider/userinfo", "userinfo-server-error"),
    ] {
        let report =
            run(case, "reference", |target| misbehaves(&mut target.provider.as_mut().unwrap().place, fault)).await;
        assert_eq!(report.verdict, Verdict::Error, "{}", explain(&report));
        assert!(!is_accused(&report), "{}", explain(&report));
    }
}

/// What is forbidden to be in a body or on a page was not found where there is no such body and no such page: that accuses nobody,
/// and proves nothing either. What has to be there is missed all the same.
#[tokio::test]
async fn what_did_not_come_holds_nothing_forbidden() {
    let server = serve(|_| ResponseTemplate::new(200).set_body_raw("gone", "text/plain")).await;
    for (expect, verdict) in [
        ("json: {lacks: [client_secret]}", Verdict::Error),
        ("json: {not: {active: true}}", Verdict::Error),
        ("json: {has: [client_id], lacks: [client_secret]}", Verdict::Fail),
        ("shows: {lacks: [secret]}", Verdict::Error),
        ("shows: {has: [secret]}", Verdict::Fail),
    ] {
        let steps = format!("- request: {{url: '{}/document'}}\n  expect: {{{expect}}}\n", server.uri());
        let report = tell("did-not-come", "provider", &steps, &target(&server, "")).await;
        assert_eq!(report.verdict, verdict, "{expect}\n{}", explain(&report));
    }
}
