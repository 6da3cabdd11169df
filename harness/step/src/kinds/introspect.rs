//! `introspect`: an introspection request (RFC 7662 §2.1).

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::{Evidence, Kind, Obstacle, Saves, World, read, schema, token_request};

pub(super) const KIND: Kind = Kind {
    name: "introspect",
    summary: "Asks the introspection endpoint about a token.",
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
    fn prepare(&self, world: &World) -> Result<Request, Obstacle> {
        let none = || Obstacle::Story("the target has no introspection endpoint".to_owned());
        let endpoint = world.provider()?.introspection.ok_or_else(none)?;
        let form = vec![("token".to_owned(), world.text(&self.token)?)];
        token_request::prepare(world, &endpoint, form, self.changes())
    }

    fn tampering(&self) -> Option<token_request::Tampering<'_>> {
        Some(self.changes())
    }

    fn usual(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        // That it is written as text is told by a story that looks at it.
        let active = &seen.result["active"];
        if seen.result["status"] == 200 && (*active == true || *active == "true") {
            return Ok(());
        }
        let mismatch = Mismatch::new("status 200 and an `active` that is true", seen.landing.describe());
        let hint = (*active == false).then(|| not_told(evidence, &self.client)).flatten();
        Err(Mismatch { hint, ..mismatch })
    }
}

/// Who always hears that a token is not active may not be told about it (RFC 7662 §2.2).
fn not_told(evidence: &Evidence<'_>, role: &Text) -> Option<String> {
    let role = evidence.text(role).ok()?;
    let client = evidence.client(&role).ok()?;
    Some(format!(
        "does the provider tell the client `{}` about this token? It may not, if the client is not in the token's audience \
         (RFC 7662 §2.2): name one that is under `clients`, as `asker`",
        client.id
    ))
}
