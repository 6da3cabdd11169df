//! `device-poll`: one access token request of a device (RFC 8628 §3.4). A story polls as often as it likes.

use serde::Deserialize;

use super::exchange::tokens_given;
use super::observation::Observation;
use super::text::{Changes, Text};
use super::token_request::{self, AuthChoice, Tampering};
use super::{Doing, Kind, Step, World, default_client, read};
use crate::model::span::At;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "device-poll",
    summary: "Asks once for the tokens of a device that waits for its user.",
    members: &[],
    read: read::<DevicePoll>,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct DevicePoll {
    /// The device code.
    code: Text,
    /// The client that asks.
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

impl Step for DevicePoll {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let form = vec![
                ("grant_type".to_owned(), "urn:ietf:params:oauth:grant-type:device_code".to_owned()),
                ("device_code".to_owned(), world.text(&self.code)?),
            ];
            let endpoint = world.provider()?.token;
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
        tokens_given(seen)
    }

    fn save(&self) -> Option<&At<String>> {
        self.save.as_ref()
    }
}
