//! Removal of a user or a client, with everything that belongs to it. A later one with the same identifier inherits
//! nothing.

use std::collections::BTreeSet;
use std::time::SystemTime;

use super::Store;
use crate::base::hash::Digest;
use crate::state::grant::{Grant, consent_key};

/// The user number of a consent that the rules apply to all users.
const ANY_USER: u64 = 0;

impl Store {
    /// Removes a user, with their sessions, applications, grants and consents.
    pub(crate) fn remove_user(&mut self, id: u64) {
        self.kept.change(|file| file.remove_user(id));
        self.users.remove(&id);
        self.sessions.retain(|session| session.user_id != id);
        self.revoke_all(|grant| grant.user_id == Some(id));
        self.forget_consents(self.clients.keys().map(|client_id| consent_key(client_id, id)).collect());
        let owned: Vec<String> = self.clients_of(id).map(|client| client.id().to_owned()).collect();
        for client_id in &owned {
            self.remove_client(client_id);
        }
    }

    /// Removes a client, with its requests and grants.
    pub(crate) fn remove_client(&mut self, id: &str) {
        self.kept.change(|file| file.remove_client(id));
        self.clients.remove(id);
        self.pushed.retain(|pushed| pushed.client_id != id);
        self.device_requests.retain(|request| request.client_id != id);
        for session in self.sessions.values_mut() {
            session.clients.remove(id);
        }
        self.revoke_all(|grant| grant.client_id == id);
        let users = self.users.keys().copied().chain([ANY_USER]);
        self.forget_consents(users.map(|user_id| consent_key(id, user_id)).collect());
    }

    /// Removes the consents of users and clients that no longer exist: those in the file that are no longer configured.
    pub(super) fn forget_foreign_consents(&mut self) {
        let users = || self.users.keys().copied().chain([ANY_USER]);
        let known: BTreeSet<Digest> =
            self.clients.keys().flat_map(|client_id| users().map(|user_id| consent_key(client_id, user_id))).collect();
        let foreign = self.consents.iter().map(|(key, _)| *key).filter(|key| !known.contains(key)).collect();
        self.forget_consents(foreign);
    }

    /// Revokes ended grants, with their codes and tokens.
    pub(crate) fn revoke_all(&mut self, is_over: impl Fn(&Grant) -> bool) {
        self.grants.values_mut().filter(|grant| is_over(grant)).for_each(|grant| grant.revoked = true);
    }

    /// Revokes the other refresh tokens of a grant's user at the same client.
    pub(crate) fn end_other_refresh_tokens(&mut self, grant: &Digest, now: SystemTime) {
        let Some(kept) = self.grants.get(grant, now) else { return };
        let is_related = |other: &Grant| other.client_id == kept.client_id && other.user_id == kept.user_id;
        let others: BTreeSet<Digest> =
            self.grants.iter().filter(|(key, other)| *key != grant && is_related(other)).map(|(key, _)| *key).collect();
        for token in self.refresh_tokens.values_mut().filter(|token| others.contains(&token.grant)) {
            token.until = now;
        }
    }

    /// Revokes the access tokens of a grant's user at its client before a new one is issued (RFC 6819 §4.4.1.11).
    pub(crate) fn end_access_tokens_of_user(&mut self, grant: &Digest, now: SystemTime) {
        let Some(kept) = self.grants.get(grant, now).filter(|grant| grant.user_id.is_some()) else { return };
        let is_related = |other: &Grant| other.client_id == kept.client_id && other.user_id == kept.user_id;
        let all: BTreeSet<Digest> =
            self.grants.iter().filter(|(_, other)| is_related(other)).map(|(key, _)| *key).collect();
        for token in self.access_tokens.values_mut().filter(|token| all.contains(&token.grant)) {
            token.revoked = true;
        }
    }

    /// Counts a request with an access token, and returns the number of previous ones.
    pub(crate) fn count_use(&mut self, token: &Digest, now: SystemTime) -> u32 {
        self.access_tokens.get_mut(token, now).map_or(0, |token| {
            token.uses = token.uses.saturating_add(1);
            token.uses - 1
        })
    }

    fn forget_consents(&mut self, keys: Vec<Digest>) {
        for key in &keys {
            self.first_id_tokens.remove(key);
        }
        let kept: Vec<Digest> = keys.into_iter().filter(|key| self.consents.take(key).is_some()).collect();
        if !kept.is_empty() {
            self.kept.change(|file| file.remove_consents(&kept));
        }
    }
}
