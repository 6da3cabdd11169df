//! A site: its issuers, and the way of a request to its endpoint.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::iter;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::uri::Scheme;
use http::{Method, StatusCode, Version, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use tokio::time::timeout;

use super::address;
use super::connections::Handler;
use super::front::{Front, RequestSource, is_plain_authority, well_known_length};
use super::journal::{Journal, JournalEntry};
use super::load::Load;
use super::overrides::{EffectivePolicy, Overrides, RequestProperties};
use super::wire_faults::{self, Dropped};
use super::{page_charset, wire_form};
use crate::client::claimed_client::claimed_client;
use crate::config::{Config, InvalidConfig, Limits};
use crate::endpoint::router::{answer, answer_unread};
use crate::http::body::Body;
use crate::http::request::Request;
use crate::http::respond::{self, ExtraDelay, Response};
use crate::state::address::resolve;
use crate::state::app::App;
use crate::state::database;
use crate::state::environment::Environment;
use crate::state::issuer::Issuer;
use crate::state::store_file::StoreFileError;

/// The default number of journal entries with the management API.
const JOURNAL: usize = 1000;

/// The issuers of one provider.
#[derive(Debug)]
pub(crate) struct Site {
    /// `http` or `https`.
    scheme: Scheme,
    /// The default for a request without `Host`.
    authority: String,
    limits: Limits,
    /// The reverse proxy in front of this provider, if any.
    front: Front,
    root: Arc<Issuer>,
    /// By the first segment of their paths.
    named: BTreeMap<String, Arc<Issuer>>,
    pub(crate) overrides: Overrides,
    pub(crate) journal: Journal,
    load: Load,
    /// Further changes are not kept, so they must not be acknowledged.
    is_closed: AtomicBool,
}

impl Site {
    /// Opens the store's file, if there is one. The configuration must have been checked.
    pub(crate) fn new(config: &Config, environment: &Environment, scheme: Scheme) -> Result<Self, StoreFileError> {
        let file = config.store.as_deref().map(database::open).transpose()?;
        let base = config.public().map_or_else(String::new, |public| public.base().to_owned());
        let issuer = |name: &str| {
            let prefix = if name.is_empty() { String::new() } else { format!("/{name}") };
            // Only the root issuer has the configured identifier; the others have theirs below the same URL.
            let config = Config { issuer: config.issuer.clone().filter(|_| name.is_empty()), ..config.clone() };
            let issuer =
                Issuer::new(prefix, base.clone(), config, environment.clock.clone(), environment.random.clone());
            file.iter().try_for_each(|file| issuer.store().keep_in(file(name), issuer.now()))?;
            // The configured clients have no such identifier, but those from the file might.
            if let (Some(file), Some(client)) = (&issuer.config.store, issuer.store().client_named_by_a_subject()) {
                let why = InvalidConfig::SubjectCollision(client.id().to_owned()).to_string();
                return Err(StoreFileError { file: file.clone(), why });
            }
            Ok(Arc::new(issuer))
        };
        let named = config.issuers.iter().map(|name| Ok((name.clone(), issuer(name)?))).collect::<Result<_, _>>()?;
        let overrides = Overrides::new(&config.overrides);
        let journal = Journal::of(config.journal.unwrap_or(if config.manage.is_some() { JOURNAL } else { 0 }));
        Ok(Self {
            scheme,
            authority: String::new(),
            limits: config.limits.clone(),
            front: Front::new(config),
            root: issuer("")?,
            named,
            overrides,
            journal,
            load: Load::default(),
            is_closed: AtomicBool::new(false),
        })
    }

    /// The site when it is served at this address.
    pub(crate) fn at(self, address: SocketAddr) -> Self {
        Self { authority: address.to_string(), ..self }
    }

    /// Its URL, without a trailing slash.
    pub(crate) fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// From now on requests get no response, and the store's file is released. Handles and connections may still exist.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
        self.issuers().for_each(|issuer| issuer.store().let_go());
    }

    /// Whether it is too late for a response.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::SeqCst)
    }

    /// The connection and request limits.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The root issuer.
    pub(crate) fn root(&self) -> &Arc<Issuer> {
        &self.root
    }

    /// The issuer of this name; empty for the root issuer.
    pub(crate) fn issuer(&self, name: &str) -> Option<&Arc<Issuer>> {
        if name.is_empty() { Some(&self.root) } else { self.named.get(name) }
    }

    /// All issuers, the root issuer first.
    pub(crate) fn issuers(&self) -> impl Iterator<Item = &Arc<Issuer>> {
        iter::once(&self.root).chain(self.named.values())
    }

    /// Reads a request within the limits, and returns the response.
    async fn serve(&self, request: http::Request<Incoming>, peer: IpAddr) -> Result<Response, Dropped> {
        let (head, body) = request.into_parts();
        let is_head = head.method == Method::HEAD;
        let response = match self.answer_from(peer, head, body).await {
            Ok(reply) => reply?,
            Err(status) => respond::empty(status),
        };
        if self.is_closed() {
            return Err(Dropped);
        }
        Ok(if is_head { without_body(response) } else { response })
    }

    /// Reads and handles a request, and sends the response as the policy says.
    async fn answer_from(
        &self,
        peer: IpAddr,
        head: Parts,
        body: Incoming,
    ) -> Result<Result<Response, Dropped>, StatusCode> {
        let authority = self.authority_of(&head)?;
        let RequestSource { origin, source } =
            self.front.asker(self.scheme.as_str(), authority, peer, &head.headers)?;
        let body = self.read(body).await;
        let (app, request, response) = self.answered(head, body, origin, source);
        let late = response.extensions().get::<ExtraDelay>().map_or(Duration::ZERO, |ExtraDelay(by)| *by);
        wire_faults::pass(self.load.delay(&app.policy().load) + late).await;
        let response = wire_form::written(&app, &request, response);
        Ok(wire_faults::send(&app, &request, response).await)
    }

    /// Finds the issuer and the rules of a request, handles it, and adds it to the journal.
    fn answered(
        &self,
        head: Parts,
        body: Result<Bytes, StatusCode>,
        origin: String,
        source: IpAddr,
    ) -> (App, Request, Response) {
        let (body, refused) = body.map_or_else(|status| (Bytes::new(), Some(status)), |body| (body, None));
        let inside = self.front.inside(head.uri.path());
        let (issuer, below) = inside.as_deref().map_or((&self.root, Cow::from("")), |path| self.issuer_of(path));
        let (usual, query) = (issuer.policy(), head.uri.query().unwrap_or_default().to_owned());
        let route = resolve(&usual.address, issuer.config.paths, &below);
        let mut request = Request {
            route: address::route(&usual.address, route, &head.method, &query),
            method: head.method,
            below: below.into_owned(),
            source,
            path: head.uri.path().to_owned(),
            query,
            body,
            headers: head.headers,
        };
        page_charset::read(usual.page.charset, &mut request);
        let client = LazyCell::new(|| claimed_client(issuer, &request));
        let asked = RequestProperties { issuer: issuer.name(), endpoint: request.route, client: &client };
        let EffectivePolicy { policy, applied } = self.overrides.rule(usual, &asked);
        let app = App::new(Arc::clone(issuer), policy, origin);
        let response = match refused {
            None => self.elsewhere(&app, &request).unwrap_or_else(|| answer(&app, &request)),
            Some(status) => answer_unread(&app, &request, status),
        };
        if self.journal.is_kept() {
            let entry = JournalEntry::of(issuer.name(), client.clone(), &request, response.status(), applied);
            self.journal.record(JournalEntry { time: issuer.now(), ..entry });
        }
        drop(client);
        (app, request, response)
    }

    /// The response to a request that no endpoint sees: a redirect to another URL, or a throttled request.
    fn elsewhere(&self, app: &App, request: &Request) -> Option<Response> {
        wire_faults::elsewhere(app, request)
            .or_else(|| address::elsewhere(app, request))
            .or_else(|| self.load.put_off(&app.policy().load, request))
    }

    /// The body of a request, if it is within the limits; an aborted body counts as empty.
    async fn read(&self, body: Incoming) -> Result<Bytes, StatusCode> {
        let whole = Limited::new(body, self.limits.body_bytes).collect();
        match timeout(self.limits.body_time(), whole).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(_)) => Ok(Bytes::new()),
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        }
    }

    /// The issuer of a path, and the path without its prefix. In a well-known path the prefix can be after the name:
    /// `/.well-known/NAME/PREFIX/…` (RFC 8414 §3.1, RFC 9728 §3.1).
    fn issuer_of<'p>(&self, path: &'p str) -> (&Arc<Issuer>, Cow<'p, str>) {
        let (well_known, rest) = path.split_at(well_known_length(path));
        let first = rest.strip_prefix('/').and_then(|rest| rest.split('/').next()).unwrap_or_default();
        match self.named.get(first) {
            Some(issuer) if well_known.is_empty() => (issuer, Cow::from(&rest[first.len() + 1..])),
            Some(issuer) => (issuer, Cow::from(format!("{well_known}{}", &rest[first.len() + 1..]))),
            None => (&self.root, Cow::from(path)),
        }
    }

    /// The host of the request (RFC 9112 §3.2, RFC 9113 §8.3.1). A request without it, with two of them, or with one
    /// that could have a special meaning in pages and header fields, is rejected.
    fn authority_of<'r>(&'r self, head: &'r Parts) -> Result<&'r str, StatusCode> {
        let mut hosts = head.headers.get_all(header::HOST).iter();
        let asked = match (head.uri.authority(), hosts.next(), hosts.next()) {
            (_, _, Some(_)) => None,
            (Some(authority), ..) => Some(authority.as_str()),
            (None, Some(host), None) => host.to_str().ok(),
            (None, None, None) if head.version < Version::HTTP_11 => Some(self.authority.as_str()),
            (None, None, None) => None,
        };
        asked.filter(|host| is_plain_authority(host)).ok_or(StatusCode::BAD_REQUEST)
    }
}

impl Handler for Arc<Site> {
    async fn answer(&self, request: http::Request<Incoming>, peer: IpAddr) -> Result<Response, Dropped> {
        self.serve(request, peer).await
    }
}

/// The response to HEAD: that to GET without the body (RFC 9110 §9.3.2).
fn without_body(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        head.headers.insert(header::CONTENT_LENGTH, length.into());
    }
    Response::from_parts(head, Body::default())
}
