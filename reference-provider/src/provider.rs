//! A running provider.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, InvalidConfig};
use crate::random::Random;
use crate::router::router;

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
}

/// A provider that serves until it is dropped.
#[derive(Debug)]
pub struct Provider {
    url: String,
    address: SocketAddr,
    clock: Clock,
    /// Dropping it stops the server.
    _stop: oneshot::Sender<()>,
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
        let app = Arc::new(App::new(config, environment.clock, environment.random));
        let (stop, stopped) = oneshot::channel();
        let server = axum::serve(listener, router(app)).with_graceful_shutdown(async {
            // Nothing is ever sent: the channel closes when the provider is dropped.
            let _ = stopped.await;
        });
        tokio::spawn(server.into_future());
        Ok(Self { url: format!("http://{address}"), address, clock, _stop: stop })
    }

    /// Where it serves, as `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The clock it lives by; move a manual one to let things expire.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}
