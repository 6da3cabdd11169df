//! Device authorization requests (RFC 8628).

use std::time::{Duration, SystemTime};

use crate::base::hash::Digest;
use crate::oauth::scope::Scope;

/// A device that waits for its user (RFC 8628 §3.2).
#[derive(Clone, Debug)]
pub(crate) struct DeviceRequest {
    pub(crate) client_id: String,
    pub(crate) scope: Scope,
    pub(crate) user_code: String,
    pub(crate) until: SystemTime,
    pub(crate) state: DeviceState,
    /// The minimum time between two polling requests.
    pub(crate) interval: Duration,
    pub(crate) last_poll: Option<SystemTime>,
}

/// The state of a device request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceState {
    Pending,
    Denied,
    Granted(Digest),
    Redeemed,
}
