//! `keys`: fetches a JWK Set (RFC 7517 §5), so that tokens can be verified with it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::oauth::jwk::KeySet;
use crate::observation::{Observation, StepEnd};
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "keys",
    summary: "Fetches the provider's JWK Set, for the check `id-token`.",
    members: &["keys", "status"],
    saves: Saves::IfNamed,
    read: read::<Keys>,
    schema: schema::<Keys>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Keys {
    /// The URL; by default the `jwks_uri` of the provider's metadata, if they were fetched, or the `jwks` of the target.
    #[serde(default)]
    url: Option<Text>,
}

impl Call for Keys {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let url = if let Some(url) = &self.url {
            absolute_url(&world.text(url)?)?
        } else {
            let none =
                || StepError::Scenario("the target has no `jwks`: name it under `pages`, or give a `url`".to_owned());
            let announced = world.knowledge.said("jwks_uri").map(absolute_url).transpose()?;
            announced.or(world.provider()?.jwks).ok_or_else(none)?
        };
        let mut request = Request::new("GET", url);
        request.headers.push(("accept".to_owned(), "application/json, application/jwk-set+json".to_owned()));
        Ok(request)
    }

    fn document(&self) -> Option<&'static str> {
        Some("a JWK set")
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let expected = "a JWK Set (RFC 7517 §5)";
        let read = match &seen.end {
            StepEnd::Response(response) if response.status == 200 => {
                KeySet::of(response.json().unwrap_or_default()).map_err(|(error, _)| error)
            }
            other => return Err(Mismatch::new(expected, other.describe())),
        };
        match read {
            Ok(_) => Ok(()),
            Err(fault) => Err(Mismatch::new(expected, format!("{fault}: {}", seen.end.describe()))),
        }
    }
}
