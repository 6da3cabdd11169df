//! One request out, one response in: HTTP/1.1 over a shared connection pool, everything bounded.
//!
//! Nothing is decided here: no redirect is followed, no cookie is kept, no proxy is asked, no header is added that
//! HTTP does not need (`host`, `content-length`; reqwest adds `accept: */*` where there is no `accept`).

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use rustls::{ClientConfig, RootCertStore};

use super::resolve::Resolver;
use crate::model::exchange::{Failure, Request, Response};

/// How much of a peer is borne with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body that is read, in bytes.
    pub body: usize,
    /// The longest chain of redirects that is followed.
    pub redirects: usize,
    /// From before the request is sent until the body is read.
    pub timeout: Duration,
    /// From the start until there is a connection.
    pub connect: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body: 2 * 1024 * 1024,
            redirects: 20,
            timeout: Duration::from_secs(10),
            connect: Duration::from_secs(5),
        }
    }
}

/// Sends requests. Clones share one connection pool.
#[derive(Clone, Debug)]
pub struct Transport {
    pooled: reqwest::Client,
    fresh: reqwest::Client,
    limits: Limits,
}

/// An idle connection is dropped after this long: before the common servers close it (gunicorn after 2 s, Node after 5 s),
/// so that a POST, which must not be sent twice, seldom meets a connection that is being closed.
const IDLE: Duration = Duration::from_millis(1500);

impl Transport {
    /// A transport with its own connection pool.
    pub fn new(limits: Limits) -> Transport {
        let build = |idle_connections| {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls())
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .http1_only()
                .dns_resolver(Resolver)
                .timeout(limits.timeout)
                .connect_timeout(limits.connect)
                .pool_idle_timeout(IDLE)
                .pool_max_idle_per_host(idle_connections)
                .build()
                .expect("a client with its own TLS configuration needs nothing of the system")
        };
        Transport { pooled: build(usize::MAX), fresh: build(0), limits }
    }

    /// What this transport bears with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Sends a request and reads the response to its end.
    ///
    /// A kept-alive connection may turn out to have been closed by the peer. When no byte of the request was sent, or when
    /// its method is idempotent (RFC 9110 section 9.2.2), it is sent again, once, on a connection of its own.
    pub async fn send(&self, request: &Request) -> Result<Response, Failure> {
        let outgoing = outgoing(request)?;
        match self.attempt(&self.pooled, &outgoing).await {
            Err(error) if broke_off(&error) && outgoing.method.is_idempotent() => {
                self.attempt(&self.fresh, &outgoing).await
            }
            outcome => outcome,
        }
        .map_err(|problem| self.failure(request, problem))
    }

    async fn attempt(&self, client: &reqwest::Client, outgoing: &Outgoing) -> Result<Response, Problem> {
        let mut received = client
            .request(outgoing.method.clone(), outgoing.url.clone())
            .headers(outgoing.headers.clone())
            .body(outgoing.body.clone())
            .send()
            .await?;
        let status = received.status().as_u16();
        let headers =
            received.headers().iter().map(|(name, value)| (name.to_string(), lossy(value.as_bytes()))).collect();
        let mut body = Vec::new();
        while let Some(chunk) = received.chunk().await? {
            if body.len() + chunk.len() > self.limits.body {
                return Err(Problem::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, headers, body: lossy(&body) })
    }

    fn failure(&self, request: &Request, problem: Problem) -> Failure {
        let error = match problem {
            Problem::TooLarge => return Failure::TooLarge { limit: self.limits.body },
            Problem::Http(error) => error,
        };
        if error.is_connect() {
            unreachable(request, chain(&error))
        } else if error.is_timeout() {
            Failure::TimedOut { after: self.limits.timeout }
        } else {
            Failure::NotHttp { cause: chain(&error) }
        }
    }
}

/// A request in the types of the HTTP library: made once, sent once or twice.
struct Outgoing {
    method: Method,
    url: url::Url,
    headers: HeaderMap,
    body: String,
}

enum Problem {
    TooLarge,
    Http(reqwest::Error),
}

impl From<reqwest::Error> for Problem {
    fn from(error: reqwest::Error) -> Self {
        Problem::Http(error)
    }
}

fn outgoing(request: &Request) -> Result<Outgoing, Failure> {
    let method = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| unreachable(request, format!("HTTP has no method {:?}", request.method)))?;
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let refused =
            |_| unreachable(request, format!("HTTP cannot carry the header {name:?} with the value {value:?}"));
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|error| refused(error.to_string()))?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|error| refused(error.to_string()))?;
        headers.append(key, value);
    }
    Ok(Outgoing { method, url: request.url.clone(), headers, body: request.body.clone() })
}

/// True when the connection ended before a response came: what a stale kept-alive connection looks like.
fn broke_off(problem: &Problem) -> bool {
    let Problem::Http(error) = problem else { return false };
    if error.is_connect() || error.is_timeout() {
        return false;
    }
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
            return matches!(io.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof);
        }
        if cause.to_string().contains("connection closed before message completed") {
            return true;
        }
        source = cause.source();
    }
    false
}

fn unreachable(request: &Request, cause: String) -> Failure {
    Failure::Unreachable { origin: request.url.origin().ascii_serialization(), cause }
}

/// How the messages begin by which the library wraps a cause.
const STAGES: [&str; 3] = ["client error (", "request or response body error", "error reading a body from connection"];

/// What a library says at the top is seldom the cause: the whole chain of sources, without the repetition of the URL.
fn chain(error: &reqwest::Error) -> String {
    let mut causes: Vec<String> = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        // The library's names for the stage at which it happened say nothing to anybody else.
        if STAGES.iter().any(|stage| text.starts_with(stage)) {
            source = cause.source();
            continue;
        }
        if causes.last().is_none_or(|last| !last.ends_with(&text)) {
            causes.push(text);
        }
        source = cause.source();
    }
    let causes = if causes.is_empty() { error.to_string() } else { causes.join(": ") };
    match causes.as_str() {
        "received corrupt message of type InvalidContentType" => "it does not speak TLS".to_owned(),
        _ => causes,
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// TLS by ring with the roots of the Mozilla list, built without asking the system for anything.
fn tls() -> ClientConfig {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring offers the cipher suites of the default protocol versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}
