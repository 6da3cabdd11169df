//! What tokens can be for, beside the profile.

use serde::Deserialize;

use super::InvalidConfig;

/// A protected resource that is somebody else's (RFC 8707 §2, RFC 9728 §1.2). The profile of this provider is always there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Resource {
    /// What `resource` and `aud` call it: an absolute URI without fragment.
    pub uri: String,
    /// The client by whose name its server introspects tokens; tokens for others are none to it (RFC 7662 §4).
    #[serde(default)]
    pub server: Option<String>,
}

impl Resource {
    pub(super) fn check(&self) -> Result<(), InvalidConfig> {
        match url::Url::parse(&self.uri) {
            Ok(uri) if uri.fragment().is_none() => Ok(()),
            _ => Err(InvalidConfig::Resource(self.uri.clone())),
        }
    }
}
