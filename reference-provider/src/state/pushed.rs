//! A stored pushed authorization request (RFC 9126).

use std::time::SystemTime;

use crate::http::params::Params;

/// A pushed authorization request.
#[derive(Clone, Debug)]
pub(crate) struct Pushed {
    pub(crate) client_id: String,
    pub(crate) params: Params,
    pub(crate) until: SystemTime,
    /// The user has decided.
    pub(crate) answered: bool,
}
