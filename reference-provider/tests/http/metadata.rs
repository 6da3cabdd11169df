//! The content and the URLs of the metadata.

use reference_provider::{Config, Paths};
use reqwest::{Method, StatusCode};

use crate::site::*;

#[tokio::test]
async fn the_document_is_where_both_specifications_look() {
    let config = Config { issuers: vec!["acme".to_owned()], ..Config::embedded() };
    let site = Site::with(config).await;
    for (issuer, openid, oauth) in [
        ("/o", "/o/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/o"),
        ("/acme/o", "/acme/o/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/acme/o"),
    ] {
        let document = site.get(openid).await.json();
        assert_eq!(document["issuer"], format!("{}{issuer}", site.provider.url()));
        assert_eq!(document["token_endpoint"], format!("{}{issuer}/token/", site.provider.url()));
        assert_eq!(site.get(oauth).await.json(), document);
    }
    for elsewhere in [
        "/.well-known/openid-configuration",
        "/o/.well-known/openid-configuration/",
        "/o/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/acme",
        "/.well-known/oauth-authorization-server/unknown/o",
        "/.well-known/oauth-authorization-server/o/",
    ] {
        site.get(elsewhere).await.assert_page(404);
    }
}

#[tokio::test]
async fn plain_paths_have_a_plain_issuer() {
    let config = Config { paths: Paths::Plain, issuers: vec!["acme".to_owned()], ..Config::embedded() };
    let site = Site::with(config).await;
    for (issuer, places) in [
        ("", ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]),
        ("/acme", ["/acme/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/acme"]),
    ] {
        for place in places {
            let document = site.get(place).await.json();
            assert_eq!(document["issuer"], format!("{}{issuer}", site.provider.url()));
            assert_eq!(document["jwks_uri"], format!("{}{issuer}/jwks", site.provider.url()));
        }
    }
}

#[tokio::test]
async fn every_endpoint_that_is_announced_is_there() {
    let site = Site::strict().await;
    let document = site.get("/o/.well-known/openid-configuration").await.json();
    for (name, value) in document.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let path = value.as_str().unwrap().strip_prefix(site.provider.url()).unwrap();
            assert_ne!(site.get(path).await.status, StatusCode::NOT_FOUND, "{name}");
        }
        assert_ne!(value, &serde_json::json!([]), "{name}");
    }
}

#[tokio::test]
async fn the_rules_show() {
    let mut config = Config::embedded();
    config.policy.legacy.hybrid = true;
    config.policy.pkce.plain_refused = false;
    let site = Site::with(config).await;
    let document = site.get("/o/.well-known/openid-configuration").await.json();
    let types = ["code", "code id_token", "code token", "code id_token token"];
    assert_eq!(document["response_types_supported"], serde_json::json!(types));
    assert_eq!(document["code_challenge_methods_supported"], serde_json::json!(["S256", "plain"]));
}

/// An algorithm is listed if a client can authenticate with it.
#[tokio::test]
async fn algorithms_of_assertions_are_those_of_the_methods_served() {
    for (private_key_jwt, algorithms) in [
        (true, &["RS256", "PS256", "ES256", "EdDSA", "HS256", "HS384", "HS512"][..]),
        (false, &["HS256", "HS384", "HS512"]),
    ] {
        let mut config = Config::embedded();
        config.policy.assertion.private_key_jwt = private_key_jwt;
        let document = Site::with(config).await.get("/o/.well-known/openid-configuration").await.json();
        for endpoint in ["token", "revocation", "introspection"] {
            let listed = &document[format!("{endpoint}_endpoint_auth_signing_alg_values_supported")];
            assert_eq!(*listed, serde_json::json!(algorithms), "{endpoint}");
        }
    }
}

#[tokio::test]
async fn documents_and_keys_are_for_everyone() {
    let site = Site::strict().await;
    for path in ["/o/.well-known/openid-configuration", "/o/.well-known/jwks.json"] {
        let reply = site.get(path).await;
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(reply.header("cache-control"), "public, max-age=60", "{path}");
    }
    let keys = site.get("/o/.well-known/jwks.json").await.json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn keys_rotate() {
    let site = Site::strict().await;
    let kids = async || {
        let set = site.get("/o/.well-known/jwks.json").await.json();
        let keys = set["keys"].as_array().unwrap().clone();
        keys.into_iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = kids().await;
    site.provider.rotate_keys();
    let both = kids().await;
    assert!(both.len() == 8 && before.iter().all(|kid| both.contains(kid)), "{both:?}");
    site.provider.retire_keys();
    let after = kids().await;
    assert!(after.len() == 4 && before.iter().all(|kid| !after.contains(kid)), "{after:?}");
}

/// A client in a page sends header fields of another protocol, such as `MCP-Protocol-Version`.
#[tokio::test]
async fn pages_may_ask_with_headers_of_their_own() {
    let site = Site::strict().await;
    for path in [
        "/o/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/o",
        "/.well-known/oauth-protected-resource/api/profile/",
        "/o/.well-known/jwks.json",
        "/api/profile/",
    ] {
        let asked = site.request(Method::OPTIONS, path).header("origin", "https://spa.example");
        let reply = site.send(asked.header("access-control-request-method", "GET")).await;
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (StatusCode::NO_CONTENT, "*"),
            "{path}"
        );
        let headers: Vec<&str> = reply.header("access-control-allow-headers").split(", ").collect();
        assert!(headers.contains(&"*") && headers.contains(&"Authorization"), "{path}: {headers:?}");
    }
}
