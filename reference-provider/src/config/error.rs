//! Configuration errors.

use std::net::SocketAddr;

use super::overrides::InvalidOverride;
use crate::oauth::password::InvalidPasswordHashing;
use crate::oauth::redirect_uri::InvalidRedirectUri;

/// The configuration is invalid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It is not valid YAML, or does not have the expected structure.
    #[error("{source_name}:{line}:{column}: {message}")]
    Syntax {
        /// The file.
        source_name: String,
        /// Counted from 1; 0 if unknown.
        line: u64,
        /// Counted from 1; 0 if unknown.
        column: u64,
        /// The error message.
        message: String,
    },
    /// It has the expected structure but invalid values.
    #[error("{source_name}: {meaning}")]
    Meaning {
        /// The file.
        source_name: String,
        /// The error message.
        #[source]
        meaning: InvalidConfig,
    },
}

/// An invalid configuration with valid syntax.
#[derive(Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidConfig {
    /// Two users or two clients have the same name.
    #[error("{what} `{name}` is a duplicate")]
    Twice {
        /// The key.
        what: &'static str,
        /// Its value.
        name: String,
    },
    /// RFC 9700 §4.15.1.
    #[error("client-id `{0}` is also a user-id: a token for the client itself would look like a token of that user")]
    SubjectCollision(String),
    /// RFC 6749 §2.1.
    #[error("client `{0}` is confidential but has no client-secret")]
    SecretMissing(String),
    /// OpenID Connect Core §9.
    #[error("client `{0}` uses client_secret_jwt, which needs the secret in plain text, not as a hash")]
    SecretUnreadable(String),
    /// RFC 6749 §2.1.
    #[error("client `{0}` is public; public clients cannot have a client-secret")]
    SecretOfPublicClient(String),
    /// RFC 6749 §2.1, RFC 7591 §2.
    #[error("client `{client_id}` is public, so it cannot authenticate with {method}")]
    MethodOfPublicClient {
        /// The client.
        client_id: String,
        /// Its `token-endpoint-auth-method`.
        method: &'static str,
    },
    /// RFC 6749 §4.4.
    #[error("client `{0}` is public, so it cannot use the grant type client_credentials")]
    GrantOfPublicClient(String),
    /// RFC 6749 §2.1, RFC 7591 §2.
    #[error("client `{0}` is confidential, so its token-endpoint-auth-method cannot be none")]
    MethodMissing(String),
    /// RFC 7591 §2.
    #[error("client `{client_id}` {because} and has no jwks")]
    KeysMissing {
        /// The client.
        client_id: String,
        /// Why it needs keys.
        because: &'static str,
    },
    /// RFC 6749 §3.1.2.
    #[error("client `{client_id}`: redirect URI `{uri}` {why}")]
    RedirectUri {
        /// The client.
        client_id: String,
        /// Its URI.
        uri: String,
        /// Why it is invalid.
        #[source]
        why: InvalidRedirectUri,
    },
    /// RFC 7591 §2.
    #[error("client `{client_id}`: `{uri}` is not an http or https URL")]
    Page {
        /// The client.
        client_id: String,
        /// What is not an http or https URL.
        uri: String,
    },
    /// RFC 6749 §3.3.
    #[error("`{0}` is not a valid scope token")]
    ScopeToken(String),
    /// RFC 6749 §3.3.
    #[error("default-scope `{0}` contains an undefined scope")]
    DefaultScope(String),
    /// RFC 8707 §2.
    #[error("resource `{0}` is not an absolute URI without a fragment")]
    Resource(String),
    /// RFC 3339.
    #[error("date-joined `{0}` is not a timestamp such as 2020-02-29T09:30:00Z")]
    DateJoined(String),
    /// RFC 8414 §2.
    #[error("issuer `{0}` must be an absolute http or https URL without user, query or fragment")]
    Issuer(String),
    /// OpenID Connect Discovery §4, RFC 8414 §3.
    #[error("issuer `{issuer}` must be a public URL with the path `{path}` at its end, where the endpoints are")]
    IssuerPlace {
        /// The issuer.
        issuer: String,
        /// The path of issuers in this path style.
        path: &'static str,
    },
    /// RFC 8414 §3.3.
    #[error("issuer `{issuer}` does not match public-url, which implies `{expected}`")]
    IssuerMismatch {
        /// The issuer.
        issuer: String,
        /// The issuer that the public URL implies.
        expected: String,
    },
    /// Browsers and clients that use http would reach a listener for https.
    #[error("the public URL `{0}` is http, but the provider serves https; use an https URL, or turn off TLS")]
    PlainPublicUrl(String),
    /// A name that cannot be the first segment of a path.
    #[error("issuer name `{0}` must consist of a-z, 0-9 and -")]
    IssuerName(String),
    /// A path that is already in use.
    #[error("issuer name `{0}` conflicts with an endpoint path")]
    IssuerNameTaken(String),
    /// Invalid override.
    #[error("override `{name}`: {why}")]
    Override {
        /// The override.
        name: String,
        /// Why it is invalid.
        #[source]
        why: InvalidOverride,
    },
    /// The management API grants full access without authentication.
    #[error("manage: {0} is not a loopback address; the management API listens on loopback only")]
    ManageRemote(SocketAddr),
    /// argon2 does not support these parameters.
    #[error(transparent)]
    PasswordHashing(#[from] InvalidPasswordHashing),
}
