//! The back channel: the requests of this site to the provider. Responses are limited in size and time, and redirects
//! are not followed: code, secret and token are sent only to the configured URLs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Client, RequestBuilder};

use crate::flow::answer::ProviderResponse;
use crate::flow::failure::Failure;
use crate::flow::profile::ProfileRequest;
use crate::flow::token_request::{FORM, TokenRequest};
use crate::policy::{AcceptHeader, Policy, ResponseLimit, TokenRedirects};
use crate::tls;

/// The maximum size of a response.
const BODY_LIMIT: usize = 64 * 1024;

/// The maximum number of header fields: with many proxies there can be more than a hundred.
const HEADER_FIELDS: usize = 500;

/// How long a connection is kept open: long enough for the two requests of a login, and shorter than any server keeps
/// it, so that a token request, which is never repeated, does not use a connection that is just being closed.
const IDLE: Duration = Duration::from_secs(1);

/// The maximum wait for a busy provider: a user waits at the browser.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The addresses of `localhost` (RFC 6761 section 6.3), without a look-up during a login.
const LOOPBACK: [SocketAddr; 2] =
    [SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0), SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0)];

/// A connection pool to the provider.
#[derive(Debug, Clone)]
pub(crate) struct BackChannel {
    client: Client,
    /// An HTTP client that follows redirects, which only a lax policy uses: created when it is first needed.
    following: OnceLock<Client>,
    timeout: Duration,
    certificates: Option<String>,
}

impl BackChannel {
    /// `certificates`, in PEM, are trusted in addition to the public CAs.
    pub(crate) fn new(timeout: Duration, certificates: Option<String>) -> Result<Self, reqwest::Error> {
        let client = client(timeout, certificates.as_deref(), reqwest::redirect::Policy::none())?;
        Ok(Self { client, following: OnceLock::new(), timeout, certificates })
    }

    pub(crate) async fn token(&self, policy: &Policy, request: &TokenRequest) -> Result<ProviderResponse, Failure> {
        let post = self
            .client(policy)?
            .post(request.url.clone())
            .header(CONTENT_TYPE, request.media_type)
            .body(request.body.clone());
        self.answer(policy, authorized(post, request.authorization.as_deref())?).await
    }

    /// Sends a pushed authorization request, and retries it once if the provider is busy and sends `Retry-After`. A token request
    /// is not retried, as a client uses a code once (RFC 6749 §4.1.2).
    pub(crate) async fn push(&self, policy: &Policy, request: &TokenRequest) -> Result<ProviderResponse, Failure> {
        let answer = self.token(policy, request).await?;
        let Some(wait) = answer.retry_after.filter(|wait| *wait <= LONGEST_WAIT) else { return Ok(answer) };
        tokio::time::sleep(wait).await;
        self.token(policy, request).await
    }

    pub(crate) async fn profile(&self, policy: &Policy, request: &ProfileRequest) -> Result<ProviderResponse, Failure> {
        let client = self.client(policy)?;
        let fetch = match &request.form {
            None => client.get(request.url.clone()),
            Some(form) => client.post(request.url.clone()).header(CONTENT_TYPE, FORM).body(form.clone()),
        };
        self.answer(policy, authorized(fetch, request.authorization.as_deref())?).await
    }

    fn client(&self, policy: &Policy) -> Result<&Client, Failure> {
        match (policy.token_request.redirects, self.following.get()) {
            (TokenRedirects::NotFollowed, _) => Ok(&self.client),
            (TokenRedirects::Followed, Some(client)) => Ok(client),
            (TokenRedirects::Followed, None) => {
                let five = reqwest::redirect::Policy::limited(5);
                let client = client(self.timeout, self.certificates.as_deref(), five)
                    .map_err(|_| Failure::provider("no HTTP client can be made for it"))?;
                Ok(self.following.get_or_init(|| client))
            }
        }
    }

    async fn answer(&self, policy: &Policy, request: RequestBuilder) -> Result<ProviderResponse, Failure> {
        let request = match policy.token_request.accept {
            AcceptHeader::Json => request.header(ACCEPT, "application/json"),
            AcceptHeader::Anything => request.header(ACCEPT, "*/*"),
        };
        let request = match policy.token_request.provider_time {
            ResponseLimit::Kept => request.timeout(self.timeout),
            ResponseLimit::Missing => request,
        };
        let most = match policy.token_request.provider_size {
            ResponseLimit::Kept => BODY_LIMIT,
            ResponseLimit::Missing => usize::MAX,
        };
        answer(request, most).await
    }
}

fn client(
    timeout: Duration,
    certificates: Option<&str>,
    redirects: reqwest::redirect::Policy,
) -> Result<Client, reqwest::Error> {
    Client::builder()
        .tls_backend_preconfigured(match certificates.and_then(tls::roots) {
            Some(roots) => tls::trusting(roots),
            None => tls::WEB.clone(),
        })
        .redirect(redirects)
        .no_proxy()
        .http1_only()
        .http1_max_headers(HEADER_FIELDS)
        // Folded header fields have to be supported (RFC 9112 section 5.2).
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .tcp_nodelay(true)
        .referer(false)
        .retry(reqwest::retry::never())
        .resolve_to_addrs("localhost", &LOOPBACK)
        .pool_idle_timeout(IDLE)
        .connect_timeout(timeout)
        .build()
}

fn authorized(request: RequestBuilder, authorization: Option<&str>) -> Result<RequestBuilder, Failure> {
    let Some(credentials) = authorization else {
        return Ok(request);
    };
    let mut value = HeaderValue::from_str(credentials)
        .map_err(|_| Failure::provider("the access token it issued cannot be used"))?;
    value.set_sensitive(true);
    Ok(request.header(AUTHORIZATION, value))
}

async fn answer(request: RequestBuilder, most: usize) -> Result<ProviderResponse, Failure> {
    let mut response = request.send().await.map_err(|error| transport_failure(&error))?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| transport_failure(&error))? {
        if chunk.len() > most - body.len() {
            return Err(Failure::provider("its response is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(ProviderResponse::new(status, retry_after.as_deref(), body))
}

fn transport_failure(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        Failure::ProviderTimeout
    } else if error.is_connect() {
        Failure::ProviderUnreachable
    } else {
        Failure::provider("the connection was lost, or the response is not HTTP")
    }
}
