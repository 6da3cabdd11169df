//! What an endpoint sees.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::issuer::Issuer;
use super::keys::signing::{Kid, Signing};
use crate::http::routes::Route;
use crate::policy::{ClockError, Policy};

/// What small leeway has to cover (RFC 7519 §4.1.4).
const CLOCK_ERROR: Duration = Duration::from_secs(30);

/// One issuer, as one request sees it: under the address it was asked at, with the same rules from start to end.
#[derive(Clone, Debug)]
pub(crate) struct App {
    issuer: Arc<Issuer>,
    policy: Arc<Policy>,
    origin: String,
}

impl App {
    pub(crate) fn new(issuer: Arc<Issuer>, policy: Arc<Policy>, origin: String) -> Self {
        Self { issuer, policy, origin }
    }

    /// The rules this request is judged by.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The issuer identifier (RFC 8414 §2, RFC 9207 §2): as configured, else from the address that was asked.
    pub(crate) fn issuer(&self) -> String {
        match &self.config.issuer {
            Some(issuer) => issuer.clone(),
            None => format!("{}{}{}{}", self.origin, self.base, self.prefix, self.config.paths.issuer()),
        }
    }

    /// The time, as the clock of this provider has it.
    pub(crate) fn now(&self) -> SystemTime {
        let now = self.issuer.now();
        match self.policy.token.clock {
            ClockError::None => now,
            ClockError::Ahead => now + CLOCK_ERROR,
            ClockError::Behind => now - CLOCK_ERROR,
        }
    }

    /// `http://HOST` or `https://HOST`: that of the public URL, or as the request named it.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether clients and browsers speak https, be it with a proxy in front of this provider.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// Signs with the keys of the issuer. Where there is one, no signature has to name it (OpenID Connect Core §10.1).
    pub(crate) fn sign(&self, signing: &Signing<'_>, claims: &Value) -> String {
        if self.policy.key_set.single && signing.kid == Kid::Right {
            return self.keys.sign(&Signing { kid: Kid::Missing, ..signing.clone() }, claims);
        }
        self.keys.sign(signing, claims)
    }

    /// The path of a route that has no `{}`. One that a client derives from an identifier has the path of the identifier after
    /// the well-known name (RFC 8414 §3.1, RFC 9728 §3.1).
    pub(crate) fn path(&self, route: Route) -> String {
        let pattern = route.pattern(self.config.paths);
        let (well_known, rest) = pattern.split_at(route.well_known_length());
        format!("{well_known}{}{}{rest}", self.base, self.prefix)
    }

    /// The absolute URL of a route that has no `{}`.
    pub(crate) fn url(&self, route: Route) -> String {
        format!("{}{}", self.origin, self.path(route))
    }
}

impl Deref for App {
    type Target = Issuer;

    fn deref(&self) -> &Issuer {
        &self.issuer
    }
}
