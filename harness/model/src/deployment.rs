//! A target that is up: every place as an absolute URL, every client with its redirection URI.

use std::collections::BTreeMap;

use serde::Serialize;
use url::Url;

use super::sign_in::SignIn;
use super::target::{ClientAuth, User};

/// A deployment under test, ready to be talked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The provider, when there is one.
    pub provider: Option<ProviderUrls>,
    /// The consumer, when there is one.
    pub consumer: Option<ConsumerUrls>,
    /// The clients that the harness plays, by role.
    pub clients: BTreeMap<String, Client>,
    /// The users, by name.
    pub users: BTreeMap<String, User>,
    /// Further sites that take part, by name.
    pub others: BTreeMap<String, Url>,
    /// How users sign in, where pages do not say it.
    pub sign_in: SignIn,
    /// The scope that is asked for when a scenario does not say.
    pub scope: String,
}

impl Deployment {
    /// The client of that role. `own` has no entry: it is `other` where there is one, which no consumer of a pair uses beside the
    /// harness, else `web`.
    pub fn client(&self, role: &str) -> Option<&Client> {
        match role {
            "own" => self.clients.get("own").or_else(|| self.clients.get("other")).or_else(|| self.clients.get("web")),
            _ => self.clients.get(role),
        }
    }
}

/// Where the provider's endpoints and pages are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderUrls {
    /// The base URL.
    pub base: Url,
    /// RFC 6749 §3.1.
    pub authorization: Url,
    /// RFC 6749 §3.2.
    pub token: Url,
    /// RFC 7009.
    pub revocation: Option<Url>,
    /// RFC 7662.
    pub introspection: Option<Url>,
    /// RFC 8628 §3.1.
    pub device_authorization: Option<Url>,
    /// RFC 8414 §3, or `OpenID` Connect Discovery §4.
    pub discovery: Option<Url>,
    /// RFC 7517 §5.
    pub jwks: Option<Url>,
    /// The metadata of an authorization server (RFC 8414 §3).
    pub metadata: Option<Url>,
    /// `OpenID` Connect Core §5.3.
    pub userinfo: Option<Url>,
    /// RFC 9126 §2.
    pub pushed_authorization_request: Option<Url>,
    /// RFC 7591 §3.
    pub registration: Option<Url>,
    /// `OpenID` Connect RP-Initiated Logout §2.
    pub end_session: Option<Url>,
    /// The metadata of the protected resource (RFC 9728 §3).
    pub resource_metadata: Option<Url>,
    /// The identifier of a protected resource beside the profile (RFC 8707 §2).
    pub second_resource: Option<Url>,
    /// A protected resource that describes the user.
    pub profile: Option<Url>,
    /// The login page.
    pub log_in: Option<Url>,
    /// The page that ends the session.
    pub log_out: Option<Url>,
    /// The page on which a user registers a client.
    pub register_client: Option<Url>,
}

/// Where the consumer's pages are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsumerUrls {
    /// The base URL.
    pub base: Url,
    /// The page that shows who is signed in.
    pub home: Url,
    /// Where a login starts.
    pub sign_in: Url,
    /// The redirection endpoint.
    pub callback: Url,
    /// The page that ends the session.
    pub log_out: Option<Url>,
}

/// A client that the harness plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Client {
    /// Where the target file speaks of it (`file:line:column`); empty for one that was registered on the way.
    #[serde(skip)]
    pub place: String,
    /// `client_id`.
    pub id: String,
    /// `client_secret`; none for a public client.
    pub secret: Option<String>,
    /// Its redirection URI, exactly as registered.
    pub redirect_uri: String,
    /// How it authenticates.
    pub auth: ClientAuth,
}

impl Client {
    /// The redirection URI taken apart, for scenarios that put it together in other ways; `None` where it is no URL.
    pub fn parts(&self) -> Option<UriParts> {
        let url = Url::parse(&self.redirect_uri).ok()?;
        let host = url.host_str().unwrap_or_default().to_owned();
        Some(UriParts {
            scheme: url.scheme().to_owned(),
            authority: url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")),
            origin: url.origin().ascii_serialization(),
            path: url.path().to_owned(),
            host,
        })
    }
}

/// The parts of a URI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UriParts {
    /// `http` or `https`.
    pub scheme: String,
    /// The host alone.
    pub host: String,
    /// Host and port, as written.
    pub authority: String,
    /// Scheme, host and port.
    pub origin: String,
    /// The path.
    pub path: String,
}
