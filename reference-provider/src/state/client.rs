//! A registered client, and its secret.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::base::hash::Digest;
use crate::config::{self, AuthMethod, ClientType};
use crate::oauth::password::{HashedSecret, PasswordHashing};
use crate::oauth::random::Random;
use crate::policy::{IdTokenAlgorithm, IdTokenRules};

/// A registered client (RFC 6749 §2).
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Client {
    /// Its metadata, without the secret, which is below.
    pub(crate) registration: config::ClientRegistration,
    pub(crate) secret: Option<ClientSecret>,
    /// The user who registered it in the browser.
    pub(crate) owner: Option<u64>,
    /// How it manages its registration, if it is self-registered.
    #[serde(default)]
    pub(crate) management: Option<SelfRegistration>,
}

/// The registration of a self-registered client (RFC 7591, RFC 7592).
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SelfRegistration {
    /// The hash of the registration access token.
    pub(crate) token: Digest,
    /// `client_id_issued_at`.
    pub(crate) issued: SystemTime,
    /// The texts for users in its metadata.
    pub(crate) described: Map<String, Value>,
}

/// The stored secret of a confidential client.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) enum ClientSecret {
    Hashed(HashedSecret),
    Readable(String),
}

impl Client {
    /// A client with this metadata, whose `secret` is stored separately.
    pub(crate) fn new(
        mut registration: config::ClientRegistration,
        secret: Option<ClientSecret>,
        owner: Option<u64>,
    ) -> Self {
        registration.client_secret = None;
        Self { registration, secret, owner, management: None }
    }

    /// Makes it a self-registered client.
    pub(crate) fn managed(self, management: SelfRegistration) -> Self {
        Self { management: Some(management), ..self }
    }

    pub(crate) fn configured(client: &config::ClientRegistration, hashing: PasswordHashing, random: &Random) -> Self {
        // Verification of a MAC requires the secret itself (OpenID Connect Core §9, client_secret_jwt).
        let is_shared = client.token_endpoint_auth_method == Some(AuthMethod::ClientSecretJwt);
        let secret = client.client_secret.as_deref().map(|secret| {
            if is_shared {
                ClientSecret::Readable(secret.to_owned())
            } else {
                ClientSecret::Hashed(hashing.protect(secret, random))
            }
        });
        Self::new(client.clone(), secret, None)
    }

    pub(crate) fn id(&self) -> &str {
        &self.registration.client_id
    }

    /// The operator has reviewed the clients of the configuration, but no others.
    pub(crate) fn is_reviewed(&self) -> bool {
        self.owner.is_none() && self.management.is_none()
    }

    /// The secret for ID tokens, if they are signed with HS256: it is stored in plain text and long enough (RFC 7518
    /// §3.2).
    pub(crate) fn id_token_secret(&self, rules: &IdTokenRules) -> Option<&[u8]> {
        if rules.operator_algorithm != IdTokenAlgorithm::Hs256 || !self.is_reviewed() {
            return None;
        }
        match &self.secret {
            Some(ClientSecret::Readable(secret)) => Some(secret.as_bytes()).filter(|secret| secret.len() >= 32),
            Some(ClientSecret::Hashed(_)) | None => None,
        }
    }

    pub(crate) fn is_confidential(&self) -> bool {
        self.registration.client_type == ClientType::Confidential
    }
}
