//! The pending logins of a session: which `state` belongs to which code verifier (RFC 6749 section 10.12, RFC 7636
//! section 4.5).

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use subtle::ConstantTimeEq as _;

use crate::environment::Random;
use crate::flow::pkce::CodeVerifier;
use crate::flow::state;
use crate::policy::{PendingAtOnce, Pkce, Policy, StateUse, StateValue};

/// The maximum time from the start of a login to its callback.
pub(crate) const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// A pending login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PendingLogin {
    /// The `state` that the callback has to return.
    pub(crate) state: Option<String>,
    /// Proves to the token endpoint that this client requested the code.
    pub(crate) code_verifier: Option<CodeVerifier>,
    /// Where the login leads, if not to the configured path; already validated.
    pub(crate) landing: Option<String>,
    expires: SystemTime,
}

impl PendingLogin {
    /// A new login with a new state and a new verifier.
    pub(crate) fn new(policy: &Policy, random: &Random, now: SystemTime, landing: Option<String>) -> Self {
        Self {
            state: match policy.request.state {
                StateValue::Random => Some(state::new(policy.request.state_form, random)),
                StateValue::Constant => Some("constant-state".to_owned()),
                StateValue::Omitted => None,
            },
            code_verifier: match policy.request.pkce {
                Pkce::S256 | Pkce::Plain => Some(CodeVerifier::new(policy.request.verifier_form, random)),
                Pkce::ReusedVerifier => Some(CodeVerifier::reused()),
                Pkce::Omitted => None,
            },
            landing,
            expires: now + LIFETIME,
        }
    }

    /// A login that was not started here, without any data. Only a lax policy continues it.
    pub(crate) fn unknown(now: SystemTime) -> Self {
        Self { state: None, code_verifier: None, landing: None, expires: now }
    }
}

/// The pending logins of one session, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PendingLogins(VecDeque<PendingLogin>);

impl PendingLogins {
    /// Adds a login that was just started.
    pub(crate) fn remember(&mut self, login: PendingLogin, at_once: PendingAtOnce, now: SystemTime) {
        self.0.retain(|login| login.expires > now);
        let most = match at_once {
            PendingAtOnce::Five => 5,
            PendingAtOnce::One => 1,
        };
        while self.0.len() >= most {
            self.0.pop_front();
        }
        self.0.push_back(login);
    }

    /// Removes and returns the login with `state`, which remains if a state can be used again.
    pub(crate) fn take(&mut self, state: &str, state_use: StateUse, now: SystemTime) -> Option<PendingLogin> {
        self.0.retain(|login| login.expires > now);
        // Every login is compared, and each in constant time, so that timing discloses nothing about the states.
        let mut found = None;
        for (position, login) in self.0.iter().enumerate() {
            let expected = login.state.as_deref().unwrap_or_default();
            if login.state.is_some() && bool::from(expected.as_bytes().ct_eq(state.as_bytes())) {
                found = Some(position);
            }
        }
        self.take_at(found?, state_use)
    }

    /// The most recent login, for a policy that does not require a state.
    pub(crate) fn take_newest(&mut self, state_use: StateUse, now: SystemTime) -> Option<PendingLogin> {
        self.0.retain(|login| login.expires > now);
        self.take_at(self.0.len().checked_sub(1)?, state_use)
    }

    fn take_at(&mut self, position: usize, state_use: StateUse) -> Option<PendingLogin> {
        match state_use {
            StateUse::Once => self.0.remove(position),
            StateUse::Repeated => self.0.get(position).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn started(random: &Random, now: SystemTime) -> (PendingLogin, String) {
        let login = PendingLogin::new(&Policy::default(), random, now, None);
        let state = login.state.clone().expect("the default policy sends a state");
        (login, state)
    }

    #[test]
    fn a_state_finds_its_login_once() {
        let random = Random::seeded(1);
        let mut logins = PendingLogins::default();
        let (first, first_state) = started(&random, START);
        let (second, second_state) = started(&random, START);
        logins.remember(first.clone(), PendingAtOnce::Five, START);
        logins.remember(second.clone(), PendingAtOnce::Five, START);
        assert_eq!(logins.take(&first_state, StateUse::Once, START), Some(first));
        assert_eq!(logins.take(&first_state, StateUse::Once, START), None);
        assert_eq!(logins.take(&second_state, StateUse::Once, START), Some(second));
    }

    #[test]
    fn a_wrong_state_finds_nothing_and_costs_nothing() {
        let random = Random::seeded(1);
        let mut logins = PendingLogins::default();
        let (login, state) = started(&random, START);
        logins.remember(login.clone(), PendingAtOnce::Five, START);
        for wrong in ["", "x", &state[1..], &format!("{state}x"), &state.to_uppercase()] {
            assert_eq!(logins.take(wrong, StateUse::Once, START), None, "{wrong:?}");
        }
        assert_eq!(logins.take(&state, StateUse::Once, START), Some(login));
    }

    #[test]
    fn a_login_expires_after_ten_minutes() {
        let random = Random::seeded(1);
        for (age, alive) in [(LIFETIME.saturating_sub(Duration::from_secs(1)), true), (LIFETIME, false)] {
            let mut logins = PendingLogins::default();
            let (login, state) = started(&random, START);
            logins.remember(login, PendingAtOnce::Five, START);
            assert_eq!(logins.take(&state, StateUse::Once, START + age).is_some(), alive, "{age:?}");
        }
    }

    #[test]
    fn the_oldest_of_too_many_logins_gives_way() {
        let random = Random::seeded(1);
        let mut logins = PendingLogins::default();
        let states: Vec<String> = (0..=5)
            .map(|_| {
                let (login, state) = started(&random, START);
                logins.remember(login, PendingAtOnce::Five, START);
                state
            })
            .collect();
        assert_eq!(logins.take(&states[0], StateUse::Once, START), None);
        assert!(states[1..].iter().all(|state| logins.take(state, StateUse::Once, START).is_some()));
    }

    #[test]
    fn a_login_without_state_is_never_found_by_one() {
        let mut policy = Policy::default();
        policy.request.state = StateValue::Omitted;
        let mut logins = PendingLogins::default();
        logins.remember(PendingLogin::new(&policy, &Random::seeded(1), START, None), PendingAtOnce::Five, START);
        assert_eq!(logins.take("", StateUse::Once, START), None);
        assert!(logins.take_newest(StateUse::Once, START).is_some());
    }

    #[test]
    fn a_repeated_use_finds_it_again() {
        let (login, state) = started(&Random::seeded(1), START);
        let mut logins = PendingLogins::default();
        logins.remember(login, PendingAtOnce::Five, START);
        assert!(logins.take(&state, StateUse::Repeated, START).is_some());
        assert!(logins.take(&state, StateUse::Repeated, START).is_some());
    }
}
