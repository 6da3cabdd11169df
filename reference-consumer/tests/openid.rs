//! What a consumer relies on that knows OpenID Connect and its relatives: the nonce of the ID token (OpenID Connect Core section
//! 3.1.3.7), and `iss` in the authorization response (RFC 9207 section 2.4).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reference_consumer::variants;
use serde_json::{Value, json};

use crate::support::{ALICE, Pair};

const ISSUER: &str = "https://provider.example";

async fn pair(variant: &str) -> Pair {
    Pair::with(|config| {
        config.provider.issuer = Some(ISSUER.to_owned());
        variants::apply(variant, &mut config.policy).expect("a variant");
    })
    .await
}

/// A token response for Alice, with an ID token that has this nonce.
fn token_response(nonce: Option<&str>) -> Value {
    let claims = json!({ "iss": ISSUER, "aud": "test-consumer", "sub": "1", "exp": 3600, "nonce": nonce });
    let id_token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()));
    json!({ "access_token": "token-of-alice", "token_type": "Bearer", "id_token": id_token })
}

#[tokio::test]
async fn the_nonce_replaces_state_and_challenge() {
    for variant in ["csrf-protection-by-nonce", "nonce-instead-of-pkce"] {
        for (own, status) in [(true, 302), (false, 400)] {
            let pair = pair(variant).await;
            let mut alice = pair.browser();
            let request = alice.start_login().await;
            assert!(request.parameter("scope").is_some_and(|scope| scope.split(' ').any(|value| value == "openid")));
            assert_eq!(request.parameter("code_challenge"), None);
            let (state, nonce) = (request.parameter("state"), request.parameter("nonce").expect("a nonce"));
            assert_eq!(state.is_none(), variant == "csrf-protection-by-nonce");
            pair.provider.token_response(token_response(Some(if own { &nonce } else { "another" }))).await;
            let mut parameters = vec![("code", "alice")];
            parameters.extend(state.iter().map(|state| ("state", state.as_str())));
            assert_eq!(alice.callback(&parameters).await.status, status, "{variant}, its own nonce: {own}");
            assert_eq!(alice.is_signed_out().await, !own);
        }
    }
}

#[tokio::test]
async fn a_code_is_redeemed_only_in_a_browser_with_a_login_under_way() {
    let pair = pair("csrf-protection-by-nonce").await;
    let mut mallory = pair.browser();
    let nonce = mallory.start_login().await.parameter("nonce").expect("a nonce");
    pair.provider.token_response(token_response(Some(&nonce))).await;
    let mut alice = pair.browser();
    assert_eq!(alice.callback(&[("code", "alice")]).await.status, 400);
    assert!(pair.provider.token_requests().await.is_empty());
    // With a login of her own under way, the nonce is another one.
    alice.start_login().await;
    assert_eq!(alice.callback(&[("code", "alice")]).await.status, 400);
    assert!(alice.is_signed_out().await);
}

#[tokio::test]
async fn a_provider_without_id_token_is_not_an_openid_provider() {
    let pair = pair("nonce-instead-of-pkce").await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    assert_eq!(alice.callback(&[("code", "alice"), ("state", &state)]).await.status, 502);
}

#[tokio::test]
async fn where_iss_is_demanded_it_names_the_provider() {
    let pair = pair("iss-required").await;
    let mut alice = pair.browser();
    for (iss, status) in [(None, 400), (Some("https://other.example"), 400), (Some(ISSUER), 302)] {
        let state = alice.start_login().await.parameter("state").expect("a state");
        let mut parameters = vec![("code", "alice"), ("state", state.as_str())];
        parameters.extend(iss.map(|iss| ("iss", iss)));
        assert_eq!(alice.callback(&parameters).await.status, status, "{iss:?}");
    }
    assert!(alice.sees(ALICE).await);
}
