//! The configuration of users.

use std::collections::BTreeMap;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::InvalidConfig;

/// A resource owner (RFC 6749 §1.1).
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct User {
    /// The name in the login form.
    pub username: String,
    /// The password, or its argon2 hash as a PHC string. It is read and never written.
    #[serde(skip_serializing)]
    pub password: String,
    /// `email` of the profile.
    pub email: String,
    /// `user_id` of the profile.
    pub user_id: u64,
    /// `date_joined` of the profile, in RFC 3339 format.
    #[serde(deserialize_with = "instant")]
    pub date_joined: String,
    /// `secret_message` of the profile.
    pub secret_message: String,
    /// Other standard claims of OpenID Connect Core §5.1, in addition to `sub` and `email`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, Value>,
}

impl User {
    pub(crate) fn check(&self) -> Result<(), InvalidConfig> {
        match OffsetDateTime::parse(&self.date_joined, &Rfc3339) {
            Ok(_) => Ok(()),
            Err(_) => Err(InvalidConfig::DateJoined(self.date_joined.clone())),
        }
    }
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match OffsetDateTime::parse(&text, &Rfc3339) {
        Ok(_) => Ok(text),
        Err(_) => Err(D::Error::custom(InvalidConfig::DateJoined(text))),
    }
}
