//! What is in front of the provider: nothing, or a reverse proxy that terminates TLS and has the public URL.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, StatusCode};

use url::Url;

use crate::config::{Config, PublicUrl};

/// The URL for clients and browsers, and the proxies that are trusted about it.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    public: Option<PublicUrl>,
    trusted_proxies: Vec<IpAddr>,
}

/// The source and the origin of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestSource {
    /// The scheme and the host of the request, from the client's point of view.
    pub(crate) origin: String,
    /// The address that the request came from, as far as that can be trusted.
    pub(crate) source: IpAddr,
}

impl Front {
    /// From the configuration.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            public: config.public(),
            trusted_proxies: config.trusted_proxies.iter().map(IpAddr::to_canonical).collect(),
        }
    }

    /// The source and the origin of a request from `peer`. The public URL determines the origin. Without one, it is the
    /// forwarded one of a trusted proxy, otherwise that of the request; the headers of other peers are ignored.
    pub(crate) fn asker(
        &self,
        scheme: &str,
        authority: &str,
        peer: IpAddr,
        headers: &HeaderMap,
    ) -> Result<RequestSource, StatusCode> {
        let is_trusted = |address: &IpAddr| self.trusted_proxies.contains(&address.to_canonical());
        let is_proxied = is_trusted(&peer);
        let source = if is_proxied { forwarded_for(headers, is_trusted).unwrap_or(peer) } else { peer };
        if let Some(public) = &self.public {
            return Ok(RequestSource { origin: public.origin().to_owned(), source });
        }
        let forwarded = |name| if is_proxied { last(headers, name) } else { None };
        let scheme = forwarded("x-forwarded-proto").unwrap_or(scheme);
        let authority = forwarded("x-forwarded-host").unwrap_or(authority);
        if !matches!(scheme, "http" | "https") || !is_plain_authority(authority) {
            return Err(StatusCode::BAD_REQUEST);
        }
        Ok(RequestSource { origin: format!("{scheme}://{authority}"), source })
    }

    /// A path without the base path of the public URL; `None` if it is outside. In a well-known path the base is after
    /// the name: `/.well-known/NAME/BASE/…` (RFC 8414 §3.1, RFC 9728 §3.1).
    pub(crate) fn inside<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        let base = self.public.as_ref().map_or("", PublicUrl::base);
        let below = |path: &'p str| path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let (well_known, rest) = path.split_at(well_known_length(path));
        match below(rest)? {
            _ if base.is_empty() => Some(Cow::from(path)),
            below if !well_known.is_empty() => Some(Cow::from(format!("{well_known}{below}"))),
            "" => Some(Cow::from("/")),
            below => Some(Cow::from(below)),
        }
    }
}

/// The last value of a header field that proxies append to: the one that the nearest proxy has set.
fn last<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let value = headers.get_all(name).iter().next_back()?.to_str().unwrap_or_default();
    value.rsplit(',').next().map(str::trim)
}

/// The last address in `X-Forwarded-For` that is not one of the trusted proxies.
fn forwarded_for(headers: &HeaderMap, is_trusted: impl Fn(&IpAddr) -> bool) -> Option<IpAddr> {
    let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let addresses: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
    addresses.iter().rev().map_while(|address| address_in(address.trim())).find(|address| !is_trusted(address))
}

/// An IP address in the syntax of proxies: possibly with a port, possibly in brackets.
fn address_in(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// Whether a host, with or without a port, has only characters without a special meaning in pages and header fields.
pub(crate) fn is_plain_authority(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
        && Url::parse(&format!("http://{host}/")).is_ok()
}

/// The length of `/.well-known/NAME` at the start of a path; 0 if there is none (RFC 8615 §3).
pub(crate) fn well_known_length(path: &str) -> usize {
    const START: &str = "/.well-known/";
    let name = path.strip_prefix(START).map(|rest| rest.find('/').unwrap_or(rest.len()));
    name.map_or(0, |name| START.len() + name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(public: Option<&str>, proxies: &[&str]) -> Front {
        let public = public.map(|url| url.parse().expect("a public URL"));
        Front { public, trusted_proxies: proxies.iter().map(|proxy| proxy.parse().expect("an address")).collect() }
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().fold(HeaderMap::new(), |mut headers, (name, value)| {
            headers.append(*name, value.parse().expect("a header"));
            headers
        })
    }

    const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const STRANGER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn asked(front: &Front, peer: IpAddr, pairs: &[(&'static str, &str)]) -> Result<(String, String), StatusCode> {
        let asker = front.asker("http", "inside:8000", peer, &headers(pairs))?;
        Ok((asker.origin, asker.source.to_string()))
    }

    #[test]
    fn an_address_may_come_with_a_port() {
        let front = front(None, &["10.0.0.1"]);
        for (forwarded, source) in [
            ("192.0.2.9:1234", "192.0.2.9"),
            ("[2001:db8::9]:443", "2001:db8::9"),
            ("[2001:db8::9]", "2001:db8::9"),
            ("2001:db8::9", "2001:db8::9"),
            ("unknown", "10.0.0.1"),
        ] {
            let (_, seen) = asked(&front, PROXY, &[("x-forwarded-for", forwarded)]).expect("a plain host");
            assert_eq!(seen, source, "{forwarded}");
        }
    }

    #[test]
    fn a_host_is_one_host_and_perhaps_a_port() {
        for host in ["op.example", "op.example:8000", "127.0.0.1:1", "[::1]:8000", "localhost"] {
            assert!(is_plain_authority(host), "{host}");
        }
        for host in ["", "op.example:99999", "a[b]:c", "::::", "a:b", "a/b", "a b", "a@b"] {
            assert!(!is_plain_authority(host), "{host}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_can_name_the_client() {
        let front = front(None, &["10.0.0.1", "10.0.0.2"]);
        let all = [
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "op.example"),
            ("x-forwarded-for", "198.51.100.9, 203.0.113.5, 10.0.0.2"),
        ];
        let said = |origin: &str, source: &str| Ok((origin.to_owned(), source.to_owned()));
        assert_eq!(asked(&front, PROXY, &all), said("https://op.example", "203.0.113.5"));
        assert_eq!(asked(&front, STRANGER, &all), said("http://inside:8000", "192.0.2.1"));
        assert_eq!(asked(&front, PROXY, &[]), said("http://inside:8000", "10.0.0.1"));
        let appended = [("x-forwarded-proto", "http, https"), ("x-forwarded-host", "evil.example, op.example")];
        assert_eq!(asked(&front, PROXY, &appended), said("https://op.example", "10.0.0.1"));
        let twice =
            [("x-forwarded-for", "203.0.113.5"), ("x-forwarded-for", "garbage"), ("x-forwarded-for", "10.0.0.2")];
        assert_eq!(asked(&front, PROXY, &twice), said("http://inside:8000", "10.0.0.1"));
        for bad in [("x-forwarded-proto", "javascript"), ("x-forwarded-host", "a/b"), ("x-forwarded-host", "")] {
            assert_eq!(asked(&front, PROXY, &[bad]), Err(StatusCode::BAD_REQUEST), "{bad:?}");
        }
    }

    #[test]
    fn the_public_url_decides_whatever_is_forwarded() {
        let front = front(Some("https://op.example/x"), &["10.0.0.1"]);
        let forwarded = [("x-forwarded-host", "evil.example"), ("x-forwarded-for", "203.0.113.5")];
        let (origin, source) = asked(&front, PROXY, &forwarded).expect("it is answered");
        assert_eq!((origin.as_str(), source.as_str()), ("https://op.example", "203.0.113.5"));
    }

    #[test]
    fn the_base_path_is_taken_off() {
        let front = front(Some("https://op.example/x"), &[]);
        for (path, inside) in [
            ("/x", Some("/")),
            ("/x/", Some("/")),
            ("/x/o/token/", Some("/o/token/")),
            ("/.well-known/a/x/o", Some("/.well-known/a/o")),
            ("/.well-known/a/x", Some("/.well-known/a")),
            ("/x/.well-known/a", Some("/.well-known/a")),
            ("/o/token/", None),
            ("/xy/o/token/", None),
            ("/.well-known/a/o", None),
            ("/", None),
        ] {
            assert_eq!(front.inside(path).as_deref(), inside, "{path}");
        }
        assert_eq!(Front { public: None, trusted_proxies: Vec::new() }.inside("/o").as_deref(), Some("/o"));
    }

    #[test]
    fn a_well_known_path_ends_with_its_name() {
        for (path, length) in [("/.well-known/a/acme/o", 14), ("/.well-known/a", 14), ("/o/.well-known/a", 0), ("/", 0)]
        {
            assert_eq!(well_known_length(path), length, "{path}");
        }
    }

    #[test]
    fn a_host_is_letters_digits_and_a_port() {
        for host in ["localhost:8000", "127.0.0.1", "[::1]:80", "a-b.example"] {
            assert!(is_plain_authority(host), "{host}");
        }
        for host in ["", "a b", "a\"b", "a/b", "user@host", "a,b"] {
            assert!(!is_plain_authority(host), "{host}");
        }
    }
}
