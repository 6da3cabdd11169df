//! Where a response sends a browser: `Location` and `Refresh`, method rules, and chains without an end.

use url::Url;

use super::{parse, understand};
use crate::model::exchange::{Request, Response};

/// Where a flow ends: what leads there is not followed, and not fetched.
#[derive(Clone, Debug, Default)]
pub struct Stops {
    /// Ends whatever their query and fragment.
    at: Vec<Url>,
    /// When set, everything but these origins is an end.
    within: Option<Vec<url::Origin>>,
}

impl Stops {
    /// Follow everything.
    pub fn none() -> Stops {
        Stops::default()
    }

    /// Stop at these, whatever their query and fragment.
    pub fn at(urls: &[Url]) -> Stops {
        Stops { at: urls.to_vec(), within: None }
    }

    /// Stop at everything that is not of the origin of one of these.
    pub fn outside(urls: impl IntoIterator<Item = Url>) -> Stops {
        Stops { at: Vec::new(), within: Some(urls.into_iter().map(|url| url.origin()).collect()) }
    }

    /// Stop at these too, whatever their query and fragment.
    #[must_use]
    pub fn and_at(mut self, urls: impl IntoIterator<Item = Url>) -> Stops {
        self.at.extend(urls);
        self
    }

    /// Scheme, host, port and path are those of a stop, or the origin is none of those to stay within.
    pub fn contains(&self, url: &Url) -> bool {
        let outside = self.within.as_ref().is_some_and(|origins| !origins.contains(&url.origin()));
        outside
            || self.at.iter().any(|stop| {
                stop.scheme() == url.scheme()
                    && stop.host() == url.host()
                    && stop.port_or_known_default() == url.port_or_known_default()
                    && stop.path() == url.path()
            })
    }
}

/// Where a response redirects to: nothing when it does not, an explanation when no URL can be made of what it says.
///
/// A `Location` without a fragment inherits that of the URL it answers for (RFC 9110 section 10.2.2).
pub(super) fn target(response: &Response, from: &Url) -> Option<Result<Url, String>> {
    if !response.is_redirect() {
        return None;
    }
    let mut locations: Vec<&str> = response.header_all("location").collect();
    locations.dedup();
    match locations[..] {
        [] => None,
        [location] => Some(resolve(location, from)),
        _ => Some(Err(format!("there are {} different Location headers", locations.len()))),
    }
}

/// A browser takes two or more slashes, of either kind, at the start of a relative reference for `//`: the URL standard
/// skips the others before a host, and the `url` crate does not.
fn as_browsers_read_it(location: &str) -> std::borrow::Cow<'_, str> {
    let cleaned = location.trim_start_matches(['\t', '\n', '\r']);
    let rest = cleaned.trim_start_matches(['/', '\\', '\t', '\n', '\r']);
    let slashes = cleaned[..cleaned.len() - rest.len()].chars().filter(|c| matches!(c, '/' | '\\')).count();
    if slashes >= 2 { format!("//{rest}").into() } else { location.into() }
}

/// Where a `Refresh` header sends on at once, as its twin in `<meta>` would.
pub(super) fn refresh(response: &Response, from: &Url) -> Option<Url> {
    let refresh = parse::refresh(response.header("refresh")?, false, from)?;
    understand::is_prompt(&refresh, from).then_some(refresh.to)
}

fn resolve(location: &str, from: &Url) -> Result<Url, String> {
    if location.trim().is_empty() {
        return Err("the Location header is empty".to_owned());
    }
    let mut to =
        from.join(&as_browsers_read_it(location.trim())).map_err(|error| format!("`{location}` is no URL: {error}"))?;
    if to.fragment().is_none() {
        to.set_fragment(from.fragment());
    }
    Ok(to)
}

/// Whether a redirect with this status keeps method and body (RFC 9110 section 15.4, Fetch standard "HTTP-redirect fetch").
pub(super) fn keeps_method(status: u16, method: &str) -> bool {
    match status {
        301 | 302 => method != "POST",
        303 => matches!(method, "GET" | "HEAD"),
        _ => true,
    }
}

/// The requests of one navigation, watched for going round in circles.
#[derive(Default)]
pub(super) struct Trail(Vec<Request>);

impl Trail {
    /// How often the very same request may be made: cookies may change in between, which makes it another one.
    const SAME: usize = 2;

    /// Notes a request, unless it has been made too often: then it names the loop.
    pub(super) fn note(&mut self, request: &Request) -> Result<(), Vec<String>> {
        let same: Vec<usize> = (0..self.0.len()).filter(|index| is_same(&self.0[*index], request)).collect();
        if let [.., last] = same[..]
            && same.len() >= Trail::SAME
        {
            return Err(self.0[last..].iter().chain([request]).map(told).collect());
        }
        self.0.push(request.clone());
        Ok(())
    }

    /// How many requests there were.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, as a person would write them.
    pub(super) fn hops(&self) -> Vec<String> {
        self.0.iter().map(told).collect()
    }
}

fn is_same(a: &Request, b: &Request) -> bool {
    a.method == b.method && a.url == b.url && a.body == b.body && a.header("cookie") == b.header("cookie")
}

fn told(request: &Request) -> String {
    format!("{} {}", request.method, request.url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn to(status: u16, locations: &[&str]) -> Option<Result<String, String>> {
        let headers = locations.iter().map(|location| ("location".to_owned(), (*location).to_owned())).collect();
        let response = Response { status, headers, body: String::new() };
        target(&response, &url("http://op.test/a/b?q=1#frag")).map(|target| target.map(String::from))
    }

    #[test]
    fn locations_are_resolved_and_inherit_the_fragment() {
        for (location, expected) in [
            ("c", "http://op.test/a/c#frag"),
            ("/c?x#y", "http://op.test/c?x#y"),
            ("?z", "http://op.test/a/b?z#frag"),
            ("//rp.test/", "http://rp.test/#frag"),
            ("com.example.app:/cb", "com.example.app:/cb#frag"),
            (" /ö ", "http://op.test/%C3%B6#frag"),
        ] {
            assert_eq!(to(302, &[location]), Some(Ok(expected.to_owned())), "{location}");
        }
    }

    #[test]
    fn what_is_no_redirect_and_what_is_a_bad_one() {
        assert_eq!(to(200, &["/c"]), None);
        assert_eq!(to(302, &[]), None);
        assert_eq!(to(304, &["/c"]), None);
        assert!(matches!(to(302, &[""]), Some(Err(_))));
        assert!(matches!(to(302, &["http://"]), Some(Err(_))));
        assert!(matches!(to(302, &["/a", "/b"]), Some(Err(_))));
        assert!(matches!(to(302, &["/a", "/a"]), Some(Ok(_))));
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
    fn stops_ignore_query_and_fragment() {
        let stops = Stops::at(&[url("http://rp.test/cb"), url("com.example.app:/cb")]);
        assert!(stops.contains(&url("http://rp.test:80/cb?code=1#x")));
        assert!(stops.contains(&url("com.example.app:/cb?code=1")));
        for other in ["https://rp.test/cb", "http://rp.test/cb/", "http://rp.test:81/cb", "http://x.rp.test/cb"] {
            assert!(!stops.contains(&url(other)), "{other}");
        }
    }

    #[test]
    fn the_third_same_request_names_the_loop() {
        let mut trail = Trail::default();
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
