//! Refresh tokens and their rotation: RFC 6749 §6, RFC 9700 §4.14.2.

use reqwest::StatusCode;

use crate::site::*;

const DAY: u64 = 24 * 60 * 60;

#[tokio::test]
async fn each_use_rotates_the_refresh_token() {
    let site = Site::strict().await;
    let first = site.tokens().await["refresh_token"].as_str().unwrap().to_owned();
    let second = site.refresh(&first).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_ne!(second.text("refresh_token"), first);
    assert_eq!(site.profile(&second.text("access_token")).await.status, StatusCode::OK);
    assert_eq!(site.refresh(&second.text("refresh_token")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_replayed_refresh_token_ends_the_whole_family() {
    let site = Site::strict().await;
    let first = site.tokens().await["refresh_token"].as_str().unwrap().to_owned();
    let second = site.refresh(&first).await;
    site.refresh(&first).await.assert_error(400, "invalid_grant");
    site.refresh(&second.text("refresh_token")).await.assert_error(400, "invalid_grant");
    site.profile(&second.text("access_token")).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn a_refresh_token_works_once_for_a_request_that_read_an_earlier_time() {
    let site = Site::strict().await;
    let first = site.tokens().await["refresh_token"].as_str().unwrap().to_owned();
    site.refresh(&first).await.text("access_token");
    site.go_back(1);
    site.refresh(&first).await.assert_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_belongs_to_its_client() {
    let site = Site::strict().await;
    let token = site.tokens().await["refresh_token"].as_str().unwrap().to_owned();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    site.post_as(SECOND, "/o/token/", &fields).await.assert_error(400, "invalid_grant");
    site.post_as((CONSUMER.0, "wrong"), "/o/token/", &fields).await.assert_error(401, "invalid_client");
    site.post("/o/token/", &[fields[0], fields[1], ("client_id", CONSUMER.0)])
        .await
        .assert_error(401, "invalid_client");
    assert_eq!(site.refresh(&token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_scope_can_shrink_for_one_token_and_never_grow() {
    let site = Site::strict().await;
    let both = authorization_but(&[("scope", "write read")]);
    let code = site.alice().await.authorize(&both).await.parameter("code");
    let tokens = site.redeem(&code).await;
    assert_eq!(tokens.text("scope"), "read write");
    let refresh = async |token: &str, scope: &str| {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
        site.post_as(CONSUMER, "/o/token/", &fields).await
    };
    refresh(&tokens.text("refresh_token"), "read write admin").await.assert_error(400, "invalid_scope");
    let narrow = refresh(&tokens.text("refresh_token"), "write").await;
    assert_eq!(narrow.text("scope"), "write");
    site.profile(&narrow.text("access_token")).await.assert_error(403, "insufficient_scope");
    let whole = refresh(&narrow.text("refresh_token"), "").await;
    assert_eq!(whole.text("scope"), "read write");
}

#[tokio::test]
async fn an_unknown_refresh_token_is_refused() {
    let site = Site::strict().await;
    let tokens = site.tokens().await;
    site.refresh("made-up").await.assert_error(400, "invalid_grant");
    site.refresh(tokens["access_token"].as_str().unwrap()).await.assert_error(400, "invalid_grant");
    site.refresh("").await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn an_idle_refresh_token_runs_out() {
    let site = Site::strict().await;
    let token = site.tokens().await["refresh_token"].as_str().unwrap().to_owned();
    site.advance(14 * DAY);
    site.refresh(&token).await.assert_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_grant_ends_however_often_it_is_refreshed() {
    let site = Site::strict().await;
    let mut token = site.tokens().await["refresh_token"].as_str().unwrap().to_owned();
    for _ in 0..8 {
        site.advance(10 * DAY);
        token = site.refresh(&token).await.text("refresh_token");
    }
    site.advance(10 * DAY - 60);
    let last = site.refresh(&token).await;
    assert_eq!(last.json()["expires_in"], 60, "no access token outlives its grant");
    site.advance(60);
    site.refresh(&last.text("refresh_token")).await.assert_error(400, "invalid_grant");
}
