//! DPoP proofs that a step signs for its own request (RFC 9449 §4), so that it can sign again if the server requires its nonce
//! in them (§8).

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::Text;
use super::{StepError, World};
use crate::model::exchange::{Request, Response};
use crate::oauth::jwt::Members;
use crate::oauth::proof::{FreshClaims, SigningOptions, dpop_proof};
use crate::oauth::random::single_use;

/// A DPoP proof with a built-in test key for this request. If the server requires its nonce, the request is sent once more.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(rename = "Proof")]
pub(crate) struct Dpop {
    /// The algorithm of the test key; ES256 when absent.
    alg: Option<Text>,
    /// Claims to replace or add; null drops one.
    claims: Members,
    /// Members of the header to replace or add; null drops one.
    header: Members,
    /// The access token that the proof is for, if it is not the one of the request.
    token: Option<Text>,
    /// The nonce, if it is not the last one that the server issued; then the request is not repeated.
    nonce: Option<Text>,
}

impl Dpop {
    /// Adds the proof to a request whose method and URL are final.
    pub(super) fn prove(&self, world: &World, request: &mut Request, token: Option<&str>) -> Result<(), StepError> {
        let text = |text: Option<&Text>| text.map(|text| world.text(text)).transpose();
        let members = |members: &Members| -> Result<Members, StepError> {
            members.iter().map(|(name, value)| Ok((name.clone(), world.value(value)?))).collect()
        };
        let own_token = text(self.token.as_ref())?;
        let nonce = text(self.nonce.as_ref())?.or_else(|| world.knowledge.nonces.of(&request.url));
        let how = SigningOptions {
            algorithm: text(self.alg.as_ref())?,
            claims: members(&self.claims)?,
            header: members(&self.header)?,
            ..SigningOptions::default()
        };
        let once = FreshClaims { jti: single_use(), now: world.clock.now.seconds() };
        // RFC 9449 §4.2: without query and fragment.
        let mut target = request.url.clone();
        target.set_query(None);
        target.set_fragment(None);
        let token = own_token.as_deref().or(token);
        let proof = dpop_proof(&request.method, target.as_str(), token, nonce.as_deref(), &once, &how);
        request.headers.push(("dpop".to_owned(), proof.map_err(StepError::Value)?));
        Ok(())
    }

    /// True if the nonce is left to the server.
    pub(super) fn takes_nonces(&self) -> bool {
        self.nonce.is_none() && !self.claims.contains_key("nonce")
    }
}

/// True if the server requires the nonce that it has returned (RFC 9449 §8 and §9).
pub fn requires_nonce(response: &Response) -> bool {
    let said = || match response.json() {
        Some(body) if body["error"].is_string() => body["error"] == "use_dpop_nonce",
        _ => response.header("www-authenticate").is_some_and(|challenge| challenge.contains("use_dpop_nonce")),
    };
    matches!(response.status, 400 | 401) && response.header("dpop-nonce").is_some() && said()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_demanded_by_an_error_or_a_challenge() {
        let response = |status: u16, headers: &[(&str, &str)], body: &str| Response {
            status,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.to_owned(),
        };
        let (nonce, wanted) = (("dpop-nonce", "n"), r#"{"error":"use_dpop_nonce"}"#);
        let challenge = ("www-authenticate", r#"DPoP error="use_dpop_nonce", error_description="…""#);
        assert!(requires_nonce(&response(400, &[nonce], wanted)));
        assert!(requires_nonce(&response(401, &[nonce, challenge], "")));
        assert!(!requires_nonce(&response(400, &[], wanted)), "without a nonce");
        assert!(!requires_nonce(&response(200, &[nonce], "{}")));
        assert!(!requires_nonce(&response(400, &[nonce], r#"{"error":"invalid_grant"}"#)));
    }
}
