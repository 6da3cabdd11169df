//! `state`: bound to the browser, used once, and required for every response (RFC 6749 section 10.12).

use std::time::Duration;

use crate::support::{ALICE, BOB, Page, Pair};

fn assert_refused(page: &Page) {
    assert_eq!(page.status, 400, "{}", page.body);
    assert!(page.body.contains("Sign-in failed"));
    assert!(page.set_cookie(crate::support::SESSION).is_none());
}

#[tokio::test]
async fn a_missing_state_is_refused() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    alice.start_login().await;
    for parameters in [&[("code", "alice")][..], &[("code", "alice"), ("state", "")]] {
        assert_refused(&alice.callback(parameters).await);
    }
    assert!(alice.is_signed_out().await);
    assert!(pair.provider.token_requests().await.is_empty());
}

#[tokio::test]
async fn a_wrong_state_is_refused_and_the_login_can_still_be_finished() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    for wrong in ["x", &state[1..], &format!("{state} "), &state.to_lowercase()] {
        assert_refused(&alice.callback(&[("code", "alice"), ("state", wrong)]).await);
    }
    assert!(pair.provider.token_requests().await.is_empty());
    assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.location(), "/");
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn a_state_works_once() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.status, 302);
    assert_refused(&alice.callback(&[("code", "alice"), ("state", &state)]).await);
    assert_refused(&alice.callback(&[("code", "bob"), ("state", &state)]).await);
    assert_eq!(pair.provider.token_requests().await.len(), 1);
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn a_state_is_used_up_by_a_login_that_fails() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    assert_eq!(alice.callback(&[("code", "stolen"), ("state", &state)]).await.status, 400);
    assert_refused(&alice.callback(&[("code", "alice"), ("state", &state)]).await);
    assert_eq!(pair.provider.token_requests().await.len(), 1);
}

#[tokio::test]
async fn twenty_callbacks_at_once_redeem_one_code() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    let racers = (0..20).map(|_| {
        let (mut alice, state) = (alice.clone(), state.clone());
        tokio::spawn(async move { alice.callback(&[("code", "alice"), ("state", &state)]).await.status })
    });
    let mut statuses = Vec::new();
    for racer in racers.collect::<Vec<_>>() {
        statuses.push(racer.await.expect("no panic"));
    }
    assert_eq!(statuses.iter().filter(|status| **status == 302).count(), 1, "{statuses:?}");
    assert_eq!(pair.provider.token_requests().await.len(), 1);
}

#[tokio::test]
async fn the_attackers_callback_is_refused_in_the_victims_browser() {
    let pair = Pair::start().await;
    let (mut mallory, mut alice) = (pair.browser(), pair.browser());
    let state = mallory.start_login().await.parameter("state").expect("a state");
    // Neither without a session of her own, nor with a pending login, nor signed in.
    assert_refused(&alice.callback(&[("code", "bob"), ("state", &state)]).await);
    alice.start_login().await;
    assert_refused(&alice.callback(&[("code", "bob"), ("state", &state)]).await);
    alice.sign_in("alice").await;
    assert_refused(&alice.callback(&[("code", "bob"), ("state", &state)]).await);
    assert!(alice.sees(ALICE).await);
    // The positive control: in its own session it is accepted.
    assert_eq!(mallory.callback(&[("code", "bob"), ("state", &state)]).await.status, 302);
    assert!(mallory.sees(BOB).await);
}

#[tokio::test]
async fn a_login_may_take_ten_minutes() {
    for (seconds, status) in [(599, 302), (600, 400)] {
        let pair = Pair::start().await;
        let mut alice = pair.browser();
        let state = alice.start_login().await.parameter("state").expect("a state");
        pair.clock.advance(Duration::from_secs(seconds));
        assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.status, status, "{seconds}");
    }
}

#[tokio::test]
async fn logins_in_several_tabs_end_in_any_order_each_with_its_own_verifier() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let first = alice.start_login().await;
    let second = alice.start_login().await;
    assert_ne!(first.parameter("state"), second.parameter("state"));
    assert_ne!(first.parameter("code_challenge"), second.parameter("code_challenge"));
    for redirect in [second, first] {
        let state = redirect.parameter("state").expect("a state");
        assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.status, 302);
    }
    assert!(alice.sees(ALICE).await);
}

#[tokio::test]
async fn too_many_tabs_forget_the_oldest() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let oldest = alice.start_login().await.parameter("state").expect("a state");
    for _ in 0..5 {
        alice.start_login().await;
    }
    assert_refused(&alice.callback(&[("code", "alice"), ("state", &oldest)]).await);
}

#[tokio::test]
async fn a_state_is_256_bits_and_never_comes_twice() {
    let pair = Pair::start().await;
    let mut states = std::collections::HashSet::new();
    for _ in 0..10 {
        let state = pair.browser().start_login().await.parameter("state").expect("a state");
        assert!(state.len() >= 43, "{state}");
        assert!(states.insert(state));
    }
}
