//! The header fields of every response, and the attributes of every cookie.

use url::Url;

use crate::support::{Browser, CSRF, LOGIN, LOGOUT, Pair, SESSION};

#[tokio::test]
async fn every_page_is_guarded() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    for path in ["/", LOGIN, "/accounts/testprovider/login/callback/", "/nowhere", "/accounts/3rdparty/login/error/"] {
        let page = alice.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path} {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(!page.body.contains("<script") && !page.body.contains(" style="), "{path}");
    }
}

/// Chromium checks every redirect after a form submission, and a provider can have several hosts.
#[tokio::test]
async fn only_the_form_that_starts_a_login_may_lead_away() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    assert!(!alice.get(LOGIN).await.header("content-security-policy").contains("form-action"));
    for path in ["/", LOGOUT] {
        assert!(alice.get(path).await.header("content-security-policy").contains("; form-action 'self';"), "{path}");
    }
}

#[tokio::test]
async fn cookies_over_http() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let csrf = alice.get(LOGIN).await.set_cookie(CSRF).expect("a cookie");
    let session = alice.start_login().await.set_cookie(SESSION).expect("a cookie");
    for cookie in [csrf, session] {
        assert!(cookie.contains("; HttpOnly; SameSite=Lax; Path=/; Max-Age="), "{cookie}");
        assert!(!cookie.contains("Secure") && !cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn cookies_over_tls_are_secure() {
    let base = Url::parse("https://consumer.test").expect("a URL");
    let pair = Pair::with(|config| {
        config.base_url = Some(base);
        config.login_on_get = true;
    })
    .await;
    assert_eq!(pair.consumer.url(), "https://consumer.test");
    let mut alice = Browser::new(&pair.listens_at);
    let redirect = alice.get(LOGIN).await;
    let prefixed = |name: &str| format!("__Host-{name}");
    assert!(redirect.set_cookie(&prefixed(SESSION)).expect("a cookie").contains("; Secure"));
    let state = redirect.parameter("state").expect("a state");
    let welcome = alice.callback(&[("code", "alice"), ("state", &state)]).await;
    for name in [SESSION, CSRF] {
        assert!(welcome.set_cookie(&prefixed(name)).expect("a cookie").contains("; Secure"), "{name}");
        assert!(welcome.set_cookie(name).is_none(), "{name}");
    }
    assert_eq!(pair.consumer.redirect_uri(), "https://consumer.test/accounts/testprovider/login/callback/");
}

#[tokio::test]
async fn the_stylesheet_is_there() {
    let pair = Pair::start().await;
    let sheet = pair.browser().get("/static/style.css").await;
    assert_eq!((sheet.status, sheet.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(sheet.body.contains("--accent"));
}
