//! `client-credentials`: an access token request in which the client speaks for itself (RFC 6749 §4.4.2).

use serde::Deserialize;

use super::exchange::tokens_given;
use super::observation::Observation;
use super::text::{Changes, Text};
use super::token_request::{self, AuthChoice, Tampering};
use super::{Doing, Kind, Step, World, default_client, read};
use crate::model::span::At;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "client-credentials",
    summary: "Asks for an access token for the client itself.",
    members: &[],
    read: read::<ClientCredentials>,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ClientCredentials {
    /// The scope; that of the target file when absent.
    #[serde(default)]
    scope: Option<Text>,
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

impl Step for ClientCredentials {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let scope = match &self.scope {
                Some(scope) => world.text(scope)?,
                None => world.deployment.scope.clone(),
            };
            let mut form = vec![("grant_type".to_owned(), "client_credentials".to_owned())];
            if !scope.is_empty() {
                form.push(("scope".to_owned(), scope));
            }
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
