//! Each fault from outside: the faulty consumer does what the strict one rejects, from the next request after it was
//! set.

use std::time::Duration;

use reference_consumer::{ClientAuth, faults};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::{ALICE, BOB, Browser, LOGIN, LOGOUT, Pair, Provider, SESSION};

async fn state_of(browser: &mut Browser) -> String {
    browser.start_login().await.parameter("state").expect("a state")
}

#[tokio::test]
async fn login_csrf_token_unchecked() {
    let pair = Pair::with_fault("login-csrf-token-unchecked").await;
    let mut alice = pair.browser();
    assert_eq!(alice.post(LOGIN, "").await.status, 302);
    assert_eq!(alice.post(LOGIN, "csrfmiddlewaretoken=wrong").await.status, 403);
    assert_eq!(alice.post(LOGOUT, "").await.status, 403);
}

#[tokio::test]
async fn login_start_by_get() {
    let pair = Pair::with_fault("login-start-by-get").await;
    assert!(pair.browser().get(LOGIN).await.parameter("state").is_some());
}

#[tokio::test]
async fn start_form_action_blocks_redirect() {
    let pair = Pair::with_fault("start-form-action-blocks-redirect").await;
    let policy = pair.browser().get(LOGIN).await.header("content-security-policy").to_owned();
    assert!(policy.contains("; form-action 'self';"), "{policy}");
}

#[tokio::test]
async fn open_redirect_after_login() {
    let pair = Pair::with_fault("open-redirect-after-login").await;
    let mut alice = pair.browser();
    let redirect = alice.start_login_at(&format!("{LOGIN}?next=https://evil.test/")).await;
    let state = redirect.parameter("state").expect("a state");
    assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.location(), "https://evil.test/");
}

#[tokio::test]
async fn state_omitted() {
    let pair = Pair::with_fault("state-omitted").await;
    let mut alice = pair.browser();
    assert_eq!(alice.start_login().await.parameter("state"), None);
    assert_eq!(alice.callback(&[("code", "alice")]).await.status, 302);
    assert!(alice.sees(ALICE).await);
    assert!(Provider::body_parameter(&pair.provider.token_requests().await[0], "code_verifier").is_none());
}

#[tokio::test]
async fn state_constant() {
    let pair = Pair::with_fault("state-constant").await;
    let (mut alice, mut bob) = (pair.browser(), pair.browser());
    let state = state_of(&mut alice).await;
    assert_eq!(state, state_of(&mut bob).await);
    assert_eq!(bob.callback(&[("code", "bob"), ("state", &state)]).await.status, 302);
}

#[tokio::test]
async fn pkce_omitted() {
    let pair = Pair::with_fault("pkce-omitted").await;
    let mut alice = pair.browser();
    let redirect = alice.start_login().await;
    assert_eq!(redirect.parameter("code_challenge"), None);
    assert_eq!(redirect.parameter("code_challenge_method"), None);
    alice.sign_in("alice").await;
    assert_eq!(Provider::body_parameter(&pair.provider.token_requests().await[0], "code_verifier"), None);
}

#[tokio::test]
async fn login_csrf_state_unchecked() {
    let pair = Pair::with_fault("login-csrf-state-unchecked").await;
    for parameters in [&[("code", "bob")][..], &[("code", "bob"), ("state", "made up")]] {
        let (mut victim, mut bystander) = (pair.browser(), pair.browser());
        bystander.start_login().await;
        for browser in [&mut victim, &mut bystander] {
            assert_eq!(browser.callback(parameters).await.status, 302);
            assert!(browser.sees(BOB).await);
        }
    }
}

#[tokio::test]
async fn login_csrf_missing_state() {
    let pair = Pair::with_fault("login-csrf-missing-state").await;
    let mut victim = pair.browser();
    assert_eq!(victim.callback(&[("code", "bob"), ("state", "made up")]).await.status, 400);
    assert_eq!(victim.callback(&[("code", "bob")]).await.status, 302);
    assert!(victim.sees(BOB).await);
}

#[tokio::test]
async fn state_reusable() {
    let pair = Pair::with_fault("state-reusable").await;
    let mut alice = pair.browser();
    let state = state_of(&mut alice).await;
    for code in ["alice", "bob"] {
        assert_eq!(alice.callback(&[("code", code), ("state", &state)]).await.status, 302);
    }
    assert!(alice.sees(BOB).await);
}

#[tokio::test]
async fn login_csrf_foreign_state() {
    let pair = Pair::with_fault("login-csrf-foreign-state").await;
    let (mut mallory, mut victim) = (pair.browser(), pair.browser());
    let redirect = mallory.start_login().await;
    let state = redirect.parameter("state").expect("a state");
    assert_eq!(victim.callback(&[("code", "bob"), ("state", "made up")]).await.status, 400);
    assert_eq!(victim.callback(&[("code", "bob"), ("state", &state)]).await.status, 302);
    assert!(victim.sees(BOB).await);
    // With the verifier of the login that the state belongs to, so that PKCE at the provider does not help.
    assert!(Provider::body_parameter(&pair.provider.token_requests().await[0], "code_verifier").is_some());
}

#[tokio::test]
async fn reflected_xss_error_code() {
    let pair = Pair::with_fault("reflected-xss-error-code").await;
    let mut alice = pair.browser();
    let state = state_of(&mut alice).await;
    let page = alice.callback(&[("error", "<b>odd</b>"), ("state", &state)]).await;
    assert!(page.status == 400 && page.body.contains("<b>odd</b>"), "{}", page.body);
}

#[tokio::test]
async fn error_uri_linked() {
    let pair = Pair::with_fault("error-uri-linked").await;
    let mut alice = pair.browser();
    let state = state_of(&mut alice).await;
    let page =
        alice.callback(&[("error", "server_error"), ("error_uri", "javascript:alert(1)"), ("state", &state)]).await;
    assert!(page.body.contains("<a href=\"javascript:alert(1)\">"), "{}", page.body);
}

#[tokio::test]
async fn failed_login_signs_in() {
    let pair = Pair::with_fault("failed-login-signs-in").await;
    let (mut alice, mut mallory) = (pair.browser(), pair.browser());
    alice.sign_in("alice").await;
    mallory.sign_in("stolen").await;
    assert!(mallory.sees(ALICE).await);
    // An error response still ends the login.
    let mut bob = pair.browser();
    let state = state_of(&mut bob).await;
    bob.callback(&[("error", "access_denied"), ("state", &state)]).await;
    assert!(!bob.sees(ALICE).await);
}

#[tokio::test]
async fn error_ignored() {
    let pair = Pair::with_fault("error-ignored").await;
    let (mut alice, mut mallory) = (pair.browser(), pair.browser());
    let state = state_of(&mut mallory).await;
    let page = mallory.callback(&[("error", "access_denied"), ("state", &state)]).await;
    assert_eq!(page.status, 400, "no user has signed in before");
    assert_eq!(pair.provider.token_requests().await.len(), 1);

    alice.sign_in("alice").await;
    let state = state_of(&mut mallory).await;
    let page = mallory.callback(&[("error", "access_denied"), ("state", &state)]).await;
    assert_eq!((page.status, page.location()), (302, "/"));
    assert!(mallory.sees(ALICE).await);
}

#[tokio::test]
async fn callback_not_redirected() {
    let pair = Pair::with_fault("callback-not-redirected").await;
    let mut alice = pair.browser();
    let page = alice.sign_in("alice").await;
    assert_eq!((page.status, page.location()), (200, ""));
    assert!(page.body.contains("Welcome alice@example.com"));
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn verifier_not_sent() {
    let pair = Pair::with_fault("verifier-not-sent").await;
    let mut alice = pair.browser();
    assert!(alice.start_login().await.parameter("code_challenge").is_some());
    alice.sign_in("alice").await;
    assert_eq!(Provider::body_parameter(&pair.provider.token_requests().await[0], "code_verifier"), None);
}

#[tokio::test]
async fn redirect_uri_omitted_in_token_request() {
    let pair = Pair::with_fault("redirect-uri-omitted-in-token-request").await;
    pair.browser().sign_in("alice").await;
    assert_eq!(Provider::body_parameter(&pair.provider.token_requests().await[0], "redirect_uri"), None);
}

#[tokio::test]
async fn client_secret_in_uri() {
    let pair = Pair::with_fault("client-secret-in-uri").await;
    pair.browser().sign_in("alice").await;
    let request = &pair.provider.token_requests().await[0];
    assert_eq!(request.url.query(), Some("client_id=test-consumer&client_secret=top+secret"));
    assert_eq!(Provider::body_parameter(request, "client_secret"), None);
}

#[tokio::test]
async fn provider_timeout_missing() {
    let pair = Pair::with_fault_and("provider-timeout-missing", |config| config.provider_timeout_ms = 50).await;
    let token = json!({ "access_token": "token-of-alice", "token_type": "Bearer" });
    let late = ResponseTemplate::new(200).set_body_json(token).set_delay(Duration::from_millis(300));
    pair.provider.answers("/o/token/", late).await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn provider_size_limit_missing() {
    let pair = Pair::with_fault("provider-size-limit-missing").await;
    let token = json!({ "access_token": "token-of-alice", "token_type": "Bearer", "more": "x".repeat(1_000_000) });
    pair.provider.token_response(token).await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn code_sent_twice() {
    let pair = Pair::with_fault("code-sent-twice").await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    assert!(alice.sees(ALICE).await);
    let codes: Vec<_> =
        pair.provider.token_requests().await.iter().map(|request| Provider::body_parameter(request, "code")).collect();
    assert_eq!(codes, [Some("alice".to_owned()), Some("alice".to_owned())]);
}

#[tokio::test]
async fn any_token_type() {
    for token in
        [json!({ "access_token": "token-of-bob" }), json!({ "access_token": "token-of-bob", "token_type": "mac" })]
    {
        let pair = Pair::with_fault("any-token-type").await;
        pair.provider.token_response(token).await;
        let mut bob = pair.browser();
        assert_eq!(bob.sign_in("any").await.status, 302);
        assert!(bob.sees(BOB).await);
    }
}

#[tokio::test]
async fn token_in_query() {
    let pair = Pair::with_fault("token-in-query").await;
    pair.browser().sign_in("alice").await;
    let request = &pair.provider.profile_requests().await[0];
    assert_eq!(request.url.query(), Some("access_token=token-of-alice"));
    assert!(!request.headers.contains_key("authorization"));
}

#[tokio::test]
async fn account_by_email() {
    let pair = Pair::with_fault("account-by-email").await;
    let (mut alice, mut mallory) = (pair.browser(), pair.browser());
    alice.sign_in("alice").await;
    pair.provider.profile(json!({ "user_id": 3, "email": ALICE, "secret_message": "mallory" })).await;
    mallory.sign_in("bob").await;
    assert!(alice.get("/").await.body.contains("<dd>mallory</dd>"), "the two share one account");
}

#[tokio::test]
async fn first_account_wins() {
    let pair = Pair::with_fault("first-account-wins").await;
    let (mut alice, mut bob) = (pair.browser(), pair.browser());
    alice.sign_in("alice").await;
    bob.sign_in("bob").await;
    assert!(bob.sees(ALICE).await && !bob.sees(BOB).await);
}

#[tokio::test]
async fn session_fixation() {
    let pair = Pair::with_fault("session-fixation").await;
    let mut alice = pair.browser();
    let state = state_of(&mut alice).await;
    let mut mallory = alice.clone();
    alice.callback(&[("code", "alice"), ("state", &state)]).await;
    assert!(mallory.sees(ALICE).await);
    assert_eq!(alice.cookies[SESSION], mallory.cookies[SESSION]);
}

#[tokio::test]
async fn logout_keeps_session() {
    let pair = Pair::with_fault("logout-keeps-session").await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    let mut thief = alice.clone();
    let token = alice.get(LOGOUT).await.token();
    alice.post(LOGOUT, &format!("csrfmiddlewaretoken={token}")).await;
    assert!(alice.is_signed_out().await);
    assert!(thief.sees(ALICE).await);
}

#[tokio::test]
async fn login_parameter_injection() {
    let pair = Pair::with_fault("login-parameter-injection").await;
    let redirect = pair.browser().start_login_at(&format!("{LOGIN}?scope=admin&redirect_uri=http://evil.test/")).await;
    assert_eq!(redirect.parameter("scope").as_deref(), Some("admin"));
    assert_eq!(redirect.parameter("redirect_uri").as_deref(), Some("http://evil.test/"));
    assert_eq!(redirect.parameter("client_id").as_deref(), Some("test-consumer"));
}

#[tokio::test]
async fn endpoint_query_dropped() {
    for (fault, tenant) in [("endpoint-query-dropped", None), ("state-reusable", Some("a"))] {
        let pair =
            Pair::with_fault_and(fault, |config| config.provider.authorization.set_query(Some("tenant=a"))).await;
        let redirect = pair.browser().start_login().await;
        assert_eq!(redirect.parameter("tenant").as_deref(), tenant);
        assert!(redirect.parameter("state").is_some());
    }
}

#[tokio::test]
async fn pkce_plain() {
    let pair = Pair::with_fault("pkce-plain").await;
    let mut alice = pair.browser();
    let redirect = alice.start_login().await;
    assert_eq!(redirect.parameter("code_challenge_method").as_deref(), Some("plain"));
    let state = redirect.parameter("state").expect("a state");
    alice.callback(&[("code", "alice"), ("state", &state)]).await;
    let verifier = Provider::body_parameter(&pair.provider.token_requests().await[0], "code_verifier");
    assert_eq!(verifier, redirect.parameter("code_challenge"));
}

#[tokio::test]
async fn verifier_reused() {
    let pair = Pair::with_fault("verifier-reused").await;
    let one = pair.browser().start_login().await.parameter("code_challenge");
    let other = pair.browser().start_login().await.parameter("code_challenge");
    assert!(one.is_some());
    assert_eq!(one, other);
}

#[tokio::test]
async fn state_unchecked_on_error() {
    let pair = Pair::with_fault("state-unchecked-on-error").await;
    let mut alice = pair.browser();
    assert_eq!(alice.callback(&[("error", "access_denied"), ("state", "made up")]).await.status, 302);
    assert_eq!(alice.callback(&[("code", "alice"), ("state", "made up")]).await.status, 400);
}

#[tokio::test]
async fn unknown_parameters_refused() {
    let pair = Pair::with_fault("unknown-parameters-refused").await;
    let mut alice = pair.browser();
    let state = state_of(&mut alice).await;
    assert_eq!(alice.callback(&[("code", "alice"), ("state", &state), ("x", "1")]).await.status, 400);
    assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.status, 302);
}

#[tokio::test]
async fn reflected_xss_error_description() {
    let pair = Pair::with_fault("reflected-xss-error-description").await;
    let mut alice = pair.browser();
    let state = state_of(&mut alice).await;
    let page = alice.callback(&[("error", "server_error"), ("error_description", "<b id=x>"), ("state", &state)]).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("<b id=x>"));
}

#[tokio::test]
async fn two_authentication_methods() {
    let pair = Pair::with_fault("two-authentication-methods").await;
    pair.browser().sign_in("alice").await;
    let request = &pair.provider.token_requests().await[0];
    assert!(request.headers.contains_key("authorization"));
    assert!(Provider::body_parameter(request, "client_secret").is_some());
}

#[tokio::test]
async fn basic_not_encoded() {
    let pair = Pair::with_fault_and("basic-not-encoded", |config| config.client_auth = ClientAuth::Basic).await;
    pair.browser().sign_in("alice").await;
    // base64("test-consumer:top secret")
    let authorization = &pair.provider.token_requests().await[0].headers["authorization"];
    assert_eq!(authorization, "Basic dGVzdC1jb25zdW1lcjp0b3Agc2VjcmV0");
}

#[tokio::test]
async fn token_redirect_followed() {
    let pair = Pair::with_fault("token-redirect-followed").await;
    let elsewhere = ResponseTemplate::new(307).insert_header("location", "/elsewhere/");
    pair.provider.answers("/o/token/", elsewhere).await;
    pair.browser().sign_in("alice").await;
    let request = &pair.provider.requests("/elsewhere/").await[0];
    assert_eq!(Provider::body_parameter(request, "client_secret").as_deref(), Some("top secret"));
}

#[tokio::test]
async fn token_type_assumed() {
    for (token, status) in [
        (json!({ "access_token": "token-of-bob" }), 302),
        (json!({ "access_token": "token-of-bob", "token_type": "mac" }), 502),
    ] {
        let pair = Pair::with_fault("token-type-assumed").await;
        pair.provider.token_response(token).await;
        assert_eq!(pair.browser().sign_in("any").await.status, status);
    }
}

#[tokio::test]
async fn unknown_members_refused() {
    let pair = Pair::with_fault("unknown-members-refused").await;
    assert_eq!(pair.browser().sign_in("alice").await.status, 302);
    pair.provider.token_response(json!({ "access_token": "token-of-bob", "token_type": "Bearer", "x": 1 })).await;
    assert_eq!(pair.browser().sign_in("any").await.status, 502);
}

#[tokio::test]
async fn provider_failure_is_500() {
    let pair = Pair::with_fault("provider-failure-is-500").await;
    assert_eq!(pair.browser().sign_in("stolen").await.status, 400);
    pair.provider.answers("/o/token/", ResponseTemplate::new(200).set_body_string("<html>")).await;
    let page = pair.browser().sign_in("alice").await;
    assert_eq!(page.status, 500);
    assert!(page.body.contains("Traceback"));
}

#[tokio::test]
async fn cookie_attributes_missing() {
    let pair = Pair::with_fault("cookie-attributes-missing").await;
    let cookie = pair.browser().start_login().await.set_cookie(SESSION).expect("a session");
    assert!(!cookie.contains("HttpOnly") && !cookie.contains("SameSite"), "{cookie}");
}

#[tokio::test]
async fn token_in_cookie() {
    let pair = Pair::with_fault("token-in-cookie").await;
    let welcome = pair.browser().sign_in("alice").await;
    let cookie = welcome.set_cookie("test-consumer-access-token").expect("a cookie with the token");
    assert!(cookie.contains("token-of-alice") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn referrer_unrestricted() {
    let pair = Pair::with_fault("referrer-unrestricted").await;
    for path in ["/", LOGIN] {
        assert_eq!(pair.browser().get(path).await.header("referrer-policy"), "unsafe-url", "{path}");
    }
}

/// So that a fault without a test here is detected.
#[test]
fn every_fault_has_a_test_here() {
    let tests = include_str!("faults.rs");
    for fault in faults::all() {
        let name = fault.name.replace('-', "_");
        assert!(tests.contains(&format!("\nasync fn {name}()")), "no test is called {name}");
    }
}
