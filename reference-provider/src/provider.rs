//! A running provider.

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use http::uri::Scheme;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::task::{AbortHandle, JoinSet};

use crate::clock::Clock;
use crate::config::{Config, InvalidConfig};
use crate::management::{Door, ManageError, Management};
use crate::policy::Policy;
use crate::random::Random;
use crate::site::Site;
use crate::store_file::StoreFileError;

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
}

/// A provider that serves until it is dropped.
#[derive(Debug)]
pub struct Provider {
    url: String,
    address: SocketAddr,
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
        let clock = environment.clock.clone();
        let site = Arc::new(Site::new(&config, &environment, Scheme::HTTP, address.to_string())?);
        let management = Management::new(Arc::clone(&site), format!("http://{address}"));
        let door = config.manage.map(|address| Door::open(address, management.clone())).transpose()?;
        let server = tokio::spawn(serve(listener, Arc::clone(&site))).abort_handle();
        Ok(Self { url: format!("http://{address}"), address, clock, site, management, door, server })
    }

    /// Where it serves, as `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The rules it obeys at this moment.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.site.root().policy())
    }

    /// Other rules, from the next request on.
    pub fn set_policy(&self, policy: Policy) {
        self.site.root().set_policy(policy);
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

/// Serves until it is aborted, and takes its connections along: they live in the set.
async fn serve(listener: tokio::net::TcpListener, site: Arc<Site>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Without it a small answer can wait for an acknowledgement; that it fails costs only time.
                    let _ = stream.set_nodelay(true);
                    let site = Arc::clone(&site);
                    let service = service_fn(move |request| {
                        let site = Arc::clone(&site);
                        async move { Ok::<_, Infallible>(site.serve(request).await) }
                    });
                    connections.spawn(http1::Builder::new().half_close(true).serve_connection(TokioIo::new(stream), service));
                }
                // Too many open files, or a peer that went away: others may still be served.
                Err(_) => tokio::task::yield_now().await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
