//! Brings a target up, or finds it where it is.

use std::collections::BTreeMap;

use url::Url;

use crate::model::deployment::{Client, ConsumerUrls, Deployment, ProviderUrls};
use crate::model::span::At;
use crate::model::target::{ConsumerPages, Place, ProviderPages, Target};

mod external;
#[cfg(feature = "reference")]
pub mod in_process;

pub use external::{Unreachable, reachable};

/// Why a target could not be brought up.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A page's path does not make a URL.
    #[error("`{path}` is not a path or URL: {error}")]
    BadPath {
        /// As written in the target file.
        path: String,
        /// What is wrong with it.
        error: url::ParseError,
    },
    /// A reference did not start.
    #[error("the reference {party} did not start: {cause}")]
    Reference {
        /// `provider` or `consumer`.
        party: &'static str,
        /// Why.
        cause: String,
    },
    /// The program was built without the references.
    #[error("this program was built without the reference provider and consumer")]
    NoReferences,
}

/// A target that is up. What was started for it stops when this is dropped.
pub struct Running {
    /// Where everything is.
    pub deployment: Deployment,
    /// The references that were started, in the order in which they stop.
    #[cfg(feature = "reference")]
    _references: in_process::References,
}

/// Starts the references that a target asks for, and works out every URL.
pub async fn start(target: &Target) -> Result<Running, StartError> {
    #[cfg(feature = "reference")]
    let references = in_process::start(target).await?;
    #[cfg(feature = "reference")]
    let (provider_base, consumer_base) = (references.provider_url(), references.consumer_url());
    #[cfg(not(feature = "reference"))]
    let (provider_base, consumer_base) = (None, None);

    let provider = match &target.provider {
        Some(party) => Some(provider_urls(&base(&party.place, provider_base)?, &party.pages)?),
        None => None,
    };
    let consumer = match &target.consumer {
        Some(party) => Some(consumer_urls(&base(&party.place, consumer_base)?, &party.pages)?),
        None => None,
    };
    let clients = clients(target, consumer.as_ref());
    let deployment = Deployment {
        provider,
        consumer,
        clients,
        users: target.users.clone(),
        sign_in: target.sign_in.clone(),
        scope: target.scope.clone(),
    };
    Ok(Running {
        deployment,
        #[cfg(feature = "reference")]
        _references: references,
    })
}

/// Is there such a fault of the reference `provider` or `consumer`? If not: a sentence that says so.
#[cfg(feature = "reference")]
pub fn check_fault(party: &str, name: &str) -> Result<(), String> {
    in_process::check_fault(party, name)
}

/// Is there such a fault? There is none without the references.
#[cfg(not(feature = "reference"))]
pub fn check_fault(_party: &str, _name: &str) -> Result<(), String> {
    Err(StartError::NoReferences.to_string())
}

fn base(place: &Place, started: Option<Url>) -> Result<Url, StartError> {
    match place {
        Place::At(url) => Ok(url.value.clone()),
        Place::Reference(_) => started.ok_or(StartError::NoReferences),
    }
}

fn provider_urls(base: &Url, pages: &ProviderPages) -> Result<ProviderUrls, StartError> {
    Ok(ProviderUrls {
        base: base.clone(),
        authorization: join(base, &pages.authorization)?,
        token: join(base, &pages.token)?,
        revocation: join_some(base, pages.revocation.as_ref())?,
        introspection: join_some(base, pages.introspection.as_ref())?,
        profile: join_some(base, pages.profile.as_ref())?,
        log_in: join_some(base, pages.log_in.as_ref())?,
        log_out: join_some(base, pages.log_out.as_ref())?,
        register_client: join_some(base, pages.register_client.as_ref())?,
    })
}

fn consumer_urls(base: &Url, pages: &ConsumerPages) -> Result<ConsumerUrls, StartError> {
    Ok(ConsumerUrls {
        base: base.clone(),
        home: join(base, &pages.home)?,
        sign_in: join(base, &pages.sign_in)?,
        callback: join(base, &pages.callback)?,
        log_out: join_some(base, pages.log_out.as_ref())?,
    })
}

fn clients(target: &Target, consumer: Option<&ConsumerUrls>) -> BTreeMap<String, Client> {
    let callback = consumer.map(|consumer| consumer.callback.to_string()).unwrap_or_default();
    target
        .clients
        .iter()
        .map(|(role, entry)| {
            let redirect_uri = entry.redirect_uri.as_ref().map_or_else(|| callback.clone(), |uri| uri.value.clone());
            let client = Client { id: entry.id.clone(), secret: entry.secret.clone(), redirect_uri, auth: entry.auth };
            (role.clone(), client)
        })
        .collect()
}

fn join(base: &Url, path: &At<String>) -> Result<Url, StartError> {
    base.join(&path.value).map_err(|error| StartError::BadPath { path: path.value.clone(), error })
}

fn join_some(base: &Url, path: Option<&At<String>>) -> Result<Option<Url>, StartError> {
    path.map(|path| join(base, path)).transpose()
}
