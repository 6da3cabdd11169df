//! The protected resource: RFC 6750.

use reqwest::{Method, StatusCode, header};
use serde_json::json;

use crate::site::*;

#[tokio::test]
async fn a_token_opens_its_owners_profile() {
    let site = Site::strict().await;
    let mut bob = site.logged_in("bob", "builder-22").await;
    let code = bob.authorize(&authorization()).await.parameter("code");
    let reply = site.profile(&site.redeem(&code).await.text("access_token")).await;
    let expected = json!({
        "user_id": 2, "email": "bob@example.com", "date_joined": "2021-06-15T18:05:42Z",
        "secret_message": "Can we fix it? Yes, we can!",
    });
    assert_eq!(reply.json(), expected);
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn without_credentials_there_is_a_challenge_and_no_error() {
    let site = Site::strict().await;
    let reply = site.get("/api/profile/").await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    let challenge = reply.header("www-authenticate");
    let metadata = format!("{}/.well-known/oauth-protected-resource/api/profile/", site.provider.url());
    assert_eq!(challenge, format!("Bearer realm=\"profile\", resource_metadata=\"{metadata}\""));
    let request = site.request(Method::GET, "/api/profile/").header(header::AUTHORIZATION, basic(CONSUMER));
    assert_eq!(site.send(request).await.header("www-authenticate"), challenge);
}

#[tokio::test]
async fn a_bad_token_is_invalid() {
    let site = Site::strict().await;
    let token = site.tokens().await["access_token"].as_str().unwrap().to_owned();
    for position in [0, token.len() / 2, token.len() - 1] {
        let mut altered = token.clone().into_bytes();
        altered[position] = if altered[position] == b'A' { b'B' } else { b'A' };
        site.profile(std::str::from_utf8(&altered).unwrap()).await.assert_error(401, "invalid_token");
    }
    let reply = site.profile("made-up").await;
    reply.assert_error(401, "invalid_token");
    assert!(reply.header("www-authenticate").starts_with("Bearer realm=\"profile\", error=\"invalid_token\""));
    site.advance(3599);
    assert_eq!(site.profile(&token).await.status, StatusCode::OK);
    site.advance(1);
    site.profile(&token).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn too_little_scope_is_forbidden() {
    let site = Site::strict().await;
    let code = site.alice().await.authorize(&authorization_but(&[("scope", "write")])).await.parameter("code");
    let reply = site.profile(&site.redeem(&code).await.text("access_token")).await;
    reply.assert_error(403, "insufficient_scope");
    assert!(reply.header("www-authenticate").contains(", scope=\"read\""), "{reply:?}");
}

#[tokio::test]
async fn the_scheme_has_no_case_and_the_header_is_the_only_place() {
    let site = Site::strict().await;
    let token = site.tokens().await["access_token"].as_str().unwrap().to_owned();
    let with = |scheme: &str, path: &str| {
        let request = site.request(Method::GET, path).header(header::AUTHORIZATION, format!("{scheme} {token}"));
        site.send(request)
    };
    assert_eq!(with("bearer", "/api/profile/").await.status, StatusCode::OK);
    assert_eq!(with("BEARER", "/api/profile/").await.status, StatusCode::OK);
    let in_query = format!("/api/profile/?access_token={token}");
    with("Bearer", &in_query).await.assert_error(400, "invalid_request");
    assert_eq!(site.get(&in_query).await.status, StatusCode::UNAUTHORIZED);
    for malformed in ["Bearer", "Bearer ", "Bearer a b", "Bearer \u{7f}", "Bearer ="] {
        let request = site.request(Method::GET, "/api/profile/").header(header::AUTHORIZATION, malformed.as_bytes());
        if let Ok(request) = request.build() {
            let reply = site.execute(request).await;
            reply.assert_error(400, "invalid_request");
        }
    }
}
