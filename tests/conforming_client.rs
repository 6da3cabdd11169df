//! The client in the harness conforms to the specifications, and requires of a response only what its next step needs:
//! tested against mocked peers.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use oauth_harness::model::verdict::Verdict;
use oauth_harness::oauth::jwt::{Jwt, Strictness};
use oauth_harness::report::explain;
use oauth_harness::run::{Options, run_case};
use serde_json::{Value, json};
use wiremock::{MockServer, Request, ResponseTemplate};

use crate::support::mocked_provider::{passed, run_steps, run_steps_at, serve, suite, target};

#[tokio::test]
async fn dpop_proofs_have_the_nonce_of_the_server() {
    let peer = serve(|request| {
        let nonce = claims_in(request.headers.get("dpop").unwrap().to_str().unwrap())["nonce"].clone();
        let api = request.url.path() == "/profile";
        let wanted = if api { "of-the-api" } else { "of-the-provider" };
        match (nonce == wanted, api) {
            (true, true) => json_reply(200, &json!({"sub": "alice"})).insert_header("dpop-nonce", wanted),
            (true, false) => json_reply(200, &tokens()).insert_header("dpop-nonce", wanted),
            (false, true) => ResponseTemplate::new(401)
                .insert_header("www-authenticate", "DPoP error=\"use_dpop_nonce\"")
                .insert_header("dpop-nonce", wanted),
            (false, false) => json_reply(400, &json!({"error": "use_dpop_nonce"})).insert_header("dpop-nonce", wanted),
        }
    })
    .await;
    let steps = "- exchange: {code: a, dpop: {}, save: tokens}\n\
                 - refresh: {token: r, dpop: {}}\n\
                 - call-api: {token: '${tokens.access_token}', dpop: {}}\n  expect: {status: 200}\n";
    passed(&run_steps(&peer, steps, "").await);
    let sent = peer.received_requests().await.unwrap();
    let paths: Vec<&str> = sent.iter().map(|request| request.url.path()).collect();
    // The latest nonce is used until the server sends another one: it belongs to the origin, not to the endpoint.
    assert_eq!(paths, ["/token", "/token", "/token", "/profile", "/profile"]);
    let proofs = sent.iter().map(|request| claims_in(request.headers.get("dpop").unwrap().to_str().unwrap()));
    let numbers: std::collections::BTreeSet<String> = proofs.map(|proof| proof["jti"].to_string()).collect();
    assert_eq!(numbers.len(), 5, "every proof is new");
    let last = sent.last().unwrap();
    assert_eq!(last.headers.get("authorization").unwrap(), "DPoP an-access-token");
    assert!(claims_in(last.headers.get("dpop").unwrap().to_str().unwrap())["ath"].is_string());
}

#[tokio::test]
async fn a_dpop_proof_that_the_scenario_writes_is_sent_once() {
    let peer = serve(|_| json_reply(400, &json!({"error": "use_dpop_nonce"})).insert_header("dpop-nonce", "n")).await;
    for own in ["headers: {dpop: \"${dpop_proof('POST', provider.token)}\"}", "dpop: {nonce: stale}"] {
        let before = peer.received_requests().await.unwrap().len();
        let steps = format!("- exchange: {{code: a, {own}}}\n  expect: {{oauth-error: use_dpop_nonce}}\n");
        passed(&run_steps(&peer, &steps, "").await);
        assert_eq!(peer.received_requests().await.unwrap().len(), before + 1, "{own}");
    }
}

/// V51: one provider accepts only its issuer as the audience, and another one only its token endpoint.
#[tokio::test]
async fn client_assertions_have_the_audience_that_the_provider_accepts() {
    for only in ["issuer", "token-endpoint"] {
        let peer = serve(move |request| {
            let base = base_of(request);
            let issuer = format!("{base}tenant");
            if request.url.path().contains("/.well-known/") {
                return json_reply(200, &json!({"issuer": issuer}));
            }
            let audience = if only == "issuer" { issuer } else { format!("{base}token") };
            token_reply(claims_in(&field(request, "client_assertion"))["aud"] == audience)
        })
        .await;
        let steps = "- exchange: {client: jwt, code: a}\n- exchange: {client: jwt, code: b}\n\
                     - request: {url: '${provider.token}', method: POST, form: {client_assertion: \
                     \"${client_assertion('jwt', clients.jwt.assertion_audience)}\"}}\n  expect: {status: 200}\n";
        for (more, requests) in [
            ("", if only == "issuer" { 4 } else { 5 }),
            (&*format!(", assertion-audience: {only}"), if only == "issuer" { 4 } else { 3 }),
            (&format!(", assertion-audience: '{}'", literal(&peer, only)), 3),
        ] {
            let before = peer.received_requests().await.unwrap().len();
            let client =
                format!("  jwt: {{id: jwt, redirect-uri: 'http://client.test/cb', auth: private-key-jwt{more}}}\n");
            passed(&run_steps(&peer, steps, &client).await);
            let sent = peer.received_requests().await.unwrap().len() - before;
            assert_eq!(
                sent, requests,
                "{only}: one metadata request, and one rejection, unless the target names the audience: {more}"
            );
        }
    }
}

#[tokio::test]
async fn an_issuer_in_the_target_file_is_not_discovered() {
    let peer =
        serve(|request| token_reply(claims_in(&field(request, "client_assertion"))["aud"] == "http://op.test")).await;
    let jwt = "  jwt: {id: jwt, redirect-uri: 'http://client.test/cb', auth: private-key-jwt}\n";
    let target = target(&peer, jwt).replace("provider: {", "provider: {issuer: 'http://op.test', ");
    passed(&run_steps_at(&target, "- exchange: {client: jwt, code: a}\n  expect: {status: 200}\n").await);
    assert_eq!(peer.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_client_that_is_rejected_for_every_audience_is_rejected() {
    let peer = serve(|_| json_reply(401, &json!({"error": "invalid_client"}))).await;
    let jwt = "  jwt: {id: jwt, redirect-uri: 'http://client.test/cb', auth: private-key-jwt}\n";
    let target = target(&peer, jwt).replace("provider: {", "provider: {issuer: 'http://op.test', ");
    passed(
        &run_steps_at(&target, "- exchange: {client: jwt, code: a}\n  expect: {oauth-error: invalid_client}\n").await,
    );
    assert_eq!(peer.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn authorization_requests_have_the_scopes_and_parameters_of_the_target() {
    let peer = serve(granting).await;
    let steps = "- authorize: {save: grant}\n- authorize: {with: {scope: '${scopes.two}'}}\n\
                 - authorize: {without: [audience]}\n- authorize: {object: {}}\n\
                 - authorize: {with: {scope: openid}, without: [nonce]}\n  expect: {redirect: {to: client}}\n";
    let more = "scope: profile\nscopes: [profile, email]\noffers: [openid]\nauthorization-parameters: {audience: 'https://api.test'}\n";
    let target = target(&peer, more).replace("provider: {", "provider: {issuer: 'http://op.test/', ");
    passed(&run_steps_at(&target, steps).await);
    let sent = peer.received_requests().await.unwrap();
    let parameters: Vec<BTreeMap<String, String>> =
        sent.iter().map(|request| request.url.query_pairs().into_owned().collect()).collect();
    assert_eq!(parameters[0]["scope"], "openid profile");
    assert_eq!(parameters[0]["audience"], "https://api.test");
    assert!(parameters[0]["nonce"].len() > 20, "{:?}", parameters[0]);
    assert_eq!(parameters[1]["scope"], "profile email");
    assert!(!parameters[1].contains_key("nonce"), "no ID token is requested");
    assert!(!parameters[2].contains_key("audience"));
    let object = claims_in(&parameters[3]["request"]);
    assert_eq!((&object["aud"], &object["audience"]), (&json!("http://op.test/"), &json!("https://api.test")));
    assert!(!parameters[4].contains_key("nonce"));
}

#[tokio::test]
async fn client_credentials_requests_have_no_openid_scope() {
    let peer = serve(|request| match field(request, "scope").as_str() {
        "read" => json_reply(200, &tokens()),
        _ => json_reply(400, &json!({"error": "invalid_scope"})),
    })
    .await;
    passed(
        &run_steps(&peer, "- client-credentials: {}\n  expect: {status: 200}\n", "scope: openid read offline_access\n")
            .await,
    );
}

/// V24, V44 and rule 3: only the scenarios about these responses report their mistakes.
#[tokio::test]
async fn a_step_requires_of_a_response_only_what_the_next_step_needs() {
    let peer = serve(|request| match request.url.path() {
        "/token" => json_reply(200, &json!({"access_token": "a", "expires_in": "3600"})),
        "/device" => json_reply(
            200,
            &json!({"device_code": "d", "user_code": "u", "verification_uri": "http://op.test/d", "interval": "1"}),
        ),
        "/par" => json_reply(200, &json!({"request_uri": "urn:x"})),
        "/keys" => json_reply(200, &json!({"keys": [{"kty": "EC", "d": "leaked"}]})),
        "/introspect" => json_reply(200, &json!({"active": "true"})),
        "/revoke" => ResponseTemplate::new(204),
        "/profile" => json_reply(206, &json!({})),
        _ => ResponseTemplate::new(200).set_body_raw(r#"{"issuer": "https://elsewhere.test"}"#, "text/plain"),
    })
    .await;
    let steps = "- exchange: {code: a}\n- refresh: {token: r}\n- device-authorize: {}\n- push: {}\n- discover: {}\n\
                 - keys: {}\n- introspect: {token: a}\n- revoke: {token: a}\n- call-api: {token: a}\n\
                 - call-api: {token: a}\n  expect: {status: 206}\n";
    passed(&run_steps(&peer, steps, "").await);
}

/// V35: RFC 7662 §2.2 has the provider respond `active: false` also to a caller that may not introspect the token.
#[tokio::test]
async fn introspection_by_a_client_that_never_sees_active_tokens_is_inconclusive() {
    let peer = serve(|request| {
        let asker = request.headers.get("authorization").is_some_and(|sent| sent == "Basic YXBpOnNlY3JldA==");
        json_reply(200, &json!({"active": asker}))
    })
    .await;
    let steps = "- introspect: {token: a}\n- introspect: {token: a}\n  expect: {json: {with: {active: true}}}\n";
    let report = run_steps(&peer, steps, "").await;
    assert_eq!(report.verdict, Verdict::Inconclusive, "{}", explain(&report));
    assert!(explain(&report).contains("`asker`"), "{}", explain(&report));
    let asker = "  asker: {id: api, secret: secret, redirect-uri: 'http://client.test/cb'}\n";
    passed(&run_steps(&peer, steps, asker).await);
}

/// V36: closed registration is not a finding, and client metadata that the provider replaces is used.
#[tokio::test]
async fn a_registered_client_uses_the_metadata_in_the_response() {
    let closed = serve(|_| json_reply(403, &json!({"error": "insufficient_scope"}))).await;
    for step in [
        "- register: {metadata: {redirect_uris: ['http://client.test/cb']}, save: app}\n",
        "- request: {url: '${provider.registration}', method: POST, json: {redirect_uris: []}}\n  expect: {status: 201}\n",
    ] {
        let steps = format!("{step}- exchange: {{code: a}}\n  expect: {{status: 200}}\n");
        let report = run_steps(&closed, &steps, "").await;
        assert_eq!(report.verdict, Verdict::Skipped, "{}", explain(&report));
        let reason = report.reason.clone().unwrap_or_default();
        assert!(reason.contains("clients cannot register themselves"), "{}", explain(&report));
        assert_eq!(closed.received_requests().await.unwrap().len() % 2, usize::from(step.contains("save")));
    }

    let replacing = serve(|request| {
        if request.url.path() == "/register" {
            let body: Value = request.body_json().unwrap();
            assert_eq!(body["scope"], "read");
            return json_reply(
                201,
                &json!({"client_id": "c", "client_secret": "s", "redirect_uris": ["http://other.test/cb"],
                    "token_endpoint_auth_method": "client_secret_post"}),
            );
        }
        let names = ["client_id", "client_secret", "redirect_uri"].map(|name| field(request, name));
        token_reply(names == ["c", "s", "http://other.test/cb"])
    })
    .await;
    let steps = "- register: {metadata: {redirect_uris: ['http://client.test/cb']}, save: app}\n\
                 - exchange: {client: app, code: a}\n  expect: {status: 200}\n";
    passed(&run_steps(&replacing, steps, "scope: read\n").await);
}

/// RFC 7591 §3: every way to register sends the token of the target file, and no report shows it.
#[tokio::test]
async fn a_client_registers_with_the_initial_access_token_of_the_target_file() {
    let protected = serve(|request| {
        let is_permitted = request.headers.get("authorization").is_some_and(|sent| sent == "Bearer let-me-in-canary");
        if is_permitted { json_reply(201, &json!({"client_id": "c"})) } else { json_reply(401, &json!({})) }
    })
    .await;
    let with = |token: &str| {
        let key = format!("provider: {{initial-access-token: {token}, ");
        target(&protected, "").replace("provider: {", &key)
    };
    for step in [
        "register: {metadata: {redirect_uris: ['http://client.test/cb']}}",
        "request: {url: '${provider.registration}', method: POST, json: {redirect_uris: []}}",
    ] {
        let steps = format!("- {step}\n- {step}\n  expect: {{status: 201}}\n");
        let report = run_steps_at(&with("let-me-in-canary"), &steps).await;
        passed(&report);
        let transcript = report.transcript();
        assert!(transcript.contains("<initial-access-token>") && !transcript.contains("canary"), "{transcript}");

        let report = run_steps_at(&with("expired-canary"), &steps).await;
        assert_eq!(report.verdict, Verdict::Inconclusive, "{}", explain(&report));
        let said = explain(&report);
        assert!(said.contains("rejects the initial access token of the target file"), "{said}");
        assert!(said.contains("It may have expired") && !said.contains("canary"), "{said}");

        let report = run_steps_at(&target(&protected, ""), &steps).await;
        let reason = report.reason.clone().unwrap_or_default();
        assert!(report.verdict == Verdict::Skipped && reason.contains("add it as `initial-access-token`"), "{reason}");
    }
    let own = "- register: {metadata: {}, token: of-the-scenario}\n  expect: {status: 401}\n";
    let report = run_steps_at(&with("let-me-in-canary"), &format!("- register: {{metadata: {{}}}}\n{own}")).await;
    passed(&report);
}

/// V11: every response has a new registration access token, and invalidates the previous one.
#[tokio::test]
async fn client_management_uses_the_latest_registration_access_token() {
    let count = AtomicUsize::new(0);
    let peer = serve(move |request| {
        let at = count.fetch_add(1, Ordering::SeqCst);
        let token = request.headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
        if token != (at > 0).then(|| format!("Bearer t{}", at - 1)) {
            return ResponseTemplate::new(401);
        }
        let mut response = json!({
            "client_id": "c", "redirect_uris": ["http://client.test/cb"],
            "registration_client_uri": format!("{}register/c", base_of(request)),
            "registration_access_token": format!("t{at}"),
        });
        if request.method.as_str() == "PUT" {
            let sent: Value = request.body_json().unwrap();
            assert_eq!(sent, json!({"client_id": "c", "redirect_uris": ["http://client.test/new"]}));
            response["redirect_uris"] = sent["redirect_uris"].clone();
        }
        json_reply(200, &response)
    })
    .await;
    let steps = "- register: {metadata: {redirect_uris: ['http://client.test/cb'], scope: null}, save: app}\n\
                 - manage-client: {of: app}\n\
                 - manage-client: {of: app, method: PUT, metadata: {redirect_uris: ['http://client.test/new']}}\n\
                 - manage-client: {of: app, method: DELETE}\n  expect: {status: 200}\n";
    passed(&run_steps(&peer, steps, "scope: read\n").await);
}

#[tokio::test]
async fn a_client_that_a_scenario_registers_is_deleted_after_it() {
    let peer = serve(|request| match request.method.as_str() {
        "POST" => json_reply(
            201,
            &json!({"client_id": "c", "registration_client_uri": format!("{}register/c", base_of(request)),
                "registration_access_token": "t"}),
        ),
        "DELETE" => ResponseTemplate::new(204),
        _ => json_reply(200, &json!({})),
    })
    .await;
    let steps = "- register: {metadata: {redirect_uris: ['http://client.test/cb']}}
- call-api: {}
  expect: {status: 200}
";
    let report = run_steps(&peer, steps, "").await;
    passed(&report);
    let sent = peer.received_requests().await.unwrap();
    let last = sent.last().unwrap();
    assert_eq!((last.method.as_str(), last.url.path()), ("DELETE", "/register/c"));
    assert_eq!(last.headers.get("authorization").unwrap(), "Bearer t");
    assert!(!report.transcript().contains("DELETE"), "it is not part of the scenario");
}

/// V17: the location of the keys comes from the provider's metadata, not from the target file.
#[tokio::test]
async fn metadata_and_keys_are_located_by_the_issuer() {
    let peer = serve(|request| match request.url.path() {
        "/tenant/.well-known/openid-configuration" => {
            json_reply(200, &json!({"jwks_uri": format!("{}announced", base_of(request))}))
        }
        _ => ResponseTemplate::new(404),
    })
    .await;
    let target = target(&peer, "")
        .replace("discovery: /.well-known/openid-configuration, ", "")
        .replace("provider: {", &format!("provider: {{issuer: '{}/tenant/', ", peer.uri()));
    let steps = "- discover: {save: metadata}\n- keys: {}\n  expect: {status: 404}\n";
    passed(&run_steps_at(&target, steps).await);
    let sent = peer.received_requests().await.unwrap();
    assert_eq!(sent.last().unwrap().url.path(), "/announced");
}

#[tokio::test]
async fn a_device_waits_for_the_polling_interval() {
    let count = AtomicUsize::new(0);
    let peer = serve(move |request| match request.url.path() {
        "/device" => json_reply(
            200,
            &json!({"device_code": "d", "user_code": "u", "verification_uri": "http://op.test/d", "interval": "1"}),
        ),
        _ if count.fetch_add(1, Ordering::SeqCst) == 0 => json_reply(400, &json!({"error": "authorization_pending"})),
        _ => json_reply(200, &tokens()),
    })
    .await;
    let steps = "- device-authorize: {save: device}\n\
                 - device-poll: {code: '${device.device_code}'}\n  expect: {oauth-error: authorization_pending}\n\
                 - device-poll: {code: '${device.device_code}'}\n  expect: {status: 200}\n";
    let started = Instant::now();
    passed(&run_steps(&peer, steps, "").await);
    assert!(started.elapsed() >= Duration::from_secs(1));
}

/// After `slow_down`, it polls more slowly, and once more; with an adjustable clock, no real time passes.
#[tokio::test]
async fn a_device_polls_more_slowly_after_slow_down() {
    let target = "provider: {reference: {}, pages: {authorization: /o/authorize/, token: /o/token/, \
                  device-authorization: /o/device-authorization/}}\n\
                  clients: {web: {id: second-consumer, secret: second-consumer-secret, redirect-uri: 'http://localhost:8002/callback'}}\n\
                  scope: read\n";
    let poll = |how: &str, error: &str| {
        format!("- device-poll: {{code: '${{device.device_code}}'{how}}}\n  expect: {{oauth-error: {error}}}\n")
    };
    let steps = [
        "- device-authorize: {save: device}\n".to_owned(),
        poll("", "authorization_pending"),
        poll("", "authorization_pending"),
        poll(", in-haste: true", "slow_down"),
        poll("", "authorization_pending"),
    ];
    passed(&run_steps_at(target, &steps.concat()).await);
}

#[tokio::test]
async fn a_throttled_request_is_repeated_after_retry_after() {
    let count = AtomicUsize::new(0);
    let busy_at_first = move |request: &Request| {
        if count.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            return ResponseTemplate::new(429).insert_header("retry-after", "1");
        }
        if request.url.path() == "/token" { json_reply(200, &tokens()) } else { granting(request) }
    };
    let peer = serve(busy_at_first).await;
    let steps = "- authorize: {save: grant}\n- exchange: {code: '${grant.code}'}\n  expect: {status: 200}\n";
    passed(&run_steps(&peer, steps, "limits: {longest-wait-seconds: 2}\n").await);
    assert_eq!(peer.received_requests().await.unwrap().len(), 4);
    // Without time to wait, the first response counts.
    let report = run_steps(&peer, steps, "").await;
    assert_eq!(report.verdict, Verdict::Inconclusive, "{}", explain(&report));
    assert_eq!(peer.received_requests().await.unwrap().len(), 5);
}

/// V15: an error in a body that only the browser sees does not reach the client.
#[tokio::test]
async fn an_authorization_error_reaches_the_client_only_by_redirect() {
    let peer = serve(|request| {
        let parameters: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
        let to = format!("{}?error=access_denied&state={}", parameters["redirect_uri"], parameters["state"]);
        match parameters.get("prompt") {
            Some(_) => ResponseTemplate::new(302).insert_header("location", to.as_str()),
            None => json_reply(400, &json!({"error": "access_denied"})).insert_header("location", to.as_str()),
        }
    })
    .await;
    passed(
        &run_steps(&peer, "- authorize: {with: {prompt: none}}\n  expect: {oauth-error: access_denied}\n", "").await,
    );
    let report = run_steps(&peer, "- authorize: {}\n  expect: {oauth-error: access_denied}\n", "").await;
    assert_eq!(report.verdict, Verdict::Failed, "{}", explain(&report));
}

#[tokio::test]
async fn all_cases_of_a_run_share_one_rate_limit() {
    let peer = serve(|_| json_reply(200, &json!({}))).await;
    let target = target(&peer, "limits: {requests-per-second: 20}\n");
    let suite = suite(&target, "- call-api: {}\n- call-api: {}\n- call-api: {}\n  expect: {status: 200}\n");
    let (cases, started) = (suite.cases(), Instant::now());
    let options = Options::default();
    let both = tokio::join!(run_case(&cases[0], &suite.target, &options), run_case(&cases[0], &suite.target, &options));
    passed(&both.0);
    passed(&both.1);
    assert!(started.elapsed() >= Duration::from_millis(250), "six requests with 50 ms between them");
}

/// The token response to an authenticated client, or the error response to another one.
fn token_reply(is_authenticated: bool) -> ResponseTemplate {
    if is_authenticated { json_reply(200, &tokens()) } else { json_reply(401, &json!({"error": "invalid_client"})) }
}

fn tokens() -> Value {
    json!({"access_token": "an-access-token", "token_type": "DPoP", "expires_in": 600})
}

/// The authorization response for a user who is logged in and has already approved.
fn granting(request: &Request) -> ResponseTemplate {
    let state = request.url.query_pairs().find(|(name, _)| name == "state").map(|(_, state)| state.into_owned());
    let state = state.or_else(|| {
        let object = request.url.query_pairs().find(|(name, _)| name == "request")?.1.into_owned();
        Some(claims_in(&object)["state"].as_str()?.to_owned())
    });
    ResponseTemplate::new(302)
        .insert_header("location", format!("http://client.test/cb?code=c&state={}", state.unwrap_or_default()))
}

fn json_reply(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

fn claims_in(token: &str) -> Value {
    Jwt::read(token, Strictness::Strict).map_or(Value::Null, |jwt| Value::Object(jwt.claims))
}

fn field(request: &Request, name: &str) -> String {
    let fields = form_urlencoded::parse(&request.body);
    fields.into_owned().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
}

/// The base URL of the peer, from the `Host` header of the request.
fn base_of(request: &Request) -> String {
    format!("http://{}/", request.headers.get("host").unwrap().to_str().unwrap())
}

fn literal(peer: &MockServer, only: &str) -> String {
    format!("{}/{}", peer.uri(), if only == "issuer" { "tenant" } else { "token" })
}
