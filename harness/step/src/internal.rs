//! Server-side request forgery: URLs in a peer's responses must not lead to a service on this machine or in its network, which
//! may trust any local caller (RFC 9728 section 7.7 warns about such URLs in metadata).

use url::{Host, Url};

use super::obstacle::Obstacle;
use crate::model::connection::is_localhost;
use crate::model::deployment::Deployment;
use crate::model::owner::Owner;

/// Fails for a URL on this machine or in a private network that the target does not name.
pub(super) fn check(url: &Url, deployment: &Deployment) -> Result<(), Obstacle> {
    if is_internal(url) && deployment.owner_of(url) == Owner::Nobody {
        return Err(Obstacle::Internal { origin: url.origin().ascii_serialization() });
    }
    Ok(())
}

/// By the address itself: what a name resolves to is up to the resolver.
fn is_internal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
            None => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified(),
        },
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_and_private_networks_are_internal() {
        let internal = |host: &str| is_internal(&Url::parse(&format!("http://{host}/x")).expect("a URL"));
        for host in ["127.0.0.1", "127.1", "localhost", "a.localhost", "10.0.0.1", "192.168.0.1", "169.254.169.254"] {
            assert!(internal(host), "{host}");
        }
        for host in ["0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[fd00::1]", "[fe80::1]"] {
            assert!(internal(host), "{host}");
        }
        for host in ["op.example", "9.9.9.9", "[2001:db8::1]", "localhost.example"] {
            assert!(!internal(host), "{host}");
        }
    }
}
