//! The restrictions of tokens beyond the grant: a key (RFC 9449 §6) and resources (RFC 8707 §2).

use crate::authorization::resource_indicator;
use crate::oauth::oauth_error::OAuthError;
use crate::policy::OtherKey;
use crate::state::app::App;
use crate::state::grant::Grant;

/// The restrictions in a token request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenRestrictions {
    /// The thumbprint of the key that the tokens are bound to (RFC 9449 §6.1).
    pub(crate) jkt: Option<String>,
    /// Their audience (RFC 8707 §2.2); empty: that of the grant.
    pub(crate) resources: Vec<String>,
}

impl TokenRestrictions {
    /// The error if a code or a refresh token is bound to another key than that of the DPoP proof, if any.
    pub(super) fn refusal_of_key(&self, app: &App, description: &'static str) -> OAuthError {
        match app.policy().dpop.other_key {
            OtherKey::InvalidDpopProof if self.jkt.is_some() => OAuthError::invalid_dpop_proof(description),
            OtherKey::InvalidDpopProof | OtherKey::InvalidGrant => OAuthError::invalid_grant(description),
        }
    }

    /// The restrictions, after checking that they are within the grant.
    pub(crate) fn within(&self, app: &App, grant: &Grant) -> Result<Self, OAuthError> {
        let resources = resource_indicator::narrowed(app, &grant.resources, &self.resources)?;
        Ok(Self { jkt: self.jkt.clone(), resources })
    }

    /// The restrictions, without a grant of a user: the resources have to exist.
    pub(crate) fn within_any(&self, app: &App) -> Result<Self, OAuthError> {
        let resources = resource_indicator::narrowed(app, &[], &self.resources)?;
        Ok(Self { jkt: self.jkt.clone(), resources })
    }
}
