//! Origins and sites: which URLs belong to the same party (HTML standard "same site"; RFC 6265bis section 5.2).

use url::{Host, Url};

use crate::model::connection::is_localhost;

/// The relation of two URLs, or of a chain of them. Ordered from near to far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SiteRelation {
    /// Scheme, host and port are equal.
    SameOrigin,
    /// Scheme and registrable domain are equal; the port is ignored.
    SameSite,
    /// Neither.
    CrossSite,
}

/// The relation of `a` and `b`.
pub fn relation(a: &Url, b: &Url) -> SiteRelation {
    if a.origin() == b.origin() {
        SiteRelation::SameOrigin
    } else if a.scheme() == b.scheme() && a.host().is_some() && registrable(a) == registrable(b) {
        SiteRelation::SameSite
    } else {
        SiteRelation::CrossSite
    }
}

/// True if data sent to this URL cannot be eavesdropped (W3C Secure Contexts section 3.1): https, and this machine.
pub fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https"
        || match url.host() {
            Some(Host::Domain(name)) => is_localhost(name),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
}

/// True if the name is a public suffix, below which any party can register, such as `com` or `github.io`; also a lone label.
pub fn is_public_suffix(name: &str) -> bool {
    psl::domain_str(name).is_none()
}

/// The registrable domain; an address or a public suffix is its own.
fn registrable(url: &Url) -> Option<&str> {
    match url.host()? {
        Host::Domain(name) => Some(psl::domain_str(name).unwrap_or(name)),
        Host::Ipv4(_) | Host::Ipv6(_) => url.host_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> SiteRelation {
        relation(&Url::parse(a).expect("a URL"), &Url::parse(b).expect("a URL"))
    }

    #[test]
    fn ports_make_origins_but_not_sites() {
        assert_eq!(between("http://localhost:8000/a", "http://localhost:8000/b"), SiteRelation::SameOrigin);
        assert_eq!(between("http://localhost:8000", "http://localhost:8001"), SiteRelation::SameSite);
        assert_eq!(between("http://127.0.0.1:1", "http://127.0.0.1:2"), SiteRelation::SameSite);
        assert_eq!(between("http://127.0.0.1", "http://127.0.0.2"), SiteRelation::CrossSite);
        assert_eq!(between("http://localhost", "http://127.0.0.1"), SiteRelation::CrossSite);
    }

    #[test]
    fn sites_are_registrable_domains_with_a_scheme() {
        assert_eq!(between("https://a.example.co.uk", "https://b.example.co.uk"), SiteRelation::SameSite);
        assert_eq!(between("https://a.co.uk", "https://b.co.uk"), SiteRelation::CrossSite);
        assert_eq!(between("https://a.github.io", "https://b.github.io"), SiteRelation::CrossSite);
        assert_eq!(between("http://example.com", "https://example.com"), SiteRelation::CrossSite);
    }
}
