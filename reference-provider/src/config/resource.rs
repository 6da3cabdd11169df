//! The resources that tokens can be for, in addition to the profile.

use serde::Deserialize;

use super::InvalidConfig;

/// A protected resource of another party (RFC 8707 §2, RFC 9728 §1.2). The profile of this provider always exists.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Resource {
    /// Its identifier in `resource` and `aud`: an absolute URI without a fragment.
    pub uri: String,
    /// The client that its resource server uses to introspect tokens; tokens for other audiences are not active for it
    /// (RFC 7662 §4).
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
