//! The listener of the management.

use std::io;
use std::net::{SocketAddr, TcpListener};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::task::{AbortHandle, JoinSet};

use super::control::Management;
use super::problem::Problem;
use super::router::answer;
use crate::dispatch::wire_faults::Dropped;
use crate::http::respond::Response;

/// No request of the management is longer.
const MAX_BODY: usize = 1024 * 1024;

/// The management cannot listen.
#[derive(Debug, thiserror::Error)]
#[error("the management API cannot listen on {address}: {error}")]
pub struct ManageError {
    /// Where.
    pub address: SocketAddr,
    /// Why not.
    #[source]
    pub error: io::Error,
}

/// Serves until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    server: AbortHandle,
}

impl Listener {
    /// Listens on `address`, which must be a loopback one, on the current tokio runtime.
    pub(crate) fn open(address: SocketAddr, management: Management) -> Result<Self, ManageError> {
        let listen = || {
            let listener = TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            Ok((listener.local_addr()?, tokio::net::TcpListener::from_std(listener)?))
        };
        let (address, listener) = listen().map_err(|error| ManageError { address, error })?;
        let server = tokio::spawn(serve(listener, management)).abort_handle();
        Ok(Self { address, server })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves until it is aborted, and takes its connections along: they live in the set.
async fn serve(listener: tokio::net::TcpListener, management: Management) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let management = management.clone();
                    let service = service_fn(move |request| {
                        let management = management.clone();
                        async move { read_and_answer(&management, request).await }
                    });
                    connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
                }
                // Too many open files, or a peer that went away: others may still be served.
                Err(_) => tokio::task::yield_now().await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn read_and_answer(management: &Management, request: http::Request<Incoming>) -> Result<Response, Dropped> {
    let (head, body) = request.into_parts();
    let response = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => answer(management, &head, &body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Problem::too_long(MAX_BODY).respond(),
        Err(_) => answer(management, &head, &Bytes::new()),
    };
    if management.is_closed() { Err(Dropped) } else { Ok(response) }
}
