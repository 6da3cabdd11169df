//! Steps and checks about tokens, keys and metadata against a mocked peer: small scenarios in `tests/oauth_steps`, each with
//! valid responses, and once for every mistake in them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use oauth_harness::model::verdict::{CaseReport, RequirementOutcome, Verdict};
use oauth_harness::oauth::forgery;
use oauth_harness::oauth::signature::our_key_set;
use oauth_harness::run::Options;
use oauth_harness::{Scenarios, Suite};
use serde_json::{Map, Value, json};
use wiremock::matchers::{any, body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_client_gets_tokens_by_client_credentials() {
    let peer = MockServer::start().await;
    let tokens = |token: &str| json!({"access_token": token, "token_type": "Bearer", "expires_in": 600});
    let token_request = || Mock::given(path("/token")).and(body_string_contains("grant_type=client_credentials"));
    token_request()
        .and(header("authorization", "Basic d2ViOmEtc2VjcmV0LW9mLXdlYg=="))
        .and(header("content-type", FORM))
        .respond_with(reply(&tokens("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_w")))
        .mount(&peer)
        .await;
    token_request()
        .and(body_string_contains("client_secret=a-secret-of-web"))
        .respond_with(reply(&tokens("E9Melhoa2OwvFrEMTJguCHaoeK1t8URW")))
        .mount(&peer)
        .await;
    passed(&run_scenario(&peer, "client-credentials").await);
}

#[tokio::test]
async fn every_mistake_in_a_token_response_is_reported() {
    let peer = MockServer::start().await;
    let body = json!({
        "access_token": "0123456789", "token_type": "mac", "expires_in": 86400, "refresh_token": "dBjftJeZ4CVP-mB92K27uhbU",
        "scope": "read write",
    });
    Mock::given(any()).respond_with(reply(&body)).mount(&peer).await;
    let found = failed(&run_scenario(&peer, "client-credentials").await);
    for fault in [
        "`token_type` is `mac`",
        "`expires_in` is 86400",
        "a `refresh_token`",
        "`scope` is `read write`",
        "`access_token` has at most 60 bits",
    ] {
        assert!(found.contains(fault), "{fault}: {found}");
    }
}

#[tokio::test]
async fn a_token_that_is_issued_twice_is_detected() {
    let peer = MockServer::start().await;
    let body = json!({"access_token": "dBjftJeZ4CVP-mB92K27uhbU", "token_type": "Bearer", "expires_in": 600});
    Mock::given(any()).respond_with(reply(&body)).mount(&peer).await;
    let found = failed(&run_scenario(&peer, "client-credentials").await);
    assert!(found.contains("different values for `tokens.access_token` and `it.access_token`"), "{found}");
    assert!(!found.contains("dBjftJeZ4CVP"), "a report names values without showing them: {found}");
}

#[tokio::test]
async fn a_slow_step_is_detected() {
    let peer = MockServer::start().await;
    Mock::given(any()).respond_with(reply(&json!({}))).mount(&peer).await;
    let found = failed(&run_scenario(&peer, "slow").await);
    assert!(found.contains("the step to take at most 1µs") && found.contains("the slowest GET /profile"), "{found}");
}

#[tokio::test]
async fn a_device_polls_until_the_user_approves() {
    let peer = MockServer::start().await;
    let device = json!({
        "device_code": "a-device-code", "user_code": "WDJB-MJHT", "verification_uri": "https://p.example/device",
        "expires_in": 600, "interval": 0,
    });
    Mock::given(path("/device"))
        .and(body_string_contains("scope=read"))
        .respond_with(reply(&device))
        .mount(&peer)
        .await;
    let polled = || Mock::given(path("/token")).and(body_string_contains("device_code=a-device-code"));
    let pending = ResponseTemplate::new(400).set_body_json(json!({"error": "authorization_pending"}));
    polled().respond_with(pending).up_to_n_times(1).mount(&peer).await;
    polled().respond_with(reply(&json!({"access_token": "a", "token_type": "Bearer"}))).mount(&peer).await;
    passed(&run_scenario(&peer, "device").await);
}

#[tokio::test]
async fn an_incomplete_device_authorization_response_is_inconclusive() {
    let peer = MockServer::start().await;
    Mock::given(any()).respond_with(reply(&json!({"device_code": "a-device-code"}))).mount(&peer).await;
    let report = run_scenario(&peer, "device").await;
    assert_eq!(report.verdict, Verdict::Inconclusive);
    let seen = &report.findings[0].mismatch.seen;
    assert!(seen.starts_with("no `user_code`, no `verification_uri` ("), "{seen}");
}

#[tokio::test]
async fn keys_are_located_by_the_metadata() {
    let peer = MockServer::start().await;
    publish(&peer, metadata(&peer), our_key_set()).await;
    passed(&run_scenario(&peer, "discovery").await);
}

/// Mistakes in readable metadata or keys are reported by the scenarios about them, and do not stop any other.
#[tokio::test]
async fn only_unreadable_metadata_or_keys_are_inconclusive() {
    let peer = MockServer::start().await;
    let mut other = metadata(&peer);
    other["issuer"] = json!("https://p.example");
    publish(&peer, other, our_key_set()).await;
    passed(&run_scenario(&peer, "discovery").await);

    let peer = MockServer::start().await;
    publish(&peer, json!(["no", "metadata"]), our_key_set()).await;
    let report = run_scenario(&peer, "discovery").await;
    assert_eq!(report.verdict, Verdict::Inconclusive);
    assert!(report.findings[0].mismatch.expected.contains("a JSON object"), "{report:#?}");

    let peer = MockServer::start().await;
    let mut leaked = our_key_set();
    leaked["keys"][1]["d"] = json!("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
    publish(&peer, metadata(&peer), leaked).await;
    issue_id_token(&peer, claims(&peer, json!({})), "ES256").await;
    passed(&run_scenario(&peer, "id-token").await);

    let peer = MockServer::start().await;
    publish(&peer, metadata(&peer), json!({"keys": "none"})).await;
    let report = run_scenario(&peer, "id-token").await;
    assert_eq!(report.verdict, Verdict::Inconclusive);
    assert!(report.findings[0].mismatch.seen.contains("its `keys` is not a list"), "{report:#?}");
}

#[tokio::test]
async fn a_valid_id_token_passes() {
    let peer = MockServer::start().await;
    publish(&peer, metadata(&peer), our_key_set()).await;
    issue_id_token(&peer, claims(&peer, json!({})), "ES256").await;
    passed(&run_scenario(&peer, "id-token").await);
}

#[tokio::test]
async fn every_mistake_in_an_id_token_is_reported_with_its_requirement() {
    let peer = MockServer::start().await;
    publish(&peer, metadata(&peer), our_key_set()).await;
    let wrong = json!({"aud": "other", "nonce": "m", "exp": 1, "iss": "https://evil.example", "auth_time": null, "at_hash": "x"});
    issue_id_token(&peer, claims(&peer, wrong), "RS256").await;
    let report = run_scenario(&peer, "id-token").await;
    let found = failed(&report);
    for fault in [
        "its `alg` is `RS256`, and the client registered `ES256`",
        "its `iss` is `https://evil.example`",
        "without the client `web`",
        "it expired",
        "it has no `auth_time`, although `max_age=60` was requested",
        "`n-0S6` was sent",
        "its `at_hash` is \"x\"",
    ] {
        assert!(found.contains(fault), "{fault}: {found}");
    }
    let satisfied = "oidc-core-2-required-claims oidc-core-2-signed-not-none oidc-core-3.1.3.3-id-token-present \
                oidc-core-3.1.3.7-signature-validates";
    assert_eq!(judged(&report, &RequirementOutcome::Satisfied), satisfied);
}

/// V2: a missing nonce violates the requirement about the nonce, and no other.
#[tokio::test]
async fn one_mistake_in_an_id_token_violates_one_requirement() {
    let peer = MockServer::start().await;
    publish(&peer, metadata(&peer), our_key_set()).await;
    issue_id_token(&peer, claims(&peer, json!({"nonce": null})), "ES256").await;
    let report = run_scenario(&peer, "id-token").await;
    assert_eq!(judged(&report, &RequirementOutcome::Violated), "oidc-core-2-nonce-returned");
    assert_eq!(report.outcomes.iter().filter(|judged| judged.outcome == RequirementOutcome::Satisfied).count(), 9);
    // The ID token has no `at_hash` to verify.
    assert_eq!(judged(&report, &RequirementOutcome::NotReached), "oidc-core-3.1.3.6-at-hash-correct");
}

/// V23: what the harness cannot verify is inconclusive, and the rest is judged.
#[tokio::test]
async fn an_unsupported_algorithm_is_inconclusive() {
    let peer = MockServer::start().await;
    let keys = json!({"keys": [{"kty": "EC", "crv": "P-521", "kid": "1", "alg": "ES512", "x": "AA", "y": "AA"}]});
    publish(&peer, metadata(&peer), keys).await;
    let signed = forgery::signed(&claims(&peer, json!({})), &Map::new(), "ES256").unwrap_or_default();
    let (_, rest) = signed.split_once('.').unwrap_or_default();
    // `{"alg":"ES512","kid":"1"}`
    let token = format!("eyJhbGciOiJFUzUxMiIsImtpZCI6IjEifQ.{rest}");
    let body = json!({"access_token": "an-access-token", "token_type": "Bearer", "id_token": token});
    Mock::given(path("/token")).respond_with(reply(&body)).mount(&peer).await;
    let report = run_scenario(&peer, "id-token-of-any-algorithm").await;
    assert_eq!(
        judged(&report, &RequirementOutcome::Satisfied),
        "oidc-core-2-nonce-returned oidc-core-2-signed-not-none"
    );
    assert_eq!(judged(&report, &RequirementOutcome::Violated), "");
    assert_eq!(report.verdict, Verdict::Inconclusive, "{report:#?}");
    assert!(report.findings[0].mismatch.seen.contains("cannot verify `ES512`"), "{report:#?}");
}

#[tokio::test]
async fn a_missing_id_token_is_reported() {
    let peer = MockServer::start().await;
    publish(&peer, metadata(&peer), our_key_set()).await;
    let body = json!({"access_token": "a", "token_type": "Bearer"});
    Mock::given(path("/token")).respond_with(reply(&body)).mount(&peer).await;
    let found = failed(&run_scenario(&peer, "id-token").await);
    assert!(found.contains("no `id_token` in") && found.contains("`openid`"), "{found}");
}

/// One peer accepts only the token that it issued; a careless one accepts every token.
#[tokio::test]
async fn forged_tokens_are_sent_and_have_to_be_rejected() {
    let peer = MockServer::start().await;
    publish(&peer, metadata(&peer), our_key_set()).await;
    let token = issue_id_token(&peer, claims(&peer, json!({})), "ES256").await;
    let genuine = format!("Bearer {token}");
    let refused = ResponseTemplate::new(401).insert_header("www-authenticate", "Bearer error=\"invalid_token\"");
    let careful = move |request: &Request| {
        let sent = request.headers.get("authorization").and_then(|value| value.to_str().ok());
        if sent == Some(genuine.as_str()) { reply(&json!({"sub": "alice"})) } else { refused.clone() }
    };
    Mock::given(path("/profile")).respond_with(careful).mount(&peer).await;
    let reports = run_all_cases(&peer, "forgeries", 1).await;
    assert_eq!(reports.len(), 5);
    reports.iter().for_each(passed);
    let sent = peer.received_requests().await.unwrap_or_default();
    let bearers = sent.iter().filter_map(|request| request.headers.get("authorization")?.to_str().ok());
    let forged: std::collections::BTreeSet<&str> = bearers.filter(|sent| sent.starts_with("Bearer ")).collect();
    assert_eq!(forged.len(), 6, "the genuine token and five forged ones: {forged:#?}");

    let careless = MockServer::start().await;
    publish(&careless, metadata(&careless), our_key_set()).await;
    issue_id_token(&careless, claims(&careless, json!({})), "ES256").await;
    Mock::given(path("/profile")).respond_with(reply(&json!({"sub": "alice"}))).mount(&careless).await;
    for report in run_all_cases(&careless, "forgeries", 1).await {
        assert!(failed(&report).contains("status 401"), "{report:#?}");
    }
}

#[tokio::test]
async fn expressions_with_the_same_seed_have_the_same_random_values() {
    let peer = MockServer::start().await;
    Mock::given(any()).respond_with(reply(&json!({}))).mount(&peer).await;
    for seed in [1, 1, 2] {
        run_all_cases(&peer, "random", seed).await.iter().for_each(passed);
    }
    let sent = peer.received_requests().await.unwrap_or_default();
    let queries: Vec<&str> = sent.iter().filter_map(|request| request.url.query()).collect();
    assert_eq!((queries.len(), queries[0]), (3, queries[1]));
    assert_ne!(queries[0], queries[2]);
    let values: Vec<String> = sent[0].url.query_pairs().map(|(_, value)| value.into_owned()).collect();
    assert!(values[0] != values[1] && values[2].len() == 36, "{values:?}");
}

#[test]
fn misspelled_functions_are_reported_when_the_file_is_loaded() {
    let found = mistakes("functions");
    for (place, message, help) in [
        (":6:26", "unknown function `sha25`", "did you mean `sha256`?"),
        (":8:45", "`now` is the name of a function", "save it under another name"),
        (":9:42", "unknown function `jwt_claim`", "did you mean `jwt_claims`?"),
        (":10:27", "`random` is a function", "call it: `random(…)`"),
        (":11:27", "`${random(}` is not an expression", ""),
        (":12:36", "unknown function `uuid4`", "did you mean `uuid`?"),
    ] {
        let fitting = found.iter().filter(|text| text.contains(message) && text.contains(help));
        assert!(fitting.clone().any(|text| text.contains(place)), "{place} {message}: {found:#?}");
    }
    assert_eq!(found.len(), 6, "{found:#?}");
}

#[test]
fn misspelled_checks_are_reported_when_the_file_is_loaded() {
    let found = mistakes("checks").join("\n");
    for message in [
        "`500` is not a duration: write for example `500 ms`",
        "a comparison needs two values or more",
        "did you mean `expires-in`?",
        "the key `keys` is missing",
    ] {
        assert!(found.contains(message), "{message}: {found}");
    }
}

fn reply(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn metadata(peer: &MockServer) -> Value {
    let base = peer.uri();
    json!({
        "issuer": base, "authorization_endpoint": format!("{base}/authorize"), "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"), "response_types_supported": ["code"],
    })
}

async fn publish(peer: &MockServer, metadata: Value, keys: Value) {
    let at = "/.well-known/openid-configuration";
    Mock::given(method("GET")).and(path(at)).respond_with(reply(&metadata)).mount(peer).await;
    Mock::given(method("GET")).and(path("/keys")).respond_with(reply(&keys)).mount(peer).await;
}

/// The claims of a valid ID token, with some replaced; null removes a claim.
fn claims(peer: &MockServer, others: Value) -> Map<String, Value> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut claims = json!({
        "iss": peer.uri(), "sub": "alice", "aud": ["web"], "nonce": "n-0S6", "exp": now + 600, "iat": now, "auth_time": now,
    });
    if let (Value::Object(claims), Value::Object(others)) = (&mut claims, others) {
        claims.extend(others);
        claims.retain(|_, value| !value.is_null());
    }
    serde_json::from_value(claims).unwrap_or_default()
}

/// Mocks a token endpoint that issues an ID token with these claims; returns the ID token.
async fn issue_id_token(peer: &MockServer, claims: Map<String, Value>, algorithm: &str) -> String {
    let token = forgery::signed(&claims, &Map::new(), algorithm).unwrap_or_default();
    let body = json!({"access_token": "an-access-token", "token_type": "Bearer", "id_token": token});
    Mock::given(path("/token")).respond_with(reply(&body)).mount(peer).await;
    token
}

/// Runs a scenario of `tests/oauth_steps` that has one case.
async fn run_scenario(peer: &MockServer, scenario: &str) -> CaseReport {
    run_all_cases(peer, scenario, 1).await.remove(0)
}

async fn run_all_cases(peer: &MockServer, scenario: &str, seed: u64) -> Vec<CaseReport> {
    let environment = BTreeMap::from([("PEER".to_owned(), peer.uri())]);
    let (scenario, target) = (folder().join(format!("{scenario}.yaml")), folder().join("peer.yaml"));
    // A suite runs a case on its own runtime.
    let reports = tokio::task::spawn_blocking(move || {
        let suite = Suite::load(&Scenarios::at([scenario]), &target, &environment);
        let suite = suite.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].render(false)));
        let options = Options { seed, ..Options::default() };
        suite.cases().iter().map(|case| suite.run(case, &options)).collect()
    });
    reports.await.unwrap_or_default()
}

fn mistakes(scenario: &str) -> Vec<String> {
    let environment = BTreeMap::from([("PEER".to_owned(), "http://localhost:1".to_owned())]);
    let scenario = folder().join("mistakes").join(format!("{scenario}.yaml"));
    let found =
        Suite::load(&Scenarios::at([scenario]), folder().join("peer.yaml"), &environment).err().unwrap_or_default();
    found.iter().map(|mistake| mistake.render(false)).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/oauth_steps"))
}

fn passed(report: &CaseReport) {
    assert_eq!(report.verdict, Verdict::Passed, "{}", oauth_harness::report::explain(report));
}

/// The ids of the requirements with this outcome in a case.
fn judged(report: &CaseReport, outcome: &RequirementOutcome) -> String {
    let of = report.outcomes.iter().filter(|judged| judged.outcome == *outcome);
    let mut ids: Vec<&str> = of.map(|outcome| outcome.requirement.as_str()).collect();
    ids.sort_unstable();
    ids.join(" ")
}

/// The expectation, the observation and the hint of each finding in a failed case.
fn failed(report: &CaseReport) -> String {
    assert_eq!(report.verdict, Verdict::Failed, "{}", oauth_harness::report::explain(report));
    let found = report.findings.iter().map(|finding| &finding.mismatch);
    let lines: Vec<String> = found
        .map(|found| format!("{} / {} / {}", found.expected, found.seen, found.hint.as_deref().unwrap_or_default()))
        .collect();
    lines.join("\n")
}
