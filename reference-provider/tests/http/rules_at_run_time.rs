//! Rules that are changed at run time apply from the next request on. That every fault does is what
//! `tests/fault_matrix.rs` of the harness shows: it sets them after the start. Here are those that count something, and so
//! have to forget what the old rule made of it.

use reference_provider::{Override, Policy};
use reqwest::StatusCode;

use crate::site::*;

fn rules(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = Policy::default();
    change(&mut policy);
    policy
}

#[tokio::test]
async fn how_often_passwords_can_be_tried() {
    let site = Site::strict().await;
    let mut browser = site.browser();
    for _ in 0..2 {
        browser.log_in("alice", "guess", "/").await.assert_page(200);
    }
    site.provider.set_policy(rules(|policy| policy.login.attempts = 2));
    browser.log_in("alice", "guess", "/").await.assert_page(429);
    let guessable = Override::faults(["login-brute-force"]);
    site.provider.management().put_override("guessable", guessable).unwrap();
    browser.log_in("alice", "guess", "/").await.assert_page(200);
    assert!(site.provider.management().remove_override("guessable"));
    browser.log_in("alice", "guess", "/").await.assert_page(429);
    site.provider.set_policy(rules(|policy| {
        policy.login.attempts = 2;
        policy.login.attempts_window = reference_provider::policy::Seconds(0);
    }));
    browser.log_in("alice", "guess", "/").await.assert_page(200);
}

#[tokio::test]
async fn how_often_secrets_can_be_tried() {
    let site = Site::strict().await;
    let code = site.code().await;
    let guess = async || site.post_as((CONSUMER.0, "guess"), "/o/token/", &redemption(&code)).await;
    guess().await.assert_error(401, "invalid_client");
    site.provider.set_policy(rules(|policy| policy.client.attempts = 1));
    guess().await.assert_error(429, "invalid_client");
    site.provider.set_policy(Policy::default());
    guess().await.assert_error(401, "invalid_client");
    assert_eq!(site.redeem(&code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn how_often_user_codes_can_be_tried() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let mut guess = async || alice.get("/o/device/?user_code=BBBB-BBBB").await;
    guess().await.assert_page(200);
    site.provider.set_policy(rules(|policy| policy.device.attempts = 1));
    guess().await.assert_page(429);
    site.provider.set_policy(Policy::default());
    guess().await.assert_page(200);
}
