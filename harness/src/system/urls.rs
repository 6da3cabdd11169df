//! Every URL of a deployment, from what its target file says.

use std::collections::BTreeMap;

use url::Url;

use super::error::StartError;
use crate::model::deployment::{Client, ConsumerUrls, ProviderUrls};
use crate::model::span::Spanned;
use crate::model::target::{ConsumerPages, Party, PartyLocation, ProviderPages, Target};

/// Where a party is: as written, or where it was started.
pub(super) fn base(place: &PartyLocation, started: Option<Url>) -> Result<Url, StartError> {
    match place {
        PartyLocation::External(url) => Ok(url.value.clone()),
        PartyLocation::Reference(_) => started.ok_or(StartError::NoReferences),
    }
}

/// The provider's places, from the paths of the target file.
pub(super) fn provider_urls(base: &Url, party: &Party<ProviderPages>) -> Result<ProviderUrls, StartError> {
    let urls = party.pages.resolved(base, |path| join(base, path))?;
    let (issuer, initial_access_token) = (party.issuer.clone(), party.initial_access_token.clone());
    Ok(ProviderUrls { also_at: origins(party), issuer, initial_access_token, ..urls })
}

/// The consumer's.
pub(super) fn consumer_urls(base: &Url, party: &Party<ConsumerPages>) -> Result<ConsumerUrls, StartError> {
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

/// The clients of the target file; those without a redirection URI have the consumer's.
pub(super) fn clients(target: &Target, consumer: Option<&ConsumerUrls>) -> BTreeMap<String, Client> {
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
                post_logout_redirect_uris: entry.post_logout_redirect_uri.clone(),
                auth: entry.auth,
                assertion_audience: entry.assertion_audience.clone(),
            };
            (role.clone(), client)
        })
        .collect()
}

/// A path of the target file, below a base.
pub(super) fn join(base: &Url, path: &Spanned<String>) -> Result<Url, StartError> {
    base.join(&path.value).map_err(|error| StartError::BadPath { path: path.value.clone(), error })
}
