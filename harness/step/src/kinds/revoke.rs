//! `revoke`: a revocation request (RFC 7009 §2.1).

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::text::Text;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema, token_request};

pub(super) const KIND: StepKind = StepKind {
    name: "revoke",
    summary: "Revokes a token at the revocation endpoint.",
    members: &["status", "error"],
    saves: Saves::IfNamed,
    read: read::<Revoke>,
    schema: schema::<Revoke>,
};

token_request::arguments! {
    struct Revoke {
        /// The access token or refresh token.
        token: Text,
    }
}

impl Call for Revoke {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let none = || StepError::Scenario("the target has no revocation endpoint".to_owned());
        let endpoint = world.provider()?.revocation.ok_or_else(none)?;
        let form = vec![("token".to_owned(), world.text(&self.token)?)];
        token_request::prepare(world, &endpoint, form, self.changes())
    }

    fn tampering(&self) -> Option<token_request::Tampering<'_>> {
        Some(self.changes())
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match &seen.end {
            StepEnd::Response(response) if matches!(response.status, 200..300) => Ok(()),
            other => Err(Mismatch::new("status 200 (RFC 7009 §2.2)", other.describe())),
        }
    }
}
