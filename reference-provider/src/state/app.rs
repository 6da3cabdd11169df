//! The context of an endpoint.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::address;
use super::issuer::Issuer;
use super::keys::signing::{Kid, Signing};
use crate::http::routes::Route;
use crate::policy::{ClockError, IssuerForm, Policy};

/// The clock skew that a small leeway covers (RFC 7519 §4.1.4).
const CLOCK_ERROR: Duration = Duration::from_secs(30);

/// One issuer in the context of one request: with the origin of the request, and the same rules from start to end.
#[derive(Clone, Debug)]
pub(crate) struct App {
    issuer: Arc<Issuer>,
    policy: Arc<Policy>,
    origin: String,
    home: String,
}

impl App {
    pub(crate) fn new(issuer: Arc<Issuer>, policy: Arc<Policy>, origin: String) -> Self {
        let home = address::home(&policy.address, &origin);
        Self { issuer, policy, origin, home }
    }

    /// The rules of this request.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The issuer identifier (RFC 8414 §2, RFC 9207 §2): as configured, otherwise derived from the origin of the
    /// request.
    pub(crate) fn issuer(&self) -> String {
        if let Some(issuer) = &self.config.issuer {
            return issuer.clone();
        }
        let path = match self.policy.address.issuer {
            IssuerForm::WithPath => self.config.paths.issuer().to_owned(),
            IssuerForm::WithoutPath => String::new(),
            IssuerForm::WithSlash => format!("{}/", self.config.paths.issuer()),
        };
        format!("{}{}{}{path}", self.home, self.base, self.prefix)
    }

    /// The origin of the issuer identifier, unless that is configured.
    pub(crate) fn home(&self) -> &str {
        &self.home
    }

    /// The time of the provider's clock.
    pub(crate) fn now(&self) -> SystemTime {
        let now = self.issuer.now();
        match self.policy.token.clock {
            ClockError::None => now,
            ClockError::Ahead => now + CLOCK_ERROR,
            ClockError::Behind => now - CLOCK_ERROR,
        }
    }

    /// `http://HOST` or `https://HOST`: that of the public URL, or of the request.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether clients and browsers use https, possibly with a proxy in front of this provider.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// Signs with the keys of the issuer. If there is only one, signatures do not need a `kid` (OpenID Connect Core
    /// §10.1).
    pub(crate) fn sign(&self, signing: &Signing<'_>, claims: &Value) -> String {
        let rules = &self.policy.key_set;
        if rules.single && signing.kid == Kid::Right {
            return self.keys.sign(&Signing { kid: Kid::Missing, ..signing.clone() }, claims, rules.rsa);
        }
        self.keys.sign(signing, claims, rules.rsa)
    }

    /// The path of a route without `{}`. A well-known path is followed by the path of the identifier that it was
    /// derived from (RFC 8414 §3.1, RFC 9728 §3.1).
    pub(crate) fn path(&self, route: Route) -> String {
        let pattern = address::pattern(&self.policy.address, self.config.paths, route);
        let (well_known, rest) = pattern.split_at(route.well_known_length());
        format!("{well_known}{}{}{rest}", self.base, self.prefix)
    }

    /// The absolute URL of a route without `{}`.
    pub(crate) fn url(&self, route: Route) -> String {
        let rules = &self.policy.address;
        format!("{}{}{}", address::origin_of(rules, &self.home, route), self.path(route), address::query(rules, route))
    }
}

impl Deref for App {
    type Target = Issuer;

    fn deref(&self) -> &Issuer {
        &self.issuer
    }
}
