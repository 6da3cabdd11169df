//! Responses on the back channel.

use std::time::Duration;

/// A response of the provider, read completely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProviderResponse {
    pub(crate) status: u16,
    /// How long the provider asks to wait before the request comes again, where it is too busy (RFC 9110 §10.2.3, RFC 6585 §4).
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

impl ProviderResponse {
    /// `header` is what `Retry-After` says.
    pub(crate) fn new(status: u16, header: Option<&str>, body: Vec<u8>) -> Self {
        let seconds = header.filter(|_| matches!(status, 429 | 503)).and_then(|value| value.trim().parse().ok());
        Self { status, retry_after: seconds.map(Duration::from_secs), body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_busy_provider_asks_to_wait() {
        let wait = |status, header| {
            ProviderResponse::new(status, Some(header), Vec::new()).retry_after.map(|wait| wait.as_secs())
        };
        assert_eq!([wait(429, "1"), wait(503, " 7 ")], [Some(1), Some(7)]);
        assert_eq!([wait(200, "1"), wait(503, "soon"), wait(429, "-1")], [None; 3]);
    }
}
