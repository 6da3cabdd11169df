//! Cookies as exchanges set them: each with its header and the request that it responds to.

use time::OffsetDateTime;

use crate::http::{SetCookie, request_cookies};
use crate::model::exchange::Exchange;

/// A `Set-Cookie` header, and the request that it responds to.
pub(crate) struct ReceivedCookie<'a> {
    pub(crate) cookie: SetCookie,
    pub(crate) header: &'a str,
    pub(crate) exchange: &'a Exchange,
}

impl ReceivedCookie<'_> {
    /// The same name from the same host, for the same path: what browsers consider the same cookie (RFC 6265bis §5.7).
    pub(crate) fn replaces(&self, earlier: &ReceivedCookie<'_>) -> bool {
        let same_actor = self.exchange.actor == earlier.exchange.actor;
        same_actor && self.cookie.name == earlier.cookie.name && self.place() == earlier.place()
    }

    /// The host and the path that it is stored under.
    fn place(&self) -> (Option<&str>, &str) {
        let url = &self.exchange.request.url;
        let host = self.cookie.domain.as_deref().or(url.host_str());
        // The default path ends before the last slash (§5.1.4).
        let default =
            || url.path().rsplit_once('/').map_or("/", |(folder, _)| if folder.is_empty() { "/" } else { folder });
        (host, self.cookie.path.as_deref().unwrap_or_else(default))
    }

    /// Its value is not the one that the request sent.
    pub(crate) fn is_renewed(&self) -> bool {
        !request_cookies(&self.exchange.request).contains(&(self.cookie.name.as_str(), self.cookie.value.as_str()))
    }
}

/// Every cookie that these exchanges set or clear.
pub(crate) fn received(exchanges: &[Exchange], now: OffsetDateTime) -> impl Iterator<Item = ReceivedCookie<'_>> {
    let answered = exchanges.iter().filter_map(|exchange| Some((exchange, exchange.response()?)));
    answered.flat_map(move |(exchange, response)| {
        let headers = response.header_all("set-cookie");
        headers.filter_map(move |header| {
            Some(ReceivedCookie { cookie: SetCookie::parse(header, now).ok()?, header, exchange })
        })
    })
}

/// The headers, verbatim.
pub(crate) fn written(cookies: &[&ReceivedCookie<'_>]) -> String {
    cookies.iter().map(|received| format!("Set-Cookie: {}", received.header)).collect::<Vec<_>>().join("\n")
}

/// The names of all received cookies.
pub(crate) fn named(exchanges: &[Exchange], now: OffsetDateTime) -> String {
    let names: Vec<String> = received(exchanges, now).map(|received| format!("`{}`", received.cookie.name)).collect();
    if names.is_empty() { "no cookie was".to_owned() } else { format!("these were: {}", names.join(", ")) }
}
