//! The configuration of clients.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::{InvalidConfig, User};
use crate::oauth::redirect_uri;
use crate::policy::TokenFormat;

/// A client (RFC 6749 §2), with its registered metadata (RFC 7591 §2; the names are the same, with hyphens).
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other, as in RFC 7591")]
pub struct ClientRegistration {
    /// `client_id` (RFC 6749 §2.2).
    pub client_id: String,
    /// Its name on the consent page.
    pub name: String,
    /// Whether it can keep a secret (RFC 6749 §2.1).
    pub client_type: ClientType,
    /// The secret of a confidential client, or its argon2 hash as a PHC string. It is read and never written, and
    /// stored as a hash, except for `client_secret_jwt`: there the provider needs the secret itself.
    #[serde(default, skip_serializing)]
    pub client_secret: Option<String>,
    /// Its home page, which the consent page links to, like the three after it (RFC 7591 §2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// Its logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// Its privacy policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// Its terms of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Its redirect URIs (RFC 6749 §3.1.2.2).
    #[serde(default, deserialize_with = "redirect_uri::deserialize_list")]
    pub redirect_uris: Vec<String>,
    /// Its authentication method; unset: the secret, in the header or in the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_method: Option<AuthMethod>,
    /// The grant types that it can use.
    #[serde(default = "GrantType::usual")]
    pub grant_types: Vec<GrantType>,
    /// The response types that it can use.
    #[serde(default = "response_types")]
    pub response_types: Vec<String>,
    /// The scope that it can request; unset: all scopes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Its public keys, as a JWK Set (RFC 7517 §5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
    /// The signing algorithm of its ID tokens (OpenID Connect Registration §2).
    #[serde(default = "rs256")]
    pub id_token_signed_response_alg: String,
    /// The signing algorithm of its userinfo responses; unset: plain JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<String>,
    /// The signing algorithm of its request objects; unset: any supported one (RFC 9101 §10.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_object_signing_alg: Option<String>,
    /// The signing algorithm of its client assertions; unset: any supported one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// It has to send its authorization requests as signed request objects (RFC 9101 §10.5).
    #[serde(default)]
    pub require_signed_request_object: bool,
    /// It has to push its authorization requests (RFC 9126 §6).
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// Its access tokens are DPoP-bound (RFC 9449 §5.2).
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    /// The format of its access tokens; unset: as in the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_format: Option<TokenFormat>,
    /// The `max_age` of requests that have none (OpenID Connect Registration §2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u64>,
    /// Its ID tokens always have `auth_time` (OpenID Connect Registration §2).
    #[serde(default)]
    pub require_auth_time: bool,
    /// Where a logout can redirect (OpenID Connect RP-Initiated Logout §3.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where logout tokens are sent to (OpenID Connect Back-Channel Logout §2.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// The page that is loaded at a logout (OpenID Connect Front-Channel Logout §2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frontchannel_logout_uri: Option<String>,
}

/// Whether a client can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientType {
    /// It runs on a server of its own.
    Confidential,
    /// It runs on the user's device.
    Public,
}

/// `token_endpoint_auth_method` (RFC 7591 §2, OpenID Connect Core §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// No authentication.
    None,
    /// With its secret, in the `Authorization` header.
    ClientSecretBasic,
    /// With its secret, in the body.
    ClientSecretPost,
    /// With a JWT authenticated with its secret.
    ClientSecretJwt,
    /// With a JWT signed with its private key.
    PrivateKeyJwt,
}

/// `grant_types` (RFC 7591 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// RFC 6749 §4.1.
    AuthorizationCode,
    /// RFC 6749 §6.
    RefreshToken,
    /// RFC 6749 §4.4.
    ClientCredentials,
    /// RFC 6749 §4.2, if the legacy rules enable it.
    Implicit,
    /// RFC 6749 §4.3, if the legacy rules enable it.
    Password,
    /// RFC 8628.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
}

impl GrantType {
    /// The grant types of token requests.
    pub(crate) const AT_TOKEN_ENDPOINT: [Self; 5] =
        [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials, Self::Password, Self::DeviceCode];
    /// All grant types.
    pub(crate) const ALL: [Self; 6] = [
        Self::AuthorizationCode,
        Self::RefreshToken,
        Self::ClientCredentials,
        Self::Implicit,
        Self::Password,
        Self::DeviceCode,
    ];

    fn usual() -> Vec<Self> {
        vec![Self::AuthorizationCode, Self::RefreshToken]
    }

    /// Its name in a token request.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::Implicit => "implicit",
            Self::Password => "password",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
        }
    }
}

impl ClientRegistration {
    /// A client with this metadata and nothing else.
    pub(crate) fn plain(client_id: String, name: String, client_type: ClientType, redirect_uris: Vec<String>) -> Self {
        Self {
            client_id,
            name,
            client_type,
            client_secret: None,
            client_uri: None,
            logo_uri: None,
            policy_uri: None,
            tos_uri: None,
            redirect_uris,
            token_endpoint_auth_method: None,
            grant_types: GrantType::usual(),
            response_types: response_types(),
            scope: None,
            jwks: None,
            id_token_signed_response_alg: rs256(),
            userinfo_signed_response_alg: None,
            request_object_signing_alg: None,
            token_endpoint_auth_signing_alg: None,
            require_signed_request_object: false,
            require_pushed_authorization_requests: false,
            dpop_bound_access_tokens: false,
            access_token_format: None,
            default_max_age: None,
            require_auth_time: false,
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            frontchannel_logout_uri: None,
        }
    }

    /// Its pages for users, each with a link text.
    pub(crate) fn pages(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("Website", self.client_uri.as_deref()),
            ("Logo", self.logo_uri.as_deref()),
            ("Privacy policy", self.policy_uri.as_deref()),
            ("Terms of service", self.tos_uri.as_deref()),
        ]
    }

    /// Whether its `client_id` is the `sub` of a user. The `sub` of a token that it gets in its own name is its
    /// `client_id` (RFC 9068 §2.2), and must not be mistaken for that of a user (RFC 9700 §4.15.1).
    pub(crate) fn shares_subject_with(&self, user: &User) -> bool {
        self.client_id == user.user_id.to_string()
    }

    pub(crate) fn check(&self) -> Result<(), InvalidConfig> {
        self.check_authentication()?;
        if let Some(uri) = self.pages().into_iter().filter_map(|(_, uri)| uri).find(|uri| !is_page(uri)) {
            return Err(InvalidConfig::Page { client_id: self.client_id.clone(), uri: uri.to_owned() });
        }
        let logout_uris = [&self.backchannel_logout_uri, &self.frontchannel_logout_uri].into_iter().flatten();
        let uris = self.redirect_uris.iter().chain(&self.post_logout_redirect_uris).chain(logout_uris);
        uris.into_iter().try_for_each(|uri| {
            redirect_uri::check(uri).map_err(|why| InvalidConfig::RedirectUri {
                client_id: self.client_id.clone(),
                uri: uri.clone(),
                why,
            })
        })
    }

    /// Client type, authentication method, grant types, secret and keys are consistent: a client whose method
    /// contradicts its type could get access without authentication, or never (RFC 6749 §2.1 and §4.4, RFC 7591 §2).
    fn check_authentication(&self) -> Result<(), InvalidConfig> {
        let client_id = || self.client_id.clone();
        let method = self.token_endpoint_auth_method;
        match (self.client_type, method) {
            (ClientType::Public, Some(method)) if method != AuthMethod::None => {
                return Err(InvalidConfig::MethodOfPublicClient { client_id: client_id(), method: method.name() });
            }
            (ClientType::Public, _) if self.grant_types.contains(&GrantType::ClientCredentials) => {
                return Err(InvalidConfig::GrantOfPublicClient(client_id()));
            }
            (ClientType::Confidential, Some(AuthMethod::None)) => {
                return Err(InvalidConfig::MethodMissing(client_id()));
            }
            _ => {}
        }
        if method == Some(AuthMethod::PrivateKeyJwt) && self.jwks.is_none() {
            return Err(InvalidConfig::KeysMissing {
                client_id: client_id(),
                because: "authenticates with private_key_jwt",
            });
        }
        if self.require_signed_request_object && self.jwks.is_none() {
            return Err(InvalidConfig::KeysMissing { client_id: client_id(), because: "has to sign its requests" });
        }
        match (self.client_type, &self.client_secret) {
            (ClientType::Confidential, None) if method != Some(AuthMethod::PrivateKeyJwt) => {
                Err(InvalidConfig::SecretMissing(client_id()))
            }
            (_, Some(secret)) if is_hashed(secret) && method == Some(AuthMethod::ClientSecretJwt) => {
                Err(InvalidConfig::SecretUnreadable(client_id()))
            }
            (ClientType::Public, Some(_)) => Err(InvalidConfig::SecretOfPublicClient(client_id())),
            _ => Ok(()),
        }
    }
}

impl AuthMethod {
    /// Its name in metadata and registrations.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }
}

/// Whether it is safe as a link: a browser would run `javascript:`.
pub(crate) fn is_page(uri: &str) -> bool {
    // URL parsers repair what browsers repair, such as `https:client.example`, which is rejected here.
    let is_spelled_out = uri.starts_with("https://") || uri.starts_with("http://");
    is_spelled_out && Url::parse(uri).is_ok_and(|url| url.username().is_empty() && url.password().is_none())
}

fn is_hashed(secret: &str) -> bool {
    secret.starts_with("$argon2")
}

fn response_types() -> Vec<String> {
    vec!["code".to_owned()]
}

fn rs256() -> String {
    "RS256".to_owned()
}
