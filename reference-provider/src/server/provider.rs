//! A running provider.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use tokio::task::AbortHandle;

pub use self::prepared::Prepared;
use super::tls::TlsError;
use crate::base::clock::Clock;
use crate::config::{Config, InvalidConfig};
use crate::dispatch::site::Site;
use crate::management::{Listener, ManageError, Management};
use crate::policy::Policy;
use crate::state::delivery::Delivery;
use crate::state::environment::Environment;
use crate::state::store_file::StoreFileError;

mod prepared;

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

/// A provider that serves until it is dropped. Then it answers nobody any more, and the file of its store is free.
#[derive(Debug)]
pub struct Provider {
    url: String,
    address: SocketAddr,
    certificate: Option<String>,
    clock: Clock,
    site: Arc<Site>,
    management: Management,
    /// Where the management is reached over HTTP.
    door: Option<Listener>,
    server: AbortHandle,
}

impl Provider {
    /// Judges all that a provider is told, reads the files that it names and opens the one of the store. What is wrong comes
    /// out here, before there is a listener.
    pub fn prepare(config: &Config, environment: Environment) -> Result<Prepared, StartError> {
        Prepared::new(config, environment)
    }

    /// Starts serving on `listener`, on the current tokio runtime; the provider is ready when this returns.
    pub async fn start(config: Config, environment: Environment, listener: TcpListener) -> Result<Self, StartError> {
        Self::prepare(&config, environment)?.serve(listener).await
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
        self.site.root().outbox.settled().await
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
        self.site.close();
    }
}
