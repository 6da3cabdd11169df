//! `introspect`: an introspection request (RFC 7662 §2.1).

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema, token_request};

pub(super) const KIND: StepKind = StepKind {
    name: "introspect",
    summary: "Introspects a token at the introspection endpoint.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<Introspect>,
    schema: schema::<Introspect>,
};

token_request::arguments! {
    by "crate::default_asker"
    struct Introspect {
        /// The token.
        token: Text,
    }
}

impl Call for Introspect {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let none = || StepError::Scenario("the target has no introspection endpoint".to_owned());
        let endpoint = world.provider()?.introspection.ok_or_else(none)?;
        let form = vec![("token".to_owned(), world.text(&self.token)?)];
        token_request::prepare(world, &endpoint, form, self.changes())
    }

    fn tampering(&self) -> Option<token_request::Tampering<'_>> {
        Some(self.changes())
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        // Whether it is a string is judged by a scenario that checks it.
        let active = &seen.result["active"];
        if seen.result["status"] == 200 && (*active == true || *active == "true") {
            return Ok(());
        }
        let mismatch = Mismatch::new("status 200 and an `active` that is true", seen.end.describe());
        let hint = (*active == false).then(|| access_hint(evidence, &self.client)).flatten();
        Err(Mismatch { hint, ..mismatch })
    }
}

/// A client that always gets `active: false` may not be permitted to introspect the token (RFC 7662 §2.2).
fn access_hint(evidence: &Evidence<'_>, role: &Text) -> Option<String> {
    let role = evidence.text(role).ok()?;
    let client = evidence.client(&role).ok()?;
    Some(format!(
        "may the client `{}` introspect this token? It may not if it is not in the token's audience (RFC 7662 §2.2): \
         add a client that may as `asker` under `clients`",
        client.id
    ))
}
