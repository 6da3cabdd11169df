//! The state that all requests to one consumer share.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use url::Url;

use crate::account::Accounts;
use crate::config::Config;
use crate::environment::Environment;
use crate::flow::back_channel::BackChannel;
use crate::flow::profile::Profile;
use crate::policy::{LoginKept, Policy};
use crate::route;
use crate::session::{Session, Sessions};
use crate::web::cookies::{self, CookieKind};
use crate::web::visit::Visit;

/// One consumer: its settings and its state.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) config: Config,
    pub(crate) environment: Environment,
    /// The origin of this site: scheme, host and port, as in an `Origin` header.
    pub(crate) origin: String,
    /// Where the redirection endpoint is reached: there, or at a port of its own.
    callback_origin: String,
    pub(crate) back_channel: BackChannel,
    sessions: Mutex<Sessions>,
    accounts: Mutex<Accounts>,
    policy: RwLock<Arc<Policy>>,
}

impl Site {
    pub(crate) fn new(
        config: Config,
        environment: Environment,
        base: &Url,
        callback: Option<&Url>,
    ) -> Result<Self, reqwest::Error> {
        let origin = base.origin().ascii_serialization();
        let callback_origin = callback.unwrap_or(base).origin().ascii_serialization();
        let policy = RwLock::new(Arc::new(config.policy.clone()));
        Ok(Self {
            back_channel: BackChannel::new(
                Duration::from_millis(config.provider_timeout_ms),
                config.provider_certificate.clone(),
            )?,
            origin,
            callback_origin,
            config,
            environment,
            sessions: Mutex::default(),
            accounts: Mutex::default(),
            policy,
        })
    }

    /// The current rules. A request uses those that were current when it arrived: `Visit::policy`.
    pub(crate) fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the rules, from the next request on.
    pub(crate) fn set_policy(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    /// The redirect URI (RFC 6749 section 3.1.2).
    pub(crate) fn redirect_uri(&self, policy: &Policy) -> String {
        let uri = format!("{}{}", self.callback_origin, route::CALLBACK);
        match policy.callback.query.written() {
            Some(query) => format!("{uri}?{query}"),
            None => uri,
        }
    }

    /// Whether the redirection endpoint is at a port of its own.
    pub(crate) fn is_called_back_elsewhere(&self) -> bool {
        self.callback_origin != self.origin
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.environment.clock.now()
    }

    /// The `Set-Cookie` value for a cookie of this site.
    pub(crate) fn cookie(&self, policy: &Policy, kind: CookieKind, value: &str, lifetime: Duration) -> String {
        cookies::set(kind, value, (self.now(), lifetime), self.is_https(), &policy.session)
    }

    /// The id in the visitor's session cookie; there may be no such session.
    pub(crate) fn session_id<'v>(&self, visit: &'v Visit) -> Option<&'v str> {
        self.cookie_of(visit, CookieKind::Session)
    }

    /// The id of the pending logins of the visitor's browser.
    pub(crate) fn login_id<'v>(&self, visit: &'v Visit) -> Option<&'v str> {
        self.cookie_of(visit, Self::login_cookie(&visit.policy))
    }

    /// The cookie that contains that id.
    pub(crate) fn login_cookie(policy: &Policy) -> CookieKind {
        match policy.session.login_kept {
            LoginKept::InSession => CookieKind::Session,
            LoginKept::InCookie | LoginKept::InCookieThatStays => CookieKind::Login,
        }
    }

    /// The value of a cookie of this site.
    pub(crate) fn cookie_of<'v>(&self, visit: &'v Visit, kind: CookieKind) -> Option<&'v str> {
        visit.cookie(&self.cookie_name(&visit.policy, kind))
    }

    /// The name of a cookie of this site.
    pub(crate) fn cookie_name(&self, policy: &Policy, kind: CookieKind) -> Cow<'static, str> {
        cookies::full_name(kind, self.is_https(), &policy.session)
    }

    fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session of the visitor's cookie.
    pub(crate) fn session(&self, visit: &Visit) -> Option<Session> {
        self.sessions().find(self.session_id(visit), self.now()).cloned()
    }

    /// The user who is signed in, in the visitor's browser.
    pub(crate) fn user(&self, visit: &Visit) -> Option<Profile> {
        let account = self.session(visit)?.account?;
        self.accounts().profile(account).cloned()
    }
}
