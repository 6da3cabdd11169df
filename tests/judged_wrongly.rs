//! Deployments that were accused of what they do not do: each is asked again.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use oauth_harness::compile::plan::Case;
use oauth_harness::model::span::{At, Span};
use oauth_harness::model::target::{Place, Target};
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report::explain;
use oauth_harness::run::{Options, run_case};
use oauth_harness::{Scenarios, Suite};

use crate::support::pair::{Pair, cases, read};
use crate::support::root;

/// A case at an embedded target that is not quite as its file says.
async fn told(case: &str, target: &str, change: impl FnOnce(&mut Target)) -> CaseReport {
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
    let report = told("pair/pkce-stripped", "reference", |target| {
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
    assert!(report.reason.unwrap().contains("no request reached the profile"));
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
        ("discovery", "provider.discovery"),
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
    let report = told("provider/metadata-response-types/token", "reference-legacy", |target| {
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
    let report = told("provider/refresh-rotates", "reference", |target| {
        misbehaves(&mut target.provider.as_mut().unwrap().place, "refresh-race-window");
    })
    .await;
    assert_eq!(report.verdict, Verdict::Pass, "{}", explain(&report));
}
