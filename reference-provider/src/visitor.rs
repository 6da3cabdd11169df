//! Who is looking at a page: the browser's session, and the user behind it.

use axum::response::Response;

use crate::app::App;
use crate::config::User;
use crate::request::Request;
use crate::respond::set_cookie;
use crate::store::Session;
use crate::table::digest;

/// The session cookie.
pub(crate) const SESSION_COOKIE: &str = "sessionid";

/// The browser that sent a request.
#[derive(Clone, Debug)]
pub(crate) struct Visitor<'a> {
    /// The identifier of a session that is alive.
    pub(crate) session_id: Option<String>,
    pub(crate) user: Option<&'a User>,
}

impl<'a> Visitor<'a> {
    pub(crate) fn of(app: &'a App, request: &Request) -> Self {
        let alive = request.cookie(SESSION_COOKIE).and_then(|id| {
            let session = *app.store().sessions.get(&digest(&id), app.now())?;
            Some((id, app.user(session.user_id)?))
        });
        match alive {
            Some((id, user)) => Self { session_id: Some(id), user: Some(user) },
            None => Self { session_id: None, user: None },
        }
    }

    /// Logs `user` in: the session that was ends, and one under a new identifier begins (OWASP ASVS 5.0 §7.2.4).
    pub(crate) fn logged_in(app: &'a App, request: &Request, user: &'a User) -> Self {
        let rules = &app.policy().session;
        let brought = request.cookie(SESSION_COOKIE);
        let id = match &brought {
            Some(brought) if !rules.renewed_at_login => brought.clone(),
            _ => app.random.token(),
        };
        let now = app.now();
        let mut store = app.store();
        if let Some(brought) = brought {
            store.sessions.remove(&digest(&brought));
        }
        let until = now + std::time::Duration::from(rules.lifetime);
        store.sessions.insert(digest(&id), Session { user_id: user.user_id }, until, now);
        Self { session_id: Some(id), user: Some(user) }
    }

    /// Ends the session; what is left is a stranger.
    pub(crate) fn log_out(self, app: &'a App) -> Self {
        if app.policy().session.ends_at_logout
            && let Some(id) = &self.session_id
        {
            app.store().sessions.remove(&digest(id));
        }
        Self { session_id: None, user: None }
    }

    /// Where the browser goes after login, with the session's identifier where the rules do not keep it out of addresses.
    pub(crate) fn destination(&self, app: &App, next: &str) -> String {
        match &self.session_id {
            Some(id) if !app.policy().session.kept_out_of_urls => {
                let joint = if next.contains('?') { '&' } else { '?' };
                format!("{next}{joint}{SESSION_COOKIE}={id}")
            }
            _ => next.to_owned(),
        }
    }

    /// Puts the session into the browser, or takes it away.
    pub(crate) fn remember(&self, app: &App, response: &mut Response) {
        let rules = &app.policy().session;
        match &self.session_id {
            Some(id) => set_cookie(response, SESSION_COOKIE, id, rules.lifetime.0.into(), rules.cookie_guarded),
            None => set_cookie(response, SESSION_COOKIE, "", 0, rules.cookie_guarded),
        }
    }
}
