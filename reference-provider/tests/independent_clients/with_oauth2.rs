//! The `oauth2` crate: all of its grants, then introspection and revocation.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use oauth2::basic::{BasicClient, BasicTokenResponse, BasicTokenType};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, DeviceAuthorizationUrl, EndpointSet,
    IntrospectionUrl, PkceCodeChallenge, RedirectUrl, RevocationUrl, Scope, StandardDeviceAuthorizationResponse,
    StandardRevocableToken, TokenIntrospectionResponse as _, TokenResponse as _, TokenUrl,
};
use url::Url;

use super::site::{CALLBACK, CLIENT_ID, CLIENT_SECRET, RunningProvider, http};

type OAuth2Client = BasicClient<EndpointSet, EndpointSet, EndpointSet, EndpointSet, EndpointSet>;

#[tokio::test]
async fn a_code_with_pkce_is_redeemed() {
    let site = RunningProvider::strict().await;
    let tokens = sign_in(&site).await;
    assert_eq!(*tokens.token_type(), BasicTokenType::Bearer);
    assert!(tokens.refresh_token().is_some());
    let profile = site.profile(tokens.access_token().secret()).await;
    assert_eq!(profile, (200, Some("alice@example.com".to_owned())));
}

#[tokio::test]
async fn a_refresh_token_gives_other_tokens() {
    let site = RunningProvider::strict().await;
    let tokens = sign_in(&site).await;
    let used = tokens.refresh_token().unwrap();
    let fresh = client(&site).exchange_refresh_token(used).request_async(&http).await.unwrap();
    assert_ne!(fresh.access_token().secret(), tokens.access_token().secret());
    assert_ne!(fresh.refresh_token().unwrap().secret(), used.secret());
    assert_eq!(site.profile(fresh.access_token().secret()).await.0, 200);
}

#[tokio::test]
async fn a_client_gets_a_token_of_its_own() {
    let site = RunningProvider::strict().await;
    let client = client(&site);
    let request = client.exchange_client_credentials().add_scope(Scope::new("read".to_owned()));
    let tokens = request.request_async(&http).await.unwrap();
    assert!(tokens.refresh_token().is_none(), "RFC 6749 §4.4.3");
    let claims = client.introspect(tokens.access_token()).request_async(&http).await.unwrap();
    assert!(claims.active());
    assert_eq!(claims.username(), None);
}

#[tokio::test]
async fn a_device_waits_until_its_user_has_said_yes() {
    let site = RunningProvider::strict().await;
    let client = client(&site);
    let request = client.exchange_device_code().add_scope(Scope::new("read".to_owned()));
    let asked: StandardDeviceAuthorizationResponse = request.request_async(&http).await.unwrap();
    let page = Url::parse(asked.verification_uri_complete().unwrap().secret()).unwrap();
    let waited = AtomicUsize::new(0);
    let wait = async |interval: Duration| {
        site.advance(interval);
        site.approve_device(page.clone()).await;
        waited.fetch_add(1, Relaxed);
    };
    let tokens = client.exchange_device_access_token(&asked).request_async(&http, wait, None).await.unwrap();
    assert_eq!(waited.into_inner(), 1, "it asked once too early, then in time");
    assert_eq!(site.profile(tokens.access_token().secret()).await.0, 200);
}

#[tokio::test]
async fn a_token_is_introspected() {
    let site = RunningProvider::strict().await;
    let tokens = sign_in(&site).await;
    let claims = client(&site).introspect(tokens.access_token()).request_async(&http).await.unwrap();
    assert!(claims.active());
    assert_eq!(claims.client_id().map(|id| id.as_str()), Some(CLIENT_ID));
    assert_eq!(claims.scopes().map(Vec::len), Some(1));
    assert!(claims.exp() > claims.iat());
}

#[tokio::test]
async fn a_token_is_revoked() {
    let site = RunningProvider::strict().await;
    let tokens = sign_in(&site).await;
    let access = tokens.access_token();
    let token = StandardRevocableToken::from(tokens.refresh_token().unwrap().clone());
    client(&site).revoke_token(token).unwrap().request_async(&http).await.unwrap();
    assert_eq!(site.profile(access.secret()).await.0, 401, "its grant went along");
    assert!(!client(&site).introspect(access).request_async(&http).await.unwrap().active());
}

async fn sign_in(site: &RunningProvider) -> BasicTokenResponse {
    let client = client(site);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let request = client.authorize_url(CsrfToken::new_random).add_scope(Scope::new("read".to_owned()));
    let (url, state) = request.set_pkce_challenge(challenge).url();
    let callback = site.authorize(url).await;
    assert_eq!(callback.parameter("state"), *state.secret());
    let code = AuthorizationCode::new(callback.parameter("code"));
    client.exchange_code(code).set_pkce_verifier(verifier).request_async(&http).await.unwrap()
}

fn client(site: &RunningProvider) -> OAuth2Client {
    // RFC 7009 §2 requires TLS, and the crate enforces it.
    let revocation = site.at("/o/revoke_token/").replace("http:", "https:");
    BasicClient::new(ClientId::new(CLIENT_ID.to_owned()))
        .set_client_secret(ClientSecret::new(CLIENT_SECRET.to_owned()))
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).unwrap())
        .set_auth_uri(AuthUrl::new(site.at("/o/authorize/")).unwrap())
        .set_token_uri(TokenUrl::new(site.at("/o/token/")).unwrap())
        .set_device_authorization_url(DeviceAuthorizationUrl::new(site.at("/o/device-authorization/")).unwrap())
        .set_introspection_url(IntrospectionUrl::new(site.at("/o/introspect/")).unwrap())
        .set_revocation_url(RevocationUrl::new(revocation).unwrap())
}
