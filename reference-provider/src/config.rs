//! Who may log in, who may ask for tokens, and by which rules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::password::{InvalidPasswordHashing, PasswordHashing};
use crate::policy::Policy;
use crate::redirect_uri::{self, UnfitRedirectUri};
use crate::scope::{Scope, is_scope_token};

/// The embedded default, as text: it documents the format.
pub const EMBEDDED_YAML: &str = include_str!("embedded.yaml");

/// Everything a provider is started with. In YAML, keys are kebab-case and unknown ones are errors.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// Who can log in.
    pub users: Vec<User>,
    /// Who can ask for tokens, from the start.
    pub clients: Vec<Client>,
    /// Every scope there is, and what it means to a user.
    pub scopes: BTreeMap<String, String>,
    /// What a request without `scope` asks for (RFC 6749 §3.3).
    pub default_scope: String,
    /// What hashing a password costs.
    pub password_hashing: PasswordHashing,
    /// The rules.
    #[serde(default)]
    pub policy: Policy,
}

/// A resource owner (RFC 6749 §1.1).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct User {
    /// What the user types into the login form.
    pub username: String,
    /// The password, or its argon2 hash as a PHC string.
    pub password: String,
    /// `email` of the profile.
    pub email: String,
    /// `user_id` of the profile.
    pub user_id: u64,
    /// `date_joined` of the profile, as RFC 3339 writes it.
    #[serde(deserialize_with = "instant")]
    pub date_joined: String,
    /// `secret_message` of the profile.
    pub secret_message: String,
}

/// A client (RFC 6749 §2).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Client {
    /// `client_id` (RFC 6749 §2.2).
    pub client_id: String,
    /// What the consent page calls it.
    pub name: String,
    /// Whether it can keep a secret (RFC 6749 §2.1).
    pub client_type: ClientType,
    /// The secret of a confidential client, or its argon2 hash as a PHC string.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Where authorization responses may be sent (RFC 6749 §3.1.2.2).
    #[serde(deserialize_with = "redirect_uri::deserialize_list")]
    pub redirect_uris: Vec<String>,
}

/// Whether a client can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientType {
    /// It runs on a server of its own.
    Confidential,
    /// It runs on the user's device.
    Public,
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It is no YAML, or not of this shape.
    #[error("{source_name}:{line}:{column}: {message}")]
    Syntax {
        /// The file.
        source_name: String,
        /// Counted from 1; 0 if unknown.
        line: u64,
        /// Counted from 1; 0 if unknown.
        column: u64,
        /// What is wrong there.
        message: String,
    },
    /// It reads well and means nothing.
    #[error("{source_name}: {meaning}")]
    Meaning {
        /// The file.
        source_name: String,
        /// What is wrong.
        #[source]
        meaning: InvalidConfig,
    },
}

/// What a configuration can get wrong beyond its syntax.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidConfig {
    /// Two users, or two clients, cannot be told apart.
    #[error("{what} `{name}` is there twice")]
    Twice {
        /// Which key.
        what: &'static str,
        /// Its value.
        name: String,
    },
    /// RFC 6749 §2.1.
    #[error("client `{0}` is confidential and has no client-secret")]
    SecretMissing(String),
    /// RFC 6749 §2.1.
    #[error("client `{0}` is public, so its client-secret would be none")]
    SecretOfPublicClient(String),
    /// RFC 6749 §3.1.2.
    #[error("client `{client_id}`: redirect URI `{uri}` {why}")]
    RedirectUri {
        /// The client.
        client_id: String,
        /// Its URI.
        uri: String,
        /// What is wrong with it.
        #[source]
        why: UnfitRedirectUri,
    },
    /// RFC 6749 §3.3.
    #[error("`{0}` is no scope token")]
    ScopeToken(String),
    /// RFC 6749 §3.3.
    #[error("default-scope `{0}` is not made of the scopes defined")]
    DefaultScope(String),
    /// RFC 3339.
    #[error("date-joined `{0}` is not of the form 2020-02-29T09:30:00Z")]
    DateJoined(String),
    /// argon2 cannot work with these parameters.
    #[error(transparent)]
    PasswordHashing(#[from] InvalidPasswordHashing),
}

impl Config {
    /// Alice, bob and mallory, two confidential clients and a public one.
    pub fn embedded() -> Self {
        static EMBEDDED: LazyLock<Config> = LazyLock::new(|| {
            Config::from_yaml(EMBEDDED_YAML, "embedded.yaml").expect("the embedded configuration is valid")
        });
        EMBEDDED.clone()
    }

    /// Reads a configuration; `source_name` stands in front of error messages.
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

    /// What the types cannot say.
    pub fn check(&self) -> Result<(), InvalidConfig> {
        unique("username", self.users.iter().map(|user| user.username.clone()))?;
        unique("user-id", self.users.iter().map(|user| user.user_id.to_string()))?;
        unique("client-id", self.clients.iter().map(|client| client.client_id.clone()))?;
        self.users.iter().try_for_each(User::check)?;
        self.clients.iter().try_for_each(Client::check)?;
        self.password_hashing.check()?;
        if let Some(token) = self.scopes.keys().find(|token| !is_scope_token(token)) {
            return Err(InvalidConfig::ScopeToken(token.clone()));
        }
        match Scope::parse(&self.default_scope) {
            Ok(scope) if scope.is_within(&self.all_scopes()) => Ok(()),
            _ => Err(InvalidConfig::DefaultScope(self.default_scope.clone())),
        }
    }

    pub(crate) fn all_scopes(&self) -> Scope {
        self.scopes.keys().cloned().collect()
    }
}

impl User {
    fn check(&self) -> Result<(), InvalidConfig> {
        match OffsetDateTime::parse(&self.date_joined, &Rfc3339) {
            Ok(_) => Ok(()),
            Err(_) => Err(InvalidConfig::DateJoined(self.date_joined.clone())),
        }
    }
}

impl Client {
    fn check(&self) -> Result<(), InvalidConfig> {
        match (self.client_type, &self.client_secret) {
            (ClientType::Confidential, None) => return Err(InvalidConfig::SecretMissing(self.client_id.clone())),
            (ClientType::Public, Some(_)) => return Err(InvalidConfig::SecretOfPublicClient(self.client_id.clone())),
            _ => {}
        }
        self.redirect_uris.iter().try_for_each(|uri| {
            redirect_uri::check(uri).map_err(|why| InvalidConfig::RedirectUri {
                client_id: self.client_id.clone(),
                uri: uri.clone(),
                why,
            })
        })
    }
}

/// The error without its location, which is named in front.
fn message(error: &serde_saphyr::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

fn unique(what: &'static str, names: impl Iterator<Item = String>) -> Result<(), InvalidConfig> {
    let mut seen = BTreeSet::new();
    for name in names {
        if let Some(name) = seen.replace(name) {
            return Err(InvalidConfig::Twice { what, name });
        }
    }
    Ok(())
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match OffsetDateTime::parse(&text, &Rfc3339) {
        Ok(_) => Ok(text),
        Err(_) => Err(D::Error::custom(InvalidConfig::DateJoined(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(from: &str, to: &str) -> String {
        assert!(EMBEDDED_YAML.contains(from), "{from}");
        let text = EMBEDDED_YAML.replacen(from, to, 1);
        Config::from_yaml(&text, "my.yaml").expect_err("it was broken").to_string()
    }

    #[test]
    fn the_embedded_configuration_is_valid_and_strict() {
        let config = Config::embedded();
        assert_eq!(config.users.len(), 3);
        assert_eq!(config.clients.len(), 3);
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
    fn mistakes_are_shown_where_they_are() {
        for (from, to, message) in [
            (
                "secret-message: Curiouser",
                "secret-mesage: Curiouser",
                "my.yaml:11:5: unknown field `secret-mesage`, expected",
            ),
            (
                "\"http://localhost:8002/callback\"",
                "\"http://evil.example/\"",
                "my.yaml:37:21: redirect URI `http://evil.example/` must be https",
            ),
            ("\"2021-06-15T18:05:42Z\"", "yesterday", "my.yaml:16:18: date-joined `yesterday`"),
            ("policy: {}", "policy: { kode: {} }", "my.yaml:57:11: unknown field `kode`"),
            ("user-id: 2", "user-id: 1", "my.yaml: user-id `1` is there twice"),
            ("    client-secret: test-consumer-secret\n", "", "my.yaml: client `test-consumer` is confidential"),
            ("default-scope: read", "default-scope: admin", "my.yaml: default-scope `admin`"),
            ("memory-kib: 8", "memory-kib: 1", "my.yaml: password-hashing"),
        ] {
            let error = edited(from, to);
            assert!(error.starts_with(message), "{error}");
        }
    }
}
