//! The authorization response (RFC 6749 sections 4.1.2 and 4.1.2.1) and its effect.

use reqwest::Method;

use crate::support::{ALICE, BOB, CALLBACK, Pair};

#[tokio::test]
async fn denied_consent_ends_on_the_canceled_page() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    let answer = alice.callback(&[("error", "access_denied"), ("state", &state)]).await;
    assert_eq!((answer.status, answer.location()), (302, "/accounts/3rdparty/login/cancelled/"));
    let page = alice.get("/accounts/3rdparty/login/cancelled/").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Sign-in canceled"));
    assert!(alice.is_signed_out().await);
    assert!(pair.provider.token_requests().await.is_empty());
}

#[tokio::test]
async fn every_other_error_gets_a_page_and_no_token_request() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    for error in ["invalid_request", "server_error", "invalid_scope", "<b>x</b>", "\u{1}"] {
        let state = alice.start_login().await.parameter("state").expect("a state");
        let parameters =
            [("error", error), ("error_description", "<script>alert(1)</script> Call 555"), ("state", &state)];
        let page = alice.callback(&parameters).await;
        assert_eq!(page.status, 400, "{error}");
        assert!(page.body.contains("The provider refused the sign-in"));
        assert!(!page.body.contains("555") && !page.body.contains("<b>"), "{}", page.body);
    }
    assert!(pair.provider.token_requests().await.is_empty());
    assert_eq!(alice.get("/accounts/3rdparty/login/error/").await.status, 200);
}

#[tokio::test]
async fn an_error_is_accepted_only_with_the_right_state() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    for parameters in [&[("error", "access_denied")][..], &[("error", "access_denied"), ("state", "x")]] {
        let page = alice.callback(parameters).await;
        assert_eq!((page.status, page.location()), (400, ""));
    }
    // An error from another login has not ended this one.
    assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.status, 302);
}

#[tokio::test]
async fn an_error_wins_over_a_code_and_keeps_the_user_signed_in() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    let state = alice.start_login().await.parameter("state").expect("a state");
    let page = alice.callback(&[("error", "server_error"), ("code", "bob"), ("state", &state)]).await;
    assert_eq!(page.status, 400);
    assert_eq!(pair.provider.token_requests().await.len(), 1);
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn a_callback_without_code_and_error_is_refused() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    for code in [None, Some("")] {
        let state = alice.start_login().await.parameter("state").expect("a state");
        let parameters: Vec<(&str, &str)> =
            code.map(|code| ("code", code)).into_iter().chain([("state", state.as_str())]).collect();
        assert_eq!(alice.callback(&parameters).await.status, 400);
    }
    assert!(pair.provider.token_requests().await.is_empty());
}

#[tokio::test]
async fn a_parameter_that_comes_twice_is_refused() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    for parameters in [
        vec![("code", "alice"), ("code", "bob"), ("state", &state)],
        vec![("code", "alice"), ("state", &state), ("state", &state)],
        vec![("error", "server_error"), ("error", "access_denied"), ("state", &state)],
    ] {
        let page = alice.callback(&parameters).await;
        assert_eq!(page.status, 400);
        assert!(page.body.contains("more than once"));
    }
    assert!(pair.provider.token_requests().await.is_empty());
    assert!(alice.is_signed_out().await);
}

#[tokio::test]
async fn unknown_parameters_are_ignored() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    let parameters = [("x", "1"), ("code", "alice"), ("session_state", "a.b"), ("state", &state), ("x", "2")];
    assert_eq!(alice.callback(&parameters).await.location(), "/");
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn a_code_that_the_provider_refuses_is_the_browsers_problem() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let page = alice.sign_in("stolen").await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("did not accept the authorization code"));
    assert!(alice.is_signed_out().await);
    assert_eq!(pair.provider.token_requests().await.len(), 1);
}

#[tokio::test]
async fn a_long_and_strange_code_arrives_unchanged() {
    let pair = Pair::start().await;
    pair.provider.token_response(serde_json::json!({ "access_token": "token-of-bob", "token_type": "bearer" })).await;
    let mut alice = pair.browser();
    let code = format!("{}+/ =&%25~\"<>", "c".repeat(2000));
    assert_eq!(alice.sign_in(&code).await.status, 302);
    let sent = crate::support::Provider::body_parameter(&pair.provider.token_requests().await[0], "code");
    assert_eq!(sent, Some(code));
    assert!(alice.sees(BOB).await);
}

#[tokio::test]
async fn only_a_get_is_an_authorization_response() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    let path = format!("{CALLBACK}?code=alice&state={state}");
    for method in [Method::HEAD, Method::POST, Method::PUT, Method::OPTIONS] {
        let request = alice.request(method, &path);
        assert_eq!(alice.send(request).await.status, 405);
    }
    assert!(pair.provider.token_requests().await.is_empty());
    assert_eq!(alice.get(&path).await.status, 302);
}
