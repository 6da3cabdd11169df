//! Client authentication at the token endpoint (RFC 6749 section 2.3.1).

use reference_consumer::ClientAuth;

use crate::support::{ALICE, Pair, Provider};

#[tokio::test]
async fn basic_leaves_the_credentials_out_of_the_body() {
    let pair = Pair::with(|config| config.client_auth = ClientAuth::Basic).await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    assert!(alice.sees(ALICE).await);
    let request = &pair.provider.token_requests().await[0];
    // base64("test-consumer:top+secret")
    assert_eq!(request.headers["authorization"], "Basic dGVzdC1jb25zdW1lcjp0b3Arc2VjcmV0");
    assert_eq!(Provider::body_parameter(request, "client_id"), None);
    assert_eq!(Provider::body_parameter(request, "client_secret"), None);
}

#[tokio::test]
async fn post_leaves_the_header_out() {
    let pair = Pair::start().await;
    pair.browser().sign_in("alice").await;
    let request = &pair.provider.token_requests().await[0];
    assert!(!request.headers.contains_key("authorization"));
    assert_eq!(Provider::body_parameter(request, "client_secret").as_deref(), Some("top secret"));
}

#[tokio::test]
async fn a_public_client_has_nothing_to_prove_but_the_verifier() {
    let pair = Pair::with(|config| config.client_secret = None).await;
    let mut alice = pair.browser();
    alice.sign_in("alice").await;
    assert!(alice.sees(ALICE).await);
    let request = &pair.provider.token_requests().await[0];
    assert!(!request.headers.contains_key("authorization"));
    assert_eq!(Provider::body_parameter(request, "client_id").as_deref(), Some("test-consumer"));
    assert_eq!(Provider::body_parameter(request, "client_secret"), None);
    assert!(Provider::body_parameter(request, "code_verifier").is_some());
}
