//! The sessions of this site: the signed-in user and the pending logins of each browser.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use crate::account::AccountId;
use crate::environment::Environment;
use crate::flow::authorization_response::AuthorizationResponse;
use crate::flow::failure::Failure;
use crate::flow::pending::{PendingLogin, PendingLogins};
use crate::policy::{Admission, Policy, SessionAtLogout, SessionIdAtLogin, SessionIdForm, StateScope};

/// The lifetime of a session, signed in or not.
pub(crate) fn lifetime(policy: &Policy) -> Duration {
    if policy.session.an_hour { Duration::from_secs(60 * 60) } else { Duration::from_secs(14 * 24 * 60 * 60) }
}

/// The maximum number of sessions, because any visitor can start one; the one that expires first is dropped.
const CAPACITY: usize = 10_000;

/// One browser's session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The signed-in user.
    pub(crate) account: Option<AccountId>,
    /// The CSRF token of this session.
    pub(crate) csrf_token: String,
    pending: PendingLogins,
    /// An accepted response and its pending login, until the next page redeems the code.
    received: Option<(AuthorizationResponse, PendingLogin)>,
    expires: SystemTime,
}

/// All sessions, by the id in the browser's cookie.
#[derive(Debug, Default)]
pub(crate) struct Sessions(HashMap<String, Session>);

impl Sessions {
    /// The session with this id, if it is valid.
    pub(crate) fn find(&self, id: Option<&str>, now: SystemTime) -> Option<&Session> {
        self.0.get(id?).filter(|session| session.expires > now)
    }

    /// Adds a pending login to the session with this id, or to a new session. Returns the id.
    pub(crate) fn start_login(
        &mut self,
        id: Option<&str>,
        csrf_token: Option<&str>,
        login: PendingLogin,
        (policy, environment): (&Policy, &Environment),
    ) -> String {
        let now = environment.clock.now();
        let id = match id.filter(|id| self.find(Some(id), now).is_some()) {
            Some(id) if policy.session.renewed_at_start => self.renew(id, (policy, environment)),
            Some(id) => id.to_owned(),
            None => self.open(csrf_token, (policy, environment)),
        };
        if let Some(session) = self.0.get_mut(&id) {
            session.pending.remember(login, policy.session.pending, now);
        }
        id
    }

    /// Stores a response for the next page. `false` if the session does not exist.
    pub(crate) fn keep_response(
        &mut self,
        id: Option<&str>,
        received: (AuthorizationResponse, PendingLogin),
        now: SystemTime,
    ) -> bool {
        self.alive(id, now).map(|session| session.received = Some(received)).is_some()
    }

    /// Removes and returns the stored response.
    pub(crate) fn take_response(
        &mut self,
        id: Option<&str>,
        now: SystemTime,
    ) -> Option<(AuthorizationResponse, PendingLogin)> {
        self.alive(id, now)?.received.take()
    }

    /// The pending login that a callback belongs to (RFC 6749 section 10.12).
    pub(crate) fn take_login(
        &mut self,
        id: Option<&str>,
        state: Option<&str>,
        policy: &Policy,
        now: SystemTime,
    ) -> Result<PendingLogin, Failure> {
        let (admission, failure) = match state {
            Some(state) => {
                if let Some(login) = self.login_of_state(id, state, policy, now) {
                    return Ok(login);
                }
                (policy.callback.unknown_state, Failure::UnknownState)
            }
            None => (policy.callback.missing_state, Failure::MissingState),
        };
        let mut newest =
            || self.alive(id, now).and_then(|session| session.pending.take_newest(policy.callback.state_use, now));
        match admission {
            Admission::Refused => Err(failure),
            Admission::ByLogin => newest().ok_or(failure),
            Admission::Accepted => Ok(newest().unwrap_or_else(|| PendingLogin::unknown(now))),
        }
    }

    /// Signs a user in, under a new id, whichever user was signed in before. Pending logins of other tabs remain.
    /// Returns the id and the CSRF token.
    pub(crate) fn sign_in(
        &mut self,
        id: Option<&str>,
        account: AccountId,
        (policy, environment): (&Policy, &Environment),
    ) -> (String, String) {
        let now = environment.clock.now();
        let old = id.filter(|id| self.find(Some(id), now).is_some());
        let new_id = match (old, policy.session.id_at_login) {
            (Some(old), SessionIdAtLogin::Kept) => old.to_owned(),
            (Some(old), SessionIdAtLogin::Renewed) => {
                let id = self.renew(old, (policy, environment));
                if let Some(session) = self.0.get_mut(&id) {
                    session.expires = now + lifetime(policy);
                }
                id
            }
            (None, _) => self.open(None, (policy, environment)),
        };
        let csrf_token = environment.random.token();
        if let Some(session) = self.0.get_mut(&new_id) {
            session.account = Some(account);
            session.csrf_token.clone_from(&csrf_token);
        }
        (new_id, csrf_token)
    }

    /// Ends the session with this id.
    pub(crate) fn sign_out(&mut self, id: Option<&str>, rule: SessionAtLogout) {
        if let (Some(id), SessionAtLogout::Ended) = (id, rule) {
            self.0.remove(id);
        }
    }

    fn login_of_state(
        &mut self,
        id: Option<&str>,
        state: &str,
        policy: &Policy,
        now: SystemTime,
    ) -> Option<PendingLogin> {
        match policy.callback.state_scope {
            StateScope::Session => self.alive(id, now)?.pending.take(state, policy.callback.state_use, now),
            StateScope::Site => {
                self.0.values_mut().find_map(|session| session.pending.take(state, policy.callback.state_use, now))
            }
        }
    }

    fn alive(&mut self, id: Option<&str>, now: SystemTime) -> Option<&mut Session> {
        self.0.get_mut(id?).filter(|session| session.expires > now)
    }

    /// Moves the session to a new id; the old one is no longer valid.
    fn renew(&mut self, old: &str, (policy, environment): (&Policy, &Environment)) -> String {
        let session = self.0.remove(old);
        let id = new_id(policy, environment);
        self.0.extend(session.map(|session| (id.clone(), session)));
        id
    }

    /// A new session without a user.
    pub(crate) fn open(&mut self, csrf_token: Option<&str>, (policy, environment): (&Policy, &Environment)) -> String {
        let now = environment.clock.now();
        if self.0.len() >= CAPACITY {
            self.make_room(now);
        }
        let id = new_id(policy, environment);
        let csrf_token = csrf_token.map_or_else(|| environment.random.token(), str::to_owned);
        let session = Session {
            account: None,
            csrf_token,
            pending: PendingLogins::default(),
            received: None,
            expires: now + lifetime(policy),
        };
        self.0.insert(id.clone(), session);
        id
    }

    fn make_room(&mut self, now: SystemTime) {
        self.0.retain(|_, session| session.expires > now);
        if self.0.len() >= CAPACITY {
            let oldest = self.0.iter().min_by_key(|(_, session)| session.expires).map(|(id, _)| id.clone());
            oldest.and_then(|id| self.0.remove(&id));
        }
    }
}

fn new_id(policy: &Policy, environment: &Environment) -> String {
    match policy.session.id_form {
        SessionIdForm::Base64 => environment.random.token(),
        SessionIdForm::Hexadecimal => {
            let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("half a byte is a digit");
            let bytes = environment.random.bytes().into_iter();
            bytes.flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Accounts;
    use crate::environment::{Clock, Random};
    use crate::flow::profile::Profile;
    use crate::policy::AccountKey;

    fn environment() -> Environment {
        Environment { clock: Clock::manual(SystemTime::UNIX_EPOCH), random: Random::seeded(1) }
    }

    fn alice() -> AccountId {
        let profile = Profile { user_id: "1".to_owned(), email: None, entries: Vec::new() };
        Accounts::default().link(profile, AccountKey::UserId)
    }

    fn start(sessions: &mut Sessions, id: Option<&str>, environment: &Environment) -> (String, String) {
        let login = PendingLogin::new(&Policy::default(), &environment.random, environment.clock.now(), None);
        let state = login.state.clone().expect("the default policy sends a state");
        (sessions.start_login(id, None, login, (&Policy::default(), environment)), state)
    }

    #[test]
    fn a_state_belongs_to_its_session() {
        let (environment, mut sessions, policy) = (environment(), Sessions::default(), Policy::default());
        let now = environment.clock.now();
        let (alice, state) = start(&mut sessions, None, &environment);
        let (mallory, _) = start(&mut sessions, None, &environment);
        for stranger in [None, Some("made-up"), Some(mallory.as_str())] {
            assert_eq!(sessions.take_login(stranger, Some(&state), &policy, now), Err(Failure::UnknownState));
        }
        assert!(sessions.take_login(Some(&alice), Some(&state), &policy, now).is_ok());
        assert_eq!(sessions.take_login(Some(&alice), Some(&state), &policy, now), Err(Failure::UnknownState));
        assert_eq!(sessions.take_login(Some(&alice), None, &policy, now), Err(Failure::MissingState));
    }

    #[test]
    fn an_id_that_was_never_issued_starts_a_new_session() {
        let (environment, mut sessions) = (environment(), Sessions::default());
        let (id, _) = start(&mut sessions, Some("planted"), &environment);
        assert_ne!(id, "planted");
        assert_eq!(start(&mut sessions, Some(&id), &environment).0, id);
    }

    #[test]
    fn signing_in_renews_the_id_and_keeps_the_other_tabs() {
        let (environment, mut sessions, policy) = (environment(), Sessions::default(), Policy::default());
        let now = environment.clock.now();
        let (old, state) = start(&mut sessions, None, &environment);
        let (new, csrf_token) = sessions.sign_in(Some(&old), alice(), (&Policy::default(), &environment));
        assert!(sessions.find(Some(&old), now).is_none());
        let session = sessions.find(Some(&new), now).expect("the new session");
        assert_eq!((session.account, &session.csrf_token), (Some(alice()), &csrf_token));
        assert!(sessions.take_login(Some(&new), Some(&state), &policy, now).is_ok());
    }

    #[test]
    fn signing_out_ends_the_session() {
        let (environment, mut sessions) = (environment(), Sessions::default());
        let (id, _) = sessions.sign_in(None, alice(), (&Policy::default(), &environment));
        sessions.sign_out(Some(&id), SessionAtLogout::Ended);
        assert!(sessions.find(Some(&id), environment.clock.now()).is_none());
    }

    #[test]
    fn a_session_expires_after_two_weeks() {
        let (environment, mut sessions) = (environment(), Sessions::default());
        let (id, _) = sessions.sign_in(None, alice(), (&Policy::default(), &environment));
        environment.clock.advance(lifetime(&Policy::default()).saturating_sub(Duration::from_secs(1)));
        assert!(sessions.find(Some(&id), environment.clock.now()).is_some());
        environment.clock.advance(Duration::from_secs(1));
        assert!(sessions.find(Some(&id), environment.clock.now()).is_none());
    }

    #[test]
    fn strangers_cannot_fill_the_memory() {
        let (environment, mut sessions) = (environment(), Sessions::default());
        let (first, _) = start(&mut sessions, None, &environment);
        environment.clock.advance(Duration::from_secs(1));
        for _ in 0..CAPACITY {
            start(&mut sessions, None, &environment);
        }
        assert_eq!(sessions.0.len(), CAPACITY);
        assert!(sessions.find(Some(&first), environment.clock.now()).is_none());
    }
}
