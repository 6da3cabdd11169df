//! The server behind an `inbox`: it accepts every request, within limits, and responds with 200.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use http::{HeaderMap, Request as HttpRequest, Response, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use url::Url;

use crate::model::exchange::Request;

/// How many requests are kept until a step reads them; more are answered and dropped.
const KEPT: usize = 64;
/// A larger request is not expected.
const MAX_BODY: usize = 256 * 1024;
/// Headers about the transport, not about the message.
const LEFT_OUT: [header::HeaderName; 5] =
    [header::HOST, header::CONTENT_LENGTH, header::CONNECTION, header::USER_AGENT, header::TRANSFER_ENCODING];

/// A URL that is served until this is dropped.
#[derive(Debug)]
pub(crate) struct Inbox {
    url: Url,
    requests: mpsc::Receiver<Request>,
    server: AbortHandle,
}

impl Inbox {
    /// Opens one, on a free port of this machine.
    pub(super) async fn open() -> io::Result<Inbox> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = Url::parse(&format!("http://{}/", listener.local_addr()?)).expect("an address forms a URL");
        let (sender, requests) = mpsc::channel(KEPT);
        let server = tokio::spawn(serve(listener, url.clone(), sender)).abort_handle();
        Ok(Inbox { url, requests, server })
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// The next request, if one arrives in time.
    pub(super) async fn next(&mut self, within: Duration) -> Option<Request> {
        tokio::time::timeout(within, self.requests.recv()).await.ok().flatten()
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves until it is aborted, and closes its connections then.
async fn serve(listener: TcpListener, base: Url, sender: mpsc::Sender<Request>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (base, sender) = (base.clone(), sender.clone());
        let service = service_fn(move |request| {
            let (base, sender) = (base.clone(), sender.clone());
            async move {
                if let Some(request) = taken(request, &base).await {
                    // A full inbox drops requests: a flood does not stop the scenario.
                    drop(sender.try_send(request));
                }
                Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
            }
        });
        connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// The request, if it can be parsed.
async fn taken(request: HttpRequest<Incoming>, base: &Url) -> Option<Request> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, MAX_BODY).collect().await.ok()?.to_bytes();
    let url = base.join(head.uri.path_and_query()?.as_str()).ok()?;
    let mut request = Request::new(head.method.as_str(), url);
    request.headers = headers(&head.headers);
    request.body = String::from_utf8_lossy(&body).into_owned();
    Some(request)
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let retained = headers.iter().filter(|(name, _)| !LEFT_OUT.contains(name));
    retained.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn requests_are_received_in_order() {
        let mut inbox = Inbox::open().await.expect("a free port");
        let address = inbox.url().socket_addrs(|| None).expect("an address")[0];
        let answers = tokio::task::spawn_blocking(move || {
            let sent = "POST /notified?a=1 HTTP/1.1\r\nhost: x\r\nx-kind: y\r\ncontent-length: 2\r\n\r\nhi\
                        GET / HTTP/1.1\r\nconnection: close\r\n\r\n";
            let mut peer = TcpStream::connect(address).expect("it listens");
            peer.write_all(sent.as_bytes()).expect("it reads");
            let mut answers = String::new();
            peer.read_to_string(&mut answers).expect("it answers");
            answers
        });
        let answers = answers.await.expect("no panic");
        assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2, "{answers}");
        let first = inbox.next(Duration::from_secs(5)).await.expect("it came");
        assert_eq!((first.method.as_str(), first.body.as_str()), ("POST", "hi"));
        assert_eq!(first.url.path(), "/notified");
        assert_eq!(first.headers, [("x-kind".to_owned(), "y".to_owned())]);
        assert_eq!(inbox.next(Duration::from_secs(5)).await.map(|request| request.method), Some("GET".to_owned()));
        assert_eq!(inbox.next(Duration::ZERO).await, None);
    }
}
