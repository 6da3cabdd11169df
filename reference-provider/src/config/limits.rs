//! Connection and request limits.

use std::time::Duration;

use serde::Deserialize;

/// The limits for connections and requests. A peer that exceeds one gets an error or loses its connection; other peers
/// are not affected.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Limits {
    /// The number of concurrent connections; more connections wait until one is closed.
    pub connections: usize,
    /// The maximum size of the request line and all header fields together, in bytes; the maximum number of header
    /// fields is a hundred (431, RFC 6585 §5).
    pub head_bytes: u32,
    /// The maximum size of a request body, in bytes (413).
    pub body_bytes: usize,
    /// After this many seconds without a complete request head, a connection is closed; the same limit applies to the
    /// TLS handshake.
    pub head_seconds: u32,
    /// The maximum time for a request body, in seconds (408).
    pub body_seconds: u32,
    /// After this many seconds without another request, a connection is closed.
    pub idle_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head_bytes: 64 * 1024,
            body_bytes: 64 * 1024,
            head_seconds: 10,
            body_seconds: 10,
            idle_seconds: 60,
        }
    }
}

impl Limits {
    pub(crate) fn head_time(&self) -> Duration {
        Duration::from_secs(self.head_seconds.into())
    }

    pub(crate) fn body_time(&self) -> Duration {
        Duration::from_secs(self.body_seconds.into())
    }

    pub(crate) fn idle_time(&self) -> Duration {
        Duration::from_secs(self.idle_seconds.into())
    }
}
