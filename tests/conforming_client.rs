//! The client that the harness plays keeps to the rules, and asks of an answer no more than its next step needs: told
//! against peers that the test plays.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use oauth_harness::model::verdict::Verdict;
use oauth_harness::oauth::jwt::{Jwt, Reading};
use oauth_harness::report::explain;
use oauth_harness::run::{Options, run_case};
use serde_json::{Value, json};
use wiremock::{MockServer, Request, ResponseTemplate};

use crate::support::story::{passed, serve, suite, target, tell, tell_at};

#[tokio::test]
async fn a_proof_is_signed_anew_for_the_nonce_of_the_server() {
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
    passed(&tell(&peer, steps, "").await);
    let sent = peer.received_requests().await.unwrap();
    let paths: Vec<&str> = sent.iter().map(|request| request.url.path()).collect();
    // The nonce that the server gave last is kept, until it gives another one: it is the origin's, not the endpoint's.
    assert_eq!(paths, ["/token", "/token", "/token", "/profile", "/profile"]);
    let proofs = sent.iter().map(|request| claims_in(request.headers.get("dpop").unwrap().to_str().unwrap()));
    let numbers: std::collections::BTreeSet<String> = proofs.map(|proof| proof["jti"].to_string()).collect();
    assert_eq!(numbers.len(), 5, "every proof is new");
    let last = sent.last().unwrap();
    assert_eq!(last.headers.get("authorization").unwrap(), "DPoP an-access-token");
    assert!(claims_in(last.headers.get("dpop").unwrap().to_str().unwrap())["ath"].is_string());
}

#[tokio::test]
async fn a_proof_that_the_story_wrote_itself_is_sent_once() {
    let peer = serve(|_| json_reply(400, &json!({"error": "use_dpop_nonce"})).insert_header("dpop-nonce", "n")).await;
    for own in ["headers: {dpop: \"${dpop_proof('POST', provider.token)}\"}", "dpop: {nonce: stale}"] {
        let before = peer.received_requests().await.unwrap().len();
        let steps = format!("- exchange: {{code: a, {own}}}\n  expect: {{oauth-error: use_dpop_nonce}}\n");
        passed(&tell(&peer, &steps, "").await);
        assert_eq!(peer.received_requests().await.unwrap().len(), before + 1, "{own}");
    }
}

/// V51: a provider that takes nothing but its issuer, and one that takes nothing but its token endpoint.
#[tokio::test]
async fn an_assertion_is_for_whom_the_provider_says_it_is() {
    for only in ["issuer", "token-endpoint"] {
        let peer = serve(move |request| {
            let base = base_of(request);
            let issuer = format!("{base}tenant");
            if request.url.path().contains("/.well-known/") {
                return json_reply(200, &json!({"issuer": issuer}));
            }
            let audience = if only == "issuer" { issuer } else { format!("{base}token") };
            answer_to(claims_in(&field(request, "client_assertion"))["aud"] == audience)
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
            passed(&tell(&peer, steps, &client).await);
            let sent = peer.received_requests().await.unwrap().len() - before;
            assert_eq!(sent, requests, "{only}: the metadata once, and one refusal, where nobody said it: {more}");
        }
    }
}

#[tokio::test]
async fn an_issuer_that_the_target_names_is_not_asked_for() {
    let peer =
        serve(|request| answer_to(claims_in(&field(request, "client_assertion"))["aud"] == "http://op.test")).await;
    let jwt = "  jwt: {id: jwt, redirect-uri: 'http://client.test/cb', auth: private-key-jwt}\n";
    let target = target(&peer, jwt).replace("provider: {", "provider: {issuer: 'http://op.test', ");
    passed(&tell_at(&target, "- exchange: {client: jwt, code: a}\n  expect: {status: 200}\n").await);
    assert_eq!(peer.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_the_provider_refuses_by_every_name_is_refused() {
    let peer = serve(|_| json_reply(401, &json!({"error": "invalid_client"}))).await;
    let jwt = "  jwt: {id: jwt, redirect-uri: 'http://client.test/cb', auth: private-key-jwt}\n";
    let target = target(&peer, jwt).replace("provider: {", "provider: {issuer: 'http://op.test', ");
    passed(&tell_at(&target, "- exchange: {client: jwt, code: a}\n  expect: {oauth-error: invalid_client}\n").await);
    assert_eq!(peer.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_request_is_for_what_the_target_names() {
    let peer = serve(granting).await;
    let steps = "- authorize: {save: grant}\n- authorize: {with: {scope: '${scopes.two}'}}\n\
                 - authorize: {without: [audience]}\n- authorize: {object: {}}\n\
                 - authorize: {with: {scope: openid}, without: [nonce]}\n  expect: {redirect: {to: client}}\n";
    let more = "scope: profile\nscopes: [profile, email]\noffers: [openid]\nauthorization-parameters: {audience: 'https://api.test'}\n";
    let target = target(&peer, more).replace("provider: {", "provider: {issuer: 'http://op.test/', ");
    passed(&tell_at(&target, steps).await);
    let sent = peer.received_requests().await.unwrap();
    let asked: Vec<BTreeMap<String, String>> =
        sent.iter().map(|request| request.url.query_pairs().into_owned().collect()).collect();
    assert_eq!(asked[0]["scope"], "openid profile");
    assert_eq!(asked[0]["audience"], "https://api.test");
    assert!(asked[0]["nonce"].len() > 20, "{:?}", asked[0]);
    assert_eq!(asked[1]["scope"], "profile email");
    assert!(!asked[1].contains_key("nonce"), "nobody asks for an ID token");
    assert!(!asked[2].contains_key("audience"));
    let object = claims_in(&asked[3]["request"]);
    assert_eq!((&object["aud"], &object["audience"]), (&json!("http://op.test/"), &json!("https://api.test")));
    assert!(!asked[4].contains_key("nonce"));
}

#[tokio::test]
async fn a_client_on_its_own_asks_for_no_id_token() {
    let peer = serve(|request| match field(request, "scope").as_str() {
        "read" => json_reply(200, &tokens()),
        _ => json_reply(400, &json!({"error": "invalid_scope"})),
    })
    .await;
    passed(
        &tell(&peer, "- client-credentials: {}\n  expect: {status: 200}\n", "scope: openid read offline_access\n")
            .await,
    );
}

/// V24, V44 and rule 3: what is wrong with these answers is for a story about it to say.
#[tokio::test]
async fn a_step_needs_of_an_answer_what_the_next_one_needs() {
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
    passed(&tell(&peer, steps, "").await);
}

/// V35: RFC 7662 §2.2 has the provider say `false` to whom the token is none of the business.
#[tokio::test]
async fn who_always_hears_that_a_token_is_not_active_is_not_one_to_judge_by() {
    let peer = serve(|request| {
        let asker = request.headers.get("authorization").is_some_and(|sent| sent == "Basic YXBpOnNlY3JldA==");
        json_reply(200, &json!({"active": asker}))
    })
    .await;
    let steps = "- introspect: {token: a}\n- introspect: {token: a}\n  expect: {json: {with: {active: true}}}\n";
    let report = tell(&peer, steps, "").await;
    assert_eq!(report.verdict, Verdict::Error, "{}", explain(&report));
    assert!(explain(&report).contains("`asker`"), "{}", explain(&report));
    let asker = "  asker: {id: api, secret: secret, redirect-uri: 'http://client.test/cb'}\n";
    passed(&tell(&peer, steps, asker).await);
}

/// V36: a registration that is closed is no fault, and a metadata value that was replaced is the one that counts.
#[tokio::test]
async fn a_client_is_what_the_provider_says_it_is() {
    let closed = serve(|_| json_reply(403, &json!({"error": "insufficient_scope"}))).await;
    for step in [
        "- register: {metadata: {redirect_uris: ['http://client.test/cb']}, save: app}\n",
        "- request: {url: '${provider.registration}', method: POST, json: {redirect_uris: []}}\n  expect: {status: 201}\n",
    ] {
        let steps = format!("{step}- exchange: {{code: a}}\n  expect: {{status: 200}}\n");
        let report = tell(&closed, &steps, "").await;
        assert_eq!(report.verdict, Verdict::Skip, "{}", explain(&report));
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
        answer_to(names == ["c", "s", "http://other.test/cb"])
    })
    .await;
    let steps = "- register: {metadata: {redirect_uris: ['http://client.test/cb']}, save: app}\n\
                 - exchange: {client: app, code: a}\n  expect: {status: 200}\n";
    passed(&tell(&replacing, steps, "scope: read\n").await);
}

/// V11: every answer brings another token, and takes the one before away.
#[tokio::test]
async fn a_registration_is_managed_with_the_token_that_counts_now() {
    let count = AtomicUsize::new(0);
    let peer = serve(move |request| {
        let at = count.fetch_add(1, Ordering::SeqCst);
        let token = request.headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
        if token != (at > 0).then(|| format!("Bearer t{}", at - 1)) {
            return ResponseTemplate::new(401);
        }
        let mut answer = json!({
            "client_id": "c", "redirect_uris": ["http://client.test/cb"],
            "registration_client_uri": format!("{}register/c", base_of(request)),
            "registration_access_token": format!("t{at}"),
        });
        if request.method.as_str() == "PUT" {
            let sent: Value = request.body_json().unwrap();
            assert_eq!(sent, json!({"client_id": "c", "redirect_uris": ["http://client.test/new"]}));
            answer["redirect_uris"] = sent["redirect_uris"].clone();
        }
        json_reply(200, &answer)
    })
    .await;
    let steps = "- register: {metadata: {redirect_uris: ['http://client.test/cb'], scope: null}, save: app}\n\
                 - manage-client: {of: app}\n\
                 - manage-client: {of: app, method: PUT, metadata: {redirect_uris: ['http://client.test/new']}}\n\
                 - manage-client: {of: app, method: DELETE}\n  expect: {status: 200}\n";
    passed(&tell(&peer, steps, "scope: read\n").await);
}

#[tokio::test]
async fn a_client_that_a_story_registered_is_gone_after_it() {
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
    let report = tell(&peer, steps, "").await;
    passed(&report);
    let sent = peer.received_requests().await.unwrap();
    let last = sent.last().unwrap();
    assert_eq!((last.method.as_str(), last.url.path()), ("DELETE", "/register/c"));
    assert_eq!(last.headers.get("authorization").unwrap(), "Bearer t");
    assert!(!report.transcript().contains("DELETE"), "it is no part of the story");
}

/// V17: where the provider says that its keys are, not where the target file does.
#[tokio::test]
async fn metadata_and_keys_are_where_the_issuer_says() {
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
    passed(&tell_at(&target, steps).await);
    let sent = peer.received_requests().await.unwrap();
    assert_eq!(sent.last().unwrap().url.path(), "/announced");
}

#[tokio::test]
async fn a_device_leaves_the_time_that_it_was_told_to() {
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
    passed(&tell(&peer, steps, "").await);
    assert!(started.elapsed() >= Duration::from_secs(1));
}

/// Told to slow down, it does, and asks once more; where the clock can be moved nobody waits.
#[tokio::test]
async fn a_device_slows_down_when_it_is_told_to() {
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
    passed(&tell_at(target, &steps.concat()).await);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    let count = AtomicUsize::new(0);
    let busy_at_first = move |request: &Request| {
        if count.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            return ResponseTemplate::new(429).insert_header("retry-after", "1");
        }
        if request.url.path() == "/token" { json_reply(200, &tokens()) } else { granting(request) }
    };
    let peer = serve(busy_at_first).await;
    let steps = "- authorize: {save: grant}\n- exchange: {code: '${grant.code}'}\n  expect: {status: 200}\n";
    passed(&tell(&peer, steps, "limits: {longest-wait-seconds: 2}\n").await);
    assert_eq!(peer.received_requests().await.unwrap().len(), 4);
    // Whoever has no time takes the answer for what it is.
    let report = tell(&peer, steps, "").await;
    assert_eq!(report.verdict, Verdict::Error, "{}", explain(&report));
    assert_eq!(peer.received_requests().await.unwrap().len(), 5);
}

/// V15: what stands in a body that only the browser sees is not told to the client.
#[tokio::test]
async fn an_error_reaches_the_client_by_redirect_or_not_at_all() {
    let peer = serve(|request| {
        let asked: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
        let to = format!("{}?error=access_denied&state={}", asked["redirect_uri"], asked["state"]);
        match asked.get("prompt") {
            Some(_) => ResponseTemplate::new(302).insert_header("location", to.as_str()),
            None => json_reply(400, &json!({"error": "access_denied"})).insert_header("location", to.as_str()),
        }
    })
    .await;
    passed(&tell(&peer, "- authorize: {with: {prompt: none}}\n  expect: {oauth-error: access_denied}\n", "").await);
    let report = tell(&peer, "- authorize: {}\n  expect: {oauth-error: access_denied}\n", "").await;
    assert_eq!(report.verdict, Verdict::Fail, "{}", explain(&report));
}

#[tokio::test]
async fn all_cases_of_a_run_keep_one_pace() {
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

/// To a client that said who it is.
fn answer_to(is_the_client: bool) -> ResponseTemplate {
    if is_the_client { json_reply(200, &tokens()) } else { json_reply(401, &json!({"error": "invalid_client"})) }
}

fn tokens() -> Value {
    json!({"access_token": "an-access-token", "token_type": "DPoP", "expires_in": 600})
}

/// A user who is logged in and has agreed already.
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
    Jwt::read(token, Reading::Strict).map_or(Value::Null, |jwt| Value::Object(jwt.claims))
}

fn field(request: &Request, name: &str) -> String {
    let fields = form_urlencoded::parse(&request.body);
    fields.into_owned().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
}

/// The base URL of the peer that was asked, as it was asked.
fn base_of(request: &Request) -> String {
    format!("http://{}/", request.headers.get("host").unwrap().to_str().unwrap())
}

fn literal(peer: &MockServer, only: &str) -> String {
    format!("{}/{}", peer.uri(), if only == "issuer" { "tenant" } else { "token" })
}
