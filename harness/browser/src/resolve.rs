//! Host names to addresses: those of the connection settings, or else the system's resolver.

use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::model::connection::Connection;

/// Resolves names for the transport.
#[derive(Clone, Debug)]
pub(super) struct Resolver(pub(super) Arc<Connection>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let known = self.0.addresses(name.as_str());
        Box::pin(async move {
            let found = match known {
                Some(known) => known,
                None => tokio::net::lookup_host((name.as_str(), 0)).await?.collect(),
            };
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
