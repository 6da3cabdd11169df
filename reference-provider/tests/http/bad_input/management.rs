//! Arbitrary requests to the management API.

use proptest::prelude::*;
use reqwest::{Method, header};
use serde_json::{Value, json};

use super::nasty::{members, odd_json, odd_object};
use super::oracle;
use super::target::Target;
use crate::site::*;

/// A path and a valid body for it.
fn sensible() -> Vec<(Method, &'static str, Value)> {
    let user = json!({
        "username": "carol", "password": "x", "email": "carol@example.com", "user-id": 9,
        "date-joined": "2020-02-29T09:30:00Z", "secret-message": "x", "claims": { "name": "Carol" },
    });
    let client = json!({
        "client-id": "new", "name": "New", "client-type": "confidential", "client-secret": "x",
        "redirect-uris": ["https://client.example/"], "jwks": { "keys": [] }, "default-max-age": 1,
    });
    let rules = json!({ "faults": ["code-replay-accepted"], "policy": {}, "issuer": "", "client": "x", "endpoint": "token",
        "times": 1, "random": false });
    vec![
        (Method::GET, "/", json!({})),
        (Method::GET, "/health", json!({})),
        (Method::GET, "/journal", json!({})),
        (Method::GET, "/policy", json!({})),
        (Method::PUT, "/overrides/x", rules),
        (Method::DELETE, "/overrides/x", json!({})),
        (
            Method::PATCH,
            "/policy",
            json!({ "code": { "lifetime": 30 }, "pkce": null, "token": { "access-lifetime": 1 } }),
        ),
        (Method::POST, "/clock", json!({ "advance": 1 })),
        (Method::POST, "/clock", json!({ "time": 1_700_000_000 })),
        (Method::POST, "/users", user),
        (Method::DELETE, "/users/carol", json!({})),
        (Method::POST, "/clients", client),
        (Method::DELETE, "/clients/new", json!({})),
        (Method::POST, "/keys", json!({ "retire": false })),
    ]
}

#[test]
fn arbitrary_requests_to_the_management() {
    let config = reference_provider::Config { manage: Some("127.0.0.1:0".parse().unwrap()), ..oracle::config() };
    let target = Target::new(config);
    let url = target.site.provider.management_url().unwrap().clone();
    let queries = ["", "?issuer=%ff", "?issuer=x", "?after=-1&endpoint=%00", "?issuer=&issuer=", "?%zz"];
    let strategy = prop::sample::select(sensible()).prop_flat_map(move |(method, path, body)| {
        let body = prop_oneof![4 => odd_object(members(&body)), 1 => odd_json()];
        (Just(method), Just(path), body, prop::sample::select(queries.to_vec()))
    });
    let http = client(None);
    target.withstands(250, &strategy, |(method, path, body, query)| {
        let request = http.request(method, format!("{url}{path}{query}"));
        let reply = target.send(request.header(header::CONTENT_TYPE, "application/json").body(body));
        oracle::any(&reply)?;
        prop_assert!(reply.status.is_success() || reply.json()["error"].is_string(), "{:?}", reply);
        // The current rules do not break anything, either.
        for path in ["/o/token/", "/o/device-authorization/", "/accounts/login/"] {
            let login = [("username", "alice"), ("password", "wonderland-1"), ("client_id", "television")];
            oracle::any(&target.run(target.site.post(path, &login)))?;
        }
        Ok(())
    });
}

/// A time that leaves no room for a lifetime is out of range.
#[tokio::test]
async fn the_end_of_time_is_out_of_reach() {
    let manage = Some("127.0.0.1:0".parse().unwrap());
    let site = Site::with(reference_provider::Config { manage, ..oracle::config() }).await;
    let url = format!("{}/clock", site.provider.management_url().unwrap());
    for moves in [json!({ "time": i64::MAX }), json!({ "advance": i64::MAX - 1_700_000_000 })] {
        let request = client(None).post(&url).header(header::CONTENT_TYPE, "application/json");
        let reply = site.send(request.body(moves.to_string())).await;
        assert_eq!(reply.status.as_u16(), 422, "{reply:?}");
    }
    assert!(site.post("/o/device-authorization/", &[("client_id", "television")]).await.status.is_success());
}
