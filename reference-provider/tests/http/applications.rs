//! Registering and managing clients in the browser.

use reqwest::StatusCode;

use crate::site::*;

const PATH: &str = "/o/applications/register/";
const URI: &str = "https://app.example/cb";

async fn register(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> Reply {
    let page = browser.get(PATH).await;
    browser.submit(PATH, &page, fields).await
}

#[tokio::test]
async fn a_registered_application_signs_users_in() {
    let site = Site::strict().await;
    let mut mallory = site.logged_in("mallory", "malice-333").await;
    let fields = [("name", "My <App>"), ("client_type", "confidential"), ("redirect_uris", URI)];
    let page = register(&mut mallory, &fields).await;
    page.assert_page(200);
    let (id, secret) = (page.input("client_id").unwrap(), page.input("client_secret").unwrap());

    let parameters = authorization_but(&[("client_id", &id), ("redirect_uri", URI)]);
    let mut alice = site.alice().await;
    let consent = alice.get(&authorize_path(&parameters)).await;
    assert!(consent.body.contains("My &lt;App&gt;") && consent.body.contains("not been reviewed"), "{consent:?}");
    let code = alice.authorize(&parameters).await.parameter("code");
    let fields = redemption_but(&code, &[("redirect_uri", URI)]);
    site.post_as((&id, "wrong"), "/o/token/", &fields).await.assert_error(401, "invalid_client");
    let tokens = site.post_as((&id, &secret), "/o/token/", &fields).await;
    assert_eq!(site.profile(&tokens.text("access_token")).await.status, StatusCode::OK);

    let detail = mallory.get(&format!("/o/applications/{id}/")).await;
    assert_eq!(detail.input("client_id"), Some(id.clone()));
    assert!(!detail.body.contains(&secret), "a secret is shown once");

    let delete = format!("/o/applications/{id}/delete/");
    let confirm = mallory.get(&delete).await;
    assert_eq!(mallory.submit(&delete, &confirm, &[]).await.location(), "/o/applications/");
    site.profile(&tokens.text("access_token")).await.assert_error(401, "invalid_token");
    alice.get(&authorize_path(&parameters)).await.assert_page(400);
}

#[tokio::test]
async fn a_public_application_has_no_secret() {
    let site = Site::strict().await;
    let fields =
        [("name", "Page"), ("client_type", "public"), ("redirect_uris", "com.example.app:/cb\r\nhttp://127.0.0.1/cb")];
    let page = register(&mut site.alice().await, &fields).await;
    assert!(page.input("client_id").is_some());
    assert_eq!(page.input("client_secret"), None);
}

#[tokio::test]
async fn mistakes_are_shown_at_their_field_and_nothing_typed_is_lost() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    for (name, kind, uris, field) in [
        ("", "public", URI, "name"),
        (" ", "public", URI, "name"),
        ("App", "", URI, "client_type"),
        ("App", "public", "", "redirect_uris"),
        ("App", "public", "/cb", "redirect_uris"),
        ("App", "public", "https://app.example/#x", "redirect_uris"),
        ("App", "public", "http://app.example/", "redirect_uris"),
        ("App", "public", "javascript:alert(1)", "redirect_uris"),
        ("App", "public", "https://app.example/cb data:text/html,x", "redirect_uris"),
    ] {
        let fields = [("name", name), ("client_type", kind), ("redirect_uris", uris)];
        let reply = register(&mut alice, &fields).await;
        reply.assert_page(422);
        assert!(reply.body.contains(&format!("id=\"{field}-mistake\"")), "{fields:?} {reply:?}");
        assert_eq!(reply.input("name").as_deref(), Some(name.trim()));
        // The help stays tied to its field, together with the mistake.
        let tied =
            if field == "redirect_uris" { "redirect_uris-mistake redirect_uris-help" } else { "redirect_uris-help" };
        assert!(reply.body.contains(&format!("aria-describedby=\"{tied}\"")), "{fields:?} {reply:?}");
    }
    assert!(alice.get("/o/applications/").await.body.contains("not registered any"));
}

#[tokio::test]
async fn an_application_can_be_changed() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let fields = [("name", "Old"), ("client_type", "public"), ("redirect_uris", URI)];
    let id = register(&mut alice, &fields).await.input("client_id").unwrap();
    let update = format!("/o/applications/{id}/update/");
    let page = alice.get(&update).await;
    assert_eq!(page.input("name").as_deref(), Some("Old"));
    alice.submit(&update, &page, &[("name", "New"), ("redirect_uris", "nonsense")]).await.assert_page(422);
    let reply = alice.submit(&update, &page, &[("name", "New"), ("redirect_uris", "https://new.example/")]).await;
    assert_eq!(reply.location(), format!("/o/applications/{id}/"));
    let detail = alice.get(reply.location()).await;
    assert!(detail.body.contains("New") && !detail.body.contains("app.example"), "{detail:?}");
    assert!(alice.get("/o/applications/").await.body.contains("New"));
}

#[tokio::test]
async fn to_others_an_application_does_not_exist() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let fields = [("name", "Mine"), ("client_type", "public"), ("redirect_uris", URI)];
    let id = register(&mut alice, &fields).await.input("client_id").unwrap();
    let mut mallory = site.logged_in("mallory", "malice-333").await;
    let form = mallory.get(PATH).await;
    let (update, delete) = (format!("/o/applications/{id}/update/"), format!("/o/applications/{id}/delete/"));
    for path in [&format!("/o/applications/{id}/"), &update, &delete, "/o/applications/test-consumer/"] {
        mallory.get(path).await.assert_page(404);
    }
    mallory.submit(&update, &form, &fields).await.assert_page(404);
    mallory.submit(&delete, &form, &[]).await.assert_page(404);
    assert_eq!(alice.get(&format!("/o/applications/{id}/")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn strangers_log_in_and_forgers_are_refused() {
    let site = Site::strict().await;
    let fields = [("name", "App"), ("client_type", "public"), ("redirect_uris", URI)];
    for path in
        ["/o/applications/", PATH, "/o/applications/x/", "/o/applications/x/update/", "/o/applications/x/delete/"]
    {
        let reply = site.get(path).await;
        assert_eq!(reply.location(), format!("/accounts/login/?next={path}"));
    }
    let mut alice = site.alice().await;
    let page = alice.get(PATH).await;
    alice.post(PATH, &fields).await.assert_page(403);
    site.logged_in("mallory", "malice-333").await.submit(PATH, &page, &fields).await.assert_page(403);
}
