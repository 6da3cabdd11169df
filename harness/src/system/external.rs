//! Parties that somebody else started: are they there?

use std::time::Duration;

use tokio::net::TcpStream;
use url::Url;

use crate::model::span::Span;
use crate::model::target::{Place, Target};

/// A party that does not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {party} at {url} cannot be reached: {cause}")]
pub struct Unreachable {
    /// `provider` or `consumer`.
    pub party: &'static str,
    /// Where it should be.
    pub url: String,
    /// What the system said.
    pub cause: String,
    /// Where the target file says so.
    pub span: Span,
}

/// Tries to connect to every party that is not started by us, once.
pub async fn reachable(target: &Target) -> Result<(), Unreachable> {
    let provider = target.provider.as_ref().map(|party| ("provider", &party.place));
    let consumer = target.consumer.as_ref().map(|party| ("consumer", &party.place));
    for (party, place) in provider.into_iter().chain(consumer) {
        let Place::At(url) = place else { continue };
        if let Err(cause) = connect(&url.value).await {
            return Err(Unreachable { party, url: url.value.to_string(), cause, span: url.span });
        }
    }
    Ok(())
}

async fn connect(url: &Url) -> Result<(), String> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = url.port_or_known_default().unwrap_or(80);
    match tokio::time::timeout(Duration::from_secs(5), TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no connection within 5 s".to_owned()),
    }
}
