//! `discover`: fetches the provider's metadata (RFC 8414 §3, OpenID Connect Discovery §4).

use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::client_knowledge::metadata_urls;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "discover",
    summary: "Fetches the provider's metadata: its issuer, its endpoints, and what it supports.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<Discover>,
    schema: schema::<Discover>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Discover {
    /// The URL; by default the `discovery` of the target, its `metadata`, or the well-known URL of its `issuer`.
    #[serde(default)]
    url: Option<Text>,
}

impl Call for Discover {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let url = if let Some(url) = &self.url {
            absolute_url(&world.text(url)?)?
        } else {
            let none = || {
                StepError::Scenario("the target has no `discovery`: name it under `pages`, or give a `url`".to_owned())
            };
            metadata_urls(&world.provider()?).into_iter().next().ok_or_else(none)?
        };
        let mut request = Request::new("GET", url);
        request.headers.push(("accept".to_owned(), "application/json".to_owned()));
        Ok(request)
    }

    fn document(&self) -> Option<&'static str> {
        Some("the metadata of the provider")
    }

    /// A JSON object: scenarios about metadata judge its contents.
    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match &seen.end {
            StepEnd::Response(response)
                if response.status == 200 && response.json().is_some_and(|it| it.is_object()) =>
            {
                Ok(())
            }
            other => Err(Mismatch::new("the metadata of a provider, a JSON object (RFC 8414 §3.2)", other.describe())),
        }
    }
}
