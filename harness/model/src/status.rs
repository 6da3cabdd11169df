//! Statuses about the server's state, not about the request.

/// The server asks the client to retry later: it throttles (429, RFC 6585 section 4), or is overloaded (503, RFC 9110 section
/// 15.6.4).
pub fn asks_to_retry_later(status: u16) -> bool {
    matches!(status, 429 | 503)
}

/// The server throttles, is overloaded or has failed: the response is not about the request.
pub fn is_about_the_server(status: u16) -> bool {
    asks_to_retry_later(status) || status >= 500
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_throttles_or_fails_says_nothing_of_the_request() {
        assert!([429, 500, 501, 502, 503, 504].into_iter().all(is_about_the_server));
        assert!(![200, 302, 400, 401, 403, 404, 405].into_iter().any(is_about_the_server));
        assert_eq!([429, 503, 500, 400].map(asks_to_retry_later), [true, true, false, false]);
    }
}
