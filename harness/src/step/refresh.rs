//! `refresh`: an access token request with a refresh token (RFC 6749 §6).

use schemars::JsonSchema;
use serde::Deserialize;

use super::exchange::tokens_given;
use super::observation::Observation;
use super::text::{Changes, Text};
use super::token_request::{self, AuthChoice, Tampering};
use super::{Doing, Kind, Step, World, default_client, read, schema};
use crate::model::span::At;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "refresh",
    summary: "Asks for a new access token with a refresh token.",
    members: &[],
    read: read::<Refresh>,
    schema: schema::<Refresh>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Refresh {
    /// The refresh token.
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

impl Step for Refresh {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let provider = world.provider()?;
            let form = vec![
                ("grant_type".to_owned(), "refresh_token".to_owned()),
                ("refresh_token".to_owned(), world.text(&self.token)?),
            ];
            let tampering = Tampering {
                client: &self.client,
                secret: self.secret.as_ref(),
                auth: self.auth,
                with: &self.with,
                without: &self.without,
            };
            token_request::send(world, &provider.token, form, tampering).await
        })
    }

    fn usual(&self, seen: &Observation, _world: &World) -> Result<(), Mismatch> {
        tokens_given(seen)
    }

    fn save(&self) -> Option<&At<String>> {
        self.save.as_ref()
    }
}
