//! One HTTP request and its response, as sent and received by one actor.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use url::Url;

use super::media_type::MediaType;

/// A request as it was sent. Header names are lower case; order and repetition are kept.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Absolute, without a fragment.
    pub url: Url,
    /// Name and value of every header that the harness sets, in order.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there was none.
    pub body: String,
}

/// Its URL, without its content.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Request { method, url, headers, body } = self;
        let origin = url.origin().ascii_serialization();
        write!(f, "{method} {origin}{} ({} headers, {} bytes)", url.path(), headers.len(), body.len())
    }
}

impl Request {
    /// A request without headers or body.
    pub fn new(method: &str, url: Url) -> Self {
        Request { method: method.to_owned(), url, headers: Vec::new(), body: String::new() }
    }

    /// The first value of a header (name in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The media type of the body without parameters, in lower case; empty when there is none.
    pub fn media_type(&self) -> String {
        essence(self.header("content-type"))
    }
}

/// A response as it was received. Header names are lower case; order and repetition are kept.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Name and value of every header; bytes outside UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The body, decoded to text; bytes outside UTF-8 are replaced.
    pub body: String,
}

/// Its status and its size, without its content.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Response { status, headers, body } = self;
        write!(f, "{status} {} ({} headers, {} bytes)", self.media_type(), headers.len(), body.len())
    }
}

impl Response {
    /// The first value of a header (name in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// All values of a header (name in lower case), in order.
    pub fn header_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The media type of the body without parameters, in lower case; empty when there is none.
    pub fn media_type(&self) -> String {
        essence(self.header("content-type"))
    }

    /// The body as JSON, whatever its media type says.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// True for the statuses that redirect a browser if there is a `Location`.
    pub fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }
}

/// Why a request got no response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The host does not resolve, or nothing listens at the address.
    #[error("cannot connect to {origin}: {cause}")]
    Unreachable {
        /// Scheme, host and port that was tried.
        origin: String,
        /// The error of the system.
        cause: String,
    },
    /// The proxy of the target does not respond, or does not connect to the peer.
    #[error("no connection through the proxy {proxy}: {cause}")]
    Proxy {
        /// Scheme, host and port of the proxy.
        proxy: String,
        /// The error of the system or the proxy.
        cause: String,
    },
    /// No complete response within the timeout.
    #[error("no complete response within {} s", after.as_secs_f64())]
    TimedOut {
        /// The timeout.
        after: Duration,
    },
    /// The response is not HTTP, or is truncated.
    #[error("the peer violates HTTP: {cause}")]
    NotHttp {
        /// The error of the HTTP library.
        cause: String,
    },
    /// Nothing was sent: HTTP cannot carry such a request.
    #[error("the request cannot be sent: {why}")]
    Unsendable {
        /// What is wrong with it.
        why: String,
    },
    /// No trusted connection.
    #[error("no trusted connection to {origin}: {cause}")]
    Tls {
        /// Scheme, host and port that was tried.
        origin: String,
        /// The certificate and its problem.
        cause: String,
    },
    /// The body is larger than the limit.
    #[error("the body is larger than the limit of {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl Failure {
    /// The kind of failure, by its name in reports.
    pub fn kind(&self) -> &'static str {
        match self {
            Failure::Unreachable { .. } => "unreachable",
            Failure::Proxy { .. } => "proxy",
            Failure::TimedOut { .. } => "timed-out",
            Failure::NotHttp { .. } => "not-http",
            Failure::Unsendable { .. } => "unsendable",
            Failure::Tls { .. } => "tls",
            Failure::TooLarge { .. } => "too-large",
        }
    }

    /// What to check, or to try.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Failure::Unreachable { .. } => {
                "is the target running, and is its URL in the target file right: `http` or `https`, host, port?"
            }
            Failure::Proxy { .. } => {
                "is the proxy running, may it connect there, and is `connection: {proxy: …}` in the target file right?"
            }
            Failure::TimedOut { .. } => {
                "raise `connection: {timeout-seconds: …}` in the target file if the target is merely slow"
            }
            Failure::NotHttp { cause } if cause.contains("closed") || cause.contains("end of file") => {
                "it closes the connection before its response is complete: check its log, or that of a proxy before it"
            }
            Failure::NotHttp { .. } => "is this port for `https`, or does another service use it?",
            Failure::Tls { cause, .. } if cause.contains("client certificate") => {
                "name the client certificate in the target file: `connection: {client-certificate: {certificate: FILE, \
                 key: FILE}}`"
            }
            Failure::Tls { .. } => {
                "name the certificate authority in the target file (`connection: {ca: FILE}`), or disable certificate \
                 checks (`connection: {insecure: true}`)"
            }
            Failure::TooLarge { .. } => {
                "raise `connection: {body-limit-kib: …}` in the target file if that size is intended"
            }
            Failure::Unsendable { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

/// One request and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// The sender: the name of a browser, or of the client that the harness plays.
    pub actor: String,
    /// What caused the actor to send it.
    pub cause: Cause,
    /// The request.
    pub request: Request,
    /// The response, or the failure.
    pub outcome: Result<Response, Failure>,
    /// From before the request was sent until the body was received.
    #[serde(skip)]
    pub took: Duration,
}

impl Exchange {
    /// The response, if there was one.
    pub fn response(&self) -> Option<&Response> {
        self.outcome.as_ref().ok()
    }
}

/// What caused an actor to send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A URL that was typed or passed in, or a link that was clicked.
    Open,
    /// A form submitted.
    Submit,
    /// A redirect (or its equivalent) that was followed.
    Redirect,
    /// A request of the client that the harness plays: token endpoint, API, …
    Call,
}

fn essence(content_type: Option<&str>) -> String {
    content_type.and_then(MediaType::parse).map(|media_type| media_type.essence).unwrap_or_default()
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}
