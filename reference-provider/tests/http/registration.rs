//! Dynamic client registration: RFC 7591, RFC 7592.

use reference_provider::policy::RegistrationBy;
use reference_provider::{Config, Policy};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::site::*;

const REGISTER: &str = "/o/register/";
const URI: &str = "https://client.example/callback";

async fn register(site: &Site, metadata: &Value) -> Reply {
    let request = site.request(Method::POST, REGISTER).header(header::CONTENT_TYPE, "application/json");
    site.send(request.body(metadata.to_string())).await
}

async fn manage(site: &Site, method: Method, client: &Value, body: Option<Value>) -> Reply {
    let place = client["registration_client_uri"].as_str().unwrap().strip_prefix(site.provider.url()).unwrap();
    let request = site.request(method, place).bearer_auth(client["registration_access_token"].as_str().unwrap());
    match body {
        Some(body) => site.send(request.header(header::CONTENT_TYPE, "application/json").body(body.to_string())).await,
        None => site.send(request).await,
    }
}

#[tokio::test]
async fn a_registered_client_gets_tokens() {
    let site = Site::strict().await;
    let reply = register(&site, &json!({ "redirect_uris": [URI], "client_uri": "https://client.example/" })).await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert_eq!(reply.header("cache-control"), "no-store");
    let client = reply.json();
    assert_eq!(client["client_uri"], "https://client.example/");
    assert_eq!(client["client_secret_expires_at"], 0);
    assert_eq!(client["client_id_issued_at"], 1_700_000_000);
    let (id, secret) = (client["client_id"].as_str().unwrap(), client["client_secret"].as_str().unwrap());
    let asked = authorization_but(&[("client_id", id), ("redirect_uri", URI)]);
    let code = site.alice().await.authorize(&asked).await.parameter("code");
    let reply = site.post_as((id, secret), "/o/token/", &redemption_but(&code, &[("redirect_uri", URI)])).await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    assert_eq!(reply.json().get("refresh_token"), None, "it did not register the grant");
}

/// OWASP ASVS 5.0 §10.4.7.
#[tokio::test]
async fn users_see_that_a_self_registered_client_has_not_been_reviewed() {
    const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
    let site = Site::strict().await;
    let metadata = json!({ "redirect_uris": [URI], "client_name": "Your Bank", "token_endpoint_auth_method": "none",
                           "grant_types": ["authorization_code", DEVICE] });
    let id = register(&site, &metadata).await.text("client_id");
    let mut alice = site.alice().await;
    let consent = alice.get(&authorize_path(&authorization_but(&[("client_id", &id), ("redirect_uri", URI)]))).await;
    let code = site.post("/o/device-authorization/", &[("client_id", &id)]).await.text("user_code");
    let device = alice.get(&format!("/o/device/?user_code={code}")).await;
    for page in [consent, device] {
        assert!(page.body.contains("Your Bank") && page.body.contains("not been reviewed"), "{page:?}");
    }
}

#[tokio::test]
async fn a_public_client_has_no_secret() {
    let site = Site::strict().await;
    // A null value counts as absent.
    let metadata = json!({ "redirect_uris": [URI], "token_endpoint_auth_method": "none", "jwks": null, "scope": null,
                           "software_statement": "e30.e30." });
    let client = register(&site, &metadata).await.json();
    assert_eq!(client.get("client_secret"), None);
    assert_eq!(client.get("client_secret_expires_at"), None);
    assert_eq!(client.get("software_statement"), None);
}

#[tokio::test]
async fn what_means_nothing_is_refused() {
    let site = Site::strict().await;
    for (metadata, error) in [
        (json!([]), "invalid_client_metadata"),
        (json!({}), "invalid_redirect_uri"),
        (json!({ "redirect_uris": URI }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": [7] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": [URI, "/relative"] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": vec![URI; 21] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": [URI], "grant_types": ["implicit"] }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "response_types": ["token"] }), "invalid_client_metadata"),
        // RFC 6749 §4.4.
        (
            json!({ "redirect_uris": [URI], "token_endpoint_auth_method": "none",
                    "grant_types": ["authorization_code", "client_credentials"] }),
            "invalid_client_metadata",
        ),
        (json!({ "redirect_uris": [URI], "response_types": ["code code"] }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "scope": "read admin" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "client_name": "two\nlines" }), "invalid_client_metadata"),
        (
            json!({ "redirect_uris": [URI], "jwks": { "keys": [{ "kty": "oct", "k": "AA" }] } }),
            "invalid_client_metadata",
        ),
        (json!({ "redirect_uris": [URI], "jwks_uri": "https://client.example/jwks" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "token_endpoint_auth_method": "private_key_jwt" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "id_token_signed_response_alg": "none" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "userinfo_signed_response_alg": "HS256" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "subject_type": "pairwise" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "default_max_age": -1 }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "require_auth_time": "yes" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "post_logout_redirect_uris": ["#"] }), "invalid_client_metadata"),
        (
            json!({ "redirect_uris": [URI], "backchannel_logout_uri": "http://client.example/" }),
            "invalid_client_metadata",
        ),
        (
            json!({ "redirect_uris": [URI], "frontchannel_logout_uri": "https://evil.example/" }),
            "invalid_client_metadata",
        ),
        (json!({ "redirect_uris": [URI], "logo_uri": "javascript:alert(1)" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "contacts": "me" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [URI], "application_type": "toaster" }), "invalid_client_metadata"),
    ] {
        register(&site, &metadata).await.assert_error(400, error);
    }
    site.post(REGISTER, &[("redirect_uris", URI)]).await.assert_error(400, "invalid_client_metadata");
}

#[tokio::test]
async fn registration_may_need_a_token_or_be_closed() {
    let mut config = Config { initial_access_token: Some("let-me-in".to_owned()), ..Config::embedded() };
    config.policy.registration.by = RegistrationBy::TokenHolder;
    let site = Site::with(config).await;
    let metadata = json!({ "redirect_uris": [URI] });
    register(&site, &metadata).await.assert_error(401, "invalid_token");
    let with = |token: &str| {
        let request = site.request(Method::POST, REGISTER).bearer_auth(token);
        request.header(header::CONTENT_TYPE, "application/json").body(metadata.to_string())
    };
    site.send(with("let-me-out")).await.assert_error(401, "invalid_token");
    assert_eq!(site.send(with("let-me-in")).await.status, StatusCode::CREATED);
    let mut policy = Policy::default();
    policy.registration.by = RegistrationBy::None;
    site.provider.set_policy(policy);
    site.send(with("let-me-in")).await.assert_error(401, "invalid_token");
    let document = site.get("/o/.well-known/openid-configuration").await.json();
    assert_eq!(document.get("registration_endpoint"), None);
}

#[tokio::test]
async fn a_registration_is_read_changed_and_ended() {
    let site = Site::strict().await;
    let client = register(&site, &json!({ "redirect_uris": [URI], "client_name": "Old" })).await.json();
    let read = manage(&site, Method::GET, &client, None).await.json();
    assert_eq!((read["client_name"].as_str(), read.get("client_secret")), (Some("Old"), None));
    assert_eq!(read["registration_access_token"], client["registration_access_token"]);
    let id = client["client_id"].clone();
    for bad in [
        json!({ "redirect_uris": [URI] }),
        json!({ "client_id": "another", "redirect_uris": [URI] }),
        json!({ "client_id": id, "redirect_uris": [] }),
        json!({ "client_id": id, "redirect_uris": [URI], "client_secret": "guessed" }),
        json!({ "client_id": id, "redirect_uris": [URI], "client_id_issued_at": 0 }),
    ] {
        assert_eq!(manage(&site, Method::PUT, &client, Some(bad)).await.status, StatusCode::BAD_REQUEST);
    }
    let change = json!({ "client_id": id, "redirect_uris": [URI], "client_secret": client["client_secret"] });
    let changed = manage(&site, Method::PUT, &client, Some(change)).await.json();
    assert_eq!(changed["client_name"], id, "what is left out falls back");
    let public = json!({ "client_id": id, "redirect_uris": [URI], "token_endpoint_auth_method": "none" });
    assert_eq!(manage(&site, Method::PUT, &client, Some(public)).await.json().get("client_secret"), None);
    let again = json!({ "client_id": id, "redirect_uris": [URI] });
    let secret = manage(&site, Method::PUT, &client, Some(again)).await.json()["client_secret"].clone();
    assert!(secret.is_string() && secret != client["client_secret"], "{secret}");
    assert_eq!(manage(&site, Method::DELETE, &client, None).await.status, StatusCode::NO_CONTENT);
    for method in [Method::GET, Method::DELETE] {
        manage(&site, method, &client, None).await.assert_error(401, "invalid_token");
    }
}

#[tokio::test]
async fn configured_clients_and_applications_cannot_be_managed() {
    let site = Site::strict().await;
    let client = register(&site, &json!({ "redirect_uris": [URI] })).await.json();
    let token = client["registration_access_token"].as_str().unwrap();
    for path in ["/o/register/test-consumer/", "/o/register/unknown/"] {
        site.send(site.request(Method::GET, path).bearer_auth(token)).await.assert_error(401, "invalid_token");
    }
}

#[tokio::test]
async fn a_secret_that_signs_is_another_one() {
    let site = Site::strict().await;
    let client = register(&site, &json!({ "redirect_uris": [URI] })).await.json();
    let id = client["client_id"].clone();
    let change = |method: &str| {
        json!({ "client_id": id, "redirect_uris": [URI], "token_endpoint_auth_method": method,
                "token_endpoint_auth_signing_alg": "HS256" })
    };
    let signing = manage(&site, Method::PUT, &client, Some(change("client_secret_jwt"))).await.json();
    assert!(signing["client_secret"].is_string(), "the old one is not readable any more: {signing}");
    let again = manage(&site, Method::PUT, &client, Some(change("client_secret_jwt"))).await.json();
    assert_eq!(again.get("client_secret"), None);
}

/// RFC 8259 §4: parsers differ in which of two members they use.
#[tokio::test]
async fn a_member_that_comes_twice_is_refused() {
    let site = Site::strict().await;
    let twice = format!(r#"{{"redirect_uris":["{URI}"],"redirect_uris":["https://evil.example/"]}}"#);
    let request = site.request(Method::POST, REGISTER).header(header::CONTENT_TYPE, "application/json");
    site.send(request.body(twice.clone())).await.assert_error(400, "invalid_client_metadata");
    let client = register(&site, &json!({ "redirect_uris": [URI] })).await.json();
    let place = client["registration_client_uri"].as_str().unwrap().strip_prefix(site.provider.url()).unwrap();
    let request = site.request(Method::PUT, place).bearer_auth(client["registration_access_token"].as_str().unwrap());
    let named = twice.replacen('{', &format!(r#"{{"client_id":{},"#, client["client_id"]), 1);
    let request = request.header(header::CONTENT_TYPE, "application/json").body(named);
    site.send(request).await.assert_error(400, "invalid_client_metadata");
}
