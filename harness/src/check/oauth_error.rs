//! `oauth-error`: an error of OAuth, by its code, and by the channel that the RFC wants: a redirect to the client
//! (RFC 6749 §4.1.2.1), JSON with its status (§5.2), or a challenge (RFC 6750 §3).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, SeqAccess, Visitor};

use super::{Check, Kind, OneOrMany, one_of, read, schema};
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::Response;
use crate::oauth::error::{REGISTERED, channel_fault, code_of};
use crate::step::{Landing, Observation, World};
use crate::syntax::diagnostic::known_names;

pub(super) const KIND: Kind = Kind {
    name: "oauth-error",
    summary: "An OAuth error: its code (or a list of acceptable ones), come by the channel that its RFC wants.",
    read: read::<OauthError>,
    schema: schema::<OauthError>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "OneOrMany<Code>")]
pub(super) struct OauthError(Vec<String>);

/// The schema of an error code.
struct Code;

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "ErrorCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "A registered OAuth error code.", "enum": REGISTERED})
    }
}

impl Check for OauthError {
    fn judge(&self, seen: &Observation, _world: &World) -> Result<(), Mismatch> {
        let codes = one_of(&self.0.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>());
        match &seen.landing {
            Landing::Client(url) => {
                let response = Response::delivered(url);
                let expected = format!("a redirect to the client with the error {codes}, no code, and the state");
                let fits = response.get("error").is_some_and(|code| self.0.iter().any(|wanted| wanted == code));
                let state = seen.result["sent"].get("state").and_then(|state| state.as_str());
                let state_fits = response.get("state").unwrap_or_default() == state.unwrap_or_default();
                if fits && state_fits && response.get("code").is_none() && response.repeated().is_empty() {
                    return Ok(());
                }
                Err(Mismatch::new(expected, seen.landing.describe()))
            }
            Landing::Response(response) => {
                let expected = format!("the error {codes}");
                match code_of(response) {
                    Some(code) if self.0.contains(&code) => match channel_fault(response, &code) {
                        None => Ok(()),
                        Some(fault) => {
                            let seen = format!("`{code}`, but {fault}: {}", seen.landing.describe());
                            Err(Mismatch::new(format!("{expected} as its RFC describes it"), seen))
                        }
                    },
                    _ => Err(Mismatch::new(expected, seen.landing.describe())),
                }
            }
            Landing::Page(_) | Landing::Elsewhere(_) | Landing::Several(_) | Landing::Nothing => {
                Err(Mismatch::new(format!("a redirect to the client with the error {codes}"), seen.landing.describe()))
            }
        }
    }
}

impl<'de> Deserialize<'de> for OauthError {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CodesVisitor;

        impl<'de> Visitor<'de> for CodesVisitor {
            type Value = OauthError;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an OAuth error code, or a list of them")
            }

            fn visit_str<E: de::Error>(self, code: &str) -> Result<OauthError, E> {
                if REGISTERED.contains(&code) {
                    return Ok(OauthError(vec![code.to_owned()]));
                }
                Err(E::custom(format!("`{code}` is not a registered OAuth error: {}", known_names(code, REGISTERED))))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OauthError, A::Error> {
                let mut all = Vec::new();
                while let Some(OauthError(some)) = seq.next_element()? {
                    all.extend(some);
                }
                Ok(OauthError(all))
            }
        }

        deserializer.deserialize_any(CodesVisitor)
    }
}
