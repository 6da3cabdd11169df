//! The browser against peers that break the rules of HTTP: which ones it forgives, as browsers do, and which failure the others
//! are. `hostile_peers.rs` checks what a run reports about such peers.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::support::peer::{Peer, read_head};
use oauth_harness::browser::{Limits, Transport};
use oauth_harness::model::exchange::{Failure, Request};
use url::Url;

fn limits() -> Limits {
    Limits { body: 100_000, redirects: 5, timeout: Duration::from_millis(400), connect: Duration::from_secs(2) }
}

async fn fetch(url: &Url) -> Result<String, Failure> {
    let response = Transport::new(limits()).send(&Request::new("GET", url.clone())).await?;
    Ok(format!("{} {}", response.status, response.body))
}

fn cause(failure: Failure) -> String {
    match failure {
        Failure::NotHttp { cause } => cause,
        other => panic!("not NotHttp but {other:?}"),
    }
}

#[tokio::test]
async fn what_is_not_http() {
    for (bytes, hint) in [
        (&b"SSH-2.0-OpenSSH_9.6\r\n"[..], "invalid HTTP version"),
        (b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n", "invalid HTTP header"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", "content-length"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "chunk"),
    ] {
        let cause = cause(fetch(&Peer::answering(bytes).url).await.unwrap_err());
        assert!(cause.to_lowercase().contains(&hint.to_lowercase()), "{cause:?} should mention {hint:?}");
    }
}

/// Not as it should be, and read by browsers anyway.
#[tokio::test]
async fn what_browsers_forgive() {
    let many = (0..120).fold(String::new(), |all, n| all + &format!("x-{n}: 1\r\n"));
    for (header, name, expected) in [
        (
            "content-security-policy: default-src 'none';\r\n  base-uri 'none'\r\n",
            "content-security-policy",
            "base-uri",
        ),
        ("x-powered-by : toys\r\n", "x-powered-by", "toys"),
        (many.as_str(), "x-119", "1"),
        ("content-encoding: utf-8\r\n", "content-encoding", "utf-8"),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\n{header}content-length: 2\r\n\r\nok");
        let peer = Peer::start(move |_, mut stream| {
            read_head(&stream);
            let _ = stream.write_all(answer.as_bytes());
        });
        let response = Transport::new(limits()).send(&Request::new("GET", peer.url.clone())).await.expect(name);
        assert_eq!(response.body, "ok", "{name}");
        assert!(response.header(name).is_some_and(|value| value.contains(expected)), "{response:?}");
    }
}

#[tokio::test]
async fn no_process_listens() {
    // A port that a client occupies: no other process gets it, and no process listens there.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let port = client.local_addr().unwrap().port();
    let url = Url::parse(&format!("http://localhost:{port}/x")).unwrap();
    let Err(Failure::Unreachable { origin, cause }) = fetch(&url).await else { panic!("something listens") };
    assert_eq!(origin, format!("http://localhost:{port}"));
    assert!(cause.to_lowercase().contains("refused"), "{cause}");
}

#[tokio::test]
async fn a_peer_leads_no_request_to_this_machine() {
    let peer = Peer::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    let port = peer.url.port().unwrap();
    for host in ["127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "op.localhost"] {
        let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
        let failure = Transport::new(limits()).outside().send(&Request::new("GET", url.clone())).await.unwrap_err();
        assert_eq!(failure, Failure::Internal { origin: url.origin().ascii_serialization() });
    }
    assert_eq!(peer.connections(), 0);
}

#[tokio::test]
async fn what_http_cannot_carry_is_not_sent() {
    let peer = Peer::answering(b"");
    let mut request = Request::new("GET", peer.url.clone());
    request.headers.push(("x-test".to_owned(), "a\r\nhost: evil".to_owned()));
    let failure = Transport::new(limits()).send(&request).await.unwrap_err();
    assert!(failure.to_string().contains("cannot carry"), "{failure}");
    assert_eq!(peer.connections(), 0);
}

/// Keeps the first connection alive after one answer, and then closes it instead of answering a second time.
fn stale() -> Peer {
    Peer::start(|number, mut stream| {
        let answers = if number == 0 { 1 } else { usize::MAX };
        let mut answered = 0;
        while answered < answers && read_head(&stream) {
            answered += 1;
            if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").is_err() {
                return;
            }
        }
        // The request is taken, and the connection breaks.
        read_head(&stream);
    })
}

#[tokio::test]
async fn a_stale_connection_is_not_the_peers_fault() {
    let peer = stale();
    let transport = Transport::new(limits());
    for _ in 0..2 {
        let response = transport.send(&Request::new("GET", peer.url.clone())).await.unwrap();
        assert_eq!(response.body, "ok");
    }
    assert_eq!(peer.connections(), 2);
}

#[tokio::test]
async fn a_post_that_may_have_arrived_is_not_sent_again() {
    let peer = stale();
    let transport = Transport::new(limits());
    transport.send(&Request::new("GET", peer.url.clone())).await.unwrap();
    let failure = transport.send(&Request::new("POST", peer.url.clone())).await.unwrap_err();
    assert!(matches!(failure, Failure::NotHttp { .. }), "{failure:?}");
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn lengths_that_are_wrong() {
    let more = Peer::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabcd");
    let Err(Failure::NotHttp { cause }) = fetch(&more.url).await else { panic!("it breaks off") };
    assert!(!cause.is_empty());
    // What is left over after a response answers no other request.
    let less = Peer::start(|_, mut stream| {
        while read_head(&stream) {
            let smuggled =
                b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil";
            let _ = stream.write_all(smuggled);
        }
    });
    let transport = Transport::new(limits());
    for _ in 0..3 {
        let response = transport.send(&Request::new("GET", less.url.clone())).await.unwrap();
        assert_eq!(response.body, "ok");
    }
    assert_eq!(less.connections(), 3, "none is used again");
    for head in [
        &b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
    ] {
        let failure = fetch(&Peer::answering(head).url).await.unwrap_err();
        assert!(failure.to_string().contains("both Content-Length and Transfer-Encoding"), "{failure}");
    }
}
