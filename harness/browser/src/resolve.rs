//! Host names to addresses: those of the connection settings, or else the system's resolver.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::model::connection::{Connection, is_internal};

/// Where a transport may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AllowedAddresses {
    /// To every address.
    All,
    /// Not to this machine, nor into a private network, unless the target file gives the name that address (`resolve`).
    External,
}

/// Resolves names for the transport.
#[derive(Clone, Debug)]
pub(super) struct Resolver {
    pub(super) connection: Arc<Connection>,
    pub(super) reach: AllowedAddresses,
}

/// A name has an address that the transport must not go to.
#[derive(Debug, thiserror::Error)]
#[error("the address of this name is inside this network")]
pub(super) struct InternalAddress;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let known = self.connection.addresses(name.as_str());
        let reach = if self.connection.is_given(name.as_str()) { AllowedAddresses::All } else { self.reach };
        Box::pin(async move {
            let found = match known {
                Some(known) => known,
                None => tokio::net::lookup_host((name.as_str(), 0)).await?.collect(),
            };
            let addresses: Addrs = Box::new(within(reach, found)?.into_iter());
            Ok(addresses)
        })
    }
}

/// The addresses, if all of them may be connected to: no legitimate public name mixes internal and public addresses.
fn within(reach: AllowedAddresses, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, InternalAddress> {
    let is_refused = reach == AllowedAddresses::External && found.iter().any(|address| is_internal(address.ip()));
    if is_refused { Err(InternalAddress) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_one_internal_address_is_refused_where_that_is_out_of_reach() {
        let found = |texts: &[&str]| texts.iter().map(|text| text.parse().expect("an address")).collect::<Vec<_>>();
        for (texts, is_fine) in [
            (&["9.9.9.9:0"][..], true),
            (&["10.0.0.1:0"], false),
            (&["9.9.9.9:0", "[::1]:0"], false),
            (&["[::ffff:192.168.0.1]:0"], false),
        ] {
            assert_eq!(within(AllowedAddresses::External, found(texts)).is_ok(), is_fine, "{texts:?}");
            assert!(within(AllowedAddresses::All, found(texts)).is_ok(), "{texts:?}");
        }
    }
}
