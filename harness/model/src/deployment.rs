//! A running target: every URL absolute, every client with its redirect URI.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use url::Url;

pub use super::endpoint::ProviderUrls;
use super::sign_in::SignIn;
use super::target::{AssertionAudience, ClientAuth, RequestDefaults, User};

/// A deployment under test, ready for requests.
#[derive(Clone, PartialEq, Eq)]
pub struct Deployment {
    /// The provider, if there is one.
    pub provider: Option<ProviderUrls>,
    /// The consumer, if there is one.
    pub consumer: Option<ConsumerUrls>,
    /// The clients that the harness plays, by role.
    pub clients: BTreeMap<String, Client>,
    /// The users, by name.
    pub users: BTreeMap<String, User>,
    /// Further sites that take part, by name.
    pub others: BTreeMap<String, Url>,
    /// How users sign in, if pages do not show it.
    pub sign_in: SignIn,
    /// The default scope of requests.
    pub scope: String,
    /// Other parameters of requests.
    pub request_defaults: RequestDefaults,
    /// What else is a secret.
    pub other_secrets: OtherSecrets,
}

/// Its parties: its URLs and headers may contain secrets.
impl fmt::Debug for Deployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origins = [self.provider.as_ref().map(|urls| &urls.base), self.consumer.as_ref().map(|urls| &urls.base)];
        let origins = origins.map(|base| base.map(|base| base.origin().ascii_serialization()));
        write!(f, "Deployment({origins:?}, {:?}, {:?})", self.clients, self.users)
    }
}

/// Secrets of a target that are neither those of a client nor those of a user.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OtherSecrets {
    /// The proxy; its user name and password are secret.
    pub proxy: Option<Url>,
    /// The environment variables that the target file mentions, by name. Those that can be read elsewhere in it are public.
    pub environment: BTreeMap<String, String>,
}

impl Deployment {
    /// The client of that role. `own` has no entry: it is `other` if there is one, which no consumer of a pair uses in addition
    /// to the harness, or else `web`. [`LOGOUT`] has no entry either.
    pub fn client(&self, role: &str) -> Option<&Client> {
        match role {
            LOGOUT => {
                self.clients.get(logout_client(&self.clients, |client| !client.post_logout_redirect_uris.is_empty())?)
            }
            "own" => self.clients.get("own").or_else(|| self.clients.get("other")).or_else(|| self.clients.get("web")),
            _ => self.clients.get(role),
        }
    }
}

/// The role of a client with a registered post-logout redirect URI.
pub const LOGOUT: &str = "logout";

/// The key of the client that plays [`LOGOUT`]: the first that `is_registered` for it, of those that need nothing special for a
/// sign-in.
pub fn logout_client<T>(clients: &BTreeMap<String, T>, is_registered: impl Fn(&T) -> bool) -> Option<&'static str> {
    [LOGOUT, "other", "web", "spa"].into_iter().find(|role| clients.get(*role).is_some_and(&is_registered))
}

/// The URLs of the consumer's pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsumerUrls {
    /// The base URL.
    pub base: Url,
    /// Further origins that are the consumer's.
    #[serde(skip)]
    pub also_at: Vec<Url>,
    /// The page that shows who is signed in.
    pub home: Url,
    /// Where a login starts.
    pub sign_in: Url,
    /// The redirect URI.
    pub callback: Url,
    /// The page that ends the session.
    pub log_out: Option<Url>,
}

/// A client that the harness plays.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Client {
    /// Its location in the target file (`file:line:column`); empty for one that was registered during the case.
    #[serde(skip)]
    pub place: String,
    /// `client_id`.
    pub id: String,
    /// `client_secret`; none for a public client.
    pub secret: Option<String>,
    /// Its redirect URI, exactly as registered.
    pub redirect_uri: String,
    /// Its post-logout redirect URIs, exactly as registered.
    pub post_logout_redirect_uris: Vec<String>,
    /// How it authenticates.
    pub auth: ClientAuth,
    /// The audience of its client assertions; `None`: the issuer if it is known, or else the token endpoint.
    #[serde(skip)]
    pub assertion_audience: Option<AssertionAudience>,
}

/// Its identifier, without its secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({}, {:?})", self.id, self.auth)
    }
}

impl Client {
    /// The redirect URI taken apart, for scenarios that assemble it in other ways; `None` if it is not a URL.
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
