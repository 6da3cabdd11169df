//! An issuer: its configuration, its rules and its store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::SystemTime;

use super::keys::KeyRing;
use super::outbox::Outbox;
use super::store::Store;
use crate::base::clock::Clock;
use crate::config::{Config, User};
use crate::oauth::password::HashedSecret;
use crate::oauth::random::Random;
use crate::policy::Policy;

/// One issuer of a provider. Endpoints see it as an [`App`](crate::state::app::App).
#[derive(Debug)]
pub(crate) struct Issuer {
    /// The first segment of its paths, with a leading slash; empty for the root issuer.
    pub(crate) prefix: String,
    /// The path of the public URL, without a trailing slash: the prefix of all paths.
    pub(crate) base: String,
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    /// Authenticates CSRF tokens.
    pub(crate) key: [u8; 32],
    /// The signing keys.
    pub(crate) keys: KeyRing,
    /// Sends logout tokens.
    pub(crate) outbox: Outbox,
    /// A password hash for users who do not exist, so that the check takes the same time (OWASP ASVS 5.0 §6.3.8).
    nobodys_password: HashedSecret,
    store: Mutex<Store>,
    policy: RwLock<Arc<Policy>>,
}

impl Issuer {
    /// Hashes passwords and secrets. The configuration must have been checked.
    pub(crate) fn new(prefix: String, base: String, config: Config, clock: Clock, random: Random) -> Self {
        Self {
            prefix,
            base,
            key: random.bytes(),
            keys: KeyRing::new(),
            outbox: Outbox::new(),
            nobodys_password: config.password_hashing.hash(&random.token(), &random),
            store: Mutex::new(Store::new(&config, &random)),
            policy: RwLock::new(Arc::new(config.policy.clone())),
            config,
            clock,
            random,
        }
    }

    /// The first segment of its paths; empty for the root issuer.
    pub(crate) fn name(&self) -> &str {
        self.prefix.trim_start_matches('/')
    }

    /// The current rules, for requests without overrides.
    pub(crate) fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the rules, from the next request on.
    pub(crate) fn set_policy(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    /// Restores the configuration: rules, keys, users and clients; all sessions and grants are removed.
    pub(crate) fn reset(&self) {
        self.set_policy(self.config.policy.clone());
        self.keys.reset();
        self.store().reset(&self.config, &self.random);
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// The store, locked as long as the guard exists.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn user(&self, id: u64) -> Option<Arc<User>> {
        self.store().user(id)
    }

    /// The user with this name, if the password is correct; in the same time for a wrong name and a wrong password.
    pub(crate) fn user_with_password(&self, policy: &Policy, username: &str, password: &str) -> Option<Arc<User>> {
        let known = self.store().user_named(username);
        let hash = known.as_ref().map_or(&self.nobodys_password, |(_, hash)| hash);
        let is_right = hash.is(password) || !policy.login.password_checked;
        known.map(|(user, _)| user).filter(|_| is_right)
    }
}
