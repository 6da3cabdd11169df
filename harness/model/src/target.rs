//! A target: one deployment under test, as written in one YAML file. It owns every difference between deployments.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::connection::Connection;
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

/// One side of the deployment: where it is, and its pages as paths or URLs.
#[derive(Clone, Debug, PartialEq)]
pub struct Party<P> {
    /// Where it runs.
    pub place: Place,
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
    /// The provider's rules, where they differ from the strict ones: `policy: { legacy: { implicit: true } }`.
    pub policy: Option<serde_json::Value>,
    /// The provider speaks https, with a certificate of its own that the browsers and the reference consumer trust.
    pub tls: bool,
    /// The consumer starts a login on GET, without its confirm page.
    pub login_on_get: bool,
    /// The consumer sends its secret in the `Authorization` header, not in the body.
    pub basic: bool,
}

/// The provider's endpoints and pages: paths on its base URL, or absolute URLs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProviderPages {
    /// RFC 6749 §3.1.
    pub authorization: At<String>,
    /// RFC 6749 §3.2.
    pub token: At<String>,
    /// RFC 7009.
    #[serde(default)]
    pub revocation: Option<At<String>>,
    /// RFC 7662.
    #[serde(default)]
    pub introspection: Option<At<String>>,
    /// RFC 8628 §3.1.
    #[serde(default)]
    pub device_authorization: Option<At<String>>,
    /// The provider's metadata: RFC 8414 §3, or `OpenID` Connect Discovery §4.
    #[serde(default)]
    pub discovery: Option<At<String>>,
    /// The JWK set with which tokens are verified (RFC 7517 §5).
    #[serde(default)]
    pub jwks: Option<At<String>>,
    /// The metadata of an authorization server (RFC 8414 §3).
    #[serde(default)]
    pub metadata: Option<At<String>>,
    /// `OpenID` Connect Core §5.3.
    #[serde(default)]
    pub userinfo: Option<At<String>>,
    /// RFC 9126 §2.
    #[serde(default)]
    pub pushed_authorization_request: Option<At<String>>,
    /// RFC 7591 §3.
    #[serde(default)]
    pub registration: Option<At<String>>,
    /// `OpenID` Connect RP-Initiated Logout §2.
    #[serde(default)]
    pub end_session: Option<At<String>>,
    /// The metadata of the protected resource (RFC 9728 §3).
    #[serde(default)]
    pub resource_metadata: Option<At<String>>,
    /// The identifier of a protected resource beside the profile (RFC 8707 §2). It is not asked for anything.
    #[serde(default)]
    pub second_resource: Option<At<String>>,
    /// A protected resource that describes the user.
    #[serde(default)]
    pub profile: Option<At<String>>,
    /// The login page.
    #[serde(default)]
    pub log_in: Option<At<String>>,
    /// The page, or the endpoint, that ends the user's session.
    #[serde(default)]
    pub log_out: Option<At<String>>,
    /// The page on which a signed-in user registers a client.
    #[serde(default)]
    pub register_client: Option<At<String>>,
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
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
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
    /// How it authenticates at the token endpoint.
    #[serde(default)]
    pub auth: ClientAuth,
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
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct User {
    /// Where it stands: `file:line:column`.
    #[serde(skip)]
    pub place: String,
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
