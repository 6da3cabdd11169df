//! The store of an issuer, in memory. A file can keep users, clients and consents across restarts; everything else is
//! lost when the provider stops.
//!
//! One lock makes each decision atomic: if two requests redeem the same code, one is the first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::client::Client;
use super::device_request::DeviceRequest;
use super::grant::{AccessToken, Code, Grant, RefreshToken};
use super::pushed::Pushed;
use super::session::Session;
use super::store_file::{Durable, PersistentStore, Record, StoreFileError};
use super::throttle::Throttle;
use crate::base::expiring_map::ExpiringMap;
use crate::base::hash::{Digest, digest};
use crate::config::{Config, User};
use crate::oauth::password::HashedSecret;
use crate::oauth::random::Random;
use crate::oauth::scope::Scope;

mod removal;

/// The maximum number of entries of each kind.
const CAPACITY: usize = 50_000;
/// The maximum number of applications that can be registered in the browser.
const MAX_CLIENTS: usize = 1_000;

/// Everything that changes while the provider runs.
#[derive(Debug)]
pub(crate) struct Store {
    users: BTreeMap<u64, (Arc<User>, HashedSecret)>,
    clients: BTreeMap<String, Arc<Client>>,
    pub(crate) sessions: ExpiringMap<Session>,
    /// The consents of users, by [`consent_key`](super::grant::consent_key).
    pub(crate) consents: ExpiringMap<Scope>,
    pub(crate) grants: ExpiringMap<Grant>,
    pub(crate) codes: ExpiringMap<Code>,
    pub(crate) access_tokens: ExpiringMap<AccessToken>,
    pub(crate) refresh_tokens: ExpiringMap<RefreshToken>,
    /// Used single-use values, such as the `jti` of a DPoP proof, until they would be too old anyway.
    used: ExpiringMap<()>,
    pub(crate) pushed: ExpiringMap<Pushed>,
    /// The deadlines of interactions, by request and browser.
    pub(crate) interactions: ExpiringMap<SystemTime>,
    /// The pages that follow a login, by the cookie that refers to them.
    pub(crate) continuations: ExpiringMap<String>,
    /// Device requests, by device code.
    pub(crate) device_requests: ExpiringMap<DeviceRequest>,
    /// Their keys, by user code.
    pub(crate) user_codes: ExpiringMap<Digest>,
    pub(crate) wrong_user_codes: Throttle,
    /// The first ID token for a user at a client, by consent key, if the rules replay it.
    pub(crate) first_id_tokens: ExpiringMap<String>,
    /// Access tokens that the resource has found valid, as long as it caches that.
    pub(crate) good_tokens: ExpiringMap<()>,
    pub(crate) wrong_passwords: Throttle,
    pub(crate) wrong_secrets: Throttle,
    /// Invalid codes, by client.
    pub(crate) wrong_codes: Throttle,
    kept: PersistentStore,
}

impl Store {
    pub(crate) fn new(config: &Config, random: &Random) -> Self {
        let hashing = config.password_hashing;
        Self {
            users: config
                .users
                .iter()
                .map(|user| (user.user_id, (Arc::new(user.clone()), hashing.protect(&user.password, random))))
                .collect(),
            clients: config
                .clients
                .iter()
                .map(|client| (client.client_id.clone(), Arc::new(Client::configured(client, hashing, random))))
                .collect(),
            sessions: ExpiringMap::bounded(CAPACITY),
            consents: ExpiringMap::bounded(CAPACITY),
            grants: ExpiringMap::bounded(CAPACITY),
            codes: ExpiringMap::bounded(CAPACITY),
            access_tokens: ExpiringMap::bounded(CAPACITY),
            refresh_tokens: ExpiringMap::bounded(CAPACITY),
            used: ExpiringMap::bounded(CAPACITY),
            pushed: ExpiringMap::bounded(CAPACITY),
            interactions: ExpiringMap::bounded(CAPACITY),
            continuations: ExpiringMap::bounded(CAPACITY),
            device_requests: ExpiringMap::bounded(CAPACITY),
            user_codes: ExpiringMap::bounded(CAPACITY),
            wrong_user_codes: Throttle::default(),
            first_id_tokens: ExpiringMap::bounded(CAPACITY),
            good_tokens: ExpiringMap::bounded(CAPACITY),
            wrong_passwords: Throttle::default(),
            wrong_secrets: Throttle::default(),
            wrong_codes: Throttle::default(),
            kept: PersistentStore::default(),
        }
    }

    /// Keeps changes in `file`, too; its content replaces the configured one.
    pub(crate) fn keep_in(&mut self, mut file: Box<dyn Durable>, now: SystemTime) -> Result<(), StoreFileError> {
        let Record { users, clients, consents } = file.load(now)?;
        self.users.extend(users.into_iter().map(|(user, hash)| (user.user_id, (Arc::new(user), hash))));
        self.clients.extend(clients.into_iter().map(|client| (client.id().to_owned(), Arc::new(client))));
        for (key, scope, until) in consents {
            self.consents.insert(key, scope, until, now);
        }
        self.kept = PersistentStore::by(file);
        self.forget_foreign_consents();
        Ok(())
    }

    /// Removes everything that is not configured, also from the file.
    pub(crate) fn reset(&mut self, config: &Config, random: &Random) {
        let mut kept = std::mem::take(&mut self.kept);
        kept.change(|file| file.clear());
        *self = Self { kept, ..Self::new(config, random) };
    }

    /// Stops keeping changes in the file, which is released once all issuers have done so.
    pub(crate) fn let_go(&mut self) {
        self.kept = PersistentStore::default();
    }

    /// The first error of the file.
    pub(crate) fn file_trouble(&self) -> Option<&str> {
        self.kept.trouble()
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &Arc<User>> {
        self.users.values().map(|(user, _)| user)
    }

    pub(crate) fn user(&self, id: u64) -> Option<Arc<User>> {
        self.users.get(&id).map(|(user, _)| Arc::clone(user))
    }

    /// The user with this name, and the hash of their password.
    pub(crate) fn user_named(&self, username: &str) -> Option<(Arc<User>, HashedSecret)> {
        self.users.values().find(|(user, _)| user.username == username).cloned()
    }

    /// Adds a user, or replaces the one with the same identifier. A user with another name is another person and
    /// inherits nothing; a new password ends the existing sessions.
    pub(crate) fn put_user(&mut self, user: User, password: HashedSecret) {
        match self.users.get(&user.user_id) {
            Some((before, _)) if before.username != user.username => self.remove_user(user.user_id),
            Some((before, _)) if before.password != user.password => {
                self.sessions.retain(|session| session.user_id != user.user_id);
            }
            _ => {}
        }
        self.kept.change(|file| file.put_user(&user, &password));
        self.users.insert(user.user_id, (Arc::new(user), password));
    }

    /// The user with the lowest identifier.
    pub(crate) fn first_user(&self) -> Option<Arc<User>> {
        self.users.values().next().map(|(user, _)| Arc::clone(user))
    }

    pub(crate) fn client(&self, id: &str) -> Option<Arc<Client>> {
        self.clients.get(id).cloned()
    }

    pub(crate) fn clients(&self) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.values()
    }

    /// A client whose `client_id` is the `sub` of a user (RFC 9700 §4.15.1). A self-registered client can have such an
    /// identifier only if the rules let it choose.
    pub(crate) fn client_named_by_a_subject(&self) -> Option<&Arc<Client>> {
        let is_named = |client: &&Arc<Client>| self.users().any(|user| client.registration.shares_subject_with(user));
        self.clients().filter(|client| client.is_reviewed()).find(is_named)
    }

    pub(crate) fn clients_of(&self, owner: u64) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.values().filter(move |client| client.owner == Some(owner))
    }

    /// Whether any client has this registration access token.
    pub(crate) fn is_registration_token(&self, token: &Digest) -> bool {
        let mut managements = self.clients.values().filter_map(|client| client.management.as_ref());
        managements.any(|management| management.token == *token)
    }

    /// Whether another application can be registered.
    pub(crate) fn has_room_for_clients(&self) -> bool {
        self.clients.len() < MAX_CLIENTS
    }

    /// Adds a client, or replaces the one with the same identifier.
    pub(crate) fn put_client(&mut self, client: Client) {
        self.kept.change(|file| file.put_client(&client));
        self.clients.insert(client.id().to_owned(), Arc::new(client));
    }

    /// Stores the consent of a user, by [`consent_key`](super::grant::consent_key).
    pub(crate) fn remember_consent(&mut self, key: Digest, scope: Scope, until: SystemTime, now: SystemTime) {
        self.kept.change(|file| file.put_consent(&key, &scope, until));
        self.consents.insert(key, scope, until, now);
    }

    pub(crate) fn revoke(&mut self, grant: &Digest, now: SystemTime) {
        if let Some(grant) = self.grants.get_mut(grant, now) {
            grant.revoked = true;
        }
    }

    /// Marks a single-use value as used; `false` if it was used before.
    pub(crate) fn use_up(&mut self, what: &str, until: SystemTime, now: SystemTime) -> bool {
        let key = digest(what);
        let is_fresh = self.used.get(&key, now).is_none();
        self.used.insert(key, (), until, now);
        is_fresh
    }

    /// Narrows a grant.
    pub(crate) fn narrow(&mut self, grant: &Digest, scope: &Scope, now: SystemTime) {
        if let Some(grant) = self.grants.get_mut(grant, now) {
            grant.scope = scope.clone();
        }
    }

    /// Revokes the access tokens of a grant, but not its refresh tokens.
    pub(crate) fn revoke_access_tokens(&mut self, grant: &Digest) {
        for token in self.access_tokens.values_mut().filter(|token| token.grant == *grant) {
            token.revoked = true;
        }
    }

    /// The access token, and its grant.
    pub(crate) fn access_token(&self, token: &str, now: SystemTime) -> Option<(&AccessToken, &Grant)> {
        let token = self.access_tokens.get(&digest(token), now)?;
        Some((token, self.grants.get(&token.grant, now)?))
    }

    /// The refresh token, and its grant.
    pub(crate) fn refresh_token(&self, token: &str, now: SystemTime) -> Option<(&RefreshToken, &Grant)> {
        let token = self.refresh_tokens.get(&digest(token), now)?;
        Some((token, self.grants.get(&token.grant, now)?))
    }
}
