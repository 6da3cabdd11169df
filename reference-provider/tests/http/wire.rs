//! Broken responses, as they are on the wire.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reference_provider::policy::Seconds;
use reference_provider::{Config, faults};
use reqwest::StatusCode;

use crate::site::*;

/// A provider with these faults, and a delay of one second.
async fn faulty(faults: &[&str]) -> Site {
    let mut config = Config::embedded();
    for fault in faults {
        faults::apply(fault, &mut config.policy).unwrap();
    }
    config.policy.reply.delay = Seconds(1);
    Site::with(config).await
}

/// The complete response on a connection of its own: the head and the rest.
fn raw(site: &Site) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(site.provider.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
        .write_all(b"POST /o/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        assert!(answer.is_empty(), "{answer:?}");
        return (String::new(), answer);
    };
    let body = answer.split_off(end + 4);
    (String::from_utf8(answer).unwrap(), body)
}

fn promised(head: &str) -> usize {
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    length.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn half_an_answer_as_if_it_were_all_and_half_of_what_was_promised() {
    let whole = raw(&faulty(&[]).await).1;
    let (head, half) = raw(&faulty(&["token-truncated"]).await);
    assert_eq!((promised(&head), half.as_slice()), (half.len(), &whole[..whole.len() / 2]));
    let (head, part) = raw(&faulty(&["token-connection-lost"]).await);
    assert_eq!((promised(&head), part), (whole.len(), half));
    assert_eq!(raw(&faulty(&["token-dropped"]).await), (String::new(), Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn late_and_bit_by_bit_and_too_much() {
    let whole = raw(&faulty(&[]).await).1;
    for fault in ["token-delayed", "token-slow"] {
        let site = faulty(&[fault]).await;
        let asked = Instant::now();
        assert_eq!(raw(&site).1, whole, "{fault}");
        assert!(asked.elapsed() > Duration::from_millis(900), "{fault}: {:?}", asked.elapsed());
    }
    let (head, body) = raw(&faulty(&["token-huge"]).await);
    assert_eq!((promised(&head), body.len()), (body.len(), 16 * 1024 * 1024 + whole.len()));
    assert_eq!(body.trim_ascii_start(), whole);
}

#[tokio::test]
async fn over_http_2_it_is_the_stream_that_ends() {
    let client = builder(None).http2_prior_knowledge().build().unwrap();
    for fault in ["token-connection-lost", "token-dropped"] {
        let site = faulty(&[fault]).await;
        let token = client.post(format!("{}/o/token/", site.provider.url())).send().await;
        let read = match token {
            Ok(response) => response.bytes().await,
            Err(error) => Err(error),
        };
        assert!(read.is_err(), "{fault}");
        assert!(client.get(site.provider.url()).send().await.unwrap().status().is_success(), "{fault}");
    }
}

#[tokio::test]
async fn redirected_the_same_request_works_elsewhere() {
    let site = faulty(&["token-redirected"]).await;
    let code = site.code().await;
    let reply = site.redeem(&code).await;
    assert_eq!(reply.status, StatusCode::TEMPORARY_REDIRECT);
    let port = site.provider.address().port();
    assert_eq!(reply.location(), format!("http://localhost:{port}/o/token/?moved"));
    let there = site.post_as(CONSUMER, "/o/token/?moved", &redemption(&code)).await;
    assert_eq!(there.status, StatusCode::OK, "{there:?}");
}

#[tokio::test]
async fn without_a_fault_every_response_is_intact() {
    let site = faulty(&["token-html", "profile-server-error"]).await;
    assert!(site.get("/accounts/login/").await.status.is_success());
    let page = site.post("/o/token/", &[]).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert_eq!(site.profile("x").await.status, StatusCode::INTERNAL_SERVER_ERROR);
}
