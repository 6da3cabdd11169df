//! The provider as a server: sockets, TLS, HTTP/1.1 and HTTP/2.

pub(crate) mod prepared;
pub(crate) mod provider;
pub(crate) mod start_error;
pub(crate) mod tls;
