//! `revoke`: a revocation request (RFC 7009 §2.1).

use schemars::JsonSchema;
use serde::Deserialize;

use super::observation::{Landing, Observation};
use super::text::{Changes, Text};
use super::token_request::{self, AuthChoice, Tampering};
use super::{Doing, Kind, Obstacle, Step, World, default_client, read, schema};
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "revoke",
    summary: "Revokes a token at the revocation endpoint.",
    members: &["status"],
    read: read::<Revoke>,
    schema: schema::<Revoke>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Revoke {
    /// The token, of either kind.
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
}

impl Step for Revoke {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let none = || Obstacle::Story("the target has no revocation endpoint".to_owned());
            let endpoint = world.provider()?.revocation.ok_or_else(none)?;
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
        // RFC 7009 §2.2: 200 whether the token was known or not.
        match &seen.landing {
            Landing::Response(response) if response.status == 200 => Ok(()),
            other => Err(Mismatch::new("status 200", other.describe())),
        }
    }
}
