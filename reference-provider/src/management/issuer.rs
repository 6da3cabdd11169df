//! An issuer of a provider.

use std::sync::Arc;

use crate::config::{ClientRegistration, InvalidConfig, User};
use crate::policy::{Policy, PolicyPatch};
use crate::state::client;
use crate::state::issuer::Issuer;

/// A handle to one issuer of a running provider. Changes apply from the next request on.
#[derive(Clone, Debug)]
pub struct ManagedIssuer(Arc<Issuer>);

impl ManagedIssuer {
    pub(super) fn new(issuer: Arc<Issuer>) -> Self {
        Self(issuer)
    }

    /// The first segment of its paths; empty for the root issuer.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// The rules for requests without overrides.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.0.policy())
    }

    /// Replaces the rules.
    pub fn set_policy(&self, policy: Policy) {
        self.0.set_policy(policy);
    }

    /// Changes some rules and returns all.
    pub fn patch_policy(&self, patch: &PolicyPatch) -> Policy {
        let mut policy = self.policy();
        patch.apply(&mut policy);
        self.set_policy(policy.clone());
        policy
    }

    /// The users, by their identifiers.
    pub fn users(&self) -> Vec<User> {
        self.0.store().users().map(|user| User::clone(user)).collect()
    }

    /// Adds a user, or replaces the one with the same `user_id`, whose sessions and grants remain. `false` if there was
    /// none.
    pub fn put_user(&self, user: User) -> Result<bool, InvalidConfig> {
        user.check()?;
        let hash = self.0.config.password_hashing.protect(&user.password, &self.0.random);
        let mut store = self.0.store();
        if store.user_named(&user.username).is_some_and(|(namesake, _)| namesake.user_id != user.user_id) {
            return Err(InvalidConfig::Twice { what: "username", name: user.username });
        }
        if let Some(client) = store.clients().find(|client| client.registration.shares_subject_with(&user)) {
            return Err(InvalidConfig::SubjectCollision(client.id().to_owned()));
        }
        let replaced = store.user(user.user_id).is_some();
        store.put_user(user, hash);
        Ok(replaced)
    }

    /// Removes a user, with all their sessions and grants; `false` if there is none of this name.
    pub fn remove_user(&self, username: &str) -> bool {
        let mut store = self.0.store();
        let Some((user, _)) = store.user_named(username) else { return false };
        store.remove_user(user.user_id);
        true
    }

    /// The clients, by their identifiers; without their secrets.
    pub fn clients(&self) -> Vec<ClientRegistration> {
        self.0.store().clients().map(|client| client.registration.clone()).collect()
    }

    /// Adds a client, or replaces the one with the same `client_id`, whose grants remain. `false` if there was none.
    pub fn put_client(&self, client: &ClientRegistration) -> Result<bool, InvalidConfig> {
        client.check()?;
        let client = client::Client::configured(client, self.0.config.password_hashing, &self.0.random);
        let mut store = self.0.store();
        if store.users().any(|user| client.registration.shares_subject_with(user)) {
            return Err(InvalidConfig::SubjectCollision(client.id().to_owned()));
        }
        let replaced = store.client(client.id()).is_some();
        store.put_client(client);
        Ok(replaced)
    }

    /// Removes a client, with all its grants; `false` if there is none of this identifier.
    pub fn remove_client(&self, client_id: &str) -> bool {
        let mut store = self.0.store();
        let is_known = store.client(client_id).is_some();
        if is_known {
            store.remove_client(client_id);
        }
        is_known
    }

    /// Generates new signing keys. The previous ones remain published (OpenID Connect Core §10.1.1).
    pub fn rotate_keys(&self) {
        self.0.keys.rotate();
    }

    /// Publishes only the current signing keys.
    pub fn retire_keys(&self) {
        self.0.keys.retire();
    }
}
