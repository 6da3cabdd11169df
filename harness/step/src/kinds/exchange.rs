//! `exchange`: the access token request with an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).

use serde_json::Value;

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::tokens::tokens_given;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema, token_request};

pub(super) const KIND: StepKind = StepKind {
    name: "exchange",
    summary: "Redeems an authorization code at the token endpoint.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<Exchange>,
    schema: schema::<Exchange>,
};

token_request::arguments! {
    struct Exchange {
        /// The code. The verifier and the redirect URI of the saved step that returned it are sent with it.
        code: Text,
    }
}

impl Call for Exchange {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let provider = world.provider()?;
        let client = world.client(&world.text(&self.client)?)?;
        let code = world.text(&self.code)?;
        let grant = grant_with(world, &code);
        let kept = |name: &str| Some(grant.as_ref()?.get(name)?.as_str()?.to_owned());
        let redirect_uri = kept("redirect_uri").unwrap_or(client.redirect_uri);
        let mut form = vec![
            ("grant_type".to_owned(), "authorization_code".to_owned()),
            ("code".to_owned(), code),
            ("redirect_uri".to_owned(), redirect_uri),
        ];
        form.extend(kept("code_verifier").map(|verifier| ("code_verifier".to_owned(), verifier)));
        token_request::prepare(world, &provider.token, form, self.changes())
    }

    fn tampering(&self) -> Option<token_request::Tampering<'_>> {
        Some(self.changes())
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        tokens_given(seen, evidence, self.changes().true_client())
    }
}

/// The result of the saved step that returned this code.
fn grant_with(world: &World, code: &str) -> Option<Value> {
    world
        .scope
        .variables()
        .values()
        .filter(|value| value.get_attr("code").is_ok_and(|saved| saved.as_str() == Some(code)))
        .find_map(|value| serde_json::to_value(value).ok())
}
