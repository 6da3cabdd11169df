//! The back channel: the two requests that this site makes to the provider itself. Everything the provider sends is
//! bounded, and redirects are not followed: code, secret and token go where the configuration says, or nowhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::failure::Failure;
use crate::flow::profile::ProfileRequest;
use crate::flow::token_request::TokenRequest;
use crate::policy::{Bound, Policy, TokenRedirects};

/// The longest answer that is taken.
const BODY_LIMIT: usize = 64 * 1024;

/// How long a connection is kept: long enough for the two requests of a login, and shorter than any server keeps it, so
/// that a token request, which is never repeated, does not meet a connection that is just being closed.
const IDLE: Duration = Duration::from_secs(1);

/// What `localhost` means (RFC 6761 section 6.3), without asking the system in the middle of a login.
const LOOPBACK: [SocketAddr; 2] =
    [SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0), SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0)];

/// A connection pool to the provider.
#[derive(Debug, Clone)]
pub(crate) struct BackChannel {
    client: Client,
    /// How much of an answer is read.
    most: usize,
}

/// An answer of the provider, read in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl BackChannel {
    /// `certificates`, in PEM, are trusted beside those of the public authorities.
    pub(crate) fn new(timeout: Duration, policy: &Policy, certificates: Option<&str>) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .tls_backend_preconfigured(match certificates.and_then(roots) {
                Some(roots) => tls(roots),
                None => TLS.clone(),
            })
            .redirect(match policy.token_redirects {
                TokenRedirects::NotFollowed => reqwest::redirect::Policy::none(),
                TokenRedirects::Followed => reqwest::redirect::Policy::limited(5),
            })
            .no_proxy()
            .http1_only()
            .tcp_nodelay(true)
            .referer(false)
            .retry(reqwest::retry::never())
            .resolve_to_addrs("localhost", &LOOPBACK)
            .pool_idle_timeout(IDLE)
            .connect_timeout(timeout);
        let client = match policy.provider_time {
            Bound::Kept => client.timeout(timeout),
            Bound::Missing => client,
        };
        let most = match policy.provider_size {
            Bound::Kept => BODY_LIMIT,
            Bound::Missing => usize::MAX,
        };
        Ok(Self { client: client.build()?, most })
    }

    pub(crate) async fn token(&self, request: &TokenRequest) -> Result<Answer, Failure> {
        let post = self
            .client
            .post(request.url.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(request.body.clone());
        answer(authorized(post, request.authorization.as_deref())?, self.most).await
    }

    pub(crate) async fn profile(&self, request: &ProfileRequest) -> Result<Answer, Failure> {
        let get = self.client.get(request.url.clone());
        answer(authorized(get, request.authorization.as_deref())?, self.most).await
    }
}

/// The roots of the Web, and no other.
static TLS: LazyLock<ClientConfig> =
    LazyLock::new(|| tls(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }));

/// The roots of the Web and these, if they can be read.
pub(crate) fn roots(pem: &str) -> Option<RootCertStore> {
    let own: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().ok()?;
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let all_added = own.iter().all(|certificate| roots.add(certificate.clone()).is_ok());
    (!own.is_empty() && all_added).then_some(roots)
}

/// The certificate of an https provider is always checked (RFC 6749 section 10.9).
fn tls(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

fn authorized(request: RequestBuilder, authorization: Option<&str>) -> Result<RequestBuilder, Failure> {
    let request = request.header(ACCEPT, "application/json");
    let Some(credentials) = authorization else {
        return Ok(request);
    };
    let mut value = HeaderValue::from_str(credentials)
        .map_err(|_| Failure::provider("the access token it issued cannot be used"))?;
    value.set_sensitive(true);
    Ok(request.header(AUTHORIZATION, value))
}

async fn answer(request: RequestBuilder, most: usize) -> Result<Answer, Failure> {
    let mut response = request.send().await.map_err(|error| transport_failure(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| transport_failure(&error))? {
        if chunk.len() > most - body.len() {
            return Err(Failure::provider("its answer is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

fn transport_failure(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        Failure::ProviderTimeout
    } else if error.is_connect() {
        Failure::ProviderUnreachable
    } else {
        Failure::provider("the connection broke, or what came back is not HTTP")
    }
}
