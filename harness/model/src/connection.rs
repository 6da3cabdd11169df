//! How the parties of a target are reached: addresses, certificates, bounds. Plain data, as the target file has it.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use url::Url;

use super::pace::Pace;

/// All settings of a transport.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Connection {
    /// The limits on what is accepted from a peer.
    pub limits: Limits,
    /// Addresses of hosts (in lower case) that bypass the resolver. Port 0 means the URL's own; another one applies if the URL
    /// names none.
    pub resolve: BTreeMap<String, SocketAddr>,
    /// Certificate authorities that are trusted in addition to the public ones.
    pub authorities: Vec<CertificateDer<'static>>,
    /// Certificates are not checked at all.
    pub insecure: bool,
    /// Our client certificate, for a peer that requests one (RFC 8446 section 4.3.2).
    pub client_certificate: Option<ClientCertificate>,
    /// The `User-Agent` of browsers, if not the default.
    pub user_agent: Option<String>,
    /// The proxy for all requests: no other setting is consulted for one.
    pub proxy: Option<Url>,
    /// The pace of requests.
    pub pace: Pace,
}

/// Without the proxy's password.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = self.proxy.as_ref().map(|proxy| proxy.origin().ascii_serialization());
        write!(f, "Connection({:?}, {:?}, proxy: {proxy:?}, insecure: {})", self.limits, self.resolve, self.insecure)
    }
}

/// The limits on what is accepted from a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum body size in bytes, both as received and after decompression.
    pub body: usize,
    /// The longest chain of redirects that is followed.
    pub redirects: usize,
    /// From before the request is sent until the body is received.
    pub timeout: Duration,
    /// From the start until there is a connection.
    pub connect: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body: 2 * 1024 * 1024,
            redirects: 20,
            timeout: Duration::from_secs(10),
            connect: Duration::from_secs(5),
        }
    }
}

/// A certificate with its key.
#[derive(PartialEq, Eq)]
pub struct ClientCertificate {
    /// The leaf certificate first, then the rest of the chain.
    pub chain: Vec<CertificateDer<'static>>,
    /// The private key of the first.
    pub key: PrivateKeyDer<'static>,
}

impl Clone for ClientCertificate {
    fn clone(&self) -> Self {
        ClientCertificate { chain: self.chain.clone(), key: self.key.clone_key() }
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientCertificate({} certificates, a key)", self.chain.len())
    }
}

impl Connection {
    /// The addresses of a host that bypass the resolver: those of `resolve`, and this machine for `localhost` and every name
    /// below it, IPv4 first (RFC 6761 section 6.3; many resolvers do not know `op.localhost`).
    pub fn addresses(&self, host: &str) -> Option<Vec<SocketAddr>> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        if let Some(address) = self.resolve.get(&host) {
            return Some(vec![*address]);
        }
        is_localhost(&host).then(|| vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()])
    }

    /// True for a host whose address `resolve` says.
    pub fn is_given(&self, host: &str) -> bool {
        self.resolve.contains_key(&host.trim_end_matches('.').to_ascii_lowercase())
    }
}

/// Parses an address with or without a port: `127.0.0.1`, `127.0.0.1:8443`, `::1`, `[::1]:8443`.
pub fn address(text: &str) -> Option<SocketAddr> {
    text.parse().ok().or_else(|| Some(SocketAddr::new(text.trim_matches(['[', ']']).parse::<IpAddr>().ok()?, 0)))
}

/// True for `localhost` and the names below it (in lower case).
pub fn is_localhost(host: &str) -> bool {
    host.trim_end_matches('.').strip_suffix("localhost").is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

/// True for an address on this machine or in a private network (RFC 1918, RFC 3927, RFC 4193), which means another machine
/// to the party that names it than to us.
pub fn is_internal(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_and_private_networks_are_internal() {
        let internal = |ip: &&str| is_internal(ip.parse().expect("an address"));
        let inside = ["127.0.0.1", "127.1.2.3", "10.0.0.1", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0"];
        assert_eq!(inside.iter().filter(|ip| !internal(ip)).collect::<Vec<_>>(), Vec::<&&str>::new());
        for ip in ["::1", "::", "::ffff:127.0.0.1", "fd00::1", "fe80::1"] {
            assert!(internal(&ip), "{ip}");
        }
        for ip in ["9.9.9.9", "172.32.0.1", "2001:db8::1", "::ffff:9.9.9.9"] {
            assert!(!internal(&ip), "{ip}");
        }
    }

    #[test]
    fn localhost_and_the_names_below_it() {
        let connection = Connection::default();
        for name in ["localhost", "LOCALHOST", "localhost.", "op.localhost", "a.b.localhost"] {
            let addresses = connection.addresses(name).expect("this machine");
            assert_eq!(addresses[0].to_string(), "127.0.0.1:0", "{name}");
        }
        for name in ["mylocalhost", "localhost.example", "example", "", "ölocalhost"] {
            assert_eq!(connection.addresses(name), None, "{name}");
        }
    }

    #[test]
    fn addresses_of_the_target_take_precedence() {
        let resolve = BTreeMap::from([("localhost".to_owned(), address("::1").expect("an address"))]);
        let connection = Connection { resolve, ..Connection::default() };
        assert_eq!(connection.addresses("LocalHost.").expect("given"), [address("[::1]:0").expect("an address")]);
        assert_eq!(address("10.0.0.1:8443").expect("an address").port(), 8443);
        assert_eq!(address("op.test"), None);
    }
}
