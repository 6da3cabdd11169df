//! What tokens are limited to, beside what was granted: a key (RFC 9449 §6) and resources (RFC 8707 §2).

use crate::authorization::resource_indicator;
use crate::oauth::oauth_error::OAuthError;
use crate::policy::OtherKey;
use crate::state::app::App;
use crate::state::grant::Grant;

/// What a request for tokens limits them to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The thumbprint of the key whose owner alone can use them (RFC 9449 §6.1).
    pub(crate) jkt: Option<String>,
    /// Where they can be used (RFC 8707 §2.2); nothing named: wherever the grant says.
    pub(crate) resources: Vec<String>,
}

impl Limits {
    /// What a code or a refresh token is bound to is another key than the one that was proven, if one was.
    pub(super) fn refusal_of_key(&self, app: &App, description: &'static str) -> OAuthError {
        match app.policy().dpop.other_key {
            OtherKey::InvalidDpopProof if self.jkt.is_some() => OAuthError::invalid_dpop_proof(description),
            OtherKey::InvalidDpopProof | OtherKey::InvalidGrant => OAuthError::invalid_grant(description),
        }
    }

    /// The limits, once it is known that they lie within the grant.
    pub(crate) fn within(&self, app: &App, grant: &Grant) -> Result<Self, OAuthError> {
        let resources = resource_indicator::narrowed(app, &grant.resources, &self.resources)?;
        Ok(Self { jkt: self.jkt.clone(), resources })
    }

    /// The limits, where nobody was asked to grant anything: the resources have to exist.
    pub(crate) fn within_any(&self, app: &App) -> Result<Self, OAuthError> {
        let resources = resource_indicator::narrowed(app, &[], &self.resources)?;
        Ok(Self { jkt: self.jkt.clone(), resources })
    }
}
