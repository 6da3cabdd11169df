//! Users and clients.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ask, managed, problem, send};
use crate::site::*;

const CAROL: (&str, &str) = ("carol", "keys-4444");

fn carol() -> Value {
    json!({
        "username": "carol",
        "password": "keys-4444",
        "email": "carol@example.com",
        "user-id": 4,
        "date-joined": "2024-01-01T00:00:00Z",
        "secret-message": "In the key of C",
        "claims": { "name": "Carol" },
    })
}

fn application() -> Value {
    json!({
        "client-id": "new-app",
        "name": "New App",
        "client-type": "confidential",
        "client-secret": "new-secret",
        "redirect-uris": ["https://app.example/callback"],
    })
}

#[tokio::test]
async fn a_user_comes_and_goes() {
    let site = managed().await;
    let reply = send(&site, Method::POST, "/users", &carol()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
    assert_eq!(reply.json()["password"], Value::Null);
    let mut browser = site.logged_in(CAROL.0, CAROL.1).await;
    let code = browser.authorize(&authorization()).await.parameter("code");
    let token = site.redeem(&code).await.text("access_token");
    assert!(site.profile(&token).await.status.is_success());
    assert_eq!(ask(&site, Method::GET, "/users").await.json()["users"][3]["claims"], json!({ "name": "Carol" }));
    assert_eq!(ask(&site, Method::DELETE, "/users/carol").await.status, StatusCode::NO_CONTENT);
    assert_eq!(site.profile(&token).await.status, StatusCode::UNAUTHORIZED);
    send(&site, Method::POST, "/users", &carol()).await;
    assert!(browser.get("/o/applications/").await.status.is_redirection(), "the old session opens nothing");
}

#[tokio::test]
async fn a_user_can_be_changed_and_names_stay_unique() {
    let site = managed().await;
    send(&site, Method::POST, "/users", &carol()).await;
    let mut changed = carol();
    changed["password"] = "another-5".into();
    assert_eq!(send(&site, Method::POST, "/users", &changed).await.status, StatusCode::OK);
    site.logged_in("carol", "another-5").await;
    changed["user-id"] = 5.into();
    assert_eq!(problem(&send(&site, Method::POST, "/users", &changed).await).0, 409);
    assert_eq!(problem(&ask(&site, Method::DELETE, "/users/dave").await).1, "unknown user `dave`");
    let mut wrong = carol();
    wrong["date-joined"] = "yesterday".into();
    let reply = send(&site, Method::POST, "/users", &wrong).await;
    assert_eq!((problem(&reply).0, &reply.json()["at"]), (422, &json!("date-joined")));
}

#[tokio::test]
async fn a_client_comes_and_goes() {
    let site = managed().await;
    let introspect = || site.post_as(("new-app", "new-secret"), "/o/introspect/", &[("token", "x")]);
    assert_eq!(introspect().await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(send(&site, Method::POST, "/clients", &application()).await.status, StatusCode::CREATED);
    assert_eq!(introspect().await.json(), json!({ "active": false }));
    let elsewhere = site.post_as(("new-app", "new-secret"), "/evil/o/introspect/", &[("token", "x")]).await;
    assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED);
    let clients = ask(&site, Method::GET, "/clients").await.json()["clients"].as_array().unwrap().clone();
    let registered = clients.iter().find(|client| client["client-id"] == "new-app").unwrap();
    assert_eq!(registered["redirect-uris"], json!(["https://app.example/callback"]));
    assert_eq!(registered["client-secret"], Value::Null);
    assert_eq!(ask(&site, Method::DELETE, "/clients/new-app").await.status, StatusCode::NO_CONTENT);
    assert_eq!(introspect().await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_client_that_cannot_be_is_explained() {
    let site = managed().await;
    for (key, value, error, at) in [
        ("client-secret", Value::Null, "client `new-app` is confidential but has no client-secret", Value::Null),
        (
            "redirect-uris",
            json!(["http://evil.example/"]),
            "redirect URI `http://evil.example/` must be",
            "redirect-uris[0]".into(),
        ),
        ("client-type", "confidental".into(), "unknown variant `confidental`, expected", "client-type".into()),
        ("grants", json!([]), "unknown field `grants`, expected one of", "grants".into()),
    ] {
        let mut wrong = application();
        wrong[key] = value;
        let reply = send(&site, Method::POST, "/clients", &wrong).await;
        let (status, said, _) = problem(&reply);
        assert_eq!((status, &reply.json()["at"]), (422, &at), "{said}");
        assert!(said.starts_with(error), "{said}");
    }
}

/// OpenID Connect Core §8: a reassigned identifier is another user.
#[tokio::test]
async fn nothing_of_a_user_outlives_them() {
    let site = managed().await;
    send(&site, Method::PATCH, "/policy", &json!({ "consent": { "asked": "once" } })).await;
    send(&site, Method::POST, "/users", &carol()).await;
    let mut browser = site.logged_in(CAROL.0, CAROL.1).await;
    let code = browser.authorize(&authorization()).await.parameter("code");
    let refresh_token = site.redeem(&code).await.text("refresh_token");
    let path = "/o/applications/register/";
    let form = browser.get(path).await;
    let fields = [("name", "My App"), ("client_type", "confidential"), ("redirect_uris", "https://app.example/cb")];
    browser.submit(path, &form, &fields).await.assert_page(200);
    let silent = authorization_but(&[("prompt", "none")]);
    assert!(!browser.get(&authorize_path(&silent)).await.parameter("code").is_empty());

    ask(&site, Method::DELETE, "/users/carol").await;
    let mut dave = carol();
    dave["username"] = "dave".into();
    assert_eq!(send(&site, Method::POST, "/users", &dave).await.status, StatusCode::CREATED);
    let mut browser = site.logged_in("dave", CAROL.1).await;
    assert_eq!(browser.get(&authorize_path(&silent)).await.parameter("error"), "consent_required");
    assert!(!browser.get("/o/applications/").await.body.contains("My App"));
    site.refresh(&refresh_token).await.assert_error(400, "invalid_grant");
}

/// An identifier that another person gets: the password of the first one grants no access to the second.
#[tokio::test]
async fn replacing_a_user_resets_sessions_and_consent() {
    let site = managed().await;
    send(&site, Method::POST, "/users", &carol()).await;
    let mut browser = site.logged_in(CAROL.0, CAROL.1).await;
    let code = browser.authorize(&authorization()).await.parameter("code");
    let tokens = site.redeem(&code).await;
    let is_logged_in = async |browser: &mut Browser<'_>| browser.get("/").await.body.contains("class=\"who\"");
    send(&site, Method::POST, "/users", &carol()).await;
    assert!(is_logged_in(&mut browser).await, "nothing has changed");

    let mut changed = carol();
    changed["password"] = "another-password".into();
    send(&site, Method::POST, "/users", &changed).await;
    assert!(!is_logged_in(&mut browser).await);
    assert_eq!(site.profile(&tokens.text("access_token")).await.status, StatusCode::OK);

    changed["username"] = "eve".into();
    send(&site, Method::POST, "/users", &changed).await;
    site.profile(&tokens.text("access_token")).await.assert_error(401, "invalid_token");
    site.refresh(&tokens.text("refresh_token")).await.assert_error(400, "invalid_grant");
}

#[tokio::test]
async fn nothing_of_a_client_outlives_it() {
    let site = managed().await;
    send(&site, Method::PATCH, "/policy", &json!({ "consent": { "asked": "once" } })).await;
    send(&site, Method::POST, "/clients", &application()).await;
    let client = [("client_id", "new-app"), ("redirect_uri", "https://app.example/callback")];
    let mut alice = site.alice().await;
    alice.authorize(&authorization_but(&client)).await.parameter("code");
    let pushed = site.post_as(("new-app", "new-secret"), "/o/par/", &authorization_but(&client)).await;
    let request_uri = pushed.text("request_uri");
    assert_eq!(ask(&site, Method::DELETE, "/clients/new-app").await.status, StatusCode::NO_CONTENT);
    send(&site, Method::POST, "/clients", &application()).await;
    let silent = authorization_but(&[&client[..], &[("prompt", "none")]].concat());
    assert_eq!(alice.get(&authorize_path(&silent)).await.parameter("error"), "consent_required");
    let taking_up = [("client_id", "new-app"), ("request_uri", request_uri.as_str())];
    alice.get(&authorize_path(&taking_up)).await.assert_page(400);
}

/// RFC 9068 §5, RFC 9700 §4.15.1: the subject of the token and its revocation would be ambiguous.
#[tokio::test]
async fn a_jwt_of_before_a_reset_opens_nothing() {
    let site = managed().await;
    let jwt = json!({ "token": { "format": "jwt" } });
    let of_client = json!({
        "client-id": "4",
        "name": "Four",
        "client-type": "confidential",
        "client-secret": "four-secret",
        "grant-types": ["client_credentials"],
    });
    send(&site, Method::PATCH, "/policy", &jwt).await;
    send(&site, Method::POST, "/clients", &of_client).await;
    let form = [("grant_type", "client_credentials"), ("scope", "read")];
    let own = site.post_as(("4", "four-secret"), "/o/token/", &form).await.text("access_token");
    let alices = site.redeem(&site.code().await).await.text("access_token");
    assert_eq!(site.profile(&own).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.profile(&alices).await.status, StatusCode::OK);
    send(&site, Method::POST, "/reset", &json!({})).await;
    for token in [&own, &alices] {
        assert_eq!(site.profile(token).await.status, StatusCode::UNAUTHORIZED);
    }
}

/// RFC 9700 §4.15.1: the `sub` of a token that a client gets in its own name is its `client_id`.
#[tokio::test]
async fn a_client_id_is_never_the_subject_of_a_user() {
    let site = managed().await;
    let mut client = application();
    client["client-id"] = "1".into();
    let (status, said, _) = problem(&send(&site, Method::POST, "/clients", &client).await);
    assert!(status == 409 && said.starts_with("client-id `1` is also a user-id"), "{said}");
    let id = carol()["user-id"].to_string();
    client["client-id"] = id.as_str().into();
    assert_eq!(send(&site, Method::POST, "/clients", &client).await.status, StatusCode::CREATED);
    let (status, said, _) = problem(&send(&site, Method::POST, "/users", &carol()).await);
    assert!(status == 409 && said.starts_with(&format!("client-id `{id}` is also a user-id")), "{said}");
    assert!(ask(&site, Method::DELETE, &format!("/clients/{id}")).await.status.is_success());
    assert_eq!(send(&site, Method::POST, "/users", &carol()).await.status, StatusCode::CREATED);
}
