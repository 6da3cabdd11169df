//! What all pages have in common: OWASP ASVS 5.0 §3.4, RFC 9700 §4.16.

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
        // Chromium checks every redirect after a form: where one leads to a client, nothing is said about forms.
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
