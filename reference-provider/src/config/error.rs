//! What a configuration can get wrong.

use std::net::SocketAddr;

use super::overrides::InvalidOverride;
use crate::oauth::password::InvalidPasswordHashing;
use crate::oauth::redirect_uri::UnfitRedirectUri;

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
#[derive(Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidConfig {
    /// Two users, or two clients, cannot be told apart.
    #[error("{what} `{name}` is a duplicate")]
    Twice {
        /// Which key.
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
        /// What it needs keys for.
        because: &'static str,
    },
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
    /// RFC 7591 §2.
    #[error("client `{client_id}`: `{uri}` is not an http or https URL")]
    Page {
        /// The client.
        client_id: String,
        /// What is not the address of a page.
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
        /// The path of issuers in this style of paths.
        path: &'static str,
    },
    /// RFC 8414 §3.3.
    #[error("issuer `{issuer}` does not fit public-url, which makes it `{expected}`")]
    IssuerMismatch {
        /// The issuer.
        issuer: String,
        /// What the public URL makes it.
        expected: String,
    },
    /// Browsers and clients that expect http would reach a listener that expects https.
    #[error("the public URL `{0}` is http, but the provider serves https; use an https URL, or turn off TLS")]
    PlainPublicUrl(String),
    /// A name that no path could begin with.
    #[error("issuer name `{0}` must consist of a-z, 0-9 and -")]
    IssuerName(String),
    /// A path that is somebody else's.
    #[error("issuer name `{0}` conflicts with an endpoint path")]
    IssuerNameTaken(String),
    /// Rules that cannot be.
    #[error("override `{name}`: {why}")]
    Override {
        /// The override.
        name: String,
        /// What is wrong with it.
        #[source]
        why: InvalidOverride,
    },
    /// Who can reach it can do everything.
    #[error("manage: {0} is not a loopback address; the management API listens on loopback only")]
    ManageRemote(SocketAddr),
    /// argon2 cannot work with these parameters.
    #[error(transparent)]
    PasswordHashing(#[from] InvalidPasswordHashing),
}
