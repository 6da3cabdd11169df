//! Names to addresses. `localhost` and every name below it is this machine, IPv4 first (RFC 6761 section 6.3); the system
//! is not asked for those, since many a resolver does not know `op.localhost`.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names for the transport.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        Box::pin(async move {
            let found: Vec<SocketAddr> = if is_localhost(&name) {
                vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()]
            } else {
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect()
            };
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// True for `localhost` and the names below it.
pub(super) fn is_localhost(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let tail = host.len().checked_sub("localhost".len()).and_then(|start| host.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case("localhost"))
        && (host.len() == "localhost".len() || host[..host.len() - "localhost".len()].ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::is_localhost;

    #[test]
    fn localhost_and_the_names_below_it() {
        for name in ["localhost", "LOCALHOST", "localhost.", "op.localhost", "a.b.localhost"] {
            assert!(is_localhost(name), "{name}");
        }
        for name in ["mylocalhost", "localhost.example", "example", "", "ölocalhost"] {
            assert!(!is_localhost(name), "{name}");
        }
    }
}
