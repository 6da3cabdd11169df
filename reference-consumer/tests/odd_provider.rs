//! A provider that answers wrongly, slowly, too much or not at all: each ends in a page, and no user is signed in.

use std::io::Write as _;
use std::time::Duration;

use serde_json::json;
use url::Url;
use wiremock::ResponseTemplate;

use crate::support::{Page, Pair};

const TOKEN: &str = "/o/token/";
const PUSH: &str = "/o/par/";
const PROFILE: &str = "/api/profile/";

/// Signs in with the provider's response at `path` replaced.
async fn sign_in_with(path: &str, answer: ResponseTemplate) -> (Pair, Page) {
    let pair = Pair::start().await;
    pair.provider.answers(path, answer).await;
    let mut alice = pair.browser();
    let page = alice.sign_in("alice").await;
    assert!(alice.is_signed_out().await);
    (pair, page)
}

fn assert_provider_failure(page: &Page, what: &str) {
    assert_eq!(page.status, 502, "{what}: {}", page.body);
    assert!(page.body.contains("The sign-in provider returned an error"), "{what}");
}

#[tokio::test]
async fn token_responses_that_are_none() {
    let json = |body: &str| ResponseTemplate::new(200).set_body_raw(body.to_owned(), "application/json");
    for (what, answer) in [
        ("500", ResponseTemplate::new(500).set_body_string("Traceback: secret")),
        ("503", ResponseTemplate::new(503)),
        ("404", ResponseTemplate::new(404)),
        ("201", ResponseTemplate::new(201).set_body_json(json!({ "access_token": "t", "token_type": "Bearer" }))),
        ("204", ResponseTemplate::new(204)),
        ("HTML", ResponseTemplate::new(200).set_body_raw("<html><b>oops</b></html>", "text/html")),
        ("empty", json("")),
        ("cut off", json(r#"{"access_token":"token-of-al"#)),
        ("a list", json("[]")),
        ("deep", json(&"[".repeat(20_000))),
        ("not UTF-8", ResponseTemplate::new(200).set_body_raw(vec![0xff, 0xfe, 0x00], "application/json")),
        ("no token", json(r#"{"token_type":"Bearer"}"#)),
        ("token a number", json(r#"{"access_token":1,"token_type":"Bearer"}"#)),
        ("token null", json(r#"{"access_token":null,"token_type":"Bearer"}"#)),
        ("token empty", json(r#"{"access_token":"","token_type":"Bearer"}"#)),
        ("token with a line break", json(r#"{"access_token":"a\r\nx: y","token_type":"Bearer"}"#)),
        ("no type", json(r#"{"access_token":"token-of-alice"}"#)),
        ("another type", json(r#"{"access_token":"token-of-alice","token_type":"mac"}"#)),
        ("invalid_client", ResponseTemplate::new(401).set_body_json(json!({ "error": "invalid_client" }))),
        ("error a number", ResponseTemplate::new(400).set_body_json(json!({ "error": 1 }))),
        ("an error with a 200", json(r#"{"error":"invalid_grant"}"#)),
    ] {
        let (pair, page) = sign_in_with(TOKEN, answer).await;
        assert_provider_failure(&page, what);
        for leak in ["Traceback", "oops", "token-of-alice", "top secret"] {
            assert!(!page.body.contains(leak), "{what} shows {leak}");
        }
        assert_eq!(pair.provider.token_requests().await.len(), 1, "{what}");
        assert!(pair.provider.profile_requests().await.is_empty(), "{what}");
    }
}

#[tokio::test]
async fn a_pushed_request_comes_again_when_a_busy_provider_asks_for_it() {
    let busy = |seconds: &str| ResponseTemplate::new(503).insert_header("retry-after", seconds);
    for (seconds, requests) in [("0", 2), ("60", 1)] {
        let pair = Pair::start().await;
        let mut policy = pair.consumer.policy();
        policy.request.pushed = true;
        pair.consumer.set_policy(policy);
        pair.provider.answers(PUSH, busy(seconds)).await;
        let mut alice = pair.browser();
        let token = alice.get("/accounts/testprovider/login/").await.token();
        let page = alice.post("/accounts/testprovider/login/", &format!("csrfmiddlewaretoken={token}")).await;
        assert_provider_failure(&page, seconds);
        assert_eq!(pair.provider.requests(PUSH).await.len(), requests, "{seconds}");
    }
}

#[tokio::test]
async fn profiles_that_are_none() {
    let json = |body: &str| ResponseTemplate::new(200).set_body_raw(body.to_owned(), "application/json");
    for (what, answer) in [
        ("500", ResponseTemplate::new(500)),
        ("401", ResponseTemplate::new(401)),
        ("redirect", ResponseTemplate::new(302).insert_header("location", "/elsewhere/")),
        ("HTML", ResponseTemplate::new(200).set_body_raw("<html>", "text/html")),
        ("a string", json(r#""alice""#)),
        ("no user", json("{}")),
        ("user_id null", json(r#"{"user_id":null}"#)),
        ("user_id empty", json(r#"{"user_id":""}"#)),
        ("user_id a list", json(r#"{"user_id":[1]}"#)),
        ("only an address", json(r#"{"email":"alice@example.com"}"#)),
    ] {
        let (pair, page) = sign_in_with(PROFILE, answer).await;
        assert_provider_failure(&page, what);
        assert!(pair.provider.requests("/elsewhere/").await.is_empty());
    }
}

#[tokio::test]
async fn code_and_secret_follow_no_redirect() {
    for status in [301, 302, 303, 307, 308] {
        let answer = ResponseTemplate::new(status).insert_header("location", "/elsewhere/");
        let (pair, page) = sign_in_with(TOKEN, answer).await;
        assert_provider_failure(&page, "redirect");
        assert!(pair.provider.requests("/elsewhere/").await.is_empty(), "{status}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    for path in [TOKEN, PROFILE] {
        let padding = " ".repeat(64 * 1024);
        let body = format!(r#"{{"access_token":"t","token_type":"Bearer","user_id":1}}{padding}"#);
        let (_pair, page) = sign_in_with(path, ResponseTemplate::new(200).set_body_string(body)).await;
        assert_provider_failure(&page, path);
        assert!(page.body.contains("too long"));
    }
}

#[tokio::test]
async fn a_big_answer_within_the_bounds_is_fine() {
    let pair = Pair::start().await;
    let token = "t".repeat(4000);
    pair.provider.token_response(json!({ "access_token": token, "token_type": "bEARER", "x": { "y": [1] } })).await;
    pair.provider.profile(json!({ "user_id": "a/b c", "about": "x".repeat(50_000) })).await;
    let mut alice = pair.browser();
    assert_eq!(alice.sign_in("any").await.status, 302);
    assert!(alice.get("/").await.body.contains("Welcome a&#x2f;b c"));
    assert_eq!(pair.provider.profile_requests().await[0].headers["authorization"], format!("Bearer {token}").as_str());
}

#[tokio::test]
async fn a_provider_that_does_not_answer_in_time() {
    for path in [TOKEN, PROFILE] {
        let pair = Pair::with(|config| config.provider_timeout_ms = 50).await;
        pair.provider.answers(path, ResponseTemplate::new(200).set_delay(Duration::from_secs(60))).await;
        let mut alice = pair.browser();
        let page = alice.sign_in("alice").await;
        assert_eq!(page.status, 504);
        assert!(page.body.contains("did not respond in time"));
        assert!(alice.is_signed_out().await);
    }
}

#[tokio::test]
async fn a_provider_at_localhost_is_found() {
    let pair = Pair::with(|config| {
        for endpoint in [&mut config.provider.token, &mut config.provider.profile] {
            endpoint.set_host(Some("localhost")).expect("a host");
        }
    })
    .await;
    assert_eq!(pair.browser().sign_in("alice").await.status, 302);
}

#[tokio::test]
async fn a_provider_that_is_not_there() {
    // Port 1 is never in use; another test may have taken a port that was free a moment ago.
    let pair = Pair::with(|config| config.provider.token = Url::parse("http://127.0.0.1:1/").expect("a URL")).await;
    let page = pair.browser().sign_in("alice").await;
    assert_provider_failure(&page, "gone");
    assert!(page.body.contains("cannot be reached"));
}

#[tokio::test]
async fn a_provider_that_does_not_answer_in_http() {
    for raw in [
        &b""[..],
        b"SSH-2.0-OpenSSH_9.0\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\":",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let provider = std::thread::spawn(move || {
            let (mut connection, _) = listener.accept().expect("a connection");
            // Read the request first: a socket that is closed with unread bytes resets the connection.
            let _ = std::io::Read::read(&mut connection, &mut [0; 8192]);
            connection.write_all(raw).expect("the consumer reads");
        });
        let pair =
            Pair::with(|config| config.provider.token = Url::parse(&format!("http://{address}/")).expect("a URL"))
                .await;
        let page = pair.browser().sign_in("alice").await;
        assert_provider_failure(&page, &String::from_utf8_lossy(raw));
        provider.join().expect("the provider's thread ends");
    }
}
