//! A target: one deployment under test, as written in one YAML file. It owns every difference between deployments.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::connection::Connection;
pub use super::endpoint::ProviderPages;
use super::sign_in::SignIn;
use super::source::Source;
use super::span::{At, Span};
use super::totp::Totp;

/// A deployment under test.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The file.
    pub source: Source,
    /// A short name, equal to the file's.
    pub name: String,
    /// One line about the deployment.
    pub title: String,
    /// The provider, when there is one.
    pub provider: Option<Party<ProviderPages>>,
    /// The consumer, when there is one.
    pub consumer: Option<Party<ConsumerPages>>,
    /// The clients registered at the provider that the harness plays, by the role they have in scenarios.
    pub clients: BTreeMap<String, ClientEntry>,
    /// The users, by the name they have in scenarios.
    pub users: BTreeMap<String, User>,
    /// Further sites that take part (a second provider, an attacker's own), by name: browsers follow redirects there.
    pub others: BTreeMap<String, At<Url>>,
    /// Which document counts where two contradict each other.
    pub profile: Profile,
    /// How users sign in, where pages do not say it.
    pub sign_in: SignIn,
    /// The scope that is asked for when a scenario does not say.
    pub scope: String,
    /// What else is asked for, and how.
    pub asking: Asking,
    /// Capabilities that cannot be seen from the entries above.
    pub offers: Vec<At<String>>,
    /// Known failures.
    pub deviations: Vec<Deviation>,
    /// The folder of stored transcripts, if they are to be compared.
    pub snapshots: Option<PathBuf>,
    /// How the parties are reached, and how much of them is borne with.
    pub connection: Connection,
    /// Bounds of a run.
    pub limits: RunLimits,
    /// Ids of the last version in the file, in the order of their places in it; the entries above have the new ones.
    pub renamed: Vec<Renamed>,
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
    /// What the report begins with: its title, and what is not as safe as one would think.
    pub fn headline(&self) -> String {
        if self.connection.insecure {
            format!("{} (insecure: no certificate is checked)", self.title)
        } else {
            self.title.clone()
        }
    }

    /// A party is somebody else's: all cases meet the same one, and what one of them leaves behind the others find.
    pub fn is_shared(&self) -> bool {
        let elsewhere = |place: &Place| matches!(place, Place::At(_));
        self.provider.as_ref().is_some_and(|party| elsewhere(&party.place))
            || self.consumer.as_ref().is_some_and(|party| elsewhere(&party.place))
    }
}

/// What the client that the harness plays asks this provider for, beside the scope of every request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// The scopes that it may ask for, least of all `openid`.
    pub scopes: Vec<String>,
    /// The one of them without which the profile is not shown.
    pub resource_scope: Option<String>,
    /// What the provider demands in every authorization request.
    pub authorization_parameters: Vec<(String, String)>,
    /// The provider issues ID tokens to who asks for `openid`.
    pub openid: bool,
}

/// One side of the deployment: where it is, and its pages as paths or URLs.
#[derive(Clone, Debug, PartialEq)]
pub struct Party<P> {
    /// Where it runs.
    pub place: Place,
    /// Further origins that are its own.
    pub also_at: Vec<At<Url>>,
    /// The provider's issuer identifier (RFC 8414 §2), character by character as it is written.
    pub issuer: Option<String>,
    /// Its pages.
    pub pages: P,
}

/// Where a party runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// Started in process, one for each case.
    Reference(ReferenceOptions),
    /// Somebody else started it.
    At(At<Url>),
}

/// How a reference is started.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ReferenceOptions {
    /// Faults to switch on, by name.
    pub faults: Vec<At<String>>,
    /// Variants to switch on, by name: other ways to be right.
    pub variants: Vec<At<String>>,
    /// The provider's rules, where they differ from the strict ones: `policy: { legacy: { implicit: true } }`.
    pub policy: Option<serde_json::Value>,
    /// The provider speaks https, with a certificate of its own that the browsers and the reference consumer trust.
    pub tls: bool,
    /// The consumer starts a login on GET, without its confirm page.
    pub login_on_get: bool,
    /// The consumer sends its secret in the `Authorization` header, not in the body.
    pub basic: bool,
}

/// The consumer's pages: paths on its base URL, or absolute URLs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConsumerPages {
    /// The page that shows who is signed in, and a link to sign in when nobody is.
    pub home: At<String>,
    /// Where a login with the provider starts.
    pub sign_in: At<String>,
    /// The redirection endpoint.
    pub callback: At<String>,
    /// The page, or the endpoint, that ends the session.
    #[serde(default)]
    pub log_out: Option<At<String>>,
}

/// A client registered at the provider.
#[derive(Clone, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientEntry {
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
    /// `client_id`.
    pub id: String,
    /// `client_secret`; none for a public client.
    #[serde(default)]
    pub secret: Option<String>,
    /// The registered redirection URI; the consumer's callback when absent.
    #[serde(default)]
    pub redirect_uri: Option<At<String>>,
    /// Where it may send its users after a logout (OpenID Connect RP-Initiated Logout §3.1): one URI that is registered for it,
    /// or a list of all that are.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany")]
    pub post_logout_redirect_uri: Vec<String>,
    /// How it authenticates at the token endpoint.
    #[serde(default)]
    pub auth: ClientAuth,
    /// For whom its client assertions are: `issuer`, `token-endpoint`, or what is written here. When absent the issuer where
    /// it is known, and the token endpoint where that one is refused.
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

/// One text, or a list of them.
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
    /// The issuer, as RFC 7523bis and FAPI 2.0 want it.
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
    /// `private_key_jwt`: a JWT that our example key for ES256 signs (`explain our_keys`).
    PrivateKeyJwt,
    /// `client_secret_jwt`: a JWT under the secret.
    ClientSecretJwt,
}

/// A person with an account at the provider.
#[derive(Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct User {
    /// Where it stands: `file:line:column`.
    #[serde(skip)]
    pub place: String,
    /// The same, in bytes.
    #[serde(skip)]
    pub span: Span,
    /// What is typed as user name.
    pub name: String,
    /// What is typed as password.
    pub password: String,
    /// A text that the consumer shows only when this user is signed in.
    pub shows: String,
    /// What the user's authenticator knows (RFC 6238).
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
    /// The requirement that is broken.
    pub requirement: At<String>,
    /// Why it is accepted.
    pub reason: String,
    /// What was seen.
    pub seen: Option<String>,
    /// The scenarios (`id`) or cases (`id/case`) it is about; empty: all.
    pub only: Vec<At<String>>,
    /// It does not happen in every run, as what is won or lost in a race.
    pub sometimes: bool,
}

/// Bounds of a run against a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunLimits {
    /// How long a step may wait where a party has its own time.
    pub longest_wait: Duration,
    /// How many cases run at once; `None`: as many as there are cores.
    pub at_once: Option<usize>,
}
