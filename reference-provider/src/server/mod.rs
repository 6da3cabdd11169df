//! A running provider: its listener and its certificate, from start to shutdown.

pub(crate) mod prepared;
pub(crate) mod provider;
pub(crate) mod start_error;
pub(crate) mod tls;
