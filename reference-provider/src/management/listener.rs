//! The listener of the management API.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::control::Management;
use super::problem::Problem;
use super::router::answer;
use crate::config::Limits;
use crate::dispatch::connections::{self, Handler};
use crate::dispatch::wire_faults::Dropped;
use crate::http::respond::Response;

/// The maximum size of a request body.
const MAX_BODY: usize = 1024 * 1024;

/// The management API cannot listen.
#[derive(Debug, thiserror::Error)]
#[error("the management API cannot listen on {address}: {error}")]
pub struct ManageError {
    /// The address.
    pub address: SocketAddr,
    /// The reason.
    #[source]
    pub error: io::Error,
}

/// The handler of management requests.
#[derive(Clone)]
struct ManagementHandler {
    management: Management,
    body_time: Duration,
}

/// Serves until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    server: AbortHandle,
}

impl Listener {
    /// Listens on `address`, which must be a loopback address, on the current tokio runtime, with the limits of the
    /// provider.
    pub(crate) fn open(address: SocketAddr, management: Management, limits: Limits) -> Result<Self, ManageError> {
        let listen = || {
            let listener = TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            Ok((listener.local_addr()?, tokio::net::TcpListener::from_std(listener)?))
        };
        let (address, listener) = listen().map_err(|error| ManageError { address, error })?;
        let handler = ManagementHandler { management, body_time: limits.body_time() };
        let server = tokio::spawn(connections::serve(listener, handler, limits, None)).abort_handle();
        Ok(Self { address, server })
    }

    /// The listen address.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Handler for ManagementHandler {
    async fn answer(&self, request: http::Request<Incoming>, _: IpAddr) -> Result<Response, Dropped> {
        let (head, body) = request.into_parts();
        let whole = Limited::new(body, MAX_BODY).collect();
        let response = match timeout(self.body_time, whole).await {
            Ok(Ok(body)) => answer(&self.management, &head, &body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Problem::too_long(MAX_BODY).respond(),
            Ok(Err(_)) => answer(&self.management, &head, &Bytes::new()),
            Err(_) => Problem::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time").respond(),
        };
        if self.management.is_closed() { Err(Dropped) } else { Ok(response) }
    }
}
