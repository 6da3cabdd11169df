//! An expiring authorization request (RFC 9126 §2.2, RFC 9101 §4) that a browser started in time: the user can take
//! longer to log in and consent than the lifetime of the client's request.
//!
//! An interaction is bound to one browser: to its session or, before the login, to its CSRF cookie.

use std::time::Duration;

use super::csrf_token::CsrfToken;
use super::request_key;
use super::visitor::Visitor;
use crate::base::hash::{Digest, sha256};
use crate::http::params::Params;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::state::app::App;

/// An expiring request in one browser.
#[derive(Debug)]
pub(crate) struct Interaction {
    request: Digest,
    /// The request and the browser.
    key: Digest,
    /// What identifies the browser before the login.
    token: Option<CsrfToken>,
}

impl Interaction {
    /// The interaction for these parameters, if they can expire.
    pub(crate) fn of(app: &App, request: &Request, visitor: &Visitor, params: &Params) -> Option<Self> {
        if params.get("request").is_none() && params.get("request_uri").is_none() {
            return None;
        }
        let token = visitor.session_id.is_none().then(|| CsrfToken::of(app, request, visitor));
        let browser = token.as_ref().map(|token| token.value.as_str()).or(visitor.session_id.as_deref());
        let request = request_key::of(params);
        Some(Self { request, key: key(request, browser.unwrap_or_default()), token })
    }

    /// Whether this browser has started the request before.
    pub(crate) fn is_begun(&self, app: &App) -> bool {
        app.store().interactions.get(&self.key, app.now()).is_some()
    }

    /// Starts the interaction, because the request came in time. From now on the limit for the user applies.
    pub(crate) fn begin(&self, app: &App) {
        let now = app.now();
        let mut store = app.store();
        if store.interactions.get(&self.key, now).is_none() {
            let until = now + Duration::from(app.policy().request.interaction_lifetime);
            store.interactions.insert(self.key, until, until, now);
        }
    }

    /// What identifies the browser before the login.
    pub(crate) fn token(&self) -> Option<&CsrfToken> {
        self.token.as_ref()
    }

    /// Sets a cookie, so that the browser is recognized when it returns from the login.
    pub(crate) fn remember(&self, app: &App, response: &mut Response) {
        if let Some(token) = &self.token {
            token.remember(app, response);
        }
    }

    /// Moves the interaction to the new session after the login, for the remaining time.
    pub(crate) fn move_to(&self, app: &App, session_id: &str) {
        let now = app.now();
        let mut store = app.store();
        if let Some(until) = store.interactions.get(&self.key, now).copied() {
            store.interactions.remove(&self.key);
            store.interactions.insert(key(self.request, session_id), until, until, now);
        }
    }

    /// Ends the interaction after the user has decided.
    pub(crate) fn end(&self, app: &App) {
        app.store().interactions.remove(&self.key);
    }
}

fn key(request: Digest, browser: &str) -> Digest {
    sha256(&[&request, browser.as_bytes()])
}
