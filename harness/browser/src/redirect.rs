//! How a browser follows redirects: where it stops, which method it uses, and endless chains.

use url::Url;

use super::page_from_html;
use crate::http;
use crate::model::exchange::{Request, Response};
use crate::model::owner::{is_redirection_endpoint, same_place};

/// Where a flow ends: a URL that is neither followed nor fetched.
#[derive(Clone, Debug, Default)]
pub struct StopUrls {
    /// Stops whatever their query and fragment.
    at: Vec<Url>,
    /// If set, everything except these origins is a stop.
    within: Option<Vec<url::Origin>>,
    /// A redirection endpoint that is none, at whatever port an app waits there (RFC 8252 section 7.3).
    app: Option<Url>,
}

impl StopUrls {
    /// Follow everything.
    pub fn none() -> StopUrls {
        StopUrls::default()
    }

    /// Stop at these, whatever their query and fragment.
    pub fn at(urls: &[Url]) -> StopUrls {
        StopUrls { at: urls.to_vec(), ..StopUrls::default() }
    }

    /// Stop at everything outside the origins of these.
    pub fn outside(urls: impl IntoIterator<Item = Url>) -> StopUrls {
        StopUrls { within: Some(urls.into_iter().map(|url| url.origin()).collect()), ..StopUrls::default() }
    }

    /// Stop at these too, whatever their query and fragment.
    #[must_use]
    pub fn and_at(mut self, urls: impl IntoIterator<Item = Url>) -> StopUrls {
        self.at.extend(urls);
        self
    }

    /// Continue to this redirection endpoint, unless it is a stop itself.
    #[must_use]
    pub fn but_not_at(mut self, app: Option<Url>) -> StopUrls {
        self.app = app;
        self
    }

    /// Scheme, host, port and path are those of a stop, or the origin is not one of the permitted ones.
    pub fn contains(&self, url: &Url) -> bool {
        let outside = self.within.as_ref().is_some_and(|origins| !origins.contains(&url.origin()));
        (outside && !self.is_at_app(url)) || self.at.iter().any(|stop| same_place(stop, url))
    }

    fn is_at_app(&self, url: &Url) -> bool {
        let is_stop = |app: &Url| self.at.iter().any(|stop| same_place(stop, app));
        self.app.as_ref().is_some_and(|app| is_redirection_endpoint(url, app) && !is_stop(app))
    }
}

/// The URL to which a `Refresh` header redirects immediately, as its equivalent in `<meta>` would.
pub(super) fn refresh(response: &Response, from: &Url) -> Option<Url> {
    let refresh = http::refresh(response.header("refresh")?, from)?;
    page_from_html::is_prompt(&refresh, from).then_some(refresh.to)
}

/// Whether a redirect with this status keeps method and body (RFC 9110 section 15.4, Fetch standard "HTTP-redirect fetch").
pub(super) fn keeps_method(status: u16, method: &str) -> bool {
    match status {
        301 | 302 => method != "POST",
        303 => matches!(method, "GET" | "HEAD"),
        _ => true,
    }
}

/// The requests of one navigation, watched for loops.
#[derive(Default)]
pub(super) struct RequestChain(Vec<Request>);

impl RequestChain {
    /// How often the very same request may be sent: cookies may change in between, which makes it another one.
    const SAME: usize = 2;

    /// Records a request, unless it has been sent too often: then it returns the loop.
    pub(super) fn note(&mut self, request: &Request) -> Result<(), Vec<String>> {
        let same: Vec<usize> = (0..self.0.len()).filter(|index| is_same(&self.0[*index], request)).collect();
        if let [.., last] = same[..]
            && same.len() >= RequestChain::SAME
        {
            return Err(self.0[last..].iter().chain([request]).map(describe).collect());
        }
        self.0.push(request.clone());
        Ok(())
    }

    /// The number of requests.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, in readable form.
    pub(super) fn hops(&self) -> Vec<String> {
        self.0.iter().map(describe).collect()
    }
}

fn is_same(a: &Request, b: &Request) -> bool {
    a.method == b.method && a.url == b.url && a.body == b.body && a.header("cookie") == b.header("cookie")
}

fn describe(request: &Request) -> String {
    format!("{} {}", request.method, request.url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn only_307_and_308_keep_a_post() {
        let kept: Vec<u16> =
            [301, 302, 303, 307, 308].into_iter().filter(|status| keeps_method(*status, "POST")).collect();
        assert_eq!(kept, [307, 308]);
        assert!(keeps_method(302, "PUT"));
        assert!(!keeps_method(303, "PUT"));
    }

    #[test]
    fn an_app_is_called_back_at_any_port_unless_that_is_where_to_stop() {
        let callback = url("http://127.0.0.1:8001/callback");
        let stops = StopUrls::outside([url("http://127.0.0.1:8000/"), callback.clone()]);
        let app = stops.clone().but_not_at(Some(callback.clone()));
        let twin = url("http://127.0.0.1:49152/callback?code=1");
        assert!(stops.contains(&twin) && !app.contains(&twin));
        assert!(app.contains(&url("http://127.0.0.1:49152/other")));
        assert!(app.and_at([callback]).contains(&twin));
    }

    #[test]
    fn stops_ignore_query_and_fragment() {
        let stops = StopUrls::at(&[url("http://rp.test/cb"), url("com.example.app:/cb")]);
        assert!(stops.contains(&url("http://rp.test:80/cb?code=1#x")));
        assert!(stops.contains(&url("com.example.app:/cb?code=1")));
        for other in ["https://rp.test/cb", "http://rp.test/cb/", "http://rp.test:81/cb", "http://x.rp.test/cb"] {
            assert!(!stops.contains(&url(other)), "{other}");
        }
    }

    #[test]
    fn the_third_same_request_names_the_loop() {
        let mut trail = RequestChain::default();
        let (a, b) = (Request::new("GET", url("http://a.test/")), Request::new("GET", url("http://b.test/")));
        for request in [&a, &b, &a, &b] {
            assert_eq!(trail.note(request), Ok(()));
        }
        let looped = trail.note(&a).expect_err("a third time");
        assert_eq!(looped, ["GET http://a.test/", "GET http://b.test/", "GET http://a.test/"]);
        let mut with_cookie = a.clone();
        with_cookie.headers.push(("cookie".to_owned(), "c=1".to_owned()));
        assert_eq!(trail.note(&with_cookie), Ok(()));
    }
}
