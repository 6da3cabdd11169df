//! Parties that the harness did not start: are they there?

use std::net::SocketAddr;

use tokio::net::TcpStream;
use url::Url;

use crate::model::connection::Connection;
use crate::model::span::Span;
use crate::model::target::{PartyLocation, Target};

/// A party that does not answer, or the proxy before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} cannot be reached: {cause}", self.which())]
pub struct Unreachable {
    /// `provider` or `consumer`.
    pub party: &'static str,
    /// Where it should be.
    pub url: String,
    /// The proxy that leads there, where that is what does not answer.
    pub proxy: Option<String>,
    /// What the system said.
    pub cause: String,
    /// Where the target file says so.
    pub span: Span,
}

impl Unreachable {
    fn which(&self) -> String {
        let Unreachable { party, url, .. } = self;
        match &self.proxy {
            Some(proxy) => format!("the proxy {proxy} that leads to the {party} at {url}"),
            None => format!("the {party} at {url}"),
        }
    }

    /// What to try.
    pub fn help(&self) -> &'static str {
        if self.proxy.is_some() {
            "start the proxy, or correct `connection: {proxy: …}` in the target file"
        } else {
            "start it, or correct its `url` in the target file"
        }
    }
}

/// Tries to connect to every party that is not started by us, once.
pub async fn reachable(target: &Target) -> Result<(), Unreachable> {
    let provider = target.provider.as_ref().map(|party| ("provider", &party.place));
    let consumer = target.consumer.as_ref().map(|party| ("consumer", &party.place));
    for (party, place) in provider.into_iter().chain(consumer) {
        let PartyLocation::External(url) = place else { continue };
        if let Err(cause) = connect(&url.value, &target.connection).await {
            // A proxy may have a user and a password in its URL.
            let proxy = target.connection.proxy.as_ref().map(|proxy| proxy.origin().ascii_serialization());
            return Err(Unreachable {
                party,
                url: url.value.origin().ascii_serialization(),
                proxy,
                cause,
                span: url.span,
            });
        }
    }
    Ok(())
}

/// Connects to the host of a URL as the transport would: by way of the proxy, to the address that the target names.
async fn connect(url: &Url, connection: &Connection) -> Result<(), String> {
    let asked = connection.proxy.as_ref().unwrap_or(url);
    let host = asked.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = asked.port_or_known_default().unwrap_or(80);
    let addresses = connection.addresses(host).map(|addresses| {
        let with_port = |mut address: SocketAddr| {
            if address.port() == 0 || asked.port().is_some() {
                address.set_port(port);
            }
            address
        };
        addresses.into_iter().map(with_port).collect::<Vec<_>>()
    });
    let connecting = async {
        match &addresses {
            Some(addresses) => TcpStream::connect(addresses.as_slice()).await,
            None => TcpStream::connect((host, port)).await,
        }
    };
    match tokio::time::timeout(connection.limits.connect, connecting).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no connection within {:?}", connection.limits.connect)),
    }
}
