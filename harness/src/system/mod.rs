//! Brings a target up, or finds it where it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use url::Url;

use crate::model::deployment::{Client, ConsumerUrls, Deployment, ProviderUrls};
use crate::model::endpoint::Endpoint;
use crate::model::levers::Levers;
#[cfg(not(feature = "reference"))]
use crate::model::levers::NoLevers;
use crate::model::span::At;
use crate::model::target::{ConsumerPages, Party, Place, ProviderPages, Target};

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
    /// What can be moved about it: the references that were started, which live as long as this does.
    pub levers: Arc<dyn Levers>,
    /// Certificates that were made for it: nobody else vouches for them.
    pub authorities: Vec<CertificateDer<'static>>,
}

/// Starts the references that a target asks for, and works out every URL.
pub async fn start(target: &Target) -> Result<Running, StartError> {
    #[cfg(feature = "reference")]
    let (levers, provider_base, consumer_base, authorities) = {
        let references = in_process::start(target).await?;
        let (provider, consumer) = (references.provider_url(), references.consumer_url());
        let authorities = references.authorities();
        (Arc::new(references), provider, consumer, authorities)
    };
    #[cfg(not(feature = "reference"))]
    let (levers, provider_base, consumer_base, authorities) = (Arc::new(NoLevers), None, None, Vec::new());

    let provider = match &target.provider {
        Some(party) => Some(provider_urls(&base(&party.place, provider_base)?, party)?),
        None => None,
    };
    let consumer = match &target.consumer {
        Some(party) => Some(consumer_urls(&base(&party.place, consumer_base)?, party)?),
        None => None,
    };
    let clients = clients(target, consumer.as_ref());
    let others = target.others.iter().map(|(name, url)| (name.clone(), url.value.clone())).collect();
    let (users, scope, asking) = (target.users.clone(), target.scope.clone(), target.asking.clone());
    let sign_in = target.sign_in.clone();
    let deployment = Deployment { provider, consumer, clients, users, others, sign_in, scope, asking };
    Ok(Running { deployment, levers, authorities })
}

/// What keeps a target from being brought up, as far as its file can tell: each with its place there.
pub fn misfits(target: &Target) -> Vec<At<String>> {
    let mut found = Vec::new();
    let somewhere = Url::parse("http://localhost").expect("it is a URL");
    let provider =
        target.provider.iter().flat_map(|party| Endpoint::ALL.iter().filter_map(|&page| party.pages.get(page)));
    let consumer = target.consumer.iter().flat_map(|party| {
        let pages = &party.pages;
        [&pages.home, &pages.sign_in, &pages.callback].into_iter().chain(&pages.log_out)
    });
    for path in provider.chain(consumer) {
        if let Err(error) = join(&somewhere, path) {
            found.push(At { value: error.to_string(), span: path.span });
        }
    }
    #[cfg(feature = "reference")]
    found.extend(in_process::misfits(target));
    found
}

/// A way in which a reference misbehaves when it is told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `provider` or `consumer`.
    pub party: &'static str,
    /// What it is called after `provider/` or `consumer/`.
    pub name: &'static str,
    /// The requirement (id) that it breaks.
    pub breaks: &'static str,
    /// Those (ids) that cannot be kept then, either.
    pub also: &'static [&'static str],
    /// What the party does then, in one sentence.
    pub sentence: &'static str,
}

/// Every fault of the references; none where the program was built without them.
pub fn faults() -> Vec<Fault> {
    #[cfg(feature = "reference")]
    return in_process::faults();
    #[cfg(not(feature = "reference"))]
    Vec::new()
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

fn provider_urls(base: &Url, party: &Party<ProviderPages>) -> Result<ProviderUrls, StartError> {
    let urls = party.pages.resolved(base, |path| join(base, path))?;
    Ok(ProviderUrls { also_at: origins(party), issuer: party.issuer.clone(), ..urls })
}

fn consumer_urls(base: &Url, party: &Party<ConsumerPages>) -> Result<ConsumerUrls, StartError> {
    let pages = &party.pages;
    Ok(ConsumerUrls {
        base: base.clone(),
        also_at: origins(party),
        home: join(base, &pages.home)?,
        sign_in: join(base, &pages.sign_in)?,
        callback: join(base, &pages.callback)?,
        log_out: pages.log_out.as_ref().map(|path| join(base, path)).transpose()?,
    })
}

fn origins<P>(party: &Party<P>) -> Vec<Url> {
    party.also_at.iter().map(|origin| origin.value.clone()).collect()
}

fn clients(target: &Target, consumer: Option<&ConsumerUrls>) -> BTreeMap<String, Client> {
    let callback = consumer.map(|consumer| consumer.callback.to_string()).unwrap_or_default();
    target
        .clients
        .iter()
        .map(|(role, entry)| {
            let redirect_uri = entry.redirect_uri.as_ref().map_or_else(|| callback.clone(), |uri| uri.value.clone());
            let client = Client {
                place: target.source.place(entry.span),
                id: entry.id.clone(),
                secret: entry.secret.clone(),
                redirect_uri,
                auth: entry.auth,
                assertion_audience: entry.assertion_audience.clone(),
            };
            (role.clone(), client)
        })
        .collect()
}

fn join(base: &Url, path: &At<String>) -> Result<Url, StartError> {
    base.join(&path.value).map_err(|error| StartError::BadPath { path: path.value.clone(), error })
}
