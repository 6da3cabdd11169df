//! What the client that the harness plays has learnt of the provider on the way, and keeps to from there on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use super::{Obstacle, World};
use crate::model::deployment::{Client, ProviderUrls};
use crate::model::exchange::{Request, Response};
use crate::model::target::{AssertionAudience, ClientAuth};
use crate::oauth::jwt::Members;
use crate::oauth::metadata::well_known;

/// What was learnt in one case.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    /// The provider's metadata, where they were fetched.
    pub(super) metadata: Option<Value>,
    /// Whether they were asked for already.
    asked: bool,
    /// The last `DPoP-Nonce` of each origin (RFC 9449 §8.2).
    nonces: BTreeMap<String, String>,
    /// Audiences that were refused in the assertions of a client, by its id.
    refused: BTreeSet<(String, String)>,
    /// What was last said of the clients that registered themselves, by client id. A token that is not repeated still counts,
    /// one that was replaced does not (RFC 7592 §3).
    pub(super) registrations: BTreeMap<String, Members>,
    /// The devices that wait for their users, by device code.
    pub(super) devices: BTreeMap<String, Device>,
}

/// A device that polls (RFC 8628 §3.5).
#[derive(Clone, Copy, Debug)]
pub(super) struct Device {
    /// How long it leaves between two requests.
    pub(super) interval: Duration,
    /// When it asked last, and how far the clock had been moved by then.
    pub(super) asked: Option<(Instant, Duration)>,
}

impl Learnt {
    /// Takes note of an answer to the client.
    pub(super) fn note(&mut self, provider: Option<&ProviderUrls>, request: &Request, response: &Response) {
        if let Some(nonce) = response.header("dpop-nonce") {
            self.nonces.insert(request.url.origin().ascii_serialization(), nonce.to_owned());
        }
        if let (200..300, Some(Value::Object(said))) = (response.status, response.json())
            && let Some(id) = said.get("client_id").and_then(Value::as_str).map(str::to_owned)
            && (said.contains_key("registration_client_uri") || self.registrations.contains_key(&id))
        {
            self.registrations.entry(id).or_default().extend(said);
        }
        let is_metadata = provider.is_some_and(|provider| metadata_urls(provider).contains(&request.url));
        if is_metadata && response.status == 200 {
            self.metadata = response.json().filter(Value::is_object).or(self.metadata.take());
        }
    }

    /// The nonce that the server at this URL wants in proofs.
    pub(super) fn nonce_of(&self, url: &Url) -> Option<&str> {
        self.nonces.get(&url.origin().ascii_serialization()).map(String::as_str)
    }

    /// A member of the metadata that is text.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        self.metadata.as_ref()?.get(name)?.as_str()
    }
}

impl World {
    /// The issuer, character by character: as the target file says, or the metadata that were fetched.
    pub(super) fn issuer(&self) -> Option<&str> {
        let written = self.deployment.provider.as_ref().and_then(|provider| provider.issuer.as_deref());
        written.or_else(|| self.learnt.said("issuer"))
    }

    /// Asks the provider's metadata for its issuer, as a client does before it signs anything for it: once, and only where
    /// they are.
    pub(super) async fn learn_issuer(&mut self) {
        let provider = self.deployment.provider.as_ref();
        let Some(url) = provider.and_then(|provider| metadata_urls(provider).into_iter().next()) else { return };
        if self.issuer().is_some() || std::mem::replace(&mut self.learnt.asked, true) {
            return;
        }
        let mut request = Request::new("GET", url);
        request.headers.push(("accept".to_owned(), "application/json".to_owned()));
        // Without an answer the issuer is not known, and that is no obstacle.
        drop(self.call("client", request).await);
    }

    /// For whom an assertion of this client is (RFC 7523 §3).
    pub(super) fn assertion_audience(&self, client: &Client) -> Result<String, Obstacle> {
        let token_endpoint = self.provider()?.token.to_string();
        let issuer = || self.issuer().map(str::to_owned);
        Ok(match &client.assertion_audience {
            Some(AssertionAudience::Other(text)) => text.clone(),
            Some(AssertionAudience::TokenEndpoint) => token_endpoint,
            Some(AssertionAudience::Issuer) => issuer().unwrap_or(token_endpoint),
            None => {
                let refused = |audience: &String| self.learnt.refused.contains(&(client.id.clone(), audience.clone()));
                issuer().filter(|issuer| !refused(issuer)).unwrap_or(token_endpoint)
            }
        })
    }

    /// True where one has to know the issuer to sign for it.
    pub(super) fn signs_for_issuer(client: &Client, auth: ClientAuth) -> bool {
        let signs = matches!(auth, ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt);
        signs && matches!(client.assertion_audience, None | Some(AssertionAudience::Issuer))
    }

    /// Notes that an assertion was refused; true where the client has another audience to try.
    pub(super) fn tries_another_audience(&mut self, client: &Client) -> bool {
        let Ok(before) = self.assertion_audience(client) else { return false };
        self.learnt.refused.insert((client.id.clone(), before.clone()));
        self.show_clients();
        self.assertion_audience(client).is_ok_and(|after| after != before)
    }
}

impl World {
    /// Deletes the clients that the story registered, as far as the provider lets it (RFC 7592 §2.3): nobody but the story
    /// had any use for them. The references are gone after a case, with their clients.
    pub async fn deregister(&mut self) {
        if self.levers.advance(Duration::ZERO) {
            return;
        }
        for known in std::mem::take(&mut self.learnt.registrations).into_values() {
            let text = |name: &str| known.get(name).and_then(Value::as_str);
            let url = text("registration_client_uri").and_then(|url| Url::parse(url).ok());
            let ours = url.filter(|url| !self.stops(None).contains(url));
            let (Some(url), Some(token)) = (ours, text("registration_access_token")) else { continue };
            let mut request = Request::new("DELETE", url);
            request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
            // It may be gone already, and what the provider says to this is nothing to judge.
            drop(self.transport().send(&request).await);
        }
    }
}

/// Where the metadata are: as the target file says, or where they are by the issuer, those of `OpenID` Connect first.
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
