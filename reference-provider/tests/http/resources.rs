//! The audience of tokens: resource indicators (RFC 8707), JWT access tokens (RFC 9068), metadata of the resource (RFC
//! 9728).

use reference_provider::{Config, Policy};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::site::*;

const SECOND_API: &str = "https://second-api.example/";

/// Tokens for alice, for a code requested and redeemed with these additional parameters.
async fn tokens(site: &Site, asked: &[(&str, &str)], redeemed: &[(&str, &str)]) -> Reply {
    let mut parameters = authorization();
    parameters.extend(asked);
    let code = site.alice().await.authorize(&parameters).await.parameter("code");
    let mut fields = redemption(&code);
    fields.extend(redeemed);
    site.post_as(CONSUMER, "/o/token/", &fields).await
}

async fn audience(site: &Site, token: &str) -> Value {
    site.post_as(CONSUMER, "/o/introspect/", &[("token", token)]).await.json()["aud"].clone()
}

#[tokio::test]
async fn a_token_is_for_the_resources_named() {
    let site = Site::strict().await;
    let profile = format!("{}/api/profile/", site.provider.url());
    let both = [("resource", profile.as_str()), ("resource", SECOND_API)];
    let wide = tokens(&site, &both, &[]).await;
    assert_eq!(audience(&site, &wide.text("access_token")).await, json!([profile, SECOND_API]));
    let narrow = tokens(&site, &both, &[("resource", SECOND_API)]).await;
    assert_eq!(audience(&site, &narrow.text("access_token")).await, json!([SECOND_API]));
    site.profile(&narrow.text("access_token")).await.assert_error(401, "invalid_token");
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", &narrow.text("refresh_token")), ("resource", &profile)];
    let refreshed = site.post_as(CONSUMER, "/o/token/", &fields).await;
    assert_eq!(site.profile(&refreshed.text("access_token")).await.status, StatusCode::OK);
    tokens(&site, &both[..1], &both[1..]).await.assert_error(400, "invalid_target");
    tokens(&site, &[], &[("resource", "https://unheard-of.example/")]).await.assert_error(400, "invalid_target");
}

#[tokio::test]
async fn a_refused_target_leaves_the_code_good() {
    let site = Site::strict().await;
    let code = site.code().await;
    let mut fields = redemption(&code);
    fields.push(("resource", "https://unheard-of.example/"));
    site.post_as(CONSUMER, "/o/token/", &fields).await.assert_error(400, "invalid_target");
    assert_eq!(site.redeem(&code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn jwt_access_tokens_open_run_out_and_are_revoked() {
    let rules = json!({ "token": { "format": "jwt" } });
    let site = Site::with(Config { policy: Policy::default().patched(&rules).unwrap(), ..Config::embedded() }).await;
    let token = site.tokens().await["access_token"].as_str().unwrap().to_owned();
    assert_eq!(token.split('.').count(), 3, "{token}");
    assert_eq!(site.profile(&token).await.json()["email"], "alice@example.com");
    site.profile(&token[..token.len() - 2]).await.assert_error(401, "invalid_token");
    site.post_as(CONSUMER, "/o/revoke_token/", &[("token", &token)]).await;
    site.profile(&token).await.assert_error(401, "invalid_token");
    let other = site.tokens().await["access_token"].as_str().unwrap().to_owned();
    site.advance(3599);
    assert_eq!(site.profile(&other).await.status, StatusCode::OK);
    site.advance(1);
    site.profile(&other).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn an_id_token_is_not_an_access_token() {
    let site = Site::strict().await;
    let code = site.alice().await.authorize(&authorization_but(&[("scope", "openid read")])).await.parameter("code");
    let tokens = site.redeem(&code).await;
    site.profile(&tokens.text("id_token")).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn the_profile_describes_itself() {
    let site = Site::strict().await;
    let document = site.get("/.well-known/oauth-protected-resource/api/profile/").await.json();
    assert_eq!(document["resource"], format!("{}/api/profile/", site.provider.url()));
    assert_eq!(document["authorization_servers"], json!([format!("{}/o", site.provider.url())]));
    assert_eq!(document["scopes_supported"], json!(["read"]));
}
