//! What all requests to one consumer share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use url::Url;

use crate::account::Accounts;
use crate::config::Config;
use crate::environment::Environment;
use crate::flow::back_channel::BackChannel;
use crate::flow::profile::Profile;
use crate::policy::Policy;
use crate::session::{Session, Sessions};
use crate::web::visit::Visit;

/// The path of the redirection endpoint (RFC 6749 section 3.1.2).
pub(crate) const CALLBACK: &str = "/accounts/testprovider/login/callback/";

/// One consumer: its settings and what it remembers.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) config: Config,
    pub(crate) environment: Environment,
    /// Where browsers reach this site: scheme, host and port, as an `Origin` header says it.
    pub(crate) origin: String,
    pub(crate) redirect_uri: String,
    pub(crate) back_channel: BackChannel,
    sessions: Mutex<Sessions>,
    accounts: Mutex<Accounts>,
}

impl Site {
    pub(crate) fn new(config: Config, environment: Environment, base: &Url) -> Result<Self, reqwest::Error> {
        let origin = base.origin().ascii_serialization();
        Ok(Self {
            back_channel: BackChannel::new(Duration::from_millis(config.provider_timeout_ms))?,
            redirect_uri: format!("{origin}{CALLBACK}"),
            origin,
            config,
            environment,
            sessions: Mutex::default(),
            accounts: Mutex::default(),
        })
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.config.policy
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.environment.clock.now()
    }

    /// Whether browsers reach this site over TLS, so that its cookies can be `Secure`.
    pub(crate) fn is_secure(&self) -> bool {
        self.origin.starts_with("https:")
    }

    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session that the visitor's cookie names.
    pub(crate) fn session(&self, visit: &Visit) -> Option<Session> {
        self.sessions().find(visit.session_id(), self.now()).cloned()
    }

    /// The user who is signed in in the visitor's browser.
    pub(crate) fn user(&self, visit: &Visit) -> Option<Profile> {
        let account = self.session(visit)?.account?;
        self.accounts().profile(account).cloned()
    }
}
