//! Rejected requests.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use reference_provider::{Config, Limits};
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
async fn a_body_that_is_not_json_is_refused() {
    let site = managed().await;
    let request = request(&site, Method::PATCH, "/policy").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(problem(&site.send(request.try_clone().unwrap().body("{")).await).0, 400);
    assert_eq!(problem(&site.send(request.try_clone().unwrap().body("[]")).await).0, 422);
    assert_eq!(problem(&site.send(request.body(" ".repeat(2_000_000))).await).0, 413);
}

#[tokio::test]
async fn it_listens_only_when_asked_to() {
    assert_eq!(Site::with(Config::embedded()).await.provider.management_url(), None);
}

/// Slow connections are closed, as at the provider.
#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_limits_of_the_provider() {
    let limits =
        Limits { connections: 1, head_bytes: 16 * 1024, head_seconds: 1, idle_seconds: 1, ..Limits::default() };
    let manage = Some("127.0.0.1:0".parse().unwrap());
    let site = Site::with(Config { manage, limits, ..Config::embedded() }).await;
    let address = site.provider.management_url().unwrap().replace("http://", "");
    let long = format!("X: {}\r\n", "y".repeat(20_000));
    for (sent, expected) in [
        (String::new(), ""),
        (format!("GET /health HTTP/1.1\r\nHost: {address}\r\n{long}\r\n"), "HTTP/1.1 431 "),
        (format!("GET /health HTTP/1.1\r\nHost: {address}\r\n\r\n"), "HTTP/1.1 200 "),
    ] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(sent.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the server closes the connection");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with(expected) && answer.is_empty() == expected.is_empty(), "{sent:.30}: {answer}");
    }
}
