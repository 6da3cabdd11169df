//! `refresh`: an access token request with a refresh token (RFC 6749 §6).

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::tokens::tokens_given;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema, token_request};

pub(super) const KIND: StepKind = StepKind {
    name: "refresh",
    summary: "Requests a new access token with a refresh token.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<Refresh>,
    schema: schema::<Refresh>,
};

token_request::arguments! {
    struct Refresh {
        /// The refresh token.
        token: Text,
    }
}

impl Call for Refresh {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let provider = world.provider()?;
        let form = vec![
            ("grant_type".to_owned(), "refresh_token".to_owned()),
            ("refresh_token".to_owned(), world.text(&self.token)?),
        ];
        token_request::prepare(world, &provider.token, form, self.changes())
    }

    fn tampering(&self) -> Option<token_request::Tampering<'_>> {
        Some(self.changes())
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        tokens_given(seen, evidence, self.changes().true_client())
    }
}
