//! A sign-in, exchange by exchange, like `test_consumer`.

use crate::support::{ALICE, CSRF, LOGIN, Pair, Provider, SESSION};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

#[tokio::test]
async fn the_whole_way_from_home_to_welcome() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();

    let home = alice.get("/").await;
    assert_eq!((home.status, home.set_cookie(SESSION)), (200, None));
    assert!(home.body.contains(r#"<a href="/accounts/testprovider/login/" class="button">"#));

    let confirm = alice.get(LOGIN).await;
    assert_eq!((confirm.status, confirm.set_cookie(SESSION)), (200, None));
    assert!(confirm.set_cookie(CSRF).is_some());
    assert!(confirm.body.contains(r#"<form method="post">"#));
    assert!(confirm.body.contains(r#"<button type="submit">Continue</button>"#));

    let redirect = alice.post(LOGIN, &format!("csrfmiddlewaretoken={}", confirm.token())).await;
    assert_eq!(redirect.status, 302);
    let before_login = redirect.set_cookie(SESSION).expect("a session with the state");
    let authorize = format!("{}o/authorize/?", pair.provider.base());
    assert!(redirect.location().starts_with(&authorize), "{}", redirect.location());
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "test-consumer"),
        ("redirect_uri", &pair.consumer.redirect_uri()),
        ("scope", "read write"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(redirect.parameter(name).as_deref(), Some(value));
    }

    let state = redirect.parameter("state").expect("a state");
    let welcome = alice.callback(&[("code", "alice"), ("state", &state)]).await;
    assert_eq!((welcome.status, welcome.location()), (302, "/"));
    assert_ne!(welcome.set_cookie(SESSION).expect("a new session"), before_login);

    let home = alice.get("/").await;
    assert!(home.body.contains("Welcome alice@example.com"));
    assert!(home.body.contains("<dt>secret_message</dt><dd>42</dd>"));

    let token_requests = pair.provider.token_requests().await;
    let [token_request] = token_requests.as_slice() else {
        panic!("one token request, not {}", token_requests.len());
    };
    assert_eq!(token_request.method.as_str(), "POST");
    assert_eq!(token_request.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(token_request.url.query(), None);
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "alice"),
        ("redirect_uri", &pair.consumer.redirect_uri()),
        ("client_id", "test-consumer"),
        ("client_secret", "top secret"),
    ] {
        assert_eq!(Provider::body_parameter(token_request, name).as_deref(), Some(value));
    }
    let verifier = Provider::body_parameter(token_request, "code_verifier").expect("a verifier");
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    assert_eq!(redirect.parameter("code_challenge"), Some(challenge));

    let profile_requests = pair.provider.profile_requests().await;
    assert_eq!(profile_requests.len(), 1);
    assert_eq!(profile_requests[0].headers["authorization"], "Bearer token-of-alice");
    assert_eq!(profile_requests[0].url.query(), None);
}

#[tokio::test]
async fn login_on_get_needs_no_confirm_page() {
    let pair = Pair::with(|config| config.login_on_get = true).await;
    let mut alice = pair.browser();
    let redirect = alice.get(LOGIN).await;
    let state = redirect.parameter("state").expect("a state");
    assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.location(), "/");
    assert!(alice.sees(ALICE).await);
}
