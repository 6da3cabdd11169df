//! Connections and requests, before any endpoint sees them.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use reference_provider::{Config, Limits};
use reqwest::{Method, StatusCode, Version};

use crate::site::*;

fn connect(site: &Site) -> TcpStream {
    let stream = TcpStream::connect(site.provider.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// All data until the connection is closed; it must be closed.
fn to_the_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_ne!(error.kind(), ErrorKind::WouldBlock, "the connection is still open after {answer:?}");
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn exchange(site: &Site, request: &str) -> String {
    let mut stream = connect(site);
    stream.write_all(request.as_bytes()).unwrap();
    to_the_end(&mut stream)
}

async fn with_limits(limits: Limits) -> Site {
    Site::with(Config { limits, ..Config::embedded() }).await
}

#[tokio::test]
async fn both_versions_of_http_on_one_port() {
    let site = Site::strict().await;
    for (client, version) in
        [(builder(None).http2_prior_knowledge(), Version::HTTP_2), (builder(None).http1_only(), Version::HTTP_11)]
    {
        let reply = client.build().unwrap().get(site.provider.url()).send().await.unwrap();
        assert_eq!(reply.version(), version);
        assert!(reply.text().await.unwrap().contains("It works!"));
    }
}

#[tokio::test]
async fn many_requests_at_once_over_one_connection() {
    let site = Site::strict().await;
    let client = builder(None).http2_prior_knowledge().build().unwrap();
    let url = format!("{}/o/token/", site.provider.url());
    let requests: Vec<_> = (0..50).map(|_| tokio::spawn(client.post(&url).send())).collect();
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap().status(), StatusCode::BAD_REQUEST);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_kept_for_the_next_request() {
    let site = Site::strict().await;
    let mut stream = connect(&site);
    stream.write_all(b"GET /static/style.css HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    stream.write_all(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let answers = to_the_end(&mut stream);
    assert_eq!(answers.matches("HTTP/1.1 200 OK\r\n").count(), 2, "{answers}");
    assert_eq!(answers.matches("HTTP/1.1 404 Not Found\r\n").count(), 1, "{answers}");
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let site = Site::strict().await;
    for builder in [builder(None), builder(None).http2_prior_knowledge()] {
        let client = builder.build().unwrap();
        for path in ["/", "/static/style.css", "/accounts/login/", "/nowhere/"] {
            let url = format!("{}{path}", site.provider.url());
            let get = client.get(&url).send().await.unwrap();
            let head = client.head(&url).send().await.unwrap();
            assert_eq!(head.status(), get.status(), "{path}");
            for name in ["content-length", "content-type", "content-security-policy", "cache-control"] {
                assert_eq!(head.headers().get(name), get.headers().get(name), "{path}: {name}");
            }
            assert!(head.headers().contains_key("content-length"), "{path}");
            assert_eq!(head.bytes().await.unwrap().len(), 0, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_has_its_limits() {
    let site = with_limits(Limits { head_bytes: 16 * 1024, ..Limits::default() }).await;
    let many = "X: y\r\n".repeat(200);
    let long = format!("X: {}\r\n", "y".repeat(20_000));
    for headers in [many, long] {
        let answer = exchange(&site, &format!("GET / HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    let client = builder(None).http2_prior_knowledge().build().unwrap();
    let long = client.get(site.provider.url()).header("x", "y".repeat(20_000)).send().await;
    assert!(long.is_err() || long.unwrap().status() == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert!(site.get("/").await.status.is_success());
}

#[tokio::test]
async fn a_body_has_its_limit() {
    let site = with_limits(Limits { body_bytes: 1000, ..Limits::default() }).await;
    let url = format!("{}/o/token/", site.provider.url());
    for builder in [builder(None), builder(None).http2_prior_knowledge()] {
        let client = builder.build().unwrap();
        for (length, status) in [(1000, StatusCode::BAD_REQUEST), (1001, StatusCode::PAYLOAD_TOO_LARGE)] {
            assert_eq!(client.post(&url).body("x".repeat(length)).send().await.unwrap().status(), status);
        }
    }
}

/// An endpoint rejects a body that was not read in the format of its other errors; pages of other origins can read it.
#[tokio::test]
async fn a_body_that_is_too_long_is_refused_like_any_other_request() {
    let site = with_limits(Limits { body_bytes: 1000, ..Limits::default() }).await;
    for (path, readable_by) in [
        ("/o/token/", "*"),
        ("/o/par/", "*"),
        ("/o/register/", "*"),
        ("/o/userinfo/", "*"),
        ("/api/profile/", "*"),
        ("/o/introspect/", ""),
    ] {
        let reply = site.send(site.request(Method::POST, path).body("x".repeat(1001))).await;
        reply.assert_error(413, "invalid_request");
        assert_eq!(reply.text("error_description"), "The request body is too large.");
        assert_eq!(reply.header("access-control-allow-origin"), readable_by, "{path}");
        assert_eq!((reply.header("cache-control"), reply.header("x-content-type-options")), ("no-store", "nosniff"));
    }
    for path in ["/accounts/login/", "/o/authorize/", "/o/applications/register/", "/nowhere"] {
        let reply = site.send(site.request(Method::POST, path).body("x".repeat(1001))).await;
        reply.assert_page(413);
        assert!(reply.body.contains("The request body is too large."), "{path}: {reply:?}");
        assert_eq!((reply.header("access-control-allow-origin"), reply.header("x-frame-options")), ("", "DENY"));
    }
}

/// A client in a page can read the error, too.
#[tokio::test]
async fn a_method_that_is_not_served_is_refused_readably() {
    let site = Site::strict().await;
    let reply = site.send(site.request(Method::PUT, "/o/token/").header("origin", "https://spa.example")).await;
    reply.assert_error(405, "invalid_request");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_dawdles_is_let_go() {
    let limits = Limits { head_seconds: 1, body_seconds: 1, idle_seconds: 1, ..Limits::default() };
    let site = with_limits(limits).await;
    let started = [
        "",
        "GET / HTTP/1.1\r\nHost: x\r\nX-",
        "PRI * HTTP/2.0\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /o/token/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
    ]
    .map(|request| {
        let mut stream = connect(&site);
        stream.write_all(request.as_bytes()).unwrap();
        (request, stream)
    });
    for (request, mut stream) in started {
        let answer = to_the_end(&mut stream);
        let expected = match request {
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n" => "HTTP/1.1 200 OK",
            _ if request.starts_with("POST") => "HTTP/1.1 408 Request Timeout",
            _ => "",
        };
        assert!(answer.starts_with(expected), "{request:?}: {answer}");
        assert!(!expected.is_empty() || !answer.starts_with("HTTP/1.1 2"), "{request:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_too_many_waits() {
    let site = with_limits(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = connect(&site);
    first.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    first.read_exact(&mut [0; 15]).unwrap();
    let mut second = connect(&site);
    second.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    second.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    assert_eq!(second.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    drop(first);
    second.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert!(to_the_end(&mut second).starts_with("HTTP/1.1 200 OK"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_means_something_else_is_refused() {
    let site = Site::strict().await;
    for hosts in [
        "",
        "Host: a\r\nHost: b\r\n",
        "Host: \r\n",
        "Host: evil.example/path\r\n",
        "Host: user@evil.example\r\n",
        "Host: \"><script>\r\n",
        "Host: a b\r\n",
        "Host: evil.example,localhost\r\n",
        "Host: evil\u{e9}.example\r\n",
    ] {
        let answer = exchange(&site, &format!("GET /accounts/login/ HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 400 "), "{hosts:?}: {answer}");
        assert!(!answer.contains("evil"), "{hosts:?}: {answer}");
    }
    assert!(exchange(&site, "GET / HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 200 "), "HTTP/1.0 knows no Host");
}

/// `iss` in the response to a request that the endpoint rejects.
fn issuer(site: &Site, path: &str, host: &str) -> String {
    let query = encode(&authorization_but(&[("prompt", "none"), ("scope", "openid read")]));
    let answer = exchange(site, &format!("GET {path}?{query} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
    let location =
        answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_else(|| panic!("{answer}"));
    let (_, query) = location.split_once('?').unwrap();
    let mut members = form_urlencoded::parse(query.as_bytes());
    members.find(|(name, _)| name == "iss").unwrap_or_else(|| panic!("no iss in {location}")).1.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issuer_is_named_as_it_was_asked() {
    let site = Site::strict().await;
    for host in ["localhost:8000", "op.localhost", "127.0.0.1:1"] {
        assert_eq!(issuer(&site, "/o/authorize/", host), format!("http://{host}/o"));
    }
    let fixed = Config { issuer: Some("https://op.example/o".to_owned()), ..Config::embedded() };
    assert_eq!(issuer(&Site::with(fixed).await, "/o/authorize/", "localhost:8000"), "https://op.example/o");
}

#[tokio::test(flavor = "multi_thread")]
async fn issuers_by_the_first_segment_share_nothing() {
    let site = Site::with(Config { issuers: vec!["acme".to_owned()], ..Config::embedded() }).await;
    assert_eq!(issuer(&site, "/acme/o/authorize/", "localhost"), "http://localhost/acme/o");
    assert_eq!(issuer(&site, "/o/authorize/", "localhost"), "http://localhost/o");
    let login = site.get("/acme/accounts/login/").await;
    assert!(login.input("csrfmiddlewaretoken").is_some(), "{login:?}");
    assert_eq!(site.get("/acmes/accounts/login/").await.status, StatusCode::NOT_FOUND);
    let mut alice = site.alice().await;
    let page = alice.get("/acme/accounts/login/").await;
    let fields = [("username", "bob"), ("password", "builder-22")];
    assert!(alice.submit("/acme/accounts/login/", &page, &fields).await.status.is_redirection());
    for (path, user) in [("/o/applications/", "alice"), ("/acme/o/applications/", "bob")] {
        assert!(alice.get(path).await.body.contains(user), "one login put an end to the other: {path}");
    }
    let token = site.tokens().await["access_token"].as_str().unwrap().to_owned();
    let elsewhere = site.request(Method::GET, "/acme/api/profile/").bearer_auth(&token);
    assert_eq!(site.send(elsewhere).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.profile(&token).await.status, StatusCode::OK);
}
