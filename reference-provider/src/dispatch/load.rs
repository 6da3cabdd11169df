//! Throttled requests and slow responses, as of an overloaded provider.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::http::request::Request;
use crate::http::respond::{self, Response};
use crate::http::routes::Route;
use crate::policy::LoadRules;

/// The delay of the first response.
const SLOW: Duration = Duration::from_millis(300);

/// The number of requests so far.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Requests over the back channel.
    direct: AtomicU32,
    answers: AtomicU32,
}

impl Load {
    /// The response to a throttled request; no endpoint sees it.
    pub(crate) fn put_off(&self, rules: &LoadRules, request: &Request) -> Option<Response> {
        if rules.put_off == 0 && rules.unavailable == 0 || !is_direct(request.route) {
            return None;
        }
        let number = self.direct.fetch_add(1, Ordering::Relaxed) + 1;
        let is_due = |every: u32| every > 0 && number.is_multiple_of(every);
        if is_due(rules.put_off) {
            return Some(later(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable"));
        }
        is_due(rules.unavailable).then(|| later(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable"))
    }

    /// The delay of this response.
    pub(crate) fn delay(&self, rules: &LoadRules) -> Duration {
        let is_first = rules.starts_slowly && self.answers.fetch_add(1, Ordering::Relaxed) == 0;
        if is_first { SLOW } else { Duration::ZERO }
    }
}

fn later(status: StatusCode, error: &str) -> Response {
    let mut response = respond::never_cached(respond::json(status, &json!({ "error": error })));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Whether clients send requests for this route over the back channel.
fn is_direct(route: Option<Route>) -> bool {
    route.is_some_and(|route| !route.is_page() && route != Route::Profile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_so_many_is_put_off() {
        let load = Load::default();
        let slow = LoadRules { starts_slowly: true, ..LoadRules::default() };
        assert_eq!([load.delay(&slow), load.delay(&slow)], [SLOW, Duration::ZERO]);
        assert_eq!(Load::default().delay(&LoadRules::default()), Duration::ZERO);
        assert!(!is_direct(Some(Route::Authorize)) && is_direct(Some(Route::Token)));
    }
}
