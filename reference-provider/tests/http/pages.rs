//! What all pages have in common: OWASP ASVS 5.0 §3.4, RFC 9700 §4.16.

use reference_provider::Config;
use reqwest::StatusCode;

use crate::site::*;

#[tokio::test]
async fn every_page_is_protected() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let consent = authorize_path(&authorization());
    for (path, status) in [
        ("/", 200),
        ("/accounts/login/", 200),
        ("/accounts/logout/", 200),
        (consent.as_str(), 200),
        ("/o/authorize/", 400),
        ("/o/applications/", 200),
        ("/o/applications/register/", 200),
        ("/nowhere", 404),
    ] {
        let page = alice.get(path).await;
        page.assert_page(status);
        let csp = page.header("content-security-policy");
        assert!(csp.starts_with("default-src 'none'; style-src 'self'; "), "{path}: {csp}");
        // Chromium checks every redirect after a form submission: pages whose forms lead to a client have no
        // `form-action`.
        assert_eq!(csp.contains("; form-action 'self';"), path != consent, "{path}: {csp}");
        assert!(csp.ends_with("base-uri 'none'; frame-ancestors 'none'"), "{path}: {csp}");
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(page.header(name), value, "{path}: {name}");
        }
        assert!(!page.body.contains("<script") && page.body.contains("<html lang=\"en\">"), "{path}");
    }
}

#[tokio::test]
async fn the_style_sheet_is_there_and_home_sets_no_cookie() {
    let site = Site::strict().await;
    let style = site.get("/static/style.css").await;
    assert_eq!((style.status, style.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
    let home = site.get("/").await;
    assert!(home.body.contains("It works!"));
    assert_eq!(home.header("set-cookie"), "");
}

#[tokio::test]
async fn home_lists_the_endpoints_and_no_secret() {
    let site = Site::with(Config { issuers: vec!["evil".to_owned()], ..Config::embedded() }).await;
    let mut alice = site.alice().await;
    let form = alice.get("/o/applications/register/").await;
    let fields = [("name", "Private"), ("client_type", "public"), ("redirect_uris", "https://private.example/cb")];
    alice.submit("/o/applications/register/", &form, &fields).await.assert_page(200);
    for (path, issuer) in [("/", "/o"), ("/evil/", "/evil/o")] {
        let home = alice.get(path).await;
        let shown = home.body.replace("&#x2f;", "/");
        let issuer = format!("{}{issuer}", site.provider.url());
        for part in [&*format!("<code>{issuer}</code>"), &format!("{issuer}/.well-known/openid-configuration")] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        for part in ["alice", "mallory", "test-consumer", "public-app", "http://localhost:8003/callback"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        for part in ["wonderland-1", "test-consumer-secret", "private.example"] {
            assert!(!shown.contains(part), "{part}: {shown}");
        }
    }
}

/// WCAG 2.2 §2.4.2, §3.3.1 and §1.3.1.
#[tokio::test]
async fn an_error_is_in_the_title_and_tied_to_its_fields_and_the_focus_is_where_to_go_on() {
    let site = Site::strict().await;
    let mut browser = site.browser();
    let login = browser.get("/accounts/login/").await;
    assert!(login.body.contains("<title>Log in ·") && !login.body.contains("aria-invalid"), "{login:?}");
    assert_eq!(focused(&login), ["username"]);
    let wrong = [("username", "alice"), ("password", "wrong")];
    let again = browser.submit("/accounts/login/", &login, &wrong).await;
    assert!(again.body.contains("<title>Error: Log in ·"), "{again:?}");
    assert_eq!(again.body.matches("aria-describedby=\"message\" aria-invalid=\"true\"").count(), 2, "{again:?}");
    assert!(again.body.contains("id=\"message\" role=\"alert\">Incorrect username or password."), "{again:?}");
    assert_eq!(focused(&again), ["username"], "the first of the fields that are wrong");

    let mut alice = site.alice().await;
    let device = alice.get("/o/device/").await;
    assert_eq!(focused(&device), ["user_code"]);
    let again = alice.submit("/o/device/", &device, &[("user_code", "XXXX-XXXX")]).await;
    assert!(again.body.contains("<title>Error: Connect a device ·"), "{again:?}");
    assert!(again.body.contains("aria-describedby=\"message\" aria-invalid=\"true\""), "{again:?}");

    let path = "/o/applications/register/";
    let form = alice.get(path).await;
    assert_eq!(focused(&form), ["name"]);
    let again =
        alice.submit(path, &form, &[("name", "An app"), ("client_type", "public"), ("redirect_uris", "x")]).await;
    assert!(again.body.contains("<title>Error: Register an application ·"), "{again:?}");
    assert_eq!(focused(&again), ["redirect_uris"]);

    for path in ["/nowhere", "/o/authorize/", "/o/logout/?state=1&state=2"] {
        let refused = alice.get(path).await;
        assert!(refused.body.contains("<title>Error: "), "{path}: {refused:?}");
        assert!(refused.body.contains("<h1 tabindex=\"-1\" autofocus>"), "{path}: {refused:?}");
    }
}

/// The names of the focused fields.
fn focused(page: &Reply) -> Vec<String> {
    let tags = page.body.split('<').filter(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(" autofocus")));
    tags.filter_map(|tag| Some(tag.split(" name=\"").nth(1)?.split('"').next()?.to_owned())).collect()
}
