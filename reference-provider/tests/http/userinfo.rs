//! Claims about the user: OpenID Connect Core §5.

use reference_provider::Config;
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::site::*;

const USERINFO: &str = "/o/userinfo/";

async fn token(site: &Site, scope: &str) -> String {
    let mut alice = site.alice().await;
    let code = alice.authorize(&authorization_but(&[("scope", scope)])).await.parameter("code");
    site.redeem(&code).await.text("access_token")
}

async fn claims(site: &Site, scope: &str) -> Value {
    let token = token(site, scope).await;
    site.send(site.request(Method::GET, USERINFO).bearer_auth(token)).await.json()
}

#[tokio::test]
async fn each_scope_releases_its_claims() {
    let site = Site::strict().await;
    assert_eq!(claims(&site, "openid read").await, json!({ "sub": "1" }));
    let email = json!({ "sub": "1", "email": "alice@example.com", "email_verified": true });
    assert_eq!(claims(&site, "openid email").await, email);
    assert_eq!(claims(&site, "openid phone").await, json!({ "sub": "1", "phone_number": "+44 1865 276150" }));
}

#[tokio::test]
async fn the_token_comes_in_the_header_or_in_a_form() {
    let site = Site::strict().await;
    let token = token(&site, "openid").await;
    assert_eq!(site.post(USERINFO, &[("access_token", &token)]).await.json()["sub"], "1");
    let in_header = site.send(site.request(Method::POST, USERINFO).bearer_auth(&token)).await;
    assert_eq!(in_header.json()["sub"], "1");
    let twice = form_body(site.request(Method::POST, USERINFO).bearer_auth(&token), &[("access_token", &token)]);
    site.send(twice).await.assert_error(400, "invalid_request");
    let repeated = [("access_token", token.as_str()), ("access_token", token.as_str())];
    site.post(USERINFO, &repeated).await.assert_error(400, "invalid_request");
    let in_query = site.get(&format!("{USERINFO}?access_token={token}")).await;
    assert_eq!((in_query.status.as_u16(), in_query.header("www-authenticate")), (401, "Bearer realm=\"userinfo\""));
}

#[tokio::test]
async fn a_token_without_openid_is_not_enough() {
    let site = Site::strict().await;
    let token = token(&site, "read email").await;
    let reply = site.send(site.request(Method::GET, USERINFO).bearer_auth(&token)).await;
    reply.assert_error(403, "insufficient_scope");
    assert!(reply.header("www-authenticate").ends_with("scope=\"openid\""), "{reply:?}");
}

#[tokio::test]
async fn tokens_run_out() {
    let site = Site::strict().await;
    let token = token(&site, "openid").await;
    site.advance(3600);
    let request = site.request(Method::GET, USERINFO).header(header::AUTHORIZATION, format!("Bearer {token}"));
    site.send(request).await.assert_error(401, "invalid_token");
    site.post(USERINFO, &[("access_token", "made-up")]).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn a_client_may_have_it_signed() {
    let mut config = Config::embedded();
    config.clients[0].userinfo_signed_response_alg = Some("ES256".to_owned());
    let site = Site::with(config).await;
    let token = token(&site, "openid").await;
    let reply = site.send(site.request(Method::GET, USERINFO).bearer_auth(token)).await;
    assert_eq!(reply.header("content-type"), "application/jwt");
    assert_eq!(reply.body.split('.').count(), 3);
}

#[tokio::test]
async fn a_client_gets_no_claim_of_a_scope_that_it_has_not_registered() {
    let mut config = Config::embedded();
    config.clients[0].scope = Some("openid phone".to_owned());
    let site = Site::with(config).await;
    let asked = r#"{"userinfo":{"email":{"essential":true},"phone_number":null},"id_token":{"email":null}}"#;
    let request = authorization_but(&[("scope", "openid"), ("claims", asked)]);
    let code = site.alice().await.authorize(&request).await.parameter("code");
    let token = site.redeem(&code).await.text("access_token");
    let claims = site.send(site.request(Method::GET, USERINFO).bearer_auth(token)).await.json();
    assert_eq!(claims, json!({ "sub": "1", "phone_number": "+44 1865 276150" }));
}
