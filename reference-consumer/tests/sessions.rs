//! Sessions: renewed at login, invalid after sign-out; accounts are identified by the user's `sub`.

use std::time::Duration;

use serde_json::json;

use crate::support::{ALICE, BOB, CSRF, LOGIN, LOGOUT, Pair, SESSION};

#[tokio::test]
async fn the_id_from_before_the_login_is_worth_nothing_afterwards() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    let mut mallory = alice.clone();
    alice.callback(&[("code", "alice"), ("state", &state)]).await;
    assert!(alice.sees(ALICE).await);
    assert!(mallory.is_signed_out().await);
}

#[tokio::test]
async fn signing_out_ends_the_session_at_the_server() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    let mut thief = alice.clone();
    let confirm = alice.get(LOGOUT).await;
    assert_eq!(confirm.status, 200);
    assert!(alice.sees(ALICE).await);
    let answer = alice.post(LOGOUT, &format!("csrfmiddlewaretoken={}", confirm.token())).await;
    assert_eq!((answer.status, answer.location()), (302, "/"));
    assert!(answer.set_cookie(SESSION).expect("a deletion").contains("Max-Age=0"));
    assert!(alice.is_signed_out().await);
    assert!(thief.is_signed_out().await);
    // And signs in again.
    assert_eq!(alice.sign_in("alice").await.status, 302);
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn signing_out_forgets_the_logins_under_way() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    let state = alice.start_login().await.parameter("state").expect("a state");
    let token = alice.get(LOGOUT).await.token();
    alice.post(LOGOUT, &format!("csrfmiddlewaretoken={token}")).await;
    assert_eq!(alice.callback(&[("code", "bob"), ("state", &state)]).await.status, 400);
}

#[tokio::test]
async fn signing_out_without_a_session() {
    let pair = Pair::start().await;
    let mut anonymous = pair.browser();
    let answer = anonymous.get(LOGOUT).await;
    assert_eq!((answer.status, answer.location()), (302, "/"));
}

#[tokio::test]
async fn signing_in_as_another_user_replaces_the_session() {
    let pair = Pair::start().await;
    let mut browser = pair.browser();
    browser.sign_in("alice").await;
    let mut old = browser.clone();
    browser.sign_in("bob").await;
    assert!(browser.sees(BOB).await);
    assert!(old.is_signed_out().await);
    assert_ne!(browser.cookies[SESSION], old.cookies[SESSION]);
    assert_ne!(browser.cookies[CSRF], old.cookies[CSRF]);
}

#[tokio::test]
async fn two_browsers_are_two_people() {
    let pair = Pair::start().await;
    let (mut one, mut other) = (pair.browser(), pair.browser());
    one.sign_in("alice").await;
    other.sign_in("bob").await;
    assert!(one.sees(ALICE).await && !one.sees(BOB).await);
    assert!(other.sees(BOB).await && !other.sees(ALICE).await);
}

#[tokio::test]
async fn an_address_that_changed_hands_opens_no_account() {
    let pair = Pair::start().await;
    let (mut one, mut other) = (pair.browser(), pair.browser());
    one.sign_in("alice").await;
    pair.provider.profile(json!({ "user_id": 3, "email": ALICE, "secret_message": "mallory's" })).await;
    other.sign_in("bob").await;
    assert!(other.get("/").await.body.contains("mallory&#x27;s"));
    assert!(!one.get("/").await.body.contains("mallory"));
}

#[tokio::test]
async fn a_session_expires_after_two_weeks() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    pair.clock.advance(Duration::from_secs(14 * 24 * 60 * 60 - 1));
    assert!(alice.sees(ALICE).await);
    pair.clock.advance(Duration::from_secs(1));
    assert!(alice.is_signed_out().await);
}

#[tokio::test]
async fn a_session_id_chosen_by_the_client_is_not_adopted() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    alice.cookies.insert(SESSION.to_owned(), "planted".to_owned());
    let redirect = alice.start_login().await;
    assert!(redirect.set_cookie(SESSION).is_some_and(|cookie| !cookie.contains("planted")));
}

#[tokio::test]
async fn stopping_is_dropping() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    assert_eq!(alice.get(LOGIN).await.status, 200);
    let address = pair.consumer.url().trim_start_matches("http://").to_owned();
    drop(pair.consumer);
    // The server task needs time to close the listener; the duration does not matter.
    while tokio::net::TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
