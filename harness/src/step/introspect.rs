//! `introspect`: an introspection request (RFC 7662 §2.1).

use schemars::JsonSchema;
use serde::Deserialize;

use super::observation::Observation;
use super::text::{Changes, Text};
use super::token_request::{self, AuthChoice, Tampering};
use super::{Doing, Kind, Obstacle, Step, World, default_client, read, schema};
use crate::model::span::At;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "introspect",
    summary: "Asks the introspection endpoint about a token.",
    members: &[],
    read: read::<Introspect>,
    schema: schema::<Introspect>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Introspect {
    /// The token.
    token: Text,
    #[serde(default = "default_client")]
    client: String,
    /// Another secret than the client's own.
    #[serde(default)]
    secret: Option<Text>,
    /// Another way to authenticate than the client's own.
    #[serde(default)]
    auth: Option<AuthChoice>,
    /// Parameters to replace or add.
    #[serde(default)]
    with: Changes,
    /// Parameters to leave out.
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    save: Option<At<String>>,
}

impl Step for Introspect {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let none = || Obstacle::Story("the target has no introspection endpoint".to_owned());
            let endpoint = world.provider()?.introspection.ok_or_else(none)?;
            let form = vec![("token".to_owned(), world.text(&self.token)?)];
            let tampering = Tampering {
                client: &self.client,
                secret: self.secret.as_ref(),
                auth: self.auth,
                with: &self.with,
                without: &self.without,
            };
            token_request::send(world, &endpoint, form, tampering).await
        })
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
