//! A request to the management, and the reply.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use super::control::Management;
use super::issuer::ManagedIssuer;
use super::problem::Problem;
use crate::base::mistake::Mistake;
use crate::http::params::Params;
use crate::jose::parse_value;

/// What is done at an address.
pub(super) type Answer = fn(&Management, &Call<'_>) -> Result<Reply, Problem>;

/// A request to the management.
pub(super) struct Call<'r> {
    pub(super) query: Params,
    pub(super) body: &'r Bytes,
    /// What the path has in the place of `{}`.
    pub(super) segment: String,
}

/// What was done.
pub(super) struct Reply(pub(super) StatusCode, pub(super) Value);

impl Call<'_> {
    /// The issuer of `?issuer=`; without it the one at the root.
    pub(super) fn issuer(&self, management: &Management) -> Result<ManagedIssuer, Problem> {
        Ok(management.issuer(self.query.get("issuer").unwrap_or_default())?)
    }

    /// The body, as a `T`. A repeated member is a mistake: it is unclear which value was meant.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let value = parse_value(self.body).map_err(|error| match error.classify() {
            Category::Data => Mistake::explain("", &error.to_string()).into(),
            _ => Problem::new(StatusCode::BAD_REQUEST, &format!("the body is not JSON: {error}")),
        })?;
        Ok(Mistake::read(value)?)
    }
}

impl Reply {
    pub(super) fn ok(value: &impl Serialize) -> Result<Self, Problem> {
        Self::with(StatusCode::OK, value)
    }

    /// 200 in the place of something, else 201.
    pub(super) fn put(replaced: bool, value: &impl Serialize) -> Result<Self, Problem> {
        Self::with(if replaced { StatusCode::OK } else { StatusCode::CREATED }, value)
    }

    #[expect(clippy::unnecessary_wraps, reason = "it ends what may fail")]
    pub(super) fn nothing() -> Result<Self, Problem> {
        Ok(Self(StatusCode::NO_CONTENT, Value::Null))
    }

    fn with(status: StatusCode, value: &impl Serialize) -> Result<Self, Problem> {
        let inner = |error: serde_json::Error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string());
        Ok(Self(status, serde_json::to_value(value).map_err(inner)?))
    }
}
