//! What the client that the harness plays knows about the provider so far, and acts on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use super::nonces::Nonces;
use crate::model::deployment::{Client, ProviderUrls};
use crate::model::exchange::{Request, Response};
use crate::model::target::AssertionAudience;
use crate::oauth::jwt::Members;
use crate::oauth::metadata::well_known;

/// What is known in one case.
#[derive(Debug, Default)]
pub(super) struct ClientKnowledge {
    /// The provider's metadata, if they were fetched.
    pub(super) metadata: Option<Value>,
    /// Whether they were requested already.
    pub(super) asked: bool,
    /// Whether the provider accepted an authorization request that was not pushed, or rejected it for another reason.
    pub(super) takes_unpushed: bool,
    /// The nonces that servers require in DPoP proofs.
    pub(super) nonces: Nonces,
    /// Audiences that were rejected in the assertions of a client, by its id.
    pub(super) refused: BTreeSet<(String, String)>,
    /// The latest metadata of dynamically registered clients, by client id. A token that is not repeated is still valid, one
    /// that was replaced is not (RFC 7592 §3).
    pub(super) registrations: BTreeMap<String, Members>,
    /// The users who consented to each client (by its id) on a consent page of this case. The provider may remember it.
    agreed: BTreeSet<(String, String)>,
    /// The devices that wait for their users, by device code.
    pub(super) devices: BTreeMap<String, Device>,
}

/// A device that polls (RFC 8628 §3.5).
#[derive(Clone, Copy, Debug)]
pub(super) struct Device {
    /// Its interval between two requests.
    pub(super) interval: Duration,
    /// The time of its last request, and how far the clock had been moved by then.
    pub(super) asked: Option<(Instant, Duration)>,
}

impl ClientKnowledge {
    /// Records a response to the client. Returns whether it was the provider's metadata.
    pub(super) fn note(&mut self, provider: Option<&ProviderUrls>, request: &Request, response: &Response) -> bool {
        self.nonces.note(&request.url, response);
        let is_metadata = provider.is_some_and(|provider| metadata_urls(provider).contains(&request.url));
        // Other documents are not parsed: they may be large.
        if !is_metadata && !response.body.contains("client_id") {
            return false;
        }
        let (status, Some(Value::Object(said))) = (response.status, response.json()) else { return false };
        let is_new = is_metadata && status == 200;
        if is_new {
            self.metadata = Some(Value::Object(said.clone()));
        }
        if (200..300).contains(&status)
            && let Some(id) = said.get("client_id").and_then(Value::as_str).map(str::to_owned)
            && (said.contains_key("registration_client_uri") || self.registrations.contains_key(&id))
        {
            self.registrations.entry(id).or_default().extend(said);
        }
        is_new
    }

    /// Records a user's consent to a client on a consent page.
    pub(super) fn note_agreed(&mut self, user: &str, client_id: &str) {
        self.agreed.insert((user.to_owned(), client_id.to_owned()));
    }

    /// Whether a user has consented to a client on a consent page before.
    pub(super) fn has_agreed(&self, user: &str, client_id: &str) -> bool {
        self.agreed.contains(&(user.to_owned(), client_id.to_owned()))
    }

    /// The issuer, character by character: from the target file, or from the fetched metadata.
    pub(super) fn issuer<'a>(&'a self, provider: &'a ProviderUrls) -> Option<&'a str> {
        provider.issuer.as_deref().or_else(|| self.said("issuer"))
    }

    /// The audience of this client's assertions (RFC 7523 §3).
    pub(super) fn assertion_audience(&self, provider: &ProviderUrls, client: &Client) -> String {
        let token_endpoint = || provider.token.to_string();
        let issuer = || self.issuer(provider).map(str::to_owned);
        match &client.assertion_audience {
            Some(AssertionAudience::Other(text)) => text.clone(),
            Some(AssertionAudience::TokenEndpoint) => token_endpoint(),
            Some(AssertionAudience::Issuer) => issuer().unwrap_or_else(token_endpoint),
            None => {
                let refused = |audience: &String| self.refused.contains(&(client.id.clone(), audience.clone()));
                issuer().filter(|issuer| !refused(issuer)).unwrap_or_else(token_endpoint)
            }
        }
    }

    /// Whether a member of the metadata is true.
    pub(super) fn said_to_be(&self, name: &str) -> bool {
        self.metadata.as_ref().is_some_and(|metadata| metadata.get(name) == Some(&Value::Bool(true)))
    }

    /// A member of the metadata that is a string.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        self.metadata.as_ref()?.get(name)?.as_str()
    }
}

/// The URLs of the metadata: from the target file, or the well-known URLs of the issuer, those of `OpenID` Connect first.
pub(super) fn metadata_urls(provider: &ProviderUrls) -> Vec<Url> {
    let written: Vec<Url> = provider.discovery.iter().chain(&provider.metadata).cloned().collect();
    if !written.is_empty() {
        return written;
    }
    let [oauth, openid, ..] = &well_known(provider.issuer.as_deref().unwrap_or_default())[..] else {
        return Vec::new();
    };
    [openid, oauth].into_iter().filter_map(|place| Url::parse(place).ok()).collect()
}
