//! A running provider.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use http::uri::Scheme;
use tokio::task::AbortHandle;

use crate::clock::Clock;
use crate::config::{Config, InvalidConfig};
use crate::connections;
use crate::logout::Delivery;
use crate::management::{Door, ManageError, Management};
use crate::policy::Policy;
use crate::random::Random;
use crate::site::Site;
use crate::store_file::StoreFileError;
use crate::tls::{Identity, TlsError};

/// What a provider takes from the world around it.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The time that everything expires by.
    pub clock: Clock,
    /// Where codes, tokens and session identifiers come from.
    pub random: Random,
}

impl Environment {
    /// The real time and real randomness.
    pub fn system() -> Self {
        Self { clock: Clock::system(), random: Random::system() }
    }
}

/// A provider cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The configuration means nothing.
    #[error(transparent)]
    Config(#[from] InvalidConfig),
    /// The listener is not usable.
    #[error("the listener cannot be used: {0}")]
    Listener(#[from] io::Error),
    /// The management cannot listen where it is told to.
    #[error(transparent)]
    Manage(#[from] ManageError),
    /// The file of the store is not usable.
    #[error(transparent)]
    Store(#[from] StoreFileError),
    /// https was asked for, and cannot be spoken.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A provider that serves until it is dropped.
#[derive(Debug)]
pub struct Provider {
    url: String,
    address: SocketAddr,
    certificate: Option<String>,
    clock: Clock,
    site: Arc<Site>,
    management: Management,
    /// Where the management is reached over HTTP.
    door: Option<Door>,
    server: AbortHandle,
}

impl Provider {
    /// Starts serving on `listener`, on the current tokio runtime; the provider is ready when this returns.
    #[expect(clippy::unused_async, reason = "it needs a runtime, and says so by being async")]
    pub async fn start(config: Config, environment: Environment, listener: TcpListener) -> Result<Self, StartError> {
        config.check()?;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        let identity = config.tls.as_ref().map(|tls| Identity::new(tls, address.ip())).transpose()?;
        let (certificate, tls) = identity.map(|identity| (identity.certificate, identity.acceptor)).unzip();
        let scheme = if tls.is_some() { Scheme::HTTPS } else { Scheme::HTTP };
        let url = format!("{scheme}://{address}");
        let clock = environment.clock.clone();
        let site = Arc::new(Site::new(&config, &environment, scheme, address.to_string())?);
        let management = Management::new(Arc::clone(&site), url.clone());
        let door = config.manage.map(|address| Door::open(address, management.clone())).transpose()?;
        let server = tokio::spawn(connections::serve(listener, Arc::clone(&site), tls)).abort_handle();
        Ok(Self { url, address, certificate, clock, site, management, door, server })
    }

    /// Where it serves, as `http://127.0.0.1:PORT` or `https://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate that it shows, in PEM; none where it speaks http.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The rules it obeys at this moment.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.site.root().policy())
    }

    /// Other rules, from the next request on.
    pub fn set_policy(&self, policy: Policy) {
        self.site.root().set_policy(policy);
    }

    /// New keys sign from now on; those before stay published until [`retire_keys`](Self::retire_keys)
    /// (OpenID Connect Core §10.1.1).
    pub fn rotate_keys(&self) {
        self.site.root().keys.rotate();
    }

    /// Only the keys that sign now are published; what others signed can no longer be verified.
    pub fn retire_keys(&self) {
        self.site.root().keys.retire();
    }

    /// What became of the logout tokens that clients were sent, once none is under way.
    pub async fn logout_deliveries(&self) -> Vec<Delivery> {
        self.site.root().back_channel.settled().await
    }

    /// All that can be changed while it runs.
    pub fn management(&self) -> &Management {
        &self.management
    }

    /// Where the management listens, as `http://127.0.0.1:PORT`, if the configuration says that it does.
    pub fn management_url(&self) -> Option<String> {
        self.door.as_ref().map(|door| format!("http://{}", door.address()))
    }

    /// The clock it lives by; move a manual one to let things expire.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.server.abort();
    }
}
