//! Who is kept out.

use reference_provider::Config;
use reqwest::{Method, header};

use super::{managed, problem, request};
use crate::site::Site;

#[tokio::test]
async fn pages_and_other_names_are_refused() {
    let site = managed().await;
    for (name, value, status) in [
        ("origin", "http://evil.example", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("host", "rebound.example:9000", 403),
        ("content-type", "text/plain", 415),
        ("content-type", "application/x-www-form-urlencoded", 415),
    ] {
        let reply = site.send(request(&site, Method::POST, "/reset").header(name, value)).await;
        assert_eq!(problem(&reply).0, status, "{name}: {value}");
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let site = managed().await;
    let request = request(&site, Method::PATCH, "/policy").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(problem(&site.send(request.try_clone().unwrap().body("{")).await).0, 400);
    assert_eq!(problem(&site.send(request.try_clone().unwrap().body("[]")).await).0, 422);
    assert_eq!(problem(&site.send(request.body(" ".repeat(2_000_000))).await).0, 413);
}

#[tokio::test]
async fn without_being_told_to_it_does_not_listen() {
    assert_eq!(Site::with(Config::embedded()).await.provider.management_url(), None);
}
