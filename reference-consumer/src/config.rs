//! The configuration of a consumer: its provider, its registration there, its own URL and its [`Policy`].

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use url::Url;

use crate::policy::Policy;
use crate::tls;

/// The settings of one consumer. In YAML, keys are kebab-case and unknown keys are errors.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The provider's endpoints.
    pub provider: Endpoints,
    /// The client identifier from the registration (RFC 6749 section 2.2).
    pub client_id: String,
    /// The client secret; without one this is a public client (RFC 6749 section 2.1).
    #[serde(default)]
    pub client_secret: Option<String>,
    /// How a confidential client authenticates at the token endpoint.
    #[serde(default)]
    pub client_auth: ClientAuth,
    /// The requested scope (RFC 6749 section 3.3); empty: none is sent.
    #[serde(default = "default_scope")]
    pub scope: String,
    /// The URL of this site for browsers; unset: `http://localhost:PORT`, from the listener. The `Host` header is never
    /// used, so that it cannot change the redirect URI.
    #[serde(default, deserialize_with = "optional_url")]
    pub base_url: Option<Url>,
    /// Start the login on GET, without the confirmation page.
    #[serde(default)]
    pub login_on_get: bool,
    /// The path of this site that a login leads to, unless it was started with `next`.
    #[serde(default = "default_login_redirect")]
    pub login_redirect: String,
    /// CA certificates for the provider, in PEM, in addition to the public CAs.
    #[serde(default)]
    pub provider_certificate: Option<String>,
    /// The timeout of requests to the provider, in milliseconds.
    #[serde(default = "default_provider_timeout_ms")]
    pub provider_timeout_ms: u64,
    /// The rules; strict by default.
    #[serde(default)]
    #[serde(deserialize_with = "policy")]
    pub policy: Policy,
}

/// The endpoints of the provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Endpoints {
    /// The authorization endpoint; its query is retained (RFC 6749 section 3.1).
    #[serde(deserialize_with = "url")]
    pub authorization: Url,
    /// The token endpoint (RFC 6749 section 3.2).
    #[serde(deserialize_with = "url")]
    pub token: Url,
    /// The protected resource with the profile of the user.
    #[serde(deserialize_with = "url")]
    pub profile: Url,
    /// The pushed authorization request endpoint (RFC 9126), for a policy that uses it.
    #[serde(default, deserialize_with = "optional_url")]
    pub pushed_authorization_request: Option<Url>,
    /// Its issuer identifier (RFC 8414 section 2), for a policy that requires `iss` in callbacks.
    #[serde(default)]
    pub issuer: Option<String>,
}

/// How a confidential client authenticates (RFC 6749 section 2.3.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAuth {
    /// `client_secret_basic`: in the `Authorization` header, form-encoded.
    Basic,
    /// `client_secret_post`: in the body, as django-allauth does.
    #[default]
    Post,
}

/// An invalid configuration, with its position: `file:line:column: message`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}:{line}:{column}: {message}")]
pub struct ConfigError {
    /// The file, or its substitute.
    pub source_name: String,
    /// The line, counted from 1.
    pub line: u64,
    /// The column, counted from 1.
    pub column: u64,
    /// The error message.
    pub message: String,
}

/// An invalid setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct InvalidSetting {
    /// The setting's name, as in YAML.
    pub setting: &'static str,
    /// Why it is invalid.
    pub reason: &'static str,
}

impl Config {
    /// A client of the provider at `base`, with the routes of the tutorial's `test_provider`.
    pub fn for_provider(base: &Url, client_id: impl Into<String>, client_secret: Option<String>) -> Self {
        Self {
            provider: Endpoints {
                authorization: below(base, "/o/authorize/"),
                token: below(base, "/o/token/"),
                profile: below(base, "/api/profile/"),
                pushed_authorization_request: Some(below(base, "/o/par/")),
                issuer: Some(below(base, "/o").to_string()),
            },
            client_id: client_id.into(),
            client_secret,
            client_auth: ClientAuth::default(),
            scope: default_scope(),
            base_url: None,
            login_on_get: false,
            login_redirect: default_login_redirect(),
            provider_certificate: None,
            provider_timeout_ms: default_provider_timeout_ms(),
            policy: Policy::default(),
        }
    }

    /// Reads YAML; `source_name` is its name in errors.
    pub fn from_yaml(text: &str, source_name: &str) -> Result<Self, ConfigError> {
        let options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
        let config: Self = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            let location = error.location();
            let (line, column) = location.map_or((1, 1), |at| (at.line(), at.column()));
            ConfigError {
                source_name: source_name.to_owned(),
                line,
                column,
                message: without_place(&error.to_string(), line, column),
            }
        })?;
        config.check().map_err(|invalid| {
            let (line, column) = position_of_key(text, invalid.setting);
            ConfigError { source_name: source_name.to_owned(), line, column, message: invalid.to_string() }
        })?;
        Ok(config)
    }

    /// Rejects invalid settings.
    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        let refuse = |setting, reason| Err(InvalidSetting { setting, reason });
        let endpoints = [
            ("authorization", &self.provider.authorization),
            ("token", &self.provider.token),
            ("profile", &self.provider.profile),
        ];
        for (setting, url) in endpoints {
            if !is_web(url) {
                return refuse(setting, "must be an http or https URL without username and password");
            }
            if url.fragment().is_some() {
                return refuse(setting, "must not have a fragment (RFC 6749 section 3.1)");
            }
        }
        if let Some(base) = &self.base_url
            && !(is_web(base) && base.path() == "/" && base.query().is_none() && base.fragment().is_none())
        {
            return refuse("base-url", "must be an http or https origin without a path, such as http://localhost:8001");
        }
        if self.client_id.is_empty() {
            return refuse("client-id", "must not be empty");
        }
        if self.client_secret.as_ref().is_some_and(String::is_empty) {
            return refuse("client-secret", "must not be empty; leave it out for a public client");
        }
        if !crate::next::is_path_of_this_site(&self.login_redirect) {
            return refuse("login-redirect", "must be a path on this site, such as /");
        }
        if self.provider_certificate.as_deref().is_some_and(|pem| tls::roots(pem).is_none()) {
            return refuse("provider-certificate", "must contain certificates in PEM format");
        }
        if self.provider_timeout_ms == 0 {
            return refuse("provider-timeout-ms", "must be at least 1");
        }
        Ok(())
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()
}

fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(None);
    url.set_fragment(None);
    url
}

fn default_scope() -> String {
    "read write".to_owned()
}

fn default_login_redirect() -> String {
    "/".to_owned()
}

fn default_provider_timeout_ms() -> u64 {
    10_000
}

fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let text = String::deserialize(deserializer)?;
    Url::parse(&text).map_err(|error| D::Error::custom(format_args!("`{text}` is not a URL: {error}")))
}

fn optional_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    url(deserializer).map(Some)
}

/// Through plain data: a policy has thirty types, each of which would also be compiled for YAML.
fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Policy, D::Error> {
    let rules = Map::<String, Value>::deserialize(deserializer)?;
    for (group, rules) in &rules {
        for (name, rule) in rules.as_object().into_iter().flatten() {
            let alone = serde_json::json!({ group: { name: rule } });
            serde_json::from_value::<Policy>(alone)
                .map_err(|error| D::Error::custom(format!("`{group}.{name}`: {error}")))?;
        }
    }
    serde_json::from_value(Value::Object(rules)).map_err(D::Error::custom)
}

/// The parser's message without the position at its end, which is also in the prefix.
fn without_place(message: &str, line: u64, column: u64) -> String {
    let first_line = message.lines().next().unwrap_or_default();
    first_line.strip_suffix(&format!(" at line {line}, column {column}")).unwrap_or(first_line).to_owned()
}

/// The position of a key that [`Config::check`] rejected. All of these keys are unique in the document.
fn position_of_key(text: &str, key: &str) -> (u64, u64) {
    let starts = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    let found = text.lines().zip(1..).find(|(line, _)| starts(line));
    found.map_or((1, 1), |(line, number)| (number, (line.len() - line.trim_start().len()) as u64 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::StateValue;

    const PROVIDER: &str = "\
provider:
  authorization: http://localhost:8000/o/authorize/
  token: http://localhost:8000/o/token/
  profile: http://localhost:8000/api/profile/
";

    fn error(text: &str) -> String {
        Config::from_yaml(text, "consumer.yaml").expect_err("a configuration that is refused").to_string()
    }

    #[test]
    fn the_least_that_is_needed_is_the_usual_provider() {
        let base = Url::parse("http://localhost:8000").expect("a URL");
        let config = Config::from_yaml(&format!("{PROVIDER}client-id: c\n"), "consumer.yaml");
        let mut usual = Config::for_provider(&base, "c", None);
        usual.provider.issuer = None;
        usual.provider.pushed_authorization_request = None;
        assert_eq!(config, Ok(usual));
    }

    #[test]
    fn the_readme_shows_the_defaults() {
        let readme = include_str!("../README.md");
        let yaml = readme.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a YAML block");
        let base = Url::parse("http://localhost:8000").expect("a URL");
        assert_eq!(Config::from_yaml(yaml, "README.md"), Ok(Config::for_provider(&base, "test-consumer", None)));
    }

    #[test]
    fn every_setting_can_be_written_down() {
        let text = format!(
            "{PROVIDER}client-id: c\nclient-secret: s\nclient-auth: basic\nscope: read\n\
             base-url: https://consumer.test\nlogin-on-get: true\nlogin-redirect: /profile\n\
             provider-timeout-ms: 500\npolicy: {{ request: {{ state: constant }} }}\n"
        );
        let config = Config::from_yaml(&text, "consumer.yaml").expect("a configuration");
        assert_eq!((config.client_auth, config.provider_timeout_ms), (ClientAuth::Basic, 500));
        assert_eq!(config.base_url.map(String::from).as_deref(), Some("https://consumer.test/"));
        let mut policy = Policy::default();
        policy.request.state = StateValue::Constant;
        assert_eq!(config.policy, policy);
    }

    #[test]
    fn an_error_says_where_it_is() {
        assert!(
            error(&format!("{PROVIDER}client_id: c\n")).starts_with("consumer.yaml:5:1: unknown field `client_id`")
        );
        assert_eq!(
            error(&format!("{PROVIDER}client-id: c\npolicy:\n  request:\n    pkce: sometimes\n")),
            "consumer.yaml:7:3: `request.pkce`: unknown variant `sometimes`, expected one of `s256`, `reused-verifier`, `plain`, `omitted`"
        );
        assert!(error(&format!("{PROVIDER}client-id: [1]\n")).starts_with("consumer.yaml:5:12: "));
        assert!(
            error(&PROVIDER.replace("http://localhost:8000/o/token/", "nowhere"))
                .starts_with("consumer.yaml:3:10: `nowhere` is not a URL: ")
        );
        assert!(error("").starts_with("consumer.yaml:1:1: "));
        assert!(error("\t- {").starts_with("consumer.yaml:1:"));
    }

    #[test]
    fn what_no_consumer_can_work_with_is_refused() {
        let with = |line: &str| error(&format!("{PROVIDER}client-id: c\n{line}\n"));
        assert_eq!(
            error(&format!("{PROVIDER}client-id: c\n").replace("token/", "token/#x")),
            "consumer.yaml:3:3: token: must not have a fragment (RFC 6749 section 3.1)"
        );
        assert!(error(&format!("{PROVIDER}client-id: ''\n")).starts_with("consumer.yaml:5:1: client-id: "));
        assert!(with("client-secret: ''").starts_with("consumer.yaml:6:1: client-secret: "));
        assert!(with("provider-timeout-ms: 0").starts_with("consumer.yaml:6:1: provider-timeout-ms: "));
        assert!(with("login-redirect: //evil.test").starts_with("consumer.yaml:6:1: login-redirect: "));
        for base in ["ftp://c.test", "https://c.test/app", "https://c.test/?x", "https://u@c.test"] {
            assert!(with(&format!("base-url: {base}")).starts_with("consumer.yaml:6:1: base-url: "), "{base}");
        }
    }

    #[test]
    fn a_provider_may_live_below_a_path() {
        let base = Url::parse("https://op.test/tenant/?x#y").expect("a URL");
        let config = Config::for_provider(&base, "c", None);
        assert_eq!(config.provider.token.as_str(), "https://op.test/tenant/o/token/");
    }
}
