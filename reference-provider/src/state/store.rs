//! What an issuer remembers, in memory. A file behind it can keep users, clients and consents over a restart; the rest is
//! gone when the provider stops.
//!
//! One lock around all of it makes each decision atomic: of two requests that redeem one code, one is the first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::store_file::{Durable, Kept, Record, StoreFileError};
use super::throttle::Throttle;
use crate::authorization::pushed_request::Pushed;
use crate::base::expiring_map::ExpiringMap;
use crate::base::hash::{Digest, digest};
use crate::config::{self, AuthMethod, ClientType, Config, User};
use crate::oauth::claims_request::RequestedClaims;
use crate::oauth::password::{HashedSecret, PasswordHashing};
use crate::oauth::pkce::Challenge;
use crate::oauth::random::Random;
use crate::oauth::scope::Scope;
use crate::policy::Policy;

/// How many entries of a kind are kept at most.
const CAPACITY: usize = 50_000;
/// How many applications can be registered in the browser.
const MAX_CLIENTS: usize = 1_000;

/// Everything that changes while the provider runs.
#[derive(Debug)]
pub(crate) struct Store {
    users: BTreeMap<u64, (Arc<User>, HashedSecret)>,
    clients: BTreeMap<String, Arc<Client>>,
    pub(crate) sessions: ExpiringMap<Session>,
    /// What a user has agreed to before, by [`consent_key`].
    pub(crate) consents: ExpiringMap<Scope>,
    pub(crate) grants: ExpiringMap<Grant>,
    pub(crate) codes: ExpiringMap<Code>,
    pub(crate) access_tokens: ExpiringMap<AccessToken>,
    pub(crate) refresh_tokens: ExpiringMap<RefreshToken>,
    /// What works once and was used, such as the `jti` of a proof, until it would be too old anyway.
    used: ExpiringMap<()>,
    pub(crate) pushed: ExpiringMap<Pushed>,
    /// Devices that wait for their users, by device code.
    pub(crate) device_requests: ExpiringMap<DeviceRequest>,
    /// Their keys, by user code.
    pub(crate) user_codes: ExpiringMap<Digest>,
    pub(crate) wrong_user_codes: Throttle,
    /// The first ID token for a user at a client, by [`consent_key`], where the rules let it come again.
    pub(crate) first_id_tokens: ExpiringMap<String>,
    pub(crate) wrong_passwords: Throttle,
    pub(crate) wrong_secrets: Throttle,
    kept: Kept,
}

/// A registered client (RFC 6749 §2).
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Client {
    /// What is registered of it; the secret is not there, but below.
    pub(crate) registration: config::Client,
    pub(crate) secret: Option<ClientSecret>,
    /// The user who registered it in the browser.
    pub(crate) owner: Option<u64>,
    /// How it manages its registration, if it registered itself.
    #[serde(default)]
    pub(crate) management: Option<SelfRegistration>,
}

/// What is kept of a client that registered itself (RFC 7591, RFC 7592).
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SelfRegistration {
    /// Of the registration access token.
    pub(crate) token: Digest,
    /// `client_id_issued_at`.
    pub(crate) issued: SystemTime,
    /// What it said of itself for people to read.
    pub(crate) described: Map<String, Value>,
}

/// The secret of a confidential client, as it is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) enum ClientSecret {
    Hashed(HashedSecret),
    Readable(String),
}

/// A user logged in with a browser.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) user_id: u64,
    pub(crate) authentication: Authentication,
    /// The request that made the user log in, by its [`key`](crate::browser::request_key::of), until it is answered.
    pub(crate) login_for: Option<Digest>,
    /// The clients that were told who the user is: they are told of the logout, too.
    pub(crate) clients: BTreeSet<String>,
}

/// An event of authentication (OpenID Connect Core §1.2).
#[derive(Clone, Debug)]
pub(crate) struct Authentication {
    /// `auth_time` (OpenID Connect Core §2).
    pub(crate) time: SystemTime,
    /// `sid` (OpenID Connect Front-Channel Logout §3): names the session to clients, and opens nothing.
    pub(crate) sid: String,
}

/// What a user once agreed to; codes and tokens are drawn from it and end with it.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    /// Nobody, where a client acts for itself (RFC 6749 §4.4).
    pub(crate) user_id: Option<u64>,
    pub(crate) scope: Scope,
    /// The resources that were asked for (RFC 8707 §2); none: the profile, and what the token request names.
    pub(crate) resources: Vec<String>,
    /// How the user was authenticated, where a browser was there.
    pub(crate) authentication: Option<Authentication>,
    /// `nonce` of the request (OpenID Connect Core §2).
    pub(crate) nonce: Option<String>,
    /// Claims that were asked for one by one.
    pub(crate) claims: RequestedClaims,
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
    /// The key that the token request has to prove (RFC 9449 §10).
    pub(crate) dpop_jkt: Option<String>,
    pub(crate) until: SystemTime,
    pub(crate) state: CodeState,
}

/// How far a code has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeState {
    Fresh,
    /// For the first time at this moment.
    Redeemed(SystemTime),
    /// Presented with a wrong verifier (RFC 7636 §7.1).
    Burned,
}

/// An access token (RFC 6749 §1.4). It is remembered as long as its grant, so that expired and unknown differ.
#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    pub(crate) grant: Digest,
    pub(crate) scope: Scope,
    /// Where it can be used (RFC 8707 §2); nothing named: at the profile.
    pub(crate) resources: Vec<String>,
    /// The thumbprint of the key it is bound to (RFC 9449 §6).
    pub(crate) jkt: Option<String>,
    pub(crate) issued: SystemTime,
    pub(crate) until: SystemTime,
    pub(crate) revoked: bool,
}

/// A refresh token (RFC 6749 §1.5).
#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    pub(crate) grant: Digest,
    /// The thumbprint of the key it is bound to, as those of public clients are (RFC 9449 §5).
    pub(crate) jkt: Option<String>,
    pub(crate) issued: SystemTime,
    pub(crate) until: SystemTime,
    /// When it was used and replaced by a newer one (RFC 9700 §4.14.2).
    pub(crate) spent: Option<SystemTime>,
}

/// A device that waits for its user (RFC 8628 §3.2).
#[derive(Clone, Debug)]
pub(crate) struct DeviceRequest {
    pub(crate) client_id: String,
    pub(crate) scope: Scope,
    pub(crate) user_code: String,
    pub(crate) until: SystemTime,
    pub(crate) state: DeviceState,
    /// How long the device has to wait between two requests.
    pub(crate) interval: Duration,
    pub(crate) last_poll: Option<SystemTime>,
}

/// How far a device has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceState {
    Pending,
    Denied,
    Granted(Digest),
    Redeemed,
}

impl Store {
    pub(crate) fn new(config: &Config, random: &Random) -> Self {
        let policy: &Policy = &config.policy;
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
            device_requests: ExpiringMap::bounded(CAPACITY),
            user_codes: ExpiringMap::bounded(CAPACITY),
            wrong_user_codes: Throttle::new(policy.device.attempts, policy.device.attempts_window),
            first_id_tokens: ExpiringMap::bounded(CAPACITY),
            wrong_passwords: Throttle::new(policy.login.attempts, policy.login.attempts_window),
            wrong_secrets: Throttle::new(policy.client.attempts, policy.client.attempts_window),
            kept: Kept::default(),
        }
    }

    /// From now on, changes go into `file`, too; what it has kept takes the place of what was configured.
    pub(crate) fn keep_in(&mut self, mut file: Box<dyn Durable>, now: SystemTime) -> Result<(), StoreFileError> {
        let Record { users, clients, consents } = file.load(now)?;
        self.users.extend(users.into_iter().map(|(user, hash)| (user.user_id, (Arc::new(user), hash))));
        self.clients.extend(clients.into_iter().map(|client| (client.id().to_owned(), Arc::new(client))));
        for (key, scope, until) in consents {
            self.consents.insert(key, scope, until, now);
        }
        self.kept = Kept::by(file);
        Ok(())
    }

    /// Forgets all but what is configured, in the file, too.
    pub(crate) fn reset(&mut self, config: &Config, random: &Random) {
        let mut kept = std::mem::take(&mut self.kept);
        kept.change(|file| file.clear());
        *self = Self { kept, ..Self::new(config, random) };
    }

    /// Changes no longer go into the file, and it is free for others once all issuers have let go of it.
    pub(crate) fn let_go(&mut self) {
        self.kept = Kept::default();
    }

    /// What went wrong with the file first.
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

    /// Adds a user, or puts them in the place of the one with the same number.
    pub(crate) fn put_user(&mut self, user: User, password: HashedSecret) {
        self.kept.change(|file| file.put_user(&user, &password));
        self.users.insert(user.user_id, (Arc::new(user), password));
    }

    /// Removes a user, and with them their sessions and all that they granted.
    pub(crate) fn remove_user(&mut self, id: u64) {
        self.kept.change(|file| file.remove_user(id));
        self.users.remove(&id);
        self.sessions.retain(|session| session.user_id != id);
        for grant in self.grants.values_mut().filter(|grant| grant.user_id == Some(id)) {
            grant.revoked = true;
        }
    }

    /// Whoever has the lowest number.
    pub(crate) fn first_user(&self) -> Option<Arc<User>> {
        self.users.values().next().map(|(user, _)| Arc::clone(user))
    }

    pub(crate) fn client(&self, id: &str) -> Option<Arc<Client>> {
        self.clients.get(id).cloned()
    }

    pub(crate) fn clients(&self) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.values()
    }

    pub(crate) fn clients_of(&self, owner: u64) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.values().filter(move |client| client.owner == Some(owner))
    }

    /// Whether some client has this registration access token.
    pub(crate) fn is_registration_token(&self, token: &Digest) -> bool {
        let mut managements = self.clients.values().filter_map(|client| client.management.as_ref());
        managements.any(|management| management.token == *token)
    }

    /// Whether there is room for another application.
    pub(crate) fn has_room_for_clients(&self) -> bool {
        self.clients.len() < MAX_CLIENTS
    }

    /// Adds a client, or puts it in the place of the one with the same id.
    pub(crate) fn put_client(&mut self, client: Client) {
        self.kept.change(|file| file.put_client(&client));
        self.clients.insert(client.id().to_owned(), Arc::new(client));
    }

    /// Removes a client, and with it all that was granted to it.
    pub(crate) fn remove_client(&mut self, id: &str) {
        self.kept.change(|file| file.remove_client(id));
        self.clients.remove(id);
        for grant in self.grants.values_mut().filter(|grant| grant.client_id == id) {
            grant.revoked = true;
        }
    }

    /// What a user has agreed to, by [`consent_key`].
    pub(crate) fn remember_consent(&mut self, key: Digest, scope: Scope, until: SystemTime, now: SystemTime) {
        self.kept.change(|file| file.put_consent(&key, &scope, until));
        self.consents.insert(key, scope, until, now);
    }

    pub(crate) fn revoke(&mut self, grant: &Digest, now: SystemTime) {
        if let Some(grant) = self.grants.get_mut(grant, now) {
            grant.revoked = true;
        }
    }

    /// Notes that something that works once was used; `false` if it had been used before.
    pub(crate) fn use_up(&mut self, what: &str, until: SystemTime, now: SystemTime) -> bool {
        let key = digest(what);
        let is_fresh = self.used.get(&key, now).is_none();
        self.used.insert(key, (), until, now);
        is_fresh
    }

    /// What was granted is less from now on.
    pub(crate) fn narrow(&mut self, grant: &Digest, scope: &Scope, now: SystemTime) {
        if let Some(grant) = self.grants.get_mut(grant, now) {
            grant.scope = scope.clone();
        }
    }

    /// Ends the access tokens of a grant, and leaves its refresh tokens alone.
    pub(crate) fn revoke_access_tokens(&mut self, grant: &Digest) {
        for token in self.access_tokens.values_mut().filter(|token| token.grant == *grant) {
            token.revoked = true;
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
    /// A client with what is registered of it; `secret` is not kept there.
    pub(crate) fn new(mut registration: config::Client, secret: Option<ClientSecret>, owner: Option<u64>) -> Self {
        registration.client_secret = None;
        Self { registration, secret, owner, management: None }
    }

    /// It registered itself.
    pub(crate) fn managed(self, management: SelfRegistration) -> Self {
        Self { management: Some(management), ..self }
    }

    pub(crate) fn configured(client: &config::Client, hashing: PasswordHashing, random: &Random) -> Self {
        // Who checks a code over a text has to know the secret behind it (OpenID Connect Core §9, client_secret_jwt).
        let is_shared = client.token_endpoint_auth_method == Some(AuthMethod::ClientSecretJwt);
        let secret = client.client_secret.as_deref().map(|secret| {
            if is_shared {
                ClientSecret::Readable(secret.to_owned())
            } else {
                ClientSecret::Hashed(hashing.protect(secret, random))
            }
        });
        Self::new(client.clone(), secret, None)
    }

    pub(crate) fn id(&self) -> &str {
        &self.registration.client_id
    }

    /// Whoever runs this provider has put it into the configuration; nobody has looked at the others.
    pub(crate) fn is_reviewed(&self) -> bool {
        self.owner.is_none() && self.management.is_none()
    }

    pub(crate) fn is_confidential(&self) -> bool {
        self.registration.client_type == ClientType::Confidential
    }
}

/// The key for what `user_id` agreed to for a client.
pub(crate) fn consent_key(client_id: &str, user_id: u64) -> Digest {
    digest(&format!("{user_id} {client_id}"))
}
