//! What all endpoints share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::SystemTime;

use crate::clock::Clock;
use crate::config::{Config, User};
use crate::password::HashedSecret;
use crate::policy::Policy;
use crate::random::Random;
use crate::store::Store;

/// One running provider.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    /// Authenticates anti-forgery tokens.
    pub(crate) key: [u8; 32],
    passwords: Vec<HashedSecret>,
    /// Takes the time of a password check for users who do not exist (OWASP ASVS 5.0 §6.3.8).
    nobodys_password: HashedSecret,
    store: Mutex<Store>,
    policy: RwLock<Arc<Policy>>,
}

impl App {
    /// Hashes what has to be hashed. The configuration must have been checked.
    pub(crate) fn new(config: Config, clock: Clock, random: Random) -> Self {
        let hashing = config.password_hashing;
        Self {
            key: random.bytes(),
            passwords: config.users.iter().map(|user| hashing.protect(&user.password, &random)).collect(),
            nobodys_password: hashing.hash(&random.token(), &random),
            store: Mutex::new(Store::new(&config, &random)),
            policy: RwLock::new(Arc::new(config.policy.clone())),
            config,
            clock,
            random,
        }
    }

    /// The rules in force at this moment.
    pub(crate) fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other rules, from the next request on.
    pub(crate) fn set_policy(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// Everything that changes, for as long as the guard lives.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn user(&self, id: u64) -> Option<&User> {
        self.config.users.iter().find(|user| user.user_id == id)
    }

    /// The user with this name, if the password is theirs; in the same time for a wrong name and a wrong password.
    pub(crate) fn user_with_password(&self, username: &str, password: &str) -> Option<&User> {
        let known = self.config.users.iter().zip(&self.passwords).find(|(user, _)| user.username == username);
        let hash = known.map_or(&self.nobodys_password, |(_, hash)| hash);
        let is_right = hash.is(password) || !self.policy().login.password_checked;
        known.map(|(user, _)| user).filter(|_| is_right)
    }
}
