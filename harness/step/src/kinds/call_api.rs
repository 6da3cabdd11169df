//! `call-api`: a request to a protected resource with an access token (RFC 6750 §2.1).

use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::dpop::Dpop;
use crate::http_text::{self, Headers};
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::token_request::set_headers;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "call-api",
    summary: "Calls a protected resource (by default the user's profile) with or without an access token.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<CallApi>,
    schema: schema::<CallApi>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CallApi {
    /// The access token; if absent, no `Authorization` header is sent.
    #[serde(default)]
    token: Option<Text>,
    /// The authorization scheme; by default `DPoP` if a proof is sent, or else `Bearer`.
    #[serde(default)]
    scheme: Option<String>,
    /// The resource; by default the profile of the target.
    #[serde(default)]
    url: Option<Text>,
    /// The method.
    #[serde(default = "get", deserialize_with = "http_text::method")]
    method: String,
    /// Headers to replace or add.
    #[serde(default)]
    headers: Headers,
    /// Repeats the request, once per second for this many seconds, until it is rejected: a revocation may take a while to
    /// propagate (RFC 7009 §2.1).
    #[serde(default)]
    refused_within_seconds: u64,
    /// Proves possession of the key to which the token is bound (RFC 9449 §7).
    #[serde(default)]
    dpop: Option<Dpop>,
}

impl Call for CallApi {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let url = if let Some(url) = &self.url {
            absolute_url(&world.text(url)?)?
        } else {
            let none = || StepError::Scenario("the target has no profile to call".to_owned());
            world.provider()?.profile.ok_or_else(none)?
        };
        let mut request = Request::new(&self.method, url);
        request.headers.push(("accept".to_owned(), "application/json".to_owned()));
        let token = self.token.as_ref().map(|token| world.text(token)).transpose()?;
        if let Some(token) = &token {
            let usual = if self.dpop.is_some() { "DPoP" } else { "Bearer" };
            let credentials = format!("{} {token}", self.scheme.as_deref().unwrap_or(usual));
            request.headers.push(("authorization".to_owned(), credentials));
        }
        if let Some(dpop) = &self.dpop {
            dpop.prove(world, &mut request, token.as_deref())?;
        }
        set_headers(world, &mut request, &self.headers)?;
        Ok(request)
    }

    fn settles_within(&self) -> u64 {
        self.refused_within_seconds
    }

    fn dpop(&self) -> Option<&Dpop> {
        self.dpop.as_ref()
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match &seen.end {
            StepEnd::Response(response) if matches!(response.status, 200..300) => Ok(()),
            other => Err(Mismatch::new("status 200", other.describe())),
        }
    }
}

fn get() -> String {
    "GET".to_owned()
}
