//! V17: the required location of the metadata follows from the issuer, whatever location the target file has; and a rejected request
//! for a document is inconclusive for its contents.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use oauth_harness::model::verdict::{CaseReport, RequirementOutcome, Verdict};
use oauth_harness::report::explain;
use oauth_harness::run::{Options, run_case};
use oauth_harness::{Scenarios, Suite};
use serde_json::json;
use wiremock::{MockServer, ResponseTemplate};

use crate::support::mocked_peer::{run_steps, serve, target};

const INSERTED: (&str, &str) = ("metadata-well-known", "rfc8414-3-well-known-inserted");
const APPENDED: (&str, &str) = ("discovery-well-known", "oidc-disc-4-well-known-appended");

/// A provider whose issuer has this path, and whose metadata is at these paths.
async fn provider(issuer: &'static str, places: Vec<String>) -> MockServer {
    serve(move |request| {
        if !places.iter().any(|place| place == request.url.path()) {
            return ResponseTemplate::new(404);
        }
        let base = format!("http://{}", request.headers.get("host").unwrap().to_str().unwrap());
        let document = json!({
            "issuer": format!("{base}{issuer}"),
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "jwks_uri": format!("{base}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        ResponseTemplate::new(200).set_body_raw(document.to_string(), "application/json")
    })
    .await
}

/// Runs a built-in scenario against it; in the target file, the metadata is at `/alias`.
async fn judged(name: &str, server: &MockServer, issuer: Option<&str>) -> CaseReport {
    let pages = "pages: {metadata: /alias, discovery: /alias, ";
    let mut text = target(server, "offers: [openid]\n").replace("pages: {", pages);
    if let Some(issuer) = issuer {
        text = text.replace("provider: {", &format!("provider: {{issuer: '{}{issuer}', ", server.uri()));
    }
    let file = std::env::temp_dir().join(format!("places-{}-{}.yaml", std::process::id(), server.address().port()));
    std::fs::write(&file, format!("title: T\n{text}")).unwrap();
    let scenario = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../scenarios/provider/{name}.yaml"));
    let suite = Suite::load(&Scenarios::at([scenario]), &file, &BTreeMap::new());
    std::fs::remove_file(&file).unwrap();
    let suite = suite.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].render(false)));
    run_case(&suite.cases()[0], &suite.target, &Options::default()).await
}

#[tokio::test]
async fn the_location_is_built_from_the_issuer() {
    for (issuer, inserted, appended) in [
        ("", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"),
        ("/", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"),
        ("/tenant", "/.well-known/oauth-authorization-server/tenant", "/tenant/.well-known/openid-configuration"),
        ("/tenant/", "/.well-known/oauth-authorization-server/tenant", "/tenant/.well-known/openid-configuration"),
    ] {
        for ((name, requirement), place) in [(INSERTED, inserted), (APPENDED, appended)] {
            // The issuer is in the metadata at `/alias`, or in the target file.
            for written in [None, Some(issuer)] {
                let server = provider(issuer, vec!["/alias".to_owned(), place.to_owned()]).await;
                let found = judged(name, &server, written).await;
                assert_eq!(found.verdict, Verdict::Passed, "{name} {issuer:?} {written:?}\n{}", explain(&found));

                let elsewhere = provider(issuer, vec!["/alias".to_owned()]).await;
                let found = judged(name, &elsewhere, written).await;
                assert_eq!(found.verdict, Verdict::Failed, "{name} {issuer:?} {written:?}\n{}", explain(&found));
                let violated = found.outcomes.iter().filter(|judged| judged.outcome == RequirementOutcome::Violated);
                let violated: Vec<&str> = violated.map(|outcome| outcome.requirement.as_str()).collect();
                assert_eq!(violated, [requirement], "{name} {issuer:?}");
            }
        }
    }
}

#[tokio::test]
async fn without_an_issuer_the_location_is_inconclusive() {
    let server = provider("", Vec::new()).await;
    for (name, requirement) in [INSERTED, APPENDED] {
        let found = judged(name, &server, None).await;
        let judged_requirement = found.outcomes.iter().find(|judged| judged.requirement == requirement).unwrap();
        assert!(
            matches!(judged_requirement.outcome, RequirementOutcome::Inconclusive(_)),
            "{name}\n{}",
            explain(&found)
        );
    }
}

/// The contents are unknown. An expectation about the status is judged anyway.
#[tokio::test]
async fn a_rejected_request_for_a_document_is_inconclusive_for_its_contents() {
    let pages = "pages: {metadata: /alias, discovery: /alias, jwks: /keys, ";
    let contents = [
        "discover: {}\n  expect: {same: [\"${'#' in it.token_endpoint}\", false]}",
        "discover: {}\n  expect: {json: {has: [issuer]}}",
        "keys: {}\n  expect: {json: {has: ['$.keys[0].kid']}}",
    ];
    for refusal in [400, 401, 403, 406] {
        let server = serve(move |_| {
            ResponseTemplate::new(refusal).set_body_raw(r#"{"error":"invalid_request"}"#, "application/json")
        })
        .await;
        let target = target(&server, "").replace("pages: {", pages);
        for (number, step) in contents.iter().enumerate() {
            let report =
                run_steps(&format!("refused-{refusal}-{number}"), "provider", &format!("- {step}\n"), &target).await;
            assert_eq!(report.verdict, Verdict::Inconclusive, "{refusal} {step}\n{}", explain(&report));
        }
        let with_status = "- discover: {}\n  expect: {status: 200}\n";
        let report = run_steps(&format!("refused-{refusal}-status"), "provider", with_status, &target).await;
        assert_eq!(report.verdict, Verdict::Failed, "{refusal}\n{}", explain(&report));
    }
}
