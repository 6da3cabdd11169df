//! Revocation and introspection: RFC 7009, RFC 7662.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::site::*;

async fn introspect(site: &Site, token: &str) -> Value {
    introspect_as(site, SECOND, token).await
}

async fn introspect_as(site: &Site, client: (&str, &str), token: &str) -> Value {
    let reply = site.post_as(client, "/o/introspect/", &[("token", token)]).await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.json()
}

async fn revoke(site: &Site, token: &str, hint: &str) -> Reply {
    site.post_as(CONSUMER, "/o/revoke_token/", &[("token", token), ("token_type_hint", hint)]).await
}

#[tokio::test]
async fn a_live_token_is_described() {
    let site = Site::strict().await;
    let tokens = site.tokens().await;
    let expected = json!({
        "active": true, "token_type": "Bearer", "scope": "read", "client_id": "test-consumer",
        "username": "alice", "sub": "1", "iat": 1_700_000_000, "exp": 1_700_003_600,
        "aud": [format!("{}/api/profile/", site.provider.url())],
    });
    assert_eq!(introspect(&site, tokens["access_token"].as_str().unwrap()).await, expected);
    let refresh = introspect_as(&site, CONSUMER, tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!((&refresh["active"], &refresh["token_type"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn a_refresh_token_is_described_to_its_client_alone() {
    let site = Site::strict().await;
    let tokens = site.tokens().await;
    assert_eq!(introspect(&site, tokens["refresh_token"].as_str().unwrap()).await, json!({ "active": false }));
}

#[tokio::test]
async fn an_inactive_token_has_no_details() {
    let site = Site::strict().await;
    let inactive = json!({ "active": false });
    assert_eq!(introspect(&site, "made-up").await, inactive);
    let tokens = site.tokens().await;
    let access = tokens["access_token"].as_str().unwrap();
    site.advance(3600);
    assert_eq!(introspect(&site, access).await, inactive);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    site.refresh(refresh).await;
    assert_eq!(introspect_as(&site, CONSUMER, refresh).await, inactive);
}

#[tokio::test]
async fn introspection_is_for_clients_with_a_secret() {
    let site = Site::strict().await;
    let token = site.tokens().await["access_token"].as_str().unwrap().to_owned();
    let field = ("token", token.as_str());
    for reply in [
        site.post("/o/introspect/", &[field]).await,
        site.post("/o/introspect/", &[field, ("client_id", "public-app")]).await,
        site.post_as((SECOND.0, "wrong"), "/o/introspect/", &[field]).await,
    ] {
        reply.assert_error(401, "invalid_client");
        assert!(reply.header("www-authenticate").starts_with("Basic realm="), "{reply:?}");
        assert_eq!(reply.json().get("active"), None);
    }
    site.post_as(SECOND, "/o/introspect/", &[]).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn revoking_an_access_token_keeps_its_grant() {
    let site = Site::strict().await;
    let tokens = site.tokens().await;
    let access = tokens["access_token"].as_str().unwrap();
    let reply = revoke(&site, access, "refresh_token").await;
    assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, ""));
    site.profile(access).await.assert_error(401, "invalid_token");
    assert_eq!(introspect(&site, access).await, json!({ "active": false }));
    assert_eq!(site.refresh(tokens["refresh_token"].as_str().unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_revoked_refresh_token_takes_its_grant_along() {
    let site = Site::strict().await;
    let tokens = site.tokens().await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    for _ in 0..2 {
        assert_eq!(revoke(&site, refresh, "access_token").await.status, StatusCode::OK);
    }
    site.refresh(refresh).await.assert_error(400, "invalid_grant");
    site.profile(tokens["access_token"].as_str().unwrap()).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn a_client_revokes_only_its_own_tokens() {
    let site = Site::strict().await;
    let tokens = site.tokens().await;
    for token in [&tokens["access_token"], &tokens["refresh_token"]] {
        let field = ("token", token.as_str().unwrap());
        site.post_as(SECOND, "/o/revoke_token/", &[field]).await.assert_error(400, "invalid_grant");
        site.post_as((CONSUMER.0, "wrong"), "/o/revoke_token/", &[field]).await.assert_error(401, "invalid_client");
        site.post("/o/revoke_token/", &[field]).await.assert_error(401, "invalid_client");
    }
    assert_eq!(site.profile(tokens["access_token"].as_str().unwrap()).await.status, StatusCode::OK);
    assert_eq!(revoke(&site, "made-up", "").await.status, StatusCode::OK);
    revoke(&site, "", "").await.assert_error(400, "invalid_request");
}
