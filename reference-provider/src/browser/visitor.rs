//! The visitor of a page: the browser's session and its user.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use cookie::SameSite;

use super::cookies::{self, Cookie};
use super::request_key;
use crate::base::hash::digest;
use crate::config::User;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::state::app::App;
use crate::state::session::{Authentication, Session};
use crate::state::store::Store;

/// The name of the session cookie.
pub(crate) const SESSION_COOKIE: &str = "sessionid";

/// The session ended while a request of its browser was processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SessionEnded;

/// The browser that sent a request.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// The identifier of a valid session.
    pub(crate) session_id: Option<String>,
    pub(crate) session: Option<Session>,
    pub(crate) user: Option<Arc<User>>,
}

impl Visitor {
    pub(crate) const STRANGER: Self = Self { session_id: None, session: None, user: None };

    pub(crate) fn of(app: &App, request: &Request) -> Self {
        let Some(id) = cookies::read(app, request, SESSION_COOKIE) else { return Self::STRANGER };
        let store = app.store();
        let session = store.sessions.get(&digest(&id), app.now());
        match session.and_then(|session| Some((session.clone(), store.user(session.user_id)?))) {
            Some((session, user)) => Self { session_id: Some(id), session: Some(session), user: Some(user) },
            None => Self::STRANGER,
        }
    }

    /// Logs `user` in, to continue at `next`, under a new session identifier (OWASP ASVS 5.0 §7.2.4). A repeated login
    /// of the same user continues the session, so that its clients are notified of its end (OpenID Connect Back-Channel
    /// Logout §2.5). `agreed`: whether the same form approved the authorization request at `next`.
    pub(crate) fn logged_in(app: &App, request: &Request, user: Arc<User>, next: &str, agreed: bool) -> Self {
        let rules = &app.policy().session;
        let sent = cookies::read(app, request, SESSION_COOKIE);
        let id = match &sent {
            Some(sent) if !rules.renewed_at_login => sent.clone(),
            _ => app.random.secret(rules.identifier),
        };
        let now = app.now();
        let mut store = app.store();
        let before = sent.and_then(|sent| {
            let session = store.sessions.get(&digest(&sent), now).cloned();
            store.sessions.remove(&digest(&sent));
            session.filter(|session| rules.continued_at_login && session.user_id == user.user_id)
        });
        let (sid, clients) = before
            .map_or_else(|| (app.random.name(), BTreeSet::new()), |before| (before.authentication.sid, before.clients));
        let session = Session {
            user_id: user.user_id,
            authentication: Authentication { time: now, sid },
            login_for: Some(request_key::at(app, next)),
            agreed,
            clients,
        };
        let until = now + std::time::Duration::from(rules.lifetime);
        store.sessions.insert(digest(&id), session.clone(), until, now);
        drop(store);
        Self { session_id: Some(id), session: Some(session), user: Some(user) }
    }

    /// Records that a request of this client gets its response: the login for it is used up, and the client knows the
    /// user. `store` stays locked until the response is stored, so that a concurrent logout does not miss it.
    pub(crate) fn answered(
        &self,
        store: &mut Store,
        client_id: &str,
        now: SystemTime,
    ) -> Result<Option<Authentication>, SessionEnded> {
        self.use_login(store, now, |session| {
            session.clients.insert(client_id.to_owned());
        })
    }

    /// Records that a device request was approved or denied. It has a session of its own, which the logout of this
    /// browser does not end.
    pub(crate) fn answered_device(&self, app: &App) -> Option<Authentication> {
        let authentication = self.use_login(&mut app.store(), app.now(), |_| {}).ok()??;
        Some(Authentication { sid: app.random.name(), ..authentication })
    }

    fn use_login(
        &self,
        store: &mut Store,
        now: SystemTime,
        note: impl FnOnce(&mut Session),
    ) -> Result<Option<Authentication>, SessionEnded> {
        let Some(id) = self.session_id.as_deref() else { return Ok(None) };
        let session = store.sessions.get_mut(&digest(id), now).ok_or(SessionEnded)?;
        session.login_for = None;
        session.agreed = false;
        note(session);
        Ok(Some(session.authentication.clone()))
    }

    /// Ends the session, and returns it as it was at its end: with all clients that have learned of the user.
    pub(crate) fn log_out(&self, app: &App) -> Option<Session> {
        let id = digest(self.session_id.as_deref()?);
        let mut store = app.store();
        let session = store.sessions.get(&id, app.now()).cloned();
        if app.policy().session.ends_at_logout {
            store.sessions.remove(&id);
        }
        session
    }

    /// Where the browser goes after login, with the session identifier if the rules put it into the URL.
    pub(crate) fn destination(&self, app: &App, next: &str) -> String {
        match &self.session_id {
            Some(id) if !app.policy().session.kept_out_of_urls => {
                let joint = if next.contains('?') { '&' } else { '?' };
                format!("{next}{joint}{SESSION_COOKIE}={id}")
            }
            _ => next.to_owned(),
        }
    }

    /// Sets or clears the session cookie.
    pub(crate) fn remember(&self, app: &App, response: &mut Response) {
        let rules = &app.policy().session;
        let (value, seconds) = match &self.session_id {
            Some(id) => (id.as_str(), rules.lifetime.0.into()),
            None => ("", 0),
        };
        let http_only = rules.cookie_guarded;
        // Browsers accept `None` only with `Secure` (RFC 6265bis §5.7).
        let allowed =
            if rules.cookie_for_all_sites && cookies::is_secure(app) { SameSite::None } else { SameSite::Lax };
        let same_site = (rules.cookie_guarded && rules.cookie_same_site).then_some(allowed);
        let cookie = Cookie { name: SESSION_COOKIE, value, seconds, http_only, same_site, of_session: true };
        cookies::set(app, response, &cookie);
    }
}
