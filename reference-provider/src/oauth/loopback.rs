//! Loopback redirect URIs of native apps, which listen on any free port (RFC 8252 §7.3).

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::policy::LoopbackUri;

/// Whether `requested` is the registered loopback URI with another port.
pub(crate) fn matches(rule: LoopbackUri, registered: &str, requested: &str) -> bool {
    let (Some(registered), Some(requested)) = (LoopbackUriParts::of(registered), LoopbackUriParts::of(requested))
    else {
        return false;
    };
    let may_have_any_port = match rule {
        LoopbackUri::Exact => false,
        LoopbackUri::AnyPort
        | LoopbackUri::AnyPortWithLocalhost
        | LoopbackUri::AnyPortAndPath
        | LoopbackUri::AnyPortAndName => true,
        LoopbackUri::AnyPortOfIpv4 => registered.address != "[::1]",
    };
    let is_served = |parts: &LoopbackUriParts<'_>| {
        parts.is_literal || (rule == LoopbackUri::AnyPortWithLocalhost && parts.address == "localhost")
    };
    may_have_any_port
        && (registered.address == requested.address || rule == LoopbackUri::AnyPortAndName)
        && (registered.path == requested.path || rule == LoopbackUri::AnyPortAndPath)
        && is_served(&registered)
        && (is_served(&requested) || rule == LoopbackUri::AnyPortAndName)
}

/// `http://ADDRESS[:PORT]PATH`, neither decoded nor normalized.
#[derive(Debug)]
struct LoopbackUriParts<'u> {
    address: &'u str,
    /// Path and query.
    path: &'u str,
    /// Whether the host is one of the two loopback addresses in RFC 8252 §7.3.
    is_literal: bool,
}

impl<'u> LoopbackUriParts<'u> {
    /// The parts of an http URI with a loopback host.
    fn of(uri: &'u str) -> Option<Self> {
        let rest = uri.strip_prefix("http://")?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (address, port) = match authority.rsplit_once(':') {
            Some((address, port)) if !port.ends_with(']') => (address, port),
            _ => (authority, ""),
        };
        let is_port =
            port.bytes().all(|byte| byte.is_ascii_digit()) && (port.is_empty() || port.parse::<u16>().is_ok());
        let leads_here = Url::parse(uri).is_ok_and(|url| is_loopback(&url));
        let is_literal = matches!(address, "127.0.0.1" | "[::1]");
        (is_port && leads_here && !path.contains('#')).then_some(Self { address, path, is_literal })
    }
}

/// Whether a URL leads to the machine that opens it.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => Ipv4Addr::is_loopback(&address),
        Some(Host::Ipv6(address)) => Ipv6Addr::is_loopback(&address),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_port_may_differ_and_nothing_else() {
        for (registered, requested, fits) in [
            ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", true),
            ("http://127.0.0.1:8000/cb", "http://127.0.0.1/cb", true),
            ("http://[::1]/cb?x=1", "http://[::1]:51004/cb?x=1", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5/other", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5/cb?x=1", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5/cb#x", false),
            ("http://127.0.0.1/cb", "http://127.0.0.2:5/cb", false),
            ("http://127.0.0.1/cb", "http://localhost:5/cb", false),
            ("http://127.0.0.1/cb", "http://[::1]:5/cb", false),
            ("http://127.0.0.1/cb", "https://127.0.0.1:5/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5@evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://evil@127.0.0.1:5/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
            ("http://127.0.0.1/cb", "http://127.1:5/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5/x/../cb", false),
            ("http://localhost/cb", "http://localhost:5/cb", false),
            ("https://client.example/cb", "https://client.example:5/cb", false),
        ] {
            assert_eq!(matches(LoopbackUri::AnyPort, registered, requested), fits, "{registered} {requested}");
        }
    }

    #[test]
    fn each_other_rule_accepts_or_refuses_something_else() {
        const V4: &str = "http://127.0.0.1/cb";
        for (rule, registered, requested, fits) in [
            (LoopbackUri::Exact, V4, "http://127.0.0.1:5/cb", false),
            (LoopbackUri::AnyPortOfIpv4, V4, "http://127.0.0.1:5/cb", true),
            (LoopbackUri::AnyPortOfIpv4, "http://[::1]/cb", "http://[::1]:5/cb", false),
            (LoopbackUri::AnyPortAndPath, V4, "http://127.0.0.1:5/other", true),
            (LoopbackUri::AnyPortAndName, V4, "http://localhost:5/cb", true),
            (LoopbackUri::AnyPortWithLocalhost, "http://localhost/cb", "http://localhost:5/cb", true),
            (LoopbackUri::AnyPortWithLocalhost, V4, "http://localhost:5/cb", false),
            (LoopbackUri::AnyPortWithLocalhost, V4, "http://127.0.0.1:5/cb", true),
            (LoopbackUri::AnyPortAndName, V4, "http://evil.example:5/cb", false),
        ] {
            assert_eq!(matches(rule, registered, requested), fits, "{rule:?} {requested}");
        }
    }

    proptest! {
        #[test]
        fn whatever_fits_leads_to_the_address(requested in "http://[\\[\\]127.0:@/cb#?a-z]{0,20}") {
            if matches(LoopbackUri::AnyPort, "http://127.0.0.1/cb", &requested) {
                let url = Url::parse(&requested).expect("a URL");
                prop_assert_eq!((url.host_str(), url.path()), (Some("127.0.0.1"), "/cb"));
            }
        }
    }
}
