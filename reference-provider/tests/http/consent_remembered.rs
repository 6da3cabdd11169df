//! Remembered consent, if the rules enable it: RFC 6749 §10.2, RFC 6819 §5.2.4.

use reference_provider::Config;
use reference_provider::policy::ConsentFrequency;
use reqwest::StatusCode;

use crate::site::*;

const PUBLIC: [(&str, &str); 2] = [("client_id", "public-app"), ("redirect_uri", "http://localhost:8003/callback")];

async fn site(asked: ConsentFrequency) -> Site {
    let mut config = Config::embedded();
    config.policy.consent.asked = asked;
    Site::with(config).await
}

async fn is_asked(browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> bool {
    let reply = browser.get(&authorize_path(&authorization_but(changes))).await;
    assert_eq!(reply.location().contains("code="), reply.status != StatusCode::OK, "{reply:?}");
    reply.status == StatusCode::OK
}

#[tokio::test]
async fn once_is_for_a_confidential_client_a_user_and_a_scope() {
    let site = site(ConsentFrequency::Once).await;
    let mut alice = site.alice().await;
    assert!(is_asked(&mut alice, &[]).await);
    alice.authorize(&authorization()).await;
    assert!(!is_asked(&mut alice, &[]).await, "alice has agreed");
    assert!(is_asked(&mut alice, &[("scope", "read write")]).await, "not to that much");
    assert!(is_asked(&mut alice, &[("prompt", "consent")]).await, "the client wants her to be asked");

    alice.authorize(&authorization_but(&PUBLIC)).await;
    assert!(is_asked(&mut alice, &PUBLIC).await, "any client can impersonate a public one");

    let mut bob = site.logged_in("bob", "builder-22").await;
    assert!(is_asked(&mut bob, &[]).await, "bob has agreed to nothing");
}

#[tokio::test]
async fn what_is_agreed_to_adds_up() {
    let site = site(ConsentFrequency::Once).await;
    let mut alice = site.alice().await;
    for scope in ["read", "write"] {
        alice.authorize(&authorization_but(&[("scope", scope)])).await;
    }
    assert!(!is_asked(&mut alice, &[("scope", "write read")]).await);
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let site = site(ConsentFrequency::Once).await;
    let mut alice = site.alice().await;
    alice.answer(&authorization(), &[]).await.assert_reported("access_denied");
    assert!(is_asked(&mut alice, &[]).await);
}
