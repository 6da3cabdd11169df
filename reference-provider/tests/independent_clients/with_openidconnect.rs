//! The `openidconnect` crate: discovery, keys, the ID token, and the user.

use oauth2::url::Url;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreProviderMetadata, CoreTokenResponse,
    CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope,
    TokenResponse as _,
};

use super::site::{CALLBACK, CLIENT_ID, CLIENT_SECRET, RunningProvider, http};

type OpenIdClient =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The user id of alice.
const ALICE: &str = "1";

#[tokio::test]
async fn discovery_names_endpoints_and_keys() {
    let site = RunningProvider::strict().await;
    let metadata = discover(&site).await;
    assert_eq!(metadata.issuer().as_str(), site.at("/o"));
    assert_eq!(metadata.authorization_endpoint().as_str(), site.at("/o/authorize/"));
    assert!(!metadata.jwks().keys().is_empty(), "discovery fetches them, too");
}

#[tokio::test]
async fn an_id_token_says_who_signed_in() {
    let site = RunningProvider::strict().await;
    let signed_in = UnvalidatedSignIn::at(&site).await;
    let claims = signed_in.claims(&signed_in.nonce).unwrap();
    assert_eq!(claims.subject().as_str(), ALICE);
    assert_eq!(claims.access_token_hash(), Some(&signed_in.access_token_hash()));
}

#[tokio::test]
async fn an_id_token_is_of_one_sign_in() {
    let site = RunningProvider::strict().await;
    let signed_in = UnvalidatedSignIn::at(&site).await;
    let refused = signed_in.claims(&Nonce::new_random()).unwrap_err();
    assert!(matches!(refused, ClaimsVerificationError::InvalidNonce(_)), "{refused}");
}

#[tokio::test]
async fn userinfo_is_of_the_same_user() {
    let site = RunningProvider::strict().await;
    let signed_in = UnvalidatedSignIn::at(&site).await;
    let subject = signed_in.claims(&signed_in.nonce).unwrap().subject().clone();
    let request = signed_in.client.user_info(signed_in.tokens.access_token().clone(), Some(subject)).unwrap();
    let user: CoreUserInfoClaims = request.request_async(&http).await.unwrap();
    assert_eq!(user.email().map(|email| email.as_str()), Some("alice@example.com"));
}

/// A sign-in that the client has not validated yet.
struct UnvalidatedSignIn {
    client: OpenIdClient,
    nonce: Nonce,
    tokens: CoreTokenResponse,
}

impl UnvalidatedSignIn {
    async fn at(site: &RunningProvider) -> Self {
        let client = CoreClient::from_provider_metadata(
            discover(site).await,
            ClientId::new(CLIENT_ID.to_owned()),
            Some(ClientSecret::new(CLIENT_SECRET.to_owned())),
        )
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).unwrap());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        let (url, state, nonce): (Url, _, _) =
            request.add_scope(Scope::new("email".to_owned())).set_pkce_challenge(challenge).url();
        let callback = site.authorize(url).await;
        assert_eq!(callback.parameter("state"), *state.secret());
        let code = AuthorizationCode::new(callback.parameter("code"));
        let request = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
        let tokens = request.request_async(&http).await.unwrap();
        Self { client, nonce, tokens }
    }

    fn id_token(&self) -> &CoreIdToken {
        self.tokens.id_token().expect("openid was asked for")
    }

    /// The claims of the ID token, if it passes the validation of OpenID Connect Core §3.1.3.7.
    fn claims(&self, nonce: &Nonce) -> Result<&CoreIdTokenClaims, ClaimsVerificationError> {
        self.id_token().claims(&self.client.id_token_verifier(), nonce)
    }

    fn access_token_hash(&self) -> AccessTokenHash {
        let verifier = self.client.id_token_verifier();
        let (algorithm, key) =
            (self.id_token().signing_alg().unwrap(), self.id_token().signing_key(&verifier).unwrap());
        AccessTokenHash::from_token(self.tokens.access_token(), algorithm, key).unwrap()
    }
}

async fn discover(site: &RunningProvider) -> CoreProviderMetadata {
    CoreProviderMetadata::discover_async(IssuerUrl::new(site.at("/o")).unwrap(), &http).await.unwrap()
}
