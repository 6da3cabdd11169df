//! `client-credentials`: an access token request of the client on its own behalf (RFC 6749 §4.4.2).

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::tokens::tokens_given;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema, scopes, token_request};

pub(super) const KIND: StepKind = StepKind {
    name: "client-credentials",
    summary: "Requests an access token for the client itself.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<ClientCredentials>,
    schema: schema::<ClientCredentials>,
};

token_request::arguments! {
    struct ClientCredentials {
        /// The scope; by default that of the target file without `openid`, because the request has no user.
        #[serde(default)]
        scope: Option<Text>,
    }
}

impl Call for ClientCredentials {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let scope = match &self.scope {
            Some(scope) => world.text(scope)?,
            None => scopes::without_user(&world.deployment),
        };
        let mut form = vec![("grant_type".to_owned(), "client_credentials".to_owned())];
        if !scope.is_empty() {
            form.push(("scope".to_owned(), scope));
        }
        let endpoint = world.provider()?.token;
        token_request::prepare(world, &endpoint, form, self.changes())
    }

    fn tampering(&self) -> Option<token_request::Tampering<'_>> {
        Some(self.changes())
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        tokens_given(seen, evidence, self.changes().true_client())
    }
}
