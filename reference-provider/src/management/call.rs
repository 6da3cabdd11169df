//! A request of the management API, and its response.

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

/// The function for a path and method.
pub(super) type RouteHandler = fn(&Management, &ManagementRequest<'_>) -> Result<ManagementResponse, Problem>;

/// A request of the management API.
pub(super) struct ManagementRequest<'r> {
    pub(super) query: Params,
    pub(super) body: &'r Bytes,
    /// The path segment at `{}`.
    pub(super) segment: String,
}

/// The result of a request.
pub(super) struct ManagementResponse(pub(super) StatusCode, pub(super) Value);

impl ManagementRequest<'_> {
    /// The issuer of `?issuer=`; by default the root issuer.
    pub(super) fn issuer(&self, management: &Management) -> Result<ManagedIssuer, Problem> {
        Ok(management.issuer(self.query.get("issuer").unwrap_or_default())?)
    }

    /// The body, as a `T`. A repeated member is an error: it is ambiguous.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let value = parse_value(self.body).map_err(|error| match error.classify() {
            Category::Data => Mistake::explain("", &error.to_string()).into(),
            _ => Problem::new(StatusCode::BAD_REQUEST, &format!("the body is not JSON: {error}")),
        })?;
        Ok(Mistake::read(value)?)
    }
}

impl ManagementResponse {
    pub(super) fn ok(value: &impl Serialize) -> Result<Self, Problem> {
        Self::with(StatusCode::OK, value)
    }

    /// 200 if something was replaced, otherwise 201.
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
