//! What an endpoint sees.

use std::ops::Deref;
use std::sync::Arc;

use super::issuer::Issuer;
use crate::http::routes::Route;
use crate::policy::Policy;

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
            None => format!("{}{}{}", self.origin, self.prefix, self.config.paths.issuer()),
        }
    }

    /// `http://HOST` or `https://HOST`, as the request named it.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether the request came over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// The path of a route that has no `{}`.
    pub(crate) fn path(&self, route: Route) -> String {
        format!("{}{}", self.prefix, route.pattern(self.config.paths))
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
