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

/// A handle on all that can be changed while a provider runs. What is changed holds from the next request on.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// # use reference_provider::{Config, Environment, Override, Provider, Route};
/// # let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
/// let config = Config { journal: Some(100), ..Config::embedded() };
/// let provider = Provider::start(config, Environment::system(), listener).await?;
/// let management = provider.management();
/// // The next token response says that it is plain text.
/// management.put_override("once", Override::faults(["token-unlabelled"]).at_endpoint(Route::Token).times(1))?;
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

/// How the provider is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Health {
    /// Where it serves.
    pub url: String,
    /// The names of its issuers: empty for the one at the root, else the first segment of the paths.
    pub issuers: Vec<String>,
    /// How many overrides are in force.
    pub overrides: usize,
    /// How many requests the journal has.
    pub journal: usize,
    /// What went wrong first with the file behind the store; what happened since may not be kept there.
    pub store_trouble: Option<String>,
}

/// No issuer has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown issuer `{name}`{}", did_you_mean(.similar))]
pub struct UnknownIssuer {
    /// The name that was asked for.
    pub name: String,
    /// All there are; empty stands for the one at the root.
    pub known: Vec<String>,
    /// Those of them that look like it.
    pub similar: Vec<String>,
}

impl Management {
    pub(crate) fn new(site: Arc<Site>, url: String) -> Self {
        Self { site, url }
    }

    /// Whether an answer would come too late: the provider is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.site.is_closed()
    }

    /// How it is.
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

    /// The names of all issuers, the one at the root first, which has an empty one.
    pub fn issuer_names(&self) -> Vec<String> {
        self.site.issuers().map(|issuer| issuer.name().to_owned()).collect()
    }

    /// The issuer at the root.
    pub fn root(&self) -> ManagedIssuer {
        ManagedIssuer::new(Arc::clone(self.site.root()))
    }

    /// The issuer of this name; empty for the one at the root.
    pub fn issuer(&self, name: &str) -> Result<ManagedIssuer, UnknownIssuer> {
        if let Some(issuer) = self.site.issuer(name) {
            return Ok(ManagedIssuer::new(Arc::clone(issuer)));
        }
        let known = self.issuer_names();
        let similar = similar(name, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        Err(UnknownIssuer { name: name.to_owned(), known, similar })
    }

    /// All overrides in force, by name, with the times that are left of them and the seeds they draw with.
    pub fn overrides(&self) -> BTreeMap<String, Override> {
        self.site.overrides.all()
    }

    /// Puts an override in force, in the place of the one with the same name. Requests that fall under several meet all
    /// of them, in the order of their names.
    pub fn put_override(&self, name: impl Into<String>, rules: Override) -> Result<(), InvalidOverride> {
        rules.check(&self.site.root().config.issuers)?;
        self.site.overrides.put(name.into(), rules);
        Ok(())
    }

    /// Whether there was an override of this name; now there is none.
    pub fn remove_override(&self, name: &str) -> bool {
        self.site.overrides.remove(name)
    }

    /// No overrides any more.
    pub fn clear_overrides(&self) {
        self.site.overrides.replace(&BTreeMap::new());
    }

    /// The clock that everything expires by.
    pub fn clock(&self) -> &Clock {
        &self.site.root().clock
    }

    /// The time by that clock.
    pub fn now(&self) -> SystemTime {
        self.clock().now()
    }

    /// The latest requests and what came of them, the oldest first; as many as [`Config::journal`](crate::Config) says.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.site.journal.entries()
    }

    /// Forgets the requests seen so far.
    pub fn clear_journal(&self) {
        self.site.journal.clear();
    }

    /// As it was configured: rules, overrides, users, clients, keys and clock; sessions, grants, the journal and what the
    /// store's file has kept are gone.
    pub fn reset(&self) {
        self.site.issuers().for_each(|issuer| issuer.reset());
        self.site.overrides.replace(&self.site.root().config.overrides);
        self.clock().reset();
        self.clear_journal();
    }
}
