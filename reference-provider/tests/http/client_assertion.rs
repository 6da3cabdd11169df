//! Client authentication with a JWT: RFC 7523.

use reference_provider::{AuthMethod, Config, Policy};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::signer::Signer;
use crate::site::*;

/// A provider with these rules, whose first client authenticates with the key of `signer`.
async fn site(signer: &Signer, rules: &Value) -> Site {
    let mut config = Config { policy: Policy::default().patched(rules).unwrap(), ..Config::embedded() };
    let client = &mut config.clients[0];
    client.client_secret = None;
    client.token_endpoint_auth_method = Some(AuthMethod::PrivateKeyJwt);
    client.jwks = Some(json!({ "keys": [signer.jwk()] }));
    Site::with(config).await
}

/// A token request with an assertion that has these claims in addition to the usual ones.
async fn authenticated(site: &Site, signer: &Signer, aud: &Value, jti: &str) -> Reply {
    let (id, now) = (CONSUMER.0, 1_700_000_000);
    let claims = json!({ "iss": id, "sub": id, "aud": aud, "jti": jti, "iat": now, "exp": now + 60 });
    let assertion = signer.jwt(json!({}), &claims);
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", &assertion),
    ];
    site.post("/o/token/", &fields).await
}

/// draft-ietf-oauth-rfc7523bis §4.
#[tokio::test]
async fn the_issuer_is_the_sole_audience_where_the_rules_say_so() {
    let signer = Signer::new(1);
    let site = site(&signer, &json!({ "assertion": { "audience": "issuer" } })).await;
    let issuer = format!("{}/o", site.provider.url());
    let token = format!("{issuer}/token/");
    for (aud, jti) in [(json!(issuer), "1"), (json!([issuer]), "2")] {
        assert_eq!(authenticated(&site, &signer, &aud, jti).await.status, StatusCode::OK, "{aud}");
    }
    let others = [json!([issuer, token]), json!([token, issuer]), json!([issuer, issuer]), json!(token), json!([])];
    for (aud, jti) in others.iter().zip(["3", "4", "5", "6", "7"]) {
        authenticated(&site, &signer, aud, jti).await.assert_error(401, "invalid_client");
    }
}

#[tokio::test]
async fn a_blank_jti_names_no_assertion() {
    let signer = Signer::new(1);
    let site = site(&signer, &json!({})).await;
    let issuer = json!(format!("{}/o", site.provider.url()));
    for blank in ["", " ", "\t\n"] {
        authenticated(&site, &signer, &issuer, blank).await.assert_error(401, "invalid_client");
    }
    assert_eq!(authenticated(&site, &signer, &issuer, "1").await.status, StatusCode::OK);
}
