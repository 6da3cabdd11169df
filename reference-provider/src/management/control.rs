//! The provider as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use reference_rules::similar::{did_you_mean, similar};
use serde::Serialize;

use super::issuer::ManagedIssuer;
use crate::base::clock::Clock;
use crate::config::{InvalidOverride, Override};
use crate::dispatch::journal::JournalEntry;
use crate::dispatch::site::Site;
use crate::state::issuer::Issuer;

/// A handle to everything that can be changed while a provider runs. Changes apply from the next request on.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// # use reference_provider::{Config, Environment, Override, Provider, Route};
/// # let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
/// let config = Config { journal: Some(100), ..Config::embedded() };
/// let provider = Provider::start(config, Environment::system(), listener).await?;
/// let management = provider.management();
/// // The next token response says that it is plain text.
/// management.put_override("once", Override::faults(["token-wrong-media-type"]).at_endpoint(Route::Token).times(1))?;
/// management.clock().advance(std::time::Duration::from_secs(3600));
/// for entry in management.journal() {
///     println!("{} {} {:?}", entry.method, entry.status, entry.faults);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Management {
    site: Arc<Site>,
    url: String,
}

/// The state of the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Health {
    /// The URL of the provider.
    pub url: String,
    /// The names of its issuers: empty for the root issuer, otherwise the first segment of the paths.
    pub issuers: Vec<String>,
    /// The number of active overrides.
    pub overrides: usize,
    /// The number of journal entries.
    pub journal: usize,
    /// The first error of the store's file; later changes may not be kept there.
    pub store_trouble: Option<String>,
}

/// No issuer has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown issuer `{name}`{}", did_you_mean(.similar))]
pub struct UnknownIssuer {
    /// The requested name.
    pub name: String,
    /// All names; the root issuer has an empty one.
    pub known: Vec<String>,
    /// Similar names.
    pub similar: Vec<String>,
}

impl Management {
    pub(crate) fn new(site: Arc<Site>, url: String) -> Self {
        Self { site, url }
    }

    /// Whether it is too late for a response: the provider was dropped.
    pub(super) fn is_closed(&self) -> bool {
        self.site.is_closed()
    }

    /// The state of the provider.
    pub fn health(&self) -> Health {
        let trouble = |issuer: &Arc<Issuer>| issuer.store().file_trouble().map(str::to_owned);
        Health {
            url: self.url.clone(),
            issuers: self.issuer_names(),
            overrides: self.site.overrides.all().len(),
            journal: self.site.journal.len(),
            store_trouble: self.site.issuers().find_map(trouble),
        }
    }

    /// The names of all issuers, the root issuer with its empty name first.
    pub fn issuer_names(&self) -> Vec<String> {
        self.site.issuers().map(|issuer| issuer.name().to_owned()).collect()
    }

    /// The root issuer.
    pub fn root(&self) -> ManagedIssuer {
        ManagedIssuer::new(Arc::clone(self.site.root()))
    }

    /// The issuer of this name; empty for the root issuer.
    pub fn issuer(&self, name: &str) -> Result<ManagedIssuer, UnknownIssuer> {
        if let Some(issuer) = self.site.issuer(name) {
            return Ok(ManagedIssuer::new(Arc::clone(issuer)));
        }
        let known = self.issuer_names();
        let similar = similar(name, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        Err(UnknownIssuer { name: name.to_owned(), known, similar })
    }

    /// All active overrides by name, with their remaining `times` and their seeds.
    pub fn overrides(&self) -> BTreeMap<String, Override> {
        self.site.overrides.all()
    }

    /// Adds an override, or replaces the one with the same name. All overrides that match a request apply, in the order
    /// of their names.
    pub fn put_override(&self, name: impl Into<String>, rules: Override) -> Result<(), InvalidOverride> {
        rules.check(&self.site.root().config.issuers)?;
        self.site.overrides.put(name.into(), rules);
        Ok(())
    }

    /// Removes an override; whether there was one of this name.
    pub fn remove_override(&self, name: &str) -> bool {
        self.site.overrides.remove(name)
    }

    /// Removes all overrides.
    pub fn clear_overrides(&self) {
        self.site.overrides.replace(&BTreeMap::new());
    }

    /// The clock for all lifetimes.
    pub fn clock(&self) -> &Clock {
        &self.site.root().clock
    }

    /// The time of that clock.
    pub fn now(&self) -> SystemTime {
        self.clock().now()
    }

    /// The latest requests and their results, the oldest first; their maximum number is
    /// [`Config::journal`](crate::Config).
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.site.journal.entries()
    }

    /// Removes all entries of the journal.
    pub fn clear_journal(&self) {
        self.site.journal.clear();
    }

    /// Restores the configuration: rules, overrides, users, clients, keys and clock; sessions, grants, the journal and
    /// the content of the store's file are removed.
    pub fn reset(&self) {
        self.site.issuers().for_each(|issuer| issuer.reset());
        self.site.overrides.replace(&self.site.root().config.overrides);
        self.clock().reset();
        self.clear_journal();
    }
}
