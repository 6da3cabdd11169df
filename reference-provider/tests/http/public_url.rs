//! The public URL, and what a reverse proxy forwards: OpenID Connect Discovery §4, RFC 8414 §3, RFC 9449 §4.3.

use std::net::TcpListener;

use reference_provider::{Config, Environment, Paths, Provider};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::signer::Signer;
use crate::site::*;

const PUBLIC: &str = "https://op.example/x";

async fn behind(public_url: &str) -> Site {
    Site::with(Config { public_url: Some(public_url.parse().unwrap()), ..Config::embedded() }).await
}

/// Every URL in a document.
fn urls(document: &Value) -> Vec<&str> {
    let members = document.as_object().unwrap().values();
    members.filter_map(Value::as_str).filter(|text| text.contains("://")).collect()
}

#[tokio::test]
async fn it_decides_where_everything_is() {
    let issuers = vec!["acme".to_owned()];
    for (paths, style, well_known) in [(Paths::Django, "/o", "/x/o"), (Paths::Plain, "", "/x")] {
        let public_url = Some(PUBLIC.parse().unwrap());
        let site = Site::with(Config { public_url, paths, issuers: issuers.clone(), ..Config::embedded() }).await;
        for (at, issuer) in [
            (format!("/x{style}/.well-known/openid-configuration"), format!("{PUBLIC}{style}")),
            (format!("/.well-known/oauth-authorization-server{well_known}"), format!("{PUBLIC}{style}")),
            (format!("/x/acme{style}/.well-known/openid-configuration"), format!("{PUBLIC}/acme{style}")),
            (format!("/.well-known/oauth-authorization-server/x/acme{style}"), format!("{PUBLIC}/acme{style}")),
        ] {
            let request = site.request(Method::GET, &at).header(header::HOST, "evil.example");
            let document = site.send(request.header("x-forwarded-host", "evil.example")).await.json();
            assert_eq!(document["issuer"], issuer, "{at}");
            let urls = urls(&document);
            assert!(urls.len() > 8 && urls.iter().all(|url| url.starts_with(PUBLIC)), "{at}: {urls:?}");
        }
        for outside in ["/", "/o/token/", "/token", "/xy/", "/.well-known/oauth-authorization-server/o"] {
            assert_eq!(site.get(outside).await.status, StatusCode::NOT_FOUND, "{outside}");
        }
    }
}

#[tokio::test]
async fn the_whole_flow_below_it() {
    let site = behind(PUBLIC).await;
    let mut alice = site.browser();
    let path = format!("/x{}", authorize_path(&authorization()));
    let to_login = alice.get(&path).await;
    assert!(to_login.location().starts_with("/x/accounts/login/?next=/x/o/authorize/"), "{to_login:?}");
    let page = alice.get(to_login.location()).await;
    let secure = page.header("set-cookie").to_owned();
    assert!(secure.starts_with("__Host-csrftoken=") && secure.contains("Secure"), "{secure}");
    assert!(secure.contains("Path=/;") || secure.ends_with("Path=/"), "{secure}");
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
    let fields = [("username", "alice"), ("password", "wonderland-1")];
    let reply = alice.submit("/x/accounts/login/", &page, &fields).await;
    let consent = alice.get(reply.location()).await;
    let reply = alice.submit(&path, &consent, &[("allow", "Authorize")]).await;
    assert_eq!(reply.parameter("iss"), format!("{PUBLIC}/o"));
    let code = reply.parameter("code");

    let key = Signer::new(1);
    let proof = |htu: String| {
        let claims = json!({ "jti": htu, "htm": "POST", "htu": htu, "iat": 1_700_000_000 });
        key.jwt(json!({ "typ": "dpop+jwt", "jwk": key.jwk() }), &claims)
    };
    let redeem = async |htu: String| {
        let request = site.request(Method::POST, "/x/o/token/").header(header::AUTHORIZATION, basic(CONSUMER));
        site.send(form_body(request, &redemption(&code)).header("dpop", proof(htu))).await
    };
    let local = format!("{}/x/o/token/", site.provider.url());
    redeem(local).await.assert_error(400, "invalid_dpop_proof");
    assert_eq!(redeem(format!("{PUBLIC}/o/token/")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_resource_has_its_metadata_where_clients_look() {
    let site = behind(PUBLIC).await;
    let challenge = site.get("/x/api/profile/").await.header("www-authenticate").to_owned();
    let place = "/.well-known/oauth-protected-resource/x/api/profile/";
    assert!(challenge.contains(&format!("resource_metadata=\"https://op.example{place}\"")), "{challenge}");
    let document = site.get(place).await.json();
    assert_eq!(document["resource"], format!("{PUBLIC}/api/profile/"));
    assert_eq!(document["authorization_servers"], json!([format!("{PUBLIC}/o")]));
}

#[tokio::test]
async fn without_tls_cookies_stay_below_it() {
    let site = behind("http://op.example/x").await;
    let cookie = site.get("/x/accounts/login/").await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("csrftoken=") && cookie.contains("Path=/x") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn only_a_trusted_proxy_says_how_it_was_asked() {
    let local = "127.0.0.1".parse().unwrap();
    for (trusted_proxies, issuer) in [(vec![local], Some("https://op.example/o")), (vec![], None)] {
        let site = Site::with(Config { trusted_proxies, ..Config::embedded() }).await;
        let request = site.request(Method::GET, "/o/.well-known/openid-configuration");
        let request = request.header("x-forwarded-proto", "https").header("x-forwarded-host", "op.example");
        let document = site.send(request).await.json();
        let unchanged = format!("{}/o", site.provider.url());
        assert_eq!(document["issuer"], issuer.unwrap_or(&unchanged));
        let request = site.request(Method::GET, "/accounts/login/").header("x-forwarded-proto", "https");
        let cookie = site.send(request).await.header("set-cookie").to_owned();
        assert_eq!(cookie.contains("__Host-"), issuer.is_some(), "{cookie}");
    }
}

#[tokio::test]
async fn an_issuer_elsewhere_is_refused_at_start() {
    for (issuer, public_url, is_fit) in [
        ("https://op.example/x/o", Some(PUBLIC), true),
        ("https://op.example/x/o", None, true),
        ("https://op.example/x", None, false),
        ("https://op.example/x", Some(PUBLIC), false),
        ("https://other.example/x/o", Some(PUBLIC), false),
        ("http://op.example/x/o", Some(PUBLIC), false),
    ] {
        let public_url = public_url.map(|url| url.parse().unwrap());
        let config = Config { issuer: Some(issuer.to_owned()), public_url: public_url.clone(), ..Config::embedded() };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let started = Provider::start(config, Environment::system(), listener).await;
        assert_eq!(started.is_ok(), is_fit, "{issuer} {public_url:?}: {started:?}");
    }
}

#[tokio::test]
async fn an_issuer_alone_implies_it() {
    let site = Site::with(Config { issuer: Some(format!("{PUBLIC}/o")), ..Config::embedded() }).await;
    let document = site.get("/x/o/.well-known/openid-configuration").await.json();
    assert_eq!(document["issuer"], format!("{PUBLIC}/o"));
    assert_eq!(document["token_endpoint"], format!("{PUBLIC}/o/token/"));
}
