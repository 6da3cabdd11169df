//! The authorization endpoint: RFC 6749 §3.1 and §4.1, RFC 7636 §4.3, RFC 9700 §2.1.

use crate::site::*;
use reference_provider::Config;
use reqwest::{Method, StatusCode};

#[tokio::test]
async fn a_user_says_yes_and_the_client_gets_a_code_and_its_state() {
    let site = Site::strict().await;
    let reply = site.alice().await.authorize(&authorization()).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert!(reply.location().starts_with(&format!("{CALLBACK}?code=")), "{reply:?}");
    assert_eq!(reply.parameter("state"), "xyz");
    assert_eq!(reply.parameter("code").len(), 43);
}
