//! `exchange`: the access token request with an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::observation::{Landing, Observation};
use super::text::{Changes, Text};
use super::token_request::{self, AuthChoice, Tampering};
use super::{Doing, Kind, Step, World, default_client, describe_response, read, schema};
use crate::model::span::At;
use crate::model::verdict::Mismatch;
use crate::oauth::token;

pub(super) const KIND: Kind = Kind {
    name: "exchange",
    summary: "Redeems an authorization code at the token endpoint.",
    members: &[],
    read: read::<Exchange>,
    schema: schema::<Exchange>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Exchange {
    /// The code. The verifier and the redirect URI of the saved step that brought it go with it.
    code: Text,
    /// The client that redeems it.
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

impl Step for Exchange {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let provider = world.provider()?;
            let client = world.client(&self.client)?;
            let code = world.text(&self.code)?;
            let grant = grant_with(world, &code);
            let kept = |name: &str| Some(grant.as_ref()?.get(name)?.as_str()?.to_owned());
            let redirect_uri = kept("redirect_uri").unwrap_or(client.redirect_uri);
            let mut form = vec![
                ("grant_type".to_owned(), "authorization_code".to_owned()),
                ("code".to_owned(), code),
                ("redirect_uri".to_owned(), redirect_uri),
            ];
            form.extend(kept("code_verifier").map(|verifier| ("code_verifier".to_owned(), verifier)));
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

/// A token response without fault.
pub(super) fn tokens_given(seen: &Observation) -> Result<(), Mismatch> {
    let Landing::Response(response) = &seen.landing else {
        return Err(Mismatch::new("a token response", seen.landing.describe()));
    };
    let faults = token::faults(response);
    if faults.is_empty() {
        return Ok(());
    }
    let seen = format!("{} ({})", faults.join(", "), describe_response(response));
    Err(Mismatch::new("a token response as RFC 6749 §5.1 describes it", seen))
}

/// The result of the saved step that brought this code.
fn grant_with(world: &World, code: &str) -> Option<Value> {
    world
        .variables
        .values()
        .filter(|value| value.get_attr("code").is_ok_and(|saved| saved.as_str() == Some(code)))
        .find_map(|value| serde_json::to_value(value).ok())
}
