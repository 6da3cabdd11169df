//! The configuration: users, clients, resources, limits and rules, read from YAML and validated.

mod client;
mod error;
mod limits;
mod overrides;
mod public_url;
mod resource;
mod site;
mod tls;
mod unique;
mod user;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::Value;

pub(crate) use self::client::is_page;
pub use self::client::{AuthMethod, ClientRegistration, ClientType, GrantType};
pub use self::error::{ConfigError, InvalidConfig};
pub use self::limits::Limits;
pub use self::overrides::{InvalidOverride, Override};
pub use self::public_url::{InvalidPublicUrl, PublicUrl};
pub use self::resource::Resource;
pub use self::tls::{Tls, TlsFiles};
use self::unique::unique;
pub use self::user::User;
use crate::base::mistake::Mistake;
use crate::http::routes::Paths;
use crate::oauth::password::PasswordHashing;
use crate::oauth::scope::{Scope, is_scope_token};
use crate::policy::Policy;

/// The embedded default as text, which documents the format.
pub const EMBEDDED_YAML: &str = include_str!("../embedded.yaml");

/// The configuration of a provider. In YAML, keys are kebab-case and unknown keys are errors.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The users.
    pub users: Vec<User>,
    /// The initial clients.
    pub clients: Vec<ClientRegistration>,
    /// All scopes, with their descriptions for the consent page.
    pub scopes: BTreeMap<String, String>,
    /// The scope of requests without `scope` (RFC 6749 §3.3).
    pub default_scope: String,
    /// The resources that tokens can be for, in addition to the profile (RFC 8707).
    #[serde(default)]
    pub resources: Vec<Resource>,
    /// The cost of password hashing.
    pub password_hashing: PasswordHashing,
    /// The URL for clients and browsers, if it is not the address that requests are sent to: scheme, host and possibly
    /// a path, below which everything is served. It determines the issuer, all endpoints and the cookies.
    #[serde(default)]
    pub public_url: Option<PublicUrl>,
    /// The addresses of reverse proxies whose `X-Forwarded-Proto`, `-Host` and `-For` are trusted.
    #[serde(default)]
    pub trusted_proxies: Vec<IpAddr>,
    /// The issuer identifier (RFC 8414 §2): the public URL with the path of the issuer. It implies `public-url`, and
    /// has to be consistent with it if both are set. Unset: derived from the public URL, or from the address of the
    /// request.
    #[serde(default, deserialize_with = "site::deserialize_issuer")]
    pub issuer: Option<String>,
    /// The path style of the endpoints.
    #[serde(default)]
    pub paths: Paths,
    /// The names of additional issuers, each with users, clients, sessions and rules of its own, below a path segment
    /// of this name.
    #[serde(default, deserialize_with = "site::deserialize_issuers")]
    pub issuers: Vec<String>,
    /// https instead of http.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// Connection and request limits.
    #[serde(default)]
    pub limits: Limits,
    /// The token for client registration, if the rules require one (RFC 7591 §1.2).
    #[serde(default)]
    pub initial_access_token: Option<String>,
    /// The rules.
    #[serde(default)]
    #[serde(deserialize_with = "policy")]
    pub policy: Policy,
    /// Faults and rules for some requests, by name; they are applied in the order of their names.
    #[serde(default)]
    pub overrides: BTreeMap<String, Override>,
    /// The maximum number of journal entries; unset: 1000 with the management API, otherwise none.
    #[serde(default)]
    pub journal: Option<usize>,
    /// The address of the management API, on loopback; unset: none.
    #[serde(default)]
    pub manage: Option<SocketAddr>,
    /// The file that keeps users, clients and consents across restarts; unset: they are lost when the provider stops.
    #[serde(default)]
    pub store: Option<PathBuf>,
}

impl Config {
    /// Alice, bob and mallory, and clients of each kind: see [`EMBEDDED_YAML`].
    pub fn embedded() -> Self {
        static EMBEDDED: LazyLock<Config> = LazyLock::new(|| {
            Config::from_yaml(EMBEDDED_YAML, "embedded.yaml").expect("the embedded configuration is valid")
        });
        EMBEDDED.clone()
    }

    /// Reads a configuration; `source_name` is the prefix of error messages.
    pub fn from_yaml(text: &str, source_name: &str) -> Result<Self, ConfigError> {
        let options = serde_saphyr::options! { with_snippet: false };
        let config: Self = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            let location = error.location();
            ConfigError::Syntax {
                source_name: source_name.to_owned(),
                line: location.map_or(0, |location| location.line()),
                column: location.map_or(0, |location| location.column()),
                message: message(&error),
            }
        })?;
        config.check().map_err(|meaning| ConfigError::Meaning { source_name: source_name.to_owned(), meaning })?;
        Ok(config)
    }

    /// Checks what the types cannot express.
    pub fn check(&self) -> Result<(), InvalidConfig> {
        unique("username", self.users.iter().map(|user| user.username.clone()))?;
        unique("user-id", self.users.iter().map(|user| user.user_id.to_string()))?;
        unique("client-id", self.clients.iter().map(|client| client.client_id.clone()))?;
        if let Some(client) =
            self.clients.iter().find(|client| self.users.iter().any(|user| client.shares_subject_with(user)))
        {
            return Err(InvalidConfig::SubjectCollision(client.client_id.clone()));
        }
        self.users.iter().try_for_each(User::check)?;
        self.clients.iter().try_for_each(ClientRegistration::check)?;
        self.resources.iter().try_for_each(Resource::check)?;
        self.password_hashing.check()?;
        site::check(self.issuer.as_deref(), self.public_url.as_ref(), &self.issuers, self.paths)?;
        if let Some(public) = self.public().filter(|public| self.tls.is_some() && !public.is_https()) {
            return Err(InvalidConfig::PlainPublicUrl(public.to_string()));
        }
        for (name, rules) in &self.overrides {
            rules.check(&self.issuers).map_err(|why| InvalidConfig::Override { name: name.clone(), why })?;
        }
        if let Some(address) = self.manage.filter(|address| !address.ip().is_loopback()) {
            return Err(InvalidConfig::ManageRemote(address));
        }
        if let Some(token) = self.scopes.keys().find(|token| !is_scope_token(token)) {
            return Err(InvalidConfig::ScopeToken(token.clone()));
        }
        match Scope::parse(&self.default_scope) {
            Ok(scope) if scope.is_within(&self.all_scopes()) => Ok(()),
            _ => Err(InvalidConfig::DefaultScope(self.default_scope.clone())),
        }
    }

    /// The public URL, as configured or as the issuer implies it. The configuration must have been checked.
    pub(crate) fn public(&self) -> Option<PublicUrl> {
        let of_issuer = || PublicUrl::of_issuer(self.issuer.as_deref()?, self.paths.issuer());
        self.public_url.clone().or_else(of_issuer)
    }

    pub(crate) fn all_scopes(&self) -> Scope {
        self.scopes.keys().cloned().collect()
    }

    /// The supported scopes: those of OpenID Connect (OpenID Connect Core §5.4) only if it is supported.
    pub(crate) fn served_scopes(&self, policy: &Policy) -> Scope {
        const OF_OPENID: [&str; 5] = ["openid", "profile", "email", "address", "phone"];
        let is_served = |scope: &&String| policy.metadata.openid_served || !OF_OPENID.contains(&scope.as_str());
        self.scopes.keys().filter(is_served).cloned().collect()
    }
}

/// Through plain data: a policy has a hundred types, each of which would also be compiled for YAML.
fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Policy, D::Error> {
    Mistake::read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// The error message without its location, which is in the prefix, and with similar names.
fn message(error: &serde_saphyr::Error) -> String {
    let message = error.to_string();
    Mistake::explain("", message.split(" at line ").next().unwrap_or_default()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error about the embedded configuration after a replacement, and the line of the replacement.
    fn edited(from: &str, to: &str) -> (String, usize) {
        let (before, _) = EMBEDDED_YAML.split_once(from).unwrap_or_else(|| panic!("{from}"));
        let text = EMBEDDED_YAML.replacen(from, to, 1);
        let error = Config::from_yaml(&text, "my.yaml").expect_err("it was broken").to_string();
        (error, before.matches('\n').count() + 1)
    }

    #[test]
    fn the_embedded_configuration_is_valid_and_strict() {
        let config = Config::embedded();
        assert_eq!(config.users.len(), 3);
        assert!(config.clients.iter().any(|client| client.client_id == "test-consumer"));
        assert_eq!(config.policy, Policy::default());
    }

    #[test]
    fn a_policy_can_be_set() {
        let text = EMBEDDED_YAML.replace("policy: {}", "policy: { code: { lifetime: 30 }, pkce: { required: false } }");
        let policy = Config::from_yaml(&text, "my.yaml").expect("valid").policy;
        assert_eq!(policy.code.lifetime, crate::policy::Seconds(30));
        assert!(!policy.pkce.required);
        assert!(policy.pkce.plain_refused);
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        for (from, to, message) in [
            (
                "policy: {}",
                "public-url: http://a.example/x\ntls: generated",
                "my.yaml: the public URL `http://a.example/x` is http, but the provider serves https",
            ),
            (
                "policy: {}",
                "issuer: http://a.example/x/o\ntls: generated",
                "my.yaml: the public URL `http://a.example/x` is http, but the provider serves https",
            ),
            (
                "client-id: public-app",
                "client-id: \"2\"",
                "my.yaml: client-id `2` is also a user-id: a token for the client itself",
            ),
            (
                "grant-types: [refresh_token,",
                "grant-types: [client_credentials, refresh_token,",
                "my.yaml: client `television` is public, so it cannot use the grant type client_credentials",
            ),
        ] {
            let (error, _) = edited(from, to);
            assert!(error.starts_with(message), "{error}\n{message}");
        }
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        for (from, to, message) in [
            (
                "secret-message: Curiouser",
                "secret-mesage: Curiouser",
                "my.yaml:LINE:5: unknown field `secret-mesage`, expected",
            ),
            (
                "\"http://localhost:8002/callback\"",
                "\"http://evil.example/\"",
                "my.yaml:LINE:21: redirect URI `http://evil.example/` must be https",
            ),
            ("\"2021-06-15T18:05:42Z\"", "yesterday", "my.yaml:LINE:18: date-joined `yesterday`"),
            ("policy: {}", "policy: { kode: {} }", "my.yaml:LINE:9: `kode`: unknown field `kode`"),
            ("user-id: 2", "user-id: 1", "my.yaml: user-id `1` is a duplicate"),
            ("    client-secret: test-consumer-secret\n", "", "my.yaml: client `test-consumer` is confidential"),
            (
                "client-type: public\n",
                "client-type: public\n    token-endpoint-auth-method: private_key_jwt\n",
                "my.yaml: client `public-app` is public, so it cannot authenticate with private_key_jwt",
            ),
            (
                "client-secret: second-consumer-secret\n",
                "client-secret: second-consumer-secret\n    token-endpoint-auth-method: none\n",
                "my.yaml: client `second-consumer` is confidential, so its token-endpoint-auth-method cannot be none",
            ),
            (
                "client-secret: second-consumer-secret\n",
                "token-endpoint-auth-method: private_key_jwt\n",
                "my.yaml: client `second-consumer` authenticates with private_key_jwt and has no jwks",
            ),
            (
                "client-secret: second-consumer-secret\n",
                "client-secret: x\n    require-signed-request-object: true\n",
                "my.yaml: client `second-consumer` has to sign its requests and has no jwks",
            ),
            ("default-scope: read", "default-scope: admin", "my.yaml: default-scope `admin`"),
            ("memory-kib: 8", "memory-kib: 1", "my.yaml: password-hashing"),
            ("policy: {}", "issuer: example.com", "my.yaml:LINE:9: issuer `example.com` "),
            ("policy: {}", "issuer: http://a.example/?x", "my.yaml:LINE:9: issuer `http://a.example/?x` "),
            (
                "policy: {}",
                "issuer: https://a.example/x",
                "my.yaml: issuer `https://a.example/x` must be a public URL with the path `/o`",
            ),
            (
                "policy: {}",
                "issuer: https://a.example/o\npublic-url: https://b.example",
                "my.yaml: issuer `https://a.example/o` does not match public-url, which implies `https://b.example/o`",
            ),
            ("policy: {}", "public-url: a.example", "my.yaml:LINE:13: `a.example` "),
            ("policy: {}", "public-url: https://a.example/?x", "my.yaml:LINE:13: `https://a.example/?x` "),
            ("policy: {}", "issuers: [Evil]", "my.yaml:LINE:10: issuer name `Evil` "),
            ("policy: {}", "issuers: [o]", "my.yaml: issuer name `o` "),
            ("policy: {}", "issuers: [a, a]", "my.yaml: issuer name `a` is a duplicate"),
            ("policy: {}", "manage: 0.0.0.0:1", "my.yaml: manage"),
            ("policy: {}", "manage: loopback", "my.yaml:LINE:9: invalid socket address"),
            ("policy: {}", "journal: many", "my.yaml:LINE:10: invalid"),
            (
                "policy: {}",
                "overrides: { a: { faults: [code-reuseable] } }",
                "my.yaml:LINE:27: unknown fault `code-reuseable`; did",
            ),
            (
                "policy: {}",
                "overrides: { a: { policy: { code: { lifetme: 3 } } } }",
                "my.yaml:LINE:27: `code.lifetme`: unknown",
            ),
            (
                "policy: {}",
                "overrides: { a: { endpoint: tokn } }",
                "my.yaml:LINE:29: unknown variant `tokn`, expected one of",
            ),
            (
                "policy: {}",
                "overrides: { a: { issuer: a, random: true } }",
                "my.yaml: override `a`: unknown issuer `a`",
            ),
        ] {
            let (error, line) = edited(from, to);
            let message = message.replace("LINE", &line.to_string());
            assert!(error.starts_with(&message), "{error}\n{message}");
        }
    }
}
