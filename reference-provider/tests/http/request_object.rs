//! Request objects (RFC 9101): errors are described.

use reference_provider::{Config, Policy};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::signer::Signer;
use crate::site::*;

const NOW: u64 = 1_700_000_000;

/// A provider with these rules, whose first client has the key of `signer`.
async fn site(signer: &Signer, rules: &Value) -> Site {
    let mut config = Config { policy: Policy::default().patched(rules).unwrap(), ..Config::embedded() };
    config.clients[0].jwks = Some(json!({ "keys": [signer.jwk()] }));
    Site::with(config).await
}

/// The claims of a valid request, with these instead; a null claim is omitted.
fn claims(changes: &Value) -> Value {
    let mut claims: Value =
        authorization().into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

async fn pushed(site: &Site, object: &str) -> Reply {
    site.post_as(CONSUMER, "/o/par/", &[("request", object)]).await
}

async fn refused(site: &Site, object: &str) -> String {
    let reply = pushed(site, object).await;
    reply.assert_error(400, "invalid_request_object");
    reply.text("error_description")
}

#[tokio::test]
async fn a_claim_that_does_not_fit_is_named() {
    let signer = Signer::new(1);
    let site = site(&signer, &json!({})).await;
    let issuer = format!("{}/o", site.provider.url());
    for fits in [
        json!({ "aud": issuer, "exp": NOW + 60, "nbf": NOW, "iat": NOW, "iss": CONSUMER.0 }),
        json!({ "aud": [issuer, "x"], "exp": NOW - 59, "nbf": NOW + 60 }),
    ] {
        assert_eq!(pushed(&site, &signer.jwt(json!({}), &claims(&fits))).await.status, StatusCode::CREATED, "{fits}");
    }
    for (change, said) in [
        (json!({ "aud": "https://x.example" }), "The aud of the request object is not the issuer."),
        (json!({ "aud": 1 }), "The aud of the request object is neither a string nor a list of strings."),
        (json!({ "exp": NOW - 60 }), "The request object has expired."),
        (json!({ "exp": "soon" }), "The exp of the request object is not a number."),
        (json!({ "nbf": NOW + 61 }), "The nbf of the request object is in the future."),
        (json!({ "nbf": "now" }), "The nbf of the request object is not a number."),
        (json!({ "iat": NOW + 61 }), "The iat of the request object is in the future."),
        (json!({ "iat": [] }), "The iat of the request object is not a number."),
        (json!({ "client_id": null }), "The request object has no client_id."),
        (json!({ "client_id": 1 }), "The client_id of the request object is not a string."),
        (json!({ "client_id": SECOND.0 }), "The client_id of the request object belongs to another client."),
        (json!({ "iss": SECOND.0 }), "The iss of the request object is not the client."),
        (json!({ "iss": 1 }), "The iss of the request object is not a string."),
        (json!({ "request": "e30.e30." }), "The request object contains a request or request_uri."),
        (json!({ "request_uri": "urn:x" }), "The request object contains a request or request_uri."),
    ] {
        assert_eq!(refused(&site, &signer.jwt(json!({}), &claims(&change))).await, said, "{change}");
    }
}

#[tokio::test]
async fn a_signature_that_does_not_fit_says_why() {
    let signer = Signer::new(1);
    let site = site(&signer, &json!({})).await;
    let fits = claims(&json!({}));
    let good = signer.jwt(json!({}), &fits);
    let (start, signature) = good.rsplit_once('.').unwrap();
    let payload = start.split_once('.').unwrap().1;
    let headed = |header: &str| {
        use base64::Engine as _;
        format!("{}.{payload}.{signature}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(header))
    };
    for (object, said) in [
        ("x".to_owned(), "The request object is not a well-formed JWT."),
        (format!("{start}.=="), "The request object is not a well-formed JWT."),
        ("x".repeat(17_000), "The request object is too long."),
        (headed("{}"), "The request object has no alg."),
        (headed(r#"{"alg":"ES521"}"#), "The alg of the request object is not supported."),
        (headed(r#"{"alg":"none"}"#), "The request object is not signed."),
        (headed(r#"{"alg":"HS256"}"#), "The alg of the request object is not allowed for this client."),
        (headed(r#"{"alg":"RS256"}"#), "The client has no key for the alg of the request object."),
        (
            headed(r#"{"alg":"EdDSA","crit":["x"]}"#),
            "The request object has critical extensions, and none is supported.",
        ),
        (headed(r#"{"alg":"EdDSA","x":1}"#), "The signature of the request object is invalid."),
        (signer.jwt(json!({ "typ": "at+jwt" }), &fits), "The typ of the request object is not oauth-authz-req+jwt."),
        (Signer::new(2).jwt(json!({}), &fits), "The signature of the request object is invalid."),
    ] {
        assert_eq!(refused(&site, &object).await, said, "{object}");
    }
}

#[tokio::test]
async fn the_error_description_reaches_the_client() {
    let signer = Signer::new(1);
    let site = site(&signer, &json!({})).await;
    let object = signer.jwt(json!({}), &claims(&json!({ "exp": NOW - 60 })));
    let mut asked = authorization();
    asked.push(("request", &object));
    let reply = site.alice().await.get(&authorize_path(&asked)).await;
    reply.assert_reported("invalid_request_object");
    assert_eq!(reply.parameter("error_description"), "The request object has expired.");
}

#[tokio::test]
async fn the_rules_say_how_strict_it_is() {
    let signer = Signer::new(1);
    for (rules, change) in [
        (json!({ "nested-refused": false }), json!({ "request": "e30.e30.", "request_uri": "urn:x" })),
        (json!({ "leeway": 600 }), json!({ "exp": NOW - 500, "nbf": NOW + 500, "iat": NOW + 500 })),
        (json!({ "not-before-checked": false }), json!({ "nbf": NOW + 500 })),
    ] {
        let site = site(&signer, &json!({ "request-object": rules })).await;
        let reply = pushed(&site, &signer.jwt(json!({}), &claims(&change))).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{rules}: {reply:?}");
        let request_uri = reply.text("request_uri");
        let mut alice = site.alice().await;
        let asked = [("client_id", CONSUMER.0), ("request_uri", request_uri.as_str())];
        assert_eq!(alice.get(&authorize_path(&asked)).await.status, StatusCode::OK, "{rules}");
    }
}
