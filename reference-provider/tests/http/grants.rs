//! Grants without a browser, and which clients can use them: RFC 6749 §4.3, §4.4 and §5.2.

use reference_provider::Config;
use reqwest::StatusCode;

use crate::site::*;

const OWN_NAME: (&str, &str) = ("grant_type", "client_credentials");

#[tokio::test]
async fn a_confidential_client_gets_a_token_for_itself() {
    let site = Site::strict().await;
    let tokens = site.post_as(CONSUMER, "/o/token/", &[OWN_NAME, ("scope", "write")]).await;
    assert_eq!((tokens.status, tokens.text("scope").as_str()), (StatusCode::OK, "write"));
    assert_eq!(tokens.json().get("refresh_token"), None);
    let seen = site.post_as(CONSUMER, "/o/introspect/", &[("token", &tokens.text("access_token"))]).await.json();
    assert_eq!((seen["sub"].as_str(), seen.get("username")), (Some("test-consumer"), None), "{seen}");
    // Without a user, the profile is not found.
    let token = site.post_as(CONSUMER, "/o/token/", &[OWN_NAME]).await.text("access_token");
    site.profile(&token).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn what_is_about_a_user_cannot_be_asked_for_without_one() {
    let site = Site::strict().await;
    for scope in ["openid", "offline_access", "read openid", "everything", "re\"ad"] {
        site.post_as(CONSUMER, "/o/token/", &[OWN_NAME, ("scope", scope)]).await.assert_error(400, "invalid_scope");
    }
}

#[tokio::test]
async fn a_client_uses_the_grants_it_has_registered() {
    let site = Site::strict().await;
    let of = |client| [("client_id", client), OWN_NAME];
    site.post_as(SECOND, "/o/token/", &[OWN_NAME]).await.assert_error(400, "unauthorized_client");
    site.post("/o/token/", &of("public-app")).await.assert_error(400, "unauthorized_client");
    site.post("/o/token/", &[("client_id", "television"), ("grant_type", "authorization_code"), ("code", "x")])
        .await
        .assert_error(400, "unauthorized_client");
    for unserved in ["implicit", "password", "bogus"] {
        site.post_as(CONSUMER, "/o/token/", &[("grant_type", unserved)])
            .await
            .assert_error(400, "unsupported_grant_type");
    }
}

#[tokio::test]
async fn a_client_authenticates_as_it_has_registered() {
    let site = Site::strict().await;
    let client = ("basic-consumer", "100% secret: a+b&c");
    assert_eq!(site.post_as(client, "/o/token/", &[OWN_NAME]).await.status, StatusCode::OK);
    site.post("/o/token/", &[("client_id", client.0), ("client_secret", client.1), OWN_NAME])
        .await
        .assert_error(401, "invalid_client");
}

#[tokio::test]
async fn the_password_grant_is_served_where_the_rules_say_so() {
    let mut config = Config::embedded();
    let fields = |password| [("grant_type", "password"), ("username", "alice"), ("password", password)];
    let legacy = ("legacy-app", "legacy-app-secret");
    let site = Site::with(config.clone()).await;
    site.post_as(legacy, "/o/token/", &fields("wonderland-1")).await.assert_error(400, "unsupported_grant_type");

    config.policy.legacy.password = true;
    let site = Site::with(config).await;
    let tokens = site.post_as(legacy, "/o/token/", &fields("wonderland-1")).await;
    assert_eq!(site.profile(&tokens.text("access_token")).await.json()["user_id"], 1);
    site.post_as(CONSUMER, "/o/token/", &fields("wonderland-1")).await.assert_error(400, "unauthorized_client");
    site.post_as(legacy, "/o/token/", &fields("wrong")).await.assert_error(400, "invalid_grant");
    site.post_as(legacy, "/o/token/", &fields("")).await.assert_error(400, "invalid_request");
    for _ in 0..19 {
        site.post_as(legacy, "/o/token/", &fields("wrong")).await.assert_error(400, "invalid_grant");
    }
    site.post_as(legacy, "/o/token/", &fields("wonderland-1")).await.assert_error(400, "invalid_grant");
    site.advance(300);
    assert_eq!(site.post_as(legacy, "/o/token/", &fields("wonderland-1")).await.status, StatusCode::OK);
}
