//! What the provider remembers, in memory: gone when it stops.
//!
//! One lock around all of it makes each decision atomic: of two requests that redeem one code, one is the first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use crate::config::{self, ClientType, Config};
use crate::password::{HashedSecret, PasswordHashing};
use crate::pkce::Challenge;
use crate::policy::Policy;
use crate::random::Random;
use crate::scope::Scope;
use crate::table::{Digest, Table, digest};
use crate::throttle::Throttle;

/// How many entries of a kind are kept at most.
const CAPACITY: usize = 50_000;
/// How many applications can be registered in the browser.
const MAX_CLIENTS: usize = 1_000;

/// Everything that changes while the provider runs.
#[derive(Debug)]
pub(crate) struct Store {
    clients: BTreeMap<String, Arc<Client>>,
    pub(crate) sessions: Table<Session>,
    pub(crate) grants: Table<Grant>,
    pub(crate) codes: Table<Code>,
    pub(crate) access_tokens: Table<AccessToken>,
    pub(crate) refresh_tokens: Table<RefreshToken>,
    pub(crate) wrong_passwords: Throttle,
    pub(crate) wrong_secrets: Throttle,
}

/// A registered client (RFC 6749 §2).
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: ClientType,
    pub(crate) secret: Option<ClientSecret>,
    pub(crate) redirect_uris: Vec<String>,
    /// The user who registered it in the browser.
    pub(crate) owner: Option<u64>,
}

/// The secret of a confidential client, as it is kept.
#[derive(Clone, Debug)]
pub(crate) enum ClientSecret {
    Hashed(HashedSecret),
    Readable(String),
}

/// A user logged in with a browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) user_id: u64,
}

/// What a user once agreed to; codes and tokens are drawn from it and end with it.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) user_id: u64,
    pub(crate) scope: Scope,
    pub(crate) until: SystemTime,
    pub(crate) revoked: bool,
}

/// An authorization code (RFC 6749 §1.3.1). It is remembered as long as its grant, so that a replay is recognised.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) grant: Digest,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    /// Whether the authorization request named the URI, so that the token request has to (RFC 6749 §4.1.3).
    pub(crate) redirect_uri_was_sent: bool,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) until: SystemTime,
    pub(crate) state: CodeState,
}

/// How far a code has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeState {
    Fresh,
    Redeemed,
    /// Presented with a wrong verifier (RFC 7636 §7.1).
    Burned,
}

/// An access token (RFC 6749 §1.4). It is remembered as long as its grant, so that expired and unknown differ.
#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    pub(crate) grant: Digest,
    pub(crate) scope: Scope,
    pub(crate) issued: SystemTime,
    pub(crate) until: SystemTime,
    pub(crate) revoked: bool,
}

/// A refresh token (RFC 6749 §1.5).
#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    pub(crate) grant: Digest,
    pub(crate) issued: SystemTime,
    pub(crate) until: SystemTime,
    /// It was used and replaced by a newer one (RFC 9700 §4.14.2).
    pub(crate) spent: bool,
}

impl Store {
    pub(crate) fn new(config: &Config, random: &Random) -> Self {
        let policy: &Policy = &config.policy;
        Self {
            clients: config
                .clients
                .iter()
                .map(|client| {
                    (client.client_id.clone(), Arc::new(Client::configured(client, config.password_hashing, random)))
                })
                .collect(),
            sessions: Table::bounded(CAPACITY),
            grants: Table::bounded(CAPACITY),
            codes: Table::bounded(CAPACITY),
            access_tokens: Table::bounded(CAPACITY),
            refresh_tokens: Table::bounded(CAPACITY),
            wrong_passwords: Throttle::new(policy.login.attempts, policy.login.attempts_window),
            wrong_secrets: Throttle::new(policy.client.attempts, policy.client.attempts_window),
        }
    }

    pub(crate) fn client(&self, id: &str) -> Option<Arc<Client>> {
        self.clients.get(id).cloned()
    }

    pub(crate) fn clients_of(&self, owner: u64) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.values().filter(move |client| client.owner == Some(owner))
    }

    /// Whether there is room for another application.
    pub(crate) fn has_room_for_clients(&self) -> bool {
        self.clients.len() < MAX_CLIENTS
    }

    /// Adds a client, or puts it in the place of the one with the same id.
    pub(crate) fn put_client(&mut self, client: Client) {
        self.clients.insert(client.id.clone(), Arc::new(client));
    }

    /// Removes a client, and with it all that was granted to it.
    pub(crate) fn remove_client(&mut self, id: &str) {
        self.clients.remove(id);
        for grant in self.grants.values_mut().filter(|grant| grant.client_id == id) {
            grant.revoked = true;
        }
    }

    pub(crate) fn revoke(&mut self, grant: &Digest, now: SystemTime) {
        if let Some(grant) = self.grants.get_mut(grant, now) {
            grant.revoked = true;
        }
    }

    /// The access token, and the grant it was drawn from.
    pub(crate) fn access_token(&self, token: &str, now: SystemTime) -> Option<(&AccessToken, &Grant)> {
        let token = self.access_tokens.get(&digest(token), now)?;
        Some((token, self.grants.get(&token.grant, now)?))
    }

    /// The refresh token, and the grant it was drawn from.
    pub(crate) fn refresh_token(&self, token: &str, now: SystemTime) -> Option<(&RefreshToken, &Grant)> {
        let token = self.refresh_tokens.get(&digest(token), now)?;
        Some((token, self.grants.get(&token.grant, now)?))
    }
}

impl Client {
    fn configured(client: &config::Client, hashing: PasswordHashing, random: &Random) -> Self {
        let secret = client.client_secret.as_deref();
        Self {
            id: client.client_id.clone(),
            name: client.name.clone(),
            kind: client.client_type,
            secret: secret.map(|secret| ClientSecret::Hashed(hashing.protect(secret, random))),
            redirect_uris: client.redirect_uris.clone(),
            owner: None,
        }
    }

    pub(crate) fn is_confidential(&self) -> bool {
        self.kind == ClientType::Confidential
    }
}
