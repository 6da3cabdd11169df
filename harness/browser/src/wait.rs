//! Waiting for an external server: as long as it asks for, and as long as the pace of a run requires.

use std::time::Duration;

use crate::http::date;
use crate::model::exchange::Response;
use crate::model::status::asks_to_retry_later;

/// How long a busy server asks us to wait (RFC 9110 section 10.2.3, RFC 6585 section 4): at least a second, because a server
/// that says 0 is still busy. A date is relative to the server's own clock.
pub fn retry_after(response: &Response) -> Option<Duration> {
    if !asks_to_retry_later(response.status) {
        return None;
    }
    let retry_value = response.header("retry-after")?.trim();
    let seconds = retry_value.parse::<u64>().ok().or_else(|| {
        let span = date::parse(retry_value)? - date::parse(response.header("date")?)?;
        u64::try_from(span.whole_seconds().max(0)).ok()
    });
    seconds.map(|seconds| Duration::from_secs(seconds.max(1)))
}

/// Waits.
pub(super) async fn pass(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_moments_are_read_where_a_server_is_busy() {
        let wanted = |status: u16, retry_value: &str| {
            let headers = [("date", "Mon, 30 Nov 2026 07:00:00 GMT"), ("retry-after", retry_value)];
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            retry_after(&Response { status, headers, body: String::new() }).map(|time| time.as_secs())
        };
        assert_eq!([wanted(429, "7"), wanted(503, " 7 "), wanted(429, "0")], [Some(7), Some(7), Some(1)]);
        assert_eq!(wanted(503, "Mon, 30 Nov 2026 07:01:30 GMT"), Some(90));
        assert_eq!(wanted(503, "Mon, 30 Nov 2026 06:00:00 GMT"), Some(1));
        assert_eq!([wanted(200, "7"), wanted(302, "7"), wanted(429, "soon"), wanted(429, "-1")], [None; 4]);
    }
}
