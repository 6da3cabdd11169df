//! A running provider: sockets, TLS, HTTP/1.1 and HTTP/2, from start to shutdown.

pub(crate) mod connections;
pub(crate) mod prepared;
pub(crate) mod provider;
pub(crate) mod start_error;
pub(crate) mod tls;
