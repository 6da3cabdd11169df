//! An authorization request that was pushed (RFC 9126), as it is kept.

use std::time::SystemTime;

use crate::http::params::Params;

/// A request that was pushed.
#[derive(Clone, Debug)]
pub(crate) struct Pushed {
    pub(crate) client_id: String,
    pub(crate) params: Params,
    pub(crate) until: SystemTime,
    /// The user has answered it.
    pub(crate) answered: bool,
}
