//! A whole site: its issuers, and the way from a request on the wire to the endpoint that answers it.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::iter;
use std::sync::Arc;

use bytes::Bytes;
use http::uri::Scheme;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;

use crate::app::App;
use crate::claimed_client::claimed_client;
use crate::config::Config;
use crate::issuer::Issuer;
use crate::journal::{Journal, JournalEntry};
use crate::overrides::{Asked, Overrides, Ruling};
use crate::provider::Environment;
use crate::request::Request;
use crate::respond::{self, Response};
use crate::router::answer;
use crate::store_file::{self, StoreFileError};

/// No request of ours is longer.
const MAX_BODY: usize = 64 * 1024;

/// How many requests are kept where the management listens and nothing else is said.
const JOURNAL: usize = 1000;

/// The issuers of one provider.
#[derive(Debug)]
pub(crate) struct Site {
    /// `http` or `https`.
    scheme: Scheme,
    /// What stands for the `Host` of a request that has none that could be used.
    authority: String,
    root: Arc<Issuer>,
    /// By the first segment of their paths.
    named: BTreeMap<String, Arc<Issuer>>,
    pub(crate) overrides: Overrides,
    pub(crate) journal: Journal,
}

impl Site {
    /// Opens the store's file, if there is to be one. The configuration must have been checked.
    pub(crate) fn new(
        config: &Config,
        environment: &Environment,
        scheme: Scheme,
        authority: String,
    ) -> Result<Self, StoreFileError> {
        let file = config.store.as_deref().map(store_file::open).transpose()?;
        let issuer = |name: &str| {
            let prefix = if name.is_empty() { String::new() } else { format!("/{name}") };
            let config =
                Config { issuer: config.issuer.as_deref().map(|issuer| below(issuer, &prefix)), ..config.clone() };
            let issuer = Issuer::new(prefix, config, environment.clock.clone(), environment.random.clone());
            file.iter().try_for_each(|file| issuer.store().keep_in(file(name), issuer.now()))?;
            Ok(Arc::new(issuer))
        };
        let named = config.issuers.iter().map(|name| Ok((name.clone(), issuer(name)?))).collect::<Result<_, _>>()?;
        let overrides = Overrides::new(&config.overrides);
        let journal = Journal::of(config.journal.unwrap_or(if config.manage.is_some() { JOURNAL } else { 0 }));
        Ok(Self { scheme, authority, root: issuer("")?, named, overrides, journal })
    }

    /// The issuer at the root.
    pub(crate) fn root(&self) -> &Arc<Issuer> {
        &self.root
    }

    /// The issuer of this name; empty for the one at the root.
    pub(crate) fn issuer(&self, name: &str) -> Option<&Arc<Issuer>> {
        if name.is_empty() { Some(&self.root) } else { self.named.get(name) }
    }

    /// Every issuer, the one at the root first.
    pub(crate) fn issuers(&self) -> impl Iterator<Item = &Arc<Issuer>> {
        iter::once(&self.root).chain(self.named.values())
    }

    /// Reads a request to its end, within bounds, and answers it.
    pub(crate) async fn serve(&self, request: http::Request<Incoming>) -> Response {
        let (head, body) = request.into_parts();
        let (body, is_too_long) = match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => (body.to_bytes(), false),
            Err(error) => (Bytes::new(), error.is::<http_body_util::LengthLimitError>()),
        };
        let (issuer, below) = self.issuer_of(head.uri.path());
        let request = Request {
            method: head.method,
            route: issuer.config.paths.resolve(below),
            below: below.to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            body,
            headers: head.headers,
        };
        let origin = self.origin(head.uri.authority().map(http::uri::Authority::as_str), &request.headers);
        let client = LazyCell::new(|| claimed_client(issuer, &request));
        let asked = Asked { issuer: issuer.name(), endpoint: request.route, client: &client };
        let Ruling { policy, met } = self.overrides.rule(issuer.policy(), &asked);
        let response = if is_too_long {
            respond::empty(StatusCode::PAYLOAD_TOO_LARGE)
        } else {
            answer(&App::new(Arc::clone(issuer), policy, origin), &request)
        };
        if self.journal.is_kept() {
            let entry = JournalEntry::of(issuer.name(), client.clone(), &request, response.status(), met);
            self.journal.record(JournalEntry { time: issuer.now(), ..entry });
        }
        response
    }

    /// The issuer that a path is about, and the path below its prefix.
    fn issuer_of<'p>(&self, path: &'p str) -> (&Arc<Issuer>, &'p str) {
        let first = path.strip_prefix('/').and_then(|rest| rest.split('/').next()).unwrap_or_default();
        match self.named.get(first) {
            Some(issuer) => (issuer, &path[first.len() + 1..]),
            None => (&self.root, path),
        }
    }

    /// Where the request was sent to. A host that could mean anything else in a page or a header is not repeated.
    fn origin(&self, authority: Option<&str>, headers: &HeaderMap) -> String {
        let asked = authority.or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()));
        let host = asked.filter(|host| is_plain_authority(host)).unwrap_or(&self.authority);
        format!("{}://{host}", self.scheme)
    }
}

/// The identifier of the issuer with this prefix, where that of the one at the root is fixed.
fn below(issuer: &str, prefix: &str) -> String {
    if prefix.is_empty() { issuer.to_owned() } else { format!("{}{prefix}", issuer.trim_end_matches('/')) }
}

fn is_plain_authority(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_issuer_has_the_named_ones_below_it() {
        assert_eq!(below("https://op.example/", ""), "https://op.example/");
        assert_eq!(below("https://op.example/", "/evil"), "https://op.example/evil");
    }

    #[test]
    fn a_host_is_letters_digits_and_a_port() {
        for host in ["localhost:8000", "127.0.0.1", "[::1]:80", "a-b.example"] {
            assert!(is_plain_authority(host), "{host}");
        }
        for host in ["", "a b", "a\"b", "a/b", "user@host", "a,b"] {
            assert!(!is_plain_authority(host), "{host}");
        }
    }
}
