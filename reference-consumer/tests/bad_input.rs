//! Requests that no honest browser sends: each gets a 4xx page, and has no effect.

use reqwest::Method;

use crate::support::{ALICE, Browser, CALLBACK, CSRF, LOGIN, LOGOUT, Page, Pair};

async fn post_from(browser: &mut Browser, path: &str, token: &str, origin: &str) -> Page {
    let request = browser
        .request(Method::POST, path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", origin)
        .body(format!("csrfmiddlewaretoken={token}"));
    browser.send(request).await
}

#[tokio::test]
async fn a_form_needs_its_token() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    for path in [LOGIN, LOGOUT] {
        let token = alice.get(path).await.token();
        for body in [
            String::new(),
            "csrfmiddlewaretoken=".to_owned(),
            "csrfmiddlewaretoken=x".to_owned(),
            format!("csrfmiddlewaretoken={token}x"),
            format!("csrfmiddlewaretoken={}", token.to_lowercase()),
            format!("csrfmiddlewaretoken={token}&csrfmiddlewaretoken={token}"),
        ] {
            assert_eq!(alice.post(path, &body).await.status, 403, "{path} {body}");
        }
    }
    assert!(alice.sees(ALICE).await);
    assert_eq!(pair.provider.requests("/o/authorize/").await.len(), 0);
}

#[tokio::test]
async fn the_token_belongs_to_the_cookie_and_to_the_session() {
    let pair = Pair::start().await;
    let (mut alice, mut mallory) = (pair.browser(), pair.browser());
    let mallorys = mallory.get(LOGIN).await.token();
    // Without a cookie, and with another cookie.
    assert_eq!(alice.post(LOGIN, &format!("csrfmiddlewaretoken={mallorys}")).await.status, 403);
    alice.get(LOGIN).await;
    assert_eq!(alice.post(LOGIN, &format!("csrfmiddlewaretoken={mallorys}")).await.status, 403);
    // A matching cookie, planted in a browser whose session has another token.
    alice.sign_in("alice").await;
    alice.cookies.insert(CSRF.to_owned(), mallorys.clone());
    assert_eq!(alice.post(LOGOUT, &format!("csrfmiddlewaretoken={mallorys}")).await.status, 403);
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn a_form_comes_from_this_site() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let token = alice.get(LOGIN).await.token();
    for origin in ["null", "http://evil.test", "http://localhost", "", &format!("{}/", pair.consumer.url())] {
        assert_eq!(post_from(&mut alice, LOGIN, &token, origin).await.status, 403, "{origin}");
    }
    let own = pair.consumer.url().to_owned();
    assert_eq!(post_from(&mut alice, LOGIN, &token, &own).await.status, 302);
}

#[tokio::test]
async fn an_anti_forgery_cookie_of_another_shape_is_replaced() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    alice.cookies.insert(CSRF.to_owned(), "x".to_owned());
    assert_eq!(alice.post(LOGIN, "csrfmiddlewaretoken=x").await.status, 403);
    let page = alice.get(LOGIN).await;
    assert_ne!(page.token(), "x");
    assert!(page.set_cookie(CSRF).is_some());
}

#[tokio::test]
async fn parameters_of_the_start_url_do_not_reach_the_authorization_request() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let honest = alice.start_login().await;
    let injected = alice
        .start_login_at(&format!(
            "{LOGIN}?redirect_uri=http://evil.test/&scope=admin&client_id=evil&state=known&code_challenge=x\
             &response_type=token&process=connect"
        ))
        .await;
    for name in ["response_type", "client_id", "redirect_uri", "scope", "code_challenge_method"] {
        assert_eq!(injected.parameter(name), honest.parameter(name));
    }
    assert!(!injected.location().contains("evil") && !injected.location().contains("known"));

    let request = alice.request(Method::GET, LOGIN).header("host", "evil.test");
    let page = alice.send(request).await;
    let request = alice
        .request(Method::POST, LOGIN)
        .header("host", "evil.test")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("csrfmiddlewaretoken={}", page.token()));
    let redirect = alice.send(request).await;
    assert_eq!(redirect.parameter("redirect_uri"), Some(pair.consumer.redirect_uri()));
}

#[tokio::test]
async fn other_addresses_methods_and_bodies() {
    let pair = Pair::start().await;
    let mut anonymous = pair.browser();
    for path in ["/nowhere", "/accounts/", "/%00", "/../etc/passwd", "/accounts/testprovider/login"] {
        assert_eq!(anonymous.get(path).await.status, 404, "{path}");
    }
    for (method, path) in [(Method::POST, "/"), (Method::DELETE, LOGIN), (Method::PUT, LOGOUT), (Method::PATCH, "/")] {
        let request = anonymous.request(method, path);
        let page = anonymous.send(request).await;
        assert_eq!(page.status, 405, "{path}");
        assert!(page.body.contains("Request refused"));
    }
    for content_type in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
        let request = anonymous.request(Method::POST, LOGIN).header("content-type", content_type).body("{}");
        assert_eq!(anonymous.send(request).await.status, 415, "{content_type}");
    }
    assert_eq!(anonymous.post(LOGIN, &"x".repeat(64 * 1024 + 1)).await.status, 413);
}

#[tokio::test]
async fn rubbish_in_every_place_is_only_rubbish() {
    let pair = Pair::start().await;
    let mut anonymous = pair.browser();
    for query in ["%", "%ff%fe", "=&=&&", "code=%00&state=%00", "state[]=x&code[]=y", ";", "code;state"] {
        assert_eq!(anonymous.get(&format!("{CALLBACK}?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(anonymous.get(CALLBACK).await.status, 400);
    for cookie in ["=", ";;;", "test-consumer-session-id", "test-consumer-session-id=\"", "a=b; =c"] {
        let request = anonymous.request(Method::GET, "/").header("cookie", cookie);
        assert_eq!(anonymous.send(request).await.status, 200, "{cookie}");
    }
    assert_eq!(anonymous.post(LOGIN, "%%%&=&csrfmiddlewaretoken").await.status, 403);
}
