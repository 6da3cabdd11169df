//! What `hostile_peers.rs` does not see of floods: how much of one is read before it is stopped, that its connection is closed,
//! and that pages made of one element again and again are read in bounded time.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::support::peer::{Peer, read_head};
use oauth_harness::browser::{BrowseError, Browser, Limits, StopUrls, Transport, page_from_html};
use oauth_harness::model::exchange::{Failure, Request};
use oauth_harness::model::page::PageKind;
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request as Received, ResponseTemplate};

const LIMIT: usize = 64 * 1024;
const BUDGET: Duration = Duration::from_millis(100);
/// What the system's buffers on both sides of a connection may contain in addition to what is read.
const IN_FLIGHT: u64 = 32 * 1024 * 1024;

/// For peers that must be stopped by a bound other than time.
fn patient() -> Transport {
    Transport::new(Limits { body: LIMIT, timeout: Duration::from_secs(20), ..Limits::default() })
}

/// For peers that only time stops.
fn hasty() -> Transport {
    Transport::new(Limits { body: LIMIT, timeout: BUDGET, ..Limits::default() })
}

async fn fetch(transport: &Transport, url: &Url) -> Result<String, Failure> {
    transport.send(&Request::new("GET", url.clone())).await.map(|response| response.body)
}

/// A peer that sends a beginning and then the same bytes up to 1 GB; the number counts what the other side took.
fn flooding(beginning: &'static str, again: &'static [u8]) -> (Peer, Arc<AtomicU64>) {
    let taken = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&taken);
    let peer = Peer::start(move |_, mut stream| {
        read_head(&stream);
        let _ = stream.write_all(beginning.as_bytes());
        let block = again.repeat(65_536_usize.div_ceil(again.len()));
        while counted.load(Ordering::SeqCst) < 1 << 30 && stream.write_all(&block).is_ok() {
            counted.fetch_add(block.len() as u64, Ordering::SeqCst);
        }
    });
    (peer, taken)
}

#[tokio::test]
async fn a_body_of_one_gigabyte() {
    for beginning in [
        "HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\ncontent-encoding: br\r\n\r\n",
    ] {
        let (peer, taken) = flooding(beginning, b"<p>");
        assert_eq!(fetch(&patient(), &peer.url).await, Err(Failure::TooLarge { limit: LIMIT }), "{beginning}");
        assert!(taken.load(Ordering::SeqCst) < IN_FLIGHT, "{beginning}");
    }
}

#[tokio::test]
async fn chunks_without_end() {
    let (peer, taken) = flooding("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"4\r\nabcd\r\n");
    assert_eq!(fetch(&patient(), &peer.url).await, Err(Failure::TooLarge { limit: LIMIT }));
    assert!(taken.load(Ordering::SeqCst) < IN_FLIGHT);
    let (peer, taken) = flooding("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;x=", b"aaaaaaaa");
    assert!(matches!(fetch(&patient(), &peer.url).await, Err(Failure::NotHttp { .. })), "an extension without end");
    assert!(taken.load(Ordering::SeqCst) < IN_FLIGHT);
    let (peer, taken) = flooding("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", b"x-trailer: 1\r\n");
    assert!(matches!(fetch(&patient(), &peer.url).await, Err(Failure::NotHttp { .. })), "trailers without end");
    assert!(taken.load(Ordering::SeqCst) < IN_FLIGHT);
}

// One thread would be busy with the flood for a while before it looks at the clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn interim_responses_without_end() {
    let (given_up, ended) = tokio::sync::oneshot::channel();
    let given_up = std::sync::Mutex::new(Some(given_up));
    let peer = Peer::start(move |_, mut stream| {
        read_head(&stream);
        while stream.write_all(b"HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n").is_ok() {}
        let _ = given_up.lock().unwrap().take().unwrap().send(());
    });
    assert_eq!(fetch(&hasty(), &peer.url).await, Err(Failure::TimedOut { after: BUDGET }));
    tokio::time::timeout(Duration::from_secs(20), ended).await.expect("the connection is given up too").unwrap();
    let once = Peer::answering(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    );
    assert_eq!(fetch(&patient(), &once.url).await.as_deref(), Ok("ok"));
}

#[tokio::test]
async fn ten_thousand_cookies() {
    let server = MockServer::start().await;
    let onward = |request: &Received| {
        let number: usize = request.url.query().map_or(0, |n| n.parse().unwrap());
        let answer = (0..90).fold(ResponseTemplate::new(302), |answer, n| {
            answer.append_header("set-cookie", format!("c{number}x{n}={}", "v".repeat(100)))
        });
        answer.insert_header("location", format!("/?{}", number + 1))
    };
    Mock::given(any()).respond_with(onward).mount(&server).await;
    let transport = Transport::new(Limits { redirects: 112, ..Limits::default() });
    let mut browser = Browser::new("alice", transport);
    let mut log = Vec::new();
    let error = browser.open(&Url::parse(&server.uri()).unwrap(), &StopUrls::none(), &mut log).await.unwrap_err();
    assert!(matches!(error, BrowseError::TooManyRedirects { .. }), "{error}");
    assert!(log.len() * 90 > 10_000, "{}", log.len());
    let kept = browser.jar().all().len();
    assert!(kept <= 180, "as many as a browser keeps for one host, not {kept}");
    let sent = log.last().unwrap().request.header("cookie").unwrap().len();
    assert!(sent < 180 * 120, "{sent} bytes of cookies");
}

#[tokio::test]
async fn cookies_that_are_refused_are_not_collected_without_end() {
    let server = MockServer::start().await;
    let answer = (0..90).fold(ResponseTemplate::new(200), |answer, n| {
        answer.append_header("set-cookie", format!("c{n}=1; domain=com"))
    });
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let (mut browser, mut log) = (Browser::new("alice", patient()), Vec::new());
    for _ in 0..3 {
        browser.open(&Url::parse(&server.uri()).unwrap(), &StopUrls::none(), &mut log).await.unwrap();
    }
    assert_eq!(browser.cookie_troubles().len(), 100);
}

#[test]
fn pages_made_to_be_slow() {
    let url = Url::parse("http://op.test/").unwrap();
    for unit in [
        "<div>",
        "<p><b x=1><i>",
        "<form><input name=a>",
        "<table><tr><td>",
        "<a href=/x>",
        "<input type=password aria-labeledby='a b c'>",
        "<select multiple><option selected>",
        "<option selected>x",
        "<button>allow",
        "<h1><label><fieldset disabled>",
        "<script>document.forms[0].submit()</script>",
        "<!--",
        "&amp;",
    ] {
        let body = unit.repeat(200_000 / unit.len());
        let page = page_from_html(&url, 200, "text/html", &body);
        assert!(page.forms.len() <= 200, "{unit}");
    }
    let deep = format!("{}<form><input name=user><input type=password name=p></form>", "<div>".repeat(100));
    assert_eq!(page_from_html(&url, 200, "text/html", &deep).kind, PageKind::Login);
}
