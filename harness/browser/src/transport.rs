//! Sends one request and receives one response: HTTP/1.1 or HTTP/2 over a shared connection pool, everything bounded.
//!
//! Nothing is decided here: no redirect is followed, no cookie is stored, no proxy is used unless the target has one, no header
//! is added that HTTP does not need (`host`, `content-length`; reqwest adds `accept: */*` if `accept` is absent).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderName, HeaderValue, Method, Version};
use url::Host;

use super::failure;
use super::headers::USER_AGENT;
use super::received;
use super::resolve::{AllowedAddresses, Resolver};
use super::tls;
use super::wait;
use crate::model::connection::{Connection, Limits, is_internal};
use crate::model::exchange::{Failure, Request, Response};

/// Sends requests. Clones share one connection pool.
#[derive(Clone, Debug)]
pub struct Transport {
    pooled: reqwest::Client,
    fresh: reqwest::Client,
    connection: Arc<Connection>,
    reach: AllowedAddresses,
    patience: Duration,
}

/// Invalid settings: a certificate that does not match its key, a proxy that is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no connection is possible with the settings of `connection`: {0}")]
pub struct BadConnection(String);

/// An idle connection is dropped after this long: before the common servers close it (gunicorn after 2 s, Node after 5 s), so
/// that a POST, which must not be sent twice, seldom uses a connection that is being closed.
const IDLE: Duration = Duration::from_millis(1500);
/// The largest header section over HTTP/2, in bytes (RFC 9113 section 6.5.2). Over HTTP/1.1 hyper takes some 400 kB.
const HEADERS: u32 = 64 * 1024;
/// The maximum number of header fields over HTTP/1.1: some servers are behind so many proxies that they send more than a
/// hundred.
const HEADER_FIELDS: usize = 500;

impl Transport {
    /// A transport with its own connection pool, these limits and no other settings.
    pub fn new(limits: Limits) -> Transport {
        Transport::over(Connection { limits, ..Connection::default() })
            .expect("a client without certificates of its own has no settings that could be wrong")
    }

    /// A transport with its own connection pool.
    pub fn over(connection: Connection) -> Result<Transport, BadConnection> {
        Transport::reaching(AllowedAddresses::All, Arc::new(connection))
    }

    /// The same, for URLs that only a peer has named: it goes neither to this machine nor into a private network,
    /// whatever name leads there (server-side request forgery; RFC 9728 section 7.7). Of a name that a proxy resolves
    /// nothing is known.
    #[must_use]
    pub fn outside(&self) -> Transport {
        let outside = Transport::reaching(AllowedAddresses::External, Arc::clone(&self.connection));
        outside.expect("it was made of the same connection before").patient(self.patience)
    }

    fn reaching(reach: AllowedAddresses, connection: Arc<Connection>) -> Result<Transport, BadConnection> {
        let tls = tls::config(&connection).map_err(|error| BadConnection(error.to_string()))?;
        let build = |idle_connections| {
            let mut builder = reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .http2_max_header_list_size(HEADERS)
                .http1_max_headers(HEADER_FIELDS)
                // As browsers parse them (RFC 9112 section 5.1 and 5.2).
                .http1_allow_obsolete_multiline_headers_in_responses(true)
                .http1_allow_spaces_after_header_name_in_responses(true)
                .dns_resolver(Resolver { connection: Arc::clone(&connection), reach })
                .timeout(connection.limits.timeout)
                .connect_timeout(connection.limits.connect)
                .pool_idle_timeout(IDLE)
                .pool_max_idle_per_host(idle_connections);
            if let Some(proxy) = &connection.proxy {
                builder = builder.proxy(reqwest::Proxy::all(proxy.as_str())?);
            }
            builder.build()
        };
        let both = build(usize::MAX).and_then(|pooled| Ok((pooled, build(0)?)));
        let (pooled, fresh) = both.map_err(|error| BadConnection(error.to_string()))?;
        Ok(Transport { pooled, fresh, connection, reach, patience: Duration::ZERO })
    }

    /// The same, with retries when a busy server says so, as long as the total wait is not longer than this.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Transport {
        Transport { patience, ..self }
    }

    /// The limits of this transport.
    pub fn limits(&self) -> &Limits {
        &self.connection.limits
    }

    /// The `User-Agent` of browsers on this transport.
    pub(super) fn user_agent(&self) -> &str {
        self.connection.user_agent.as_deref().unwrap_or(USER_AGENT)
    }

    /// Sends a request and reads the complete response.
    ///
    /// A kept-alive connection may turn out to have been closed by the peer. If no byte of the request was sent, or if its
    /// method is idempotent (RFC 9110 section 9.2.2), it is sent again, once, on a new connection.
    pub async fn send(&self, request: &Request) -> Result<Response, Failure> {
        self.send_timed(request).await.0
    }

    /// The same, with the time that the peer took: our own waiting time is not counted.
    pub async fn send_timed(&self, request: &Request) -> (Result<Response, Failure>, Duration) {
        let mut patience = self.patience;
        loop {
            wait::pass(self.connection.pace.wait(Instant::now())).await;
            let started = Instant::now();
            let outcome = self.send_now(request).await;
            let took = started.elapsed();
            let wanted = outcome.as_ref().ok().and_then(wait::retry_after).filter(|wanted| *wanted <= patience);
            let Some(wanted) = wanted else { return (outcome, took) };
            patience -= wanted;
            wait::pass(wanted).await;
        }
    }

    async fn send_now(&self, request: &Request) -> Result<Response, Failure> {
        let outgoing = outgoing(request)?;
        if self.reach == AllowedAddresses::External && address(&request.url).is_some_and(is_internal) {
            return Err(Failure::Internal { origin: request.url.origin().ascii_serialization() });
        }
        match self.attempt(&self.pooled, &outgoing).await {
            Err(SendError::Http(error)) if failure::broke_off(&error) && outgoing.method.is_idempotent() => {
                self.attempt(&self.fresh, &outgoing).await
            }
            outcome => outcome,
        }
        .map_err(|problem| match problem {
            SendError::Http(error) => failure::failure(&request.url, &self.connection, &error),
            SendError::Failure(failure) => failure,
        })
    }

    async fn attempt(&self, client: &reqwest::Client, outgoing: &Outgoing) -> Result<Response, SendError> {
        let received = client
            .request(outgoing.method.clone(), outgoing.url.clone())
            .headers(outgoing.headers.clone())
            .body(outgoing.body.clone())
            .send()
            .await?;
        let status = received.status().as_u16();
        framed_once(&received)?;
        let headers: Vec<(String, String)> =
            received.headers().iter().map(|(name, value)| (name.to_string(), lossy(value.as_bytes()))).collect();
        let body = self.body(received).await?;
        received::received(status, headers, body, self.limits().body).map_err(SendError::Failure)
    }

    /// The body, up to the limit.
    async fn body(&self, mut received: reqwest::Response) -> Result<Vec<u8>, SendError> {
        let mut body = Vec::new();
        while let Some(chunk) = received.chunk().await? {
            if body.len() + chunk.len() > self.limits().body {
                return Err(self.too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn too_large(&self) -> SendError {
        SendError::Failure(Failure::TooLarge { limit: self.limits().body })
    }
}

/// A request in the types of the HTTP library: built once, sent once or twice.
struct Outgoing {
    method: Method,
    url: url::Url,
    headers: HeaderMap,
    body: String,
}

enum SendError {
    Http(reqwest::Error),
    Failure(Failure),
}

impl From<reqwest::Error> for SendError {
    fn from(error: reqwest::Error) -> Self {
        SendError::Http(error)
    }
}

fn outgoing(request: &Request) -> Result<Outgoing, Failure> {
    let method = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| Failure::Unsendable { why: format!("HTTP has no method {:?}", request.method) })?;
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let refused =
            |what| Failure::Unsendable { why: format!("HTTP cannot carry the header {name:?}: {value:?} ({what})") };
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|error| refused(error.to_string()))?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|error| refused(error.to_string()))?;
        headers.append(key, value);
    }
    Ok(Outgoing { method, url: request.url.clone(), headers, body: request.body.clone() })
}

/// A message with both `Content-Length` and `Transfer-Encoding` may be two, and "ought to be handled as an error" (RFC 9112
/// section 6.3).
fn framed_once(received: &reqwest::Response) -> Result<(), SendError> {
    let has = |name| received.headers().contains_key(name);
    if received.version() < Version::HTTP_2 && has(http::header::CONTENT_LENGTH) && has(http::header::TRANSFER_ENCODING)
    {
        let cause = "it sends both Content-Length and Transfer-Encoding, so that the end of its response is ambiguous \
                     (RFC 9112 section 6.3)";
        return Err(SendError::Failure(Failure::NotHttp { cause: cause.to_owned() }));
    }
    Ok(())
}

/// The address of a URL whose host is an IP address.
fn address(url: &url::Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
        Host::Domain(_) => None,
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
