//! Start and shutdown.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::serve::ListenerExt as _;
use tokio::sync::oneshot;
use url::Url;

use crate::config::{Config, InvalidSetting};
use crate::endpoint;
use crate::environment::{Clock, Environment};
use crate::policy::Policy;
use crate::site::Site;

/// A running consumer. It stops when it is dropped.
#[derive(Debug)]
pub struct Consumer {
    site: Arc<Site>,
    /// Dropping it stops the server.
    _running: oneshot::Sender<()>,
}

/// Why a consumer cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// An invalid setting.
    #[error("invalid setting {0}")]
    Config(#[from] InvalidSetting),
    /// The listener cannot be used.
    #[error("cannot serve on this listener: {0}")]
    Listener(#[from] std::io::Error),
    /// The HTTP client for the provider cannot be created.
    #[error("cannot make an HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

impl Consumer {
    /// Serves on `listener`, on the current tokio runtime, until the consumer is dropped. Ready when it returns.
    #[expect(clippy::unused_async, reason = "the signature says that a runtime is needed, and leaves room to wait")]
    pub async fn start(config: Config, environment: Environment, listener: TcpListener) -> Result<Self, StartError> {
        config.check()?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let base = config.base_url.clone().unwrap_or_else(|| at(address));
        let site = Arc::new(Site::new(config, environment, &base)?);
        let (running, stopped) = oneshot::channel::<()>();
        let listener = listener.tap_io(|connection| {
            // It does not affect correctness, so a socket without it is served anyway.
            let _ = connection.set_nodelay(true);
        });
        let server = axum::serve(listener, endpoint::router(Arc::clone(&site))).with_graceful_shutdown(async {
            // Nothing is sent on the channel; the sender is dropped.
            let _ = stopped.await;
        });
        tokio::spawn(server.into_future());
        Ok(Self { site, _running: running })
    }

    /// The URL of the site for browsers, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.site.origin
    }

    /// The current rules.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.site.policy())
    }

    /// Replaces the rules, from the next request on.
    pub fn set_policy(&self, policy: Policy) {
        self.site.set_policy(policy);
    }

    /// The clock for all lifetimes; move a manual one to let sessions expire.
    pub fn clock(&self) -> &Clock {
        &self.site.environment.clock
    }

    /// The redirect URI, to be registered at the provider (RFC 6749 section 3.1.2).
    pub fn redirect_uri(&self) -> String {
        self.site.redirect_uri(&self.site.policy())
    }
}

/// The host for an IPv4 address is `localhost`, because browsers may use either.
fn at(address: SocketAddr) -> Url {
    let host = if address.is_ipv6() { "[::1]" } else { "localhost" };
    let mut url = Url::parse(&format!("http://{host}/")).expect("a URL literal");
    url.set_port(Some(address.port())).expect("an http URL has a port");
    url
}
