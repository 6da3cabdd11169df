//! Connections: accepted one by one, with TLS if configured, served with HTTP/1.1 or HTTP/2, and closed when idle. The
//! provider and its management API use the same code and the same limits.

use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;

use http::{HeaderValue, Version, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::message::{NextMessage, Rewriting};
use super::wire_faults::Dropped;
use crate::config::Limits;
use crate::http::respond::Response;
use crate::policy::Message;

/// Handles requests, with the address of the peer.
pub(crate) trait Handler: Clone + Send + Sync + 'static {
    fn answer(
        &self,
        request: http::Request<Incoming>,
        peer: IpAddr,
    ) -> impl Future<Output = Result<Response, Dropped>> + Send;
}

/// How connections are served.
#[derive(Clone)]
struct Server<H> {
    handler: H,
    limits: Limits,
    /// For https.
    tls: Option<TlsAcceptor>,
    http: Builder<TokioExecutor>,
}

/// Serves until it is aborted, which also ends its connections: they are tasks of the set.
pub(crate) async fn serve(listener: TcpListener, handler: impl Handler, limits: Limits, tls: Option<TlsAcceptor>) {
    let most = limits.connections;
    let server = Server { http: http(&limits), handler, limits, tls };
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if connections.len() < most => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(server.clone().connection(stream, peer.ip()));
                }
                // Too many open files: a connection that is closed makes room for the next.
                Err(_) if !connections.is_empty() => {
                    connections.join_next().await;
                }
                Err(_) => tokio::task::yield_now().await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Both versions on one port: HTTP/2 with ALPN, or with prior knowledge without TLS (RFC 9113 §3.3).
fn http(limits: &Limits) -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .half_close(true)
        // The time limit for requests is enforced below, for both versions.
        .header_read_timeout(None)
        .max_buf_size(limits.head_bytes.max(SMALLEST_BUFFER) as usize);
    http.http2()
        .timer(TokioTimer::new())
        .max_header_list_size(limits.head_bytes)
        .max_concurrent_streams(100)
        .keep_alive_interval(limits.idle_time())
        .keep_alive_timeout(limits.head_time());
    http
}

/// The minimum that hyper requires.
const SMALLEST_BUFFER: u32 = 8192;

impl<H: Handler> Server<H> {
    async fn connection(self, stream: TcpStream, peer: IpAddr) {
        // Without it a small response can wait for an acknowledgment; a failure costs only time.
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None => self.requests(stream, peer).await,
            Some(tls) => {
                if let Ok(Ok(stream)) = timeout(self.limits.head_time(), tls.accept(stream)).await {
                    self.requests(stream, peer).await;
                }
            }
        }
    }

    /// Handles the requests of a connection until it is closed, or idle for too long.
    async fn requests(&self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static, peer: IpAddr) {
        let arrived = Arc::new(Notify::new());
        let next = NextMessage::default();
        let service = service_fn(|request: http::Request<Incoming>| {
            arrived.notify_one();
            let (handler, next, version) = (self.handler.clone(), next.clone(), request.version());
            async move {
                let mut response = handler.answer(request, peer).await?;
                if version == Version::HTTP_11 {
                    prepare_message(&mut response, &next);
                }
                Ok::<_, Dropped>(response)
            }
        });
        let stream = Rewriting::new(stream, next.clone());
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), service));
        let limits = &self.limits;
        let mut patience = limits.head_time();
        loop {
            tokio::select! {
                // Whether it failed or not, it is closed.
                _ = connection.as_mut() => return,
                request = timeout(patience, arrived.notified()) => match request {
                    Ok(()) => patience = limits.idle_time(),
                    Err(_) => break,
                },
            }
        }
        connection.as_mut().graceful_shutdown();
        // Responses in progress get a little more time.
        let _ = timeout(limits.head_time(), connection).await;
    }
}

/// Requests the message form of the response. Without a length, the body ends with the connection.
fn prepare_message(response: &mut Response, next: &NextMessage) {
    let form = response.extensions_mut().remove::<Message>().unwrap_or(Message::Usual);
    if form == Message::Http10 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    next.is(form);
}
