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
    /// How long the device has to wait between two requests.
    pub(crate) interval: Duration,
    pub(crate) last_poll: Option<SystemTime>,
}

/// How far a device has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceState {
    Pending,
    Denied,
    Granted(Digest),
    Redeemed,
}
