//! `redirect`: to whom the browser was sent in the end, and with which parameters.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor};
use serde_json::Value;

use super::members::Members;
use super::{Check, Kind, read, schema};
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::Response;
use crate::step::{Landing, Observation, World};

pub(super) const KIND: Kind = Kind {
    name: "redirect",
    summary: "Whom the browser was sent to: `client`, `elsewhere` or `nobody`; with `to`, also the parameters.",
    read: read::<Redirect>,
    schema: schema::<Redirect>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "Written")]
pub(super) struct Redirect {
    to: To,
    parameters: Members,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum To {
    /// The redirection endpoint of the client that the harness plays.
    Client,
    /// A place outside the parties under test.
    Elsewhere,
    /// The browser stayed with the parties under test.
    Nobody,
}

/// As it is written: whom alone, or with the parameters.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is used")]
enum Written {
    Short(To),
    Long(Long),
}

/// The long form: `to`, and what is expected of the parameters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Redirect")]
struct Long {
    to: To,
    #[serde(default)]
    parameters: Members,
}

impl Check for Redirect {
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        let (fits, expected) = match self.to {
            To::Client => (matches!(seen.landing, Landing::Client(_)), "a redirect to the client"),
            To::Elsewhere => (matches!(seen.landing, Landing::Elsewhere(_)), "a redirect to elsewhere"),
            To::Nobody => (
                matches!(seen.landing, Landing::Page(_) | Landing::Response(_)),
                "no redirect away from the parties under test",
            ),
        };
        if !fits {
            return Err(Mismatch::new(expected, seen.landing.describe()));
        }
        let (Landing::Client(to) | Landing::Elsewhere(to)) = &seen.landing else { return Ok(()) };
        let response = Response::delivered(to);
        self.parameters.judge(seen, world, |name| response.get(name).map(Value::from))
    }
}

impl<'de> Deserialize<'de> for Redirect {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RedirectVisitor;

        impl<'de> Visitor<'de> for RedirectVisitor {
            type Value = Redirect;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`client`, `elsewhere`, `nobody`, or `{to: …, parameters: {…}}`")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Redirect, E> {
                let to = To::deserialize(de::value::StrDeserializer::new(name))?;
                Ok(Redirect { to, parameters: Members::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Redirect, A::Error> {
                let Long { to, parameters } = Long::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Redirect { to, parameters })
            }
        }

        deserializer.deserialize_any(RedirectVisitor)
    }
}
