//! Connection and request limits.

use std::time::Duration;

use serde::Deserialize;

/// The bounds of connections and requests. Whoever exceeds one costs a refusal or a connection, and nobody else anything.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Limits {
    /// So many connections are served at once; further ones wait until one of them ends.
    pub connections: usize,
    /// The request line and all headers together, in bytes; there are a hundred headers at most (431, RFC 6585 §5).
    pub head_bytes: u32,
    /// The body of a request, in bytes (413).
    pub body_bytes: usize,
    /// A connection that has not brought the head of a request after so many seconds is closed; the TLS handshake has as
    /// many.
    pub head_seconds: u32,
    /// A body is there after so many seconds (408).
    pub body_seconds: u32,
    /// A connection that has brought no further one after so many seconds is closed.
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
