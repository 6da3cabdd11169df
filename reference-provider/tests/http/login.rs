//! Login, logout and the session: OWASP ASVS 5.0 §3.5, §6.3, §7.2, §7.4; RFC 9700 §4.11.2.

use reqwest::{Method, StatusCode, header};

use crate::site::*;

const ALICE: [(&str, &str); 2] = [("username", "alice"), ("password", "wonderland-1")];

#[tokio::test]
async fn the_right_password_logs_in() {
    let site = Site::strict().await;
    let mut browser = site.browser();
    let reply = browser.log_in("alice", "wonderland-1", "/o/applications/").await;
    assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, "/o/applications/"));
    let cookies: Vec<&str> = reply.headers.get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap()).collect();
    for (name, age) in [("sessionid=", "1209600"), ("csrftoken=", "31449600")] {
        let cookie = cookies.iter().find(|cookie| cookie.starts_with(name)).unwrap();
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", &format!("Max-Age={age}")] {
            assert!(cookie.contains(attribute), "{attribute} is not in {cookie}");
        }
    }
    assert!(browser.get("/").await.body.contains("alice"));
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_look_alike() {
    let site = Site::strict().await;
    let pages: Vec<String> = {
        let mut pages = Vec::new();
        for (username, password) in [("alice", "wrong"), ("unknown", "wrong"), ("alice", ""), ("", "")] {
            let mut browser = site.browser();
            let reply = browser.log_in(username, password, "/o/applications/").await;
            reply.assert_page(200);
            assert!(!browser.cookies.contains_key("sessionid"));
            assert_eq!(reply.input("next").as_deref(), Some("/o/applications/"), "{reply:?}");
            let token = reply.input("csrfmiddlewaretoken").unwrap();
            pages.push(reply.body.replace(&token, "").replace(&format!("value=\"{username}\""), "value=\"\""));
        }
        pages
    };
    assert!(pages.iter().all(|page| page.contains("role=\"alert\"") && *page == pages[0]), "{pages:#?}");
}

#[tokio::test]
async fn a_form_without_its_csrf_token_does_not_log_the_user_in() {
    let site = Site::strict().await;
    let mut browser = site.browser();
    browser.post("/accounts/login/", &ALICE).await.assert_page(403);
    let page = browser.get("/accounts/login/").await;
    browser.post("/accounts/login/", &ALICE).await.assert_page(403);
    let mut other = site.browser();
    other.submit("/accounts/login/", &page, &ALICE).await.assert_page(403);
    other.get("/accounts/login/").await;
    other.submit("/accounts/login/", &page, &ALICE).await.assert_page(403);
    for origin in ["null", "https://evil.example"] {
        let token = page.input("csrfmiddlewaretoken").unwrap();
        let fields = [ALICE[0], ALICE[1], ("csrfmiddlewaretoken", token.as_str())];
        let request = form_body(site.request(Method::POST, "/accounts/login/"), &fields);
        browser.send(request.header(header::ORIGIN, origin)).await.assert_page(403);
    }
    assert!(!browser.cookies.contains_key("sessionid"));
    assert_eq!(browser.submit("/accounts/login/", &page, &ALICE).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn next_stays_here() {
    let site = Site::strict().await;
    for (next, location) in [
        ("/o/applications/", "/o/applications/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/%2f/evil.example", "/"),
        ("/\r\nLocation: https://evil.example", "/"),
        ("\t//evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let reply = site.browser().log_in("alice", "wonderland-1", next).await;
        assert_eq!(reply.location(), location, "{next:?}");
    }
    // A form that was tampered with.
    let mut browser = site.browser();
    let token = browser.get("/accounts/login/").await.input("csrfmiddlewaretoken").unwrap();
    let fields = [ALICE[0], ALICE[1], ("csrfmiddlewaretoken", token.as_str()), ("next", "//evil.example")];
    assert_eq!(browser.post("/accounts/login/", &fields).await.location(), "/");
}

#[tokio::test]
async fn login_renews_the_session() {
    let site = Site::strict().await;
    let mut browser = site.browser();
    browser.cookies.insert("sessionid".to_owned(), "planted".to_owned());
    browser.log_in("alice", "wonderland-1", "/").await;
    let first = browser.cookies["sessionid"].clone();
    assert_ne!(first, "planted");
    browser.log_in("bob", "builder-22", "/").await;
    assert_ne!(browser.cookies["sessionid"], first);
    browser.cookies.insert("sessionid".to_owned(), first);
    assert_eq!(browser.get("/o/applications/").await.status, StatusCode::FOUND, "the old session is over");
}

#[tokio::test]
async fn logout_asks_and_then_ends_the_session() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let session = alice.cookies["sessionid"].clone();
    let page = alice.get("/accounts/logout/").await;
    alice.post("/accounts/logout/", &[]).await.assert_page(403);
    assert_eq!(alice.get("/o/applications/").await.status, StatusCode::OK, "a link alone does not log the user out");
    alice.submit("/accounts/logout/", &page, &[]).await.assert_page(200);
    assert!(!alice.cookies.contains_key("sessionid"));
    alice.cookies.insert("sessionid".to_owned(), session);
    assert_eq!(alice.get("/o/applications/").await.status, StatusCode::FOUND, "the old session is over");
}

#[tokio::test]
async fn guessing_passwords_has_to_wait() {
    let site = Site::strict().await;
    for username in ["alice", "unknown"] {
        let mut browser = site.browser();
        for _ in 0..20 {
            browser.log_in(username, "guess", "/").await.assert_page(200);
        }
        let reply = browser.log_in(username, "wonderland-1", "/").await;
        reply.assert_page(429);
        assert_eq!(reply.header("retry-after"), "301");
    }
    site.logged_in("bob", "builder-22").await;
    site.advance(300);
    site.alice().await;
}

/// The login page names the application, and says that a self-registered one has not been reviewed.
#[tokio::test]
async fn the_login_form_names_the_application_that_asked() {
    let site = Site::strict().await;
    let login = async |next: &str| site.get(&format!("/accounts/login/?{}", encode(&[("next", next)]))).await;
    let page = login(&authorize_path(&authorization())).await;
    assert!(page.body.contains("<p>Log in to continue to <strong>Test Consumer</strong>.</p>"), "{page:?}");
    let pushed = site.post_as(CONSUMER, "/o/par/", &authorization()).await.text("request_uri");
    let page = login(&authorize_path(&[("client_id", CONSUMER.0), ("request_uri", &pushed)])).await;
    assert!(page.body.contains("<strong>Test Consumer</strong>"), "{page:?}");
    let (name, uri) = ("<b>Your Bank</b>", "https://client.example/cb");
    let metadata = serde_json::json!({ "redirect_uris": [uri], "client_name": name }).to_string();
    let request = site.request(Method::POST, "/o/register/").header("content-type", "application/json");
    let id = site.send(request.body(metadata)).await.text("client_id");
    let page = login(&authorize_path(&authorization_but(&[("client_id", &id), ("redirect_uri", uri)]))).await;
    let said = "<strong>&lt;b&gt;Your Bank&lt;&#x2f;b&gt;</strong>. This application has not been reviewed.";
    assert!(page.body.contains(said), "{page:?}");
    for next in ["/o/applications/", "/o/device/", "/o/authorize/?client_id=unknown"] {
        assert!(!login(next).await.body.contains("to continue to"), "{next}");
    }
}

#[tokio::test]
async fn the_login_form_may_lead_away_where_a_client_asked() {
    let site = Site::strict().await;
    let login = async |next: &str| {
        let page = site.get(&format!("/accounts/login/?{}", encode(&[("next", next)]))).await;
        page.header("content-security-policy").to_owned()
    };
    assert!(!login(&authorize_path(&authorization())).await.contains("form-action"));
    for here in ["/o/applications/", "/o/device/"] {
        assert!(login(here).await.contains("; form-action 'self';"), "{here}");
    }
}
