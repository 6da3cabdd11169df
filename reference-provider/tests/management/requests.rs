//! The journal, health, and paths.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ask, managed, problem, send};
use crate::site::*;

async fn entries(site: &Site, query: &str) -> Vec<Value> {
    ask(site, Method::GET, &format!("/journal{query}")).await.json()["entries"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_journal_has_requests_and_their_outcomes() {
    let site = managed().await;
    let fault = json!({ "faults": ["token-error-as-page"], "endpoint": "token" });
    send(&site, Method::PUT, "/overrides/page", &fault).await;
    site.get("/o/authorize/?client_id=public-app&x=%20").await;
    site.post_as(CONSUMER, "/o/token/", &[("grant_type", "a"), ("grant_type", "b")]).await;
    site.get("/evil/nowhere").await;
    let all = entries(&site, "").await;
    assert_eq!(all.len(), 3, "{all:#?}");
    assert_eq!(
        (&all[0]["client-id"], &all[0]["endpoint"], &all[0]["query"], &all[0]["status"]),
        (&json!("public-app"), &json!("authorize"), &json!([["client_id", "public-app"], ["x", " "]]), &json!(302))
    );
    let token = &all[1];
    assert_eq!((&token["method"], &token["path"]), (&json!("POST"), &json!("/o/token/")));
    assert_eq!(token["form"], json!([["grant_type", "a"], ["grant_type", "b"]]));
    assert_eq!(token["client-id"], "test-consumer");
    assert_eq!((&token["overrides"], &token["faults"]), (&json!(["page"]), &json!(["token-error-as-page"])));
    assert_eq!(token["time"], "2023-11-14T22:13:20Z");
    let authorization = json!(["authorization", basic(CONSUMER)]);
    assert!(token["headers"].as_array().unwrap().contains(&authorization), "{token}");
    assert_eq!(
        (&all[2]["issuer"], &all[2]["endpoint"], &all[2]["status"]),
        (&json!("evil"), &Value::Null, &json!(404))
    );
}

#[tokio::test]
async fn the_journal_can_be_asked_for_a_part_and_forgotten() {
    let site = managed().await;
    site.get("/").await;
    site.post_as(CONSUMER, "/o/token/", &[]).await;
    site.post_as(SECOND, "/evil/o/token/", &[]).await;
    for (query, numbers) in [
        ("?issuer=evil", vec![3]),
        ("?issuer=", vec![1, 2]),
        ("?client=test-consumer", vec![2]),
        ("?endpoint=token", vec![2, 3]),
        ("?after=2", vec![3]),
    ] {
        let found: Vec<Value> = entries(&site, query).await.iter().map(|entry| entry["number"].clone()).collect();
        assert_eq!(found, numbers, "{query}");
    }
    assert_eq!(problem(&ask(&site, Method::GET, "/journal?after=x").await).0, 400);
    assert_eq!(problem(&ask(&site, Method::GET, "/journal?endpoint=tokn").await).2, r#"["token"]"#);
    ask(&site, Method::DELETE, "/journal").await;
    site.get("/").await;
    assert_eq!(entries(&site, "").await[0]["number"], 4);
}

#[tokio::test]
async fn what_is_too_long_is_seen_too() {
    let site = managed().await;
    let long = "x".repeat(100_000);
    assert_eq!(site.post("/o/token/", &[("grant_type", &long)]).await.status.as_u16(), 413);
    let entry = &entries(&site, "").await[0];
    assert_eq!((&entry["status"], &entry["path"]), (&json!(413), &json!("/o/token/")));
}

#[tokio::test]
async fn health_says_where_everything_is() {
    let site = managed().await;
    let health = ask(&site, Method::GET, "/health").await.json();
    let url = site.provider.url();
    let expected = json!({ "url": url, "issuers": ["", "evil"], "overrides": 0, "journal": 0, "store-trouble": null });
    assert_eq!(health, expected);
}

#[tokio::test]
async fn every_fault_is_listed() {
    let site = managed().await;
    let faults = ask(&site, Method::GET, "/faults").await.json()["faults"].as_array().unwrap().clone();
    assert_eq!(faults.len(), reference_provider::faults::all().count());
    assert!(faults.iter().all(|fault| fault["sentence"].is_string() && fault["breaks"].is_string()));
}

#[tokio::test]
async fn an_address_that_is_none_is_said_to_be() {
    let site = managed().await;
    let index = ask(&site, Method::GET, "/").await.json();
    assert!(index["addresses"].as_array().unwrap().iter().any(|row| row["path"] == "/overrides/{}"), "{index}");
    assert_eq!(
        problem(&ask(&site, Method::GET, "/jornal").await),
        (404, "unknown address `/jornal`".to_owned(), r#"["/journal"]"#.to_owned())
    );
    let reply = ask(&site, Method::DELETE, "/policy").await;
    assert_eq!((reply.status.as_u16(), &reply.json()["expected"]), (405, &json!(["GET", "PATCH"])));
}
