//! A provider that is configured but does not serve yet.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use http::uri::Scheme;

use super::provider::Provider;
use super::start_error::StartError;
use super::tls::CertificateSource;
use crate::base::clock::Clock;
use crate::config::Config;
use crate::dispatch::connections;
use crate::dispatch::site::Site;
use crate::management::{Listener, Management};
use crate::state::environment::Environment;

/// The result of [`Provider::prepare`]. Only the listener can still fail.
pub struct Prepared {
    site: Site,
    clock: Clock,
    /// For https.
    credentials: Option<CertificateSource>,
    manage: Option<SocketAddr>,
}

impl Prepared {
    pub(crate) fn new(config: &Config, environment: Environment) -> Result<Self, StartError> {
        config.check()?;
        let credentials = config.tls.as_ref().map(CertificateSource::prepare).transpose()?;
        let scheme = if credentials.is_some() { Scheme::HTTPS } else { Scheme::HTTP };
        let site = Site::new(config, &environment, scheme)?;
        Ok(Self { site, clock: environment.clock, credentials, manage: config.manage })
    }

    /// Starts serving on `listener`, on the current tokio runtime; the provider is ready when this returns.
    #[expect(clippy::unused_async, reason = "it needs a runtime, and says so by being async")]
    pub async fn serve(self, listener: TcpListener) -> Result<Provider, StartError> {
        let Self { site, clock, credentials, manage } = self;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        let identity = credentials.map(|credentials| credentials.identity(address.ip())).transpose()?;
        let (certificate, tls) = identity.map(|identity| (identity.certificate, identity.acceptor)).unzip();
        let site = Arc::new(site.at(address));
        let url = site.url();
        let management = Management::new(Arc::clone(&site), url.clone());
        let limits = site.limits().clone();
        let door = manage.map(|address| Listener::open(address, management.clone(), limits.clone())).transpose()?;
        let server = tokio::spawn(connections::serve(listener, Arc::clone(&site), limits, tls)).abort_handle();
        Ok(Provider { url, address, certificate, clock, site, management, door, server })
    }
}

impl Provider {
    /// Validates the configuration, reads the files that it names and opens the store's file. Errors are reported here,
    /// before there is a listener.
    pub fn prepare(config: &Config, environment: Environment) -> Result<Prepared, StartError> {
        Prepared::new(config, environment)
    }

    /// Starts serving on `listener`, on the current tokio runtime; the provider is ready when this returns.
    pub async fn start(config: Config, environment: Environment, listener: TcpListener) -> Result<Self, StartError> {
        Self::prepare(&config, environment)?.serve(listener).await
    }
}
