//! Everything one issuer has: its configuration, its rules, what it remembers.

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
    /// The first segment of its paths, with the slash in front; empty for the one at the root.
    pub(crate) prefix: String,
    /// The path of the public URL, without a slash at the end: what stands before the prefix in every address.
    pub(crate) base: String,
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    /// Authenticates anti-forgery tokens.
    pub(crate) key: [u8; 32],
    /// Sign tokens.
    pub(crate) keys: KeyRing,
    /// Sends logout tokens.
    pub(crate) outbox: Outbox,
    /// Takes the time of a password check for users who do not exist (OWASP ASVS 5.0 §6.3.8).
    nobodys_password: HashedSecret,
    store: Mutex<Store>,
    policy: RwLock<Arc<Policy>>,
}

impl Issuer {
    /// Hashes what has to be hashed. The configuration must have been checked.
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

    /// The first segment of its paths; empty for the one at the root.
    pub(crate) fn name(&self) -> &str {
        self.prefix.trim_start_matches('/')
    }

    /// The rules in force at this moment, for requests that no override is about.
    pub(crate) fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other rules, from the next request on.
    pub(crate) fn set_policy(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    /// As it was configured: rules, keys, users and clients; all sessions and grants are gone.
    pub(crate) fn reset(&self) {
        self.set_policy(self.config.policy.clone());
        self.keys.reset();
        self.store().reset(&self.config, &self.random);
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// Everything that changes, for as long as the guard lives.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn user(&self, id: u64) -> Option<Arc<User>> {
        self.store().user(id)
    }

    /// The user with this name, if the password is theirs; in the same time for a wrong name and a wrong password.
    pub(crate) fn user_with_password(&self, policy: &Policy, username: &str, password: &str) -> Option<Arc<User>> {
        let known = self.store().user_named(username);
        let hash = known.as_ref().map_or(&self.nobodys_password, |(_, hash)| hash);
        let is_right = hash.is(password) || !policy.login.password_checked;
        known.map(|(user, _)| user).filter(|_| is_right)
    }
}
