//! `introspect`: an introspection request (RFC 7662 §2.1).

use super::call::Call;
use super::observation::Observation;
use super::text::Text;
use super::{Kind, Obstacle, World, read, schema, token_request};
use crate::model::exchange::Request;
use crate::model::span::At;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "introspect",
    summary: "Asks the introspection endpoint about a token.",
    members: &[],
    read: read::<Introspect>,
    schema: schema::<Introspect>,
};

token_request::arguments! {
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
        token_request::prepare(world, &endpoint, form, self.tampering())
    }

    fn usual(&self, seen: &Observation, _world: &World) -> Result<(), Mismatch> {
        // RFC 7662 §2.2: `active` is the one required member.
        if seen.result["status"] == 200 && seen.result["active"].is_boolean() {
            return Ok(());
        }
        Err(Mismatch::new("status 200 with a boolean `active`", seen.landing.describe()))
    }

    fn save(&self) -> Option<&At<String>> {
        self.save.as_ref()
    }
}
