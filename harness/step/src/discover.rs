//! `discover`: fetches the provider's metadata (RFC 8414 §3, OpenID Connect Discovery §4).

use schemars::JsonSchema;
use serde::Deserialize;

use super::call::Call;
use super::observation::{Landing, Observation};
use super::obstacle::absolute_url;
use super::text::Text;
use super::{Kind, Obstacle, World, describe_response, read, schema};
use crate::model::exchange::Request;
use crate::model::span::At;
use crate::model::verdict::Mismatch;
use crate::oauth::metadata;

pub(super) const KIND: Kind = Kind {
    name: "discover",
    summary: "Fetches the provider's metadata: its issuer, its endpoints, and what it supports.",
    members: &[],
    read: read::<Discover>,
    schema: schema::<Discover>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Discover {
    /// Where it is; the `discovery` of the target when absent.
    #[serde(default)]
    url: Option<Text>,
    #[serde(default)]
    save: Option<At<String>>,
}

impl Call for Discover {
    fn prepare(&self, world: &World) -> Result<Request, Obstacle> {
        let url = if let Some(url) = &self.url {
            absolute_url(&world.text(url)?)?
        } else {
            let none =
                || Obstacle::Story("the target has no `discovery`: name it under `pages`, or give a `url`".to_owned());
            world.provider()?.discovery.ok_or_else(none)?
        };
        let mut request = Request::new("GET", url);
        request.headers.push(("accept".to_owned(), "application/json".to_owned()));
        Ok(request)
    }

    /// The issuer is the one whose place was asked, and every endpoint is an absolute URL.
    fn usual(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        let expected = "the metadata of a provider (RFC 8414 §2)";
        let exchange = world.log[seen.exchanges.clone()].last();
        let (exchange, response) = match (&seen.landing, exchange) {
            (Landing::Response(response), Some(exchange)) if response.status == 200 => (exchange, response),
            (other, _) => return Err(Mismatch::new(expected, other.describe())),
        };
        let mut faults = metadata::faults(&exchange.request.url, &response.json().unwrap_or_default());
        if response.media_type() != "application/json" {
            faults.push(format!("the media type is `{}`, not `application/json`", response.media_type()));
        }
        if faults.is_empty() {
            return Ok(());
        }
        Err(Mismatch::new(expected, format!("{} ({})", faults.join(", "), describe_response(response))))
    }

    fn save(&self) -> Option<&At<String>> {
        self.save.as_ref()
    }
}
