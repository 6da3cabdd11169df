//! A target: one deployment under test, as written in one YAML file. It contains every difference between deployments.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::bearer_token::BearerToken;
use super::connection::Connection;
pub use super::endpoint::ProviderPages;
use super::sign_in::SignIn;
use super::source::Source;
use super::span::{Span, Spanned};
use super::totp::Totp;

/// A deployment under test.
#[derive(Clone, PartialEq)]
pub struct Target {
    /// The file.
    pub source: Source,
    /// A short name, equal to the file's.
    pub name: String,
    /// One line about the deployment.
    pub title: String,
    /// The provider, if there is one.
    pub provider: Option<Party<ProviderPages>>,
    /// The consumer, if there is one.
    pub consumer: Option<Party<ConsumerPages>>,
    /// The clients registered at the provider that the harness plays, by their role in scenarios.
    pub clients: BTreeMap<String, ClientEntry>,
    /// The users, by their name in scenarios.
    pub users: BTreeMap<String, User>,
    /// Further participating sites (a second provider, an attacker's own), by name: browsers follow redirects there.
    pub others: BTreeMap<String, Spanned<Url>>,
    /// Which document takes precedence if two contradict each other.
    pub profile: Profile,
    /// How users sign in, if pages do not show it.
    pub sign_in: SignIn,
    /// The default scope of requests.
    pub scope: String,
    /// Other parameters of requests.
    pub request_defaults: RequestDefaults,
    /// Capabilities that cannot be derived from the entries above.
    pub offers: Vec<Spanned<String>>,
    /// Known failures.
    pub deviations: Vec<Deviation>,
    /// The folder of stored transcripts, if they are to be compared.
    pub snapshots: Option<PathBuf>,
    /// How the parties are reached, and the limits on what is accepted from them.
    pub connection: Connection,
    /// Limits of a run.
    pub limits: RunLimits,
    /// The environment variables that the file mentions, by name. Most are secrets.
    pub environment: BTreeMap<String, String>,
    /// Ids of the last version in the file, in the order of their places in it; the entries above have the new ones.
    pub renamed: Vec<Renamed>,
}

/// Its file: its URLs, headers and variables may contain secrets.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({})", self.source.path().display())
    }
}

/// An id of the last version, and its new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Where the old id is in the file.
    pub span: Span,
    /// As it is written there.
    pub old: String,
    /// The name of today.
    pub new: String,
}

/// The family of documents that a deployment follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
pub enum Profile {
    /// RFC 6749 and its companions.
    #[default]
    #[serde(rename = "oauth2")]
    Oauth2,
    /// The draft of OAuth 2.1.
    #[serde(rename = "oauth2.1")]
    Oauth21,
    /// OpenID Connect.
    #[serde(rename = "oidc")]
    Oidc,
}

impl Profile {
    /// The name used in target files.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Oauth2 => "oauth2",
            Profile::Oauth21 => "oauth2.1",
            Profile::Oidc => "oidc",
        }
    }
}

impl Target {
    /// The title line of the report: its title, and settings that weaken security.
    pub fn headline(&self) -> String {
        if self.connection.insecure {
            format!("{} (insecure: no certificate is checked)", self.title)
        } else {
            self.title.clone()
        }
    }

    /// A party is external: all cases share it, and later ones see the effects of earlier ones.
    pub fn is_shared(&self) -> bool {
        let elsewhere = |place: &PartyLocation| matches!(place, PartyLocation::External(_));
        self.provider.as_ref().is_some_and(|party| elsewhere(&party.place))
            || self.consumer.as_ref().is_some_and(|party| elsewhere(&party.place))
    }
}

/// The client's requests to this provider, in addition to the default scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestDefaults {
    /// The scopes that it may request, usually without `openid`.
    pub scopes: Vec<String>,
    /// The one of them without which the profile is not shown.
    pub resource_scope: Option<String>,
    /// The parameters that the provider requires in every authorization request.
    pub authorization_parameters: Vec<(String, String)>,
    /// The provider issues ID tokens to clients that request `openid`.
    pub openid: bool,
}

/// One side of the deployment: its URL, and its pages as paths or URLs.
#[derive(Clone, Debug, PartialEq)]
pub struct Party<P> {
    /// Where it runs.
    pub place: PartyLocation,
    /// Further origins of its own.
    pub also_at: Vec<Spanned<Url>>,
    /// The provider's issuer identifier (RFC 8414 §2), character by character.
    pub issuer: Option<String>,
    /// The token with which clients may register at the provider (RFC 7591 §3).
    pub initial_access_token: Option<BearerToken>,
    /// Its pages.
    pub pages: P,
}

/// Where a party runs.
#[derive(Clone, Debug, PartialEq)]
pub enum PartyLocation {
    /// Started in process, one for each case.
    Reference(ReferenceOptions),
    /// Started externally.
    External(Spanned<Url>),
}

/// The settings of a reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[expect(clippy::struct_excessive_bools, reason = "keys of a file, each of its own")]
pub struct ReferenceOptions {
    /// Faults to switch on, by name.
    pub faults: Vec<Spanned<String>>,
    /// Variants to switch on, by name: other ways to conform.
    pub variants: Vec<Spanned<String>>,
    /// The provider's rules that differ from the strict defaults: `policy: { legacy: { implicit: true } }`.
    pub policy: Option<serde_json::Value>,
    /// The provider uses https, with a certificate of its own that the browsers and the reference consumer trust.
    pub tls: bool,
    /// The consumer starts a login on GET, without its confirm page.
    pub login_on_get: bool,
    /// The consumer sends its secret in the `Authorization` header, not in the body.
    pub basic: bool,
    /// The provider's users and clients have the passwords and secrets of this file. Otherwise they have those that the reference
    /// provider has by default, and it refuses others.
    pub takes_secrets: bool,
}

/// The consumer's pages: paths on its base URL, or absolute URLs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConsumerPages {
    /// The page that shows who is signed in, and a sign-in link if no user is.
    pub home: Spanned<String>,
    /// The URL that starts a login with the provider.
    pub sign_in: Spanned<String>,
    /// The redirect URI.
    pub callback: Spanned<String>,
    /// The page, or the endpoint, that ends the session.
    #[serde(default)]
    pub log_out: Option<Spanned<String>>,
}

/// A client registered at the provider.
#[derive(Clone, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientEntry {
    /// Its source span.
    #[serde(skip)]
    pub span: Span,
    /// `client_id`.
    pub id: String,
    /// `client_secret`; none for a public client.
    #[serde(default)]
    pub secret: Option<String>,
    /// The registered redirect URI; the consumer's callback when absent.
    #[serde(default)]
    pub redirect_uri: Option<Spanned<String>>,
    /// The post-logout redirect URIs (OpenID Connect RP-Initiated Logout §3.1): one registered URI, or a list of all.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany")]
    pub post_logout_redirect_uri: Vec<String>,
    /// How it authenticates at the token endpoint.
    #[serde(default)]
    pub auth: ClientAuth,
    /// The audience of its client assertions: `issuer`, `token-endpoint`, or a literal value. By default the issuer if it is
    /// known, and the token endpoint if that one is rejected.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub assertion_audience: Option<AssertionAudience>,
}

/// Its identifier, without its secret.
impl fmt::Debug for ClientEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientEntry({}, {:?})", self.id, self.auth)
    }
}

/// One string, or a list of them.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    serde::Deserialize::deserialize(deserializer).map(|read| match read {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    })
}

/// The `aud` of a client assertion (RFC 7523 §3).
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(from = "String")]
pub enum AssertionAudience {
    /// The issuer, as RFC 7523bis and FAPI 2.0 require.
    Issuer,
    /// The URL of the token endpoint, as `OpenID` Connect Core §9 has it.
    TokenEndpoint,
    /// This text.
    Other(String),
}

impl From<String> for AssertionAudience {
    fn from(text: String) -> Self {
        match text.as_str() {
            "issuer" => AssertionAudience::Issuer,
            "token-endpoint" => AssertionAudience::TokenEndpoint,
            _ => AssertionAudience::Other(text),
        }
    }
}

/// How a client authenticates (RFC 6749 §2.3.1, `OpenID` Connect Core §9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAuth {
    /// `client_secret_basic`: HTTP Basic.
    #[default]
    Basic,
    /// `client_secret_post`: in the body.
    Post,
    /// `private_key_jwt`: a JWT signed with the built-in test key for ES256 (`explain our_keys`).
    PrivateKeyJwt,
    /// `client_secret_jwt`: a JWT signed with the secret.
    ClientSecretJwt,
}

/// A user with an account at the provider.
#[derive(Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct User {
    /// Its location: `file:line:column`.
    #[serde(skip)]
    pub place: String,
    /// The same, in bytes.
    #[serde(skip)]
    pub span: Span,
    /// The user name to enter.
    pub name: String,
    /// The password to enter.
    pub password: String,
    /// A text that the consumer shows only if this user is signed in.
    pub shows: String,
    /// The secret of the user's authenticator (RFC 6238).
    #[serde(default, skip_serializing)]
    #[schemars(with = "Option<String>")]
    pub totp_secret: Option<Totp>,
}

/// The name, without the password.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "User({})", self.name)
    }
}

/// A known failure of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The violated requirement.
    pub requirement: Spanned<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The observation.
    pub seen: Option<String>,
    /// The scenarios (`id`) or cases (`id/case`) that it applies to; empty: all.
    pub only: Vec<Spanned<String>>,
    /// It does not happen in every run, for example because of a race.
    pub sometimes: bool,
}

/// Limits of a run against a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunLimits {
    /// How long a step may wait if a party has its own time.
    pub longest_wait: Duration,
    /// How many cases run at once; `None`: as many as there are cores.
    pub at_once: Option<usize>,
}
