//! `register`: dynamic client registration at the registration endpoint (RFC 7591 §3.1).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::Call;
use crate::model::exchange::{Request, Response};
use crate::model::verdict::Mismatch;
use crate::oauth::jwt::Members;
use crate::observation::Observation;
use crate::registration::{closed, edit, permit};
use crate::text::Text;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema, scopes};

pub(super) const KIND: StepKind = StepKind {
    name: "register",
    summary: "Registers a client at the registration endpoint; the result can be used as a client.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<Register>,
    schema: schema::<Register>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Register {
    /// The client metadata. The target's scope is added unless `scope` is given (null: none at all).
    metadata: Members,
    /// An initial access token other than that of the target file.
    #[serde(default)]
    token: Option<Text>,
}

impl Call for Register {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let none = || StepError::Scenario("the target has no `registration` under its `pages`".to_owned());
        let endpoint = world.provider()?.registration.ok_or_else(none)?;
        let mut metadata = Members::new();
        let scope = scopes::default_scope(&world.deployment);
        if !scope.is_empty() {
            metadata.insert("scope".to_owned(), json!(scope));
        }
        edit(&mut metadata, &self.metadata, world)?;
        let mut request = Request::new("POST", endpoint);
        request.headers.push(("accept".to_owned(), "application/json".to_owned()));
        request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
        if let Some(token) = &self.token {
            request.headers.push(("authorization".to_owned(), format!("Bearer {}", world.text(token)?)));
        }
        permit(&mut request, world);
        request.body = Value::Object(metadata).to_string();
        Ok(request)
    }

    fn not_offered(&self, request: &Request, response: &Response, world: &World) -> Option<StepError> {
        closed(request, response, world)
    }

    /// A client with a `client_id`. Other metadata may have been replaced (RFC 7591 §3.2.1).
    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        if matches!(seen.end.status(), Some(200..300)) && seen.result["client_id"].is_string() {
            return Ok(());
        }
        Err(Mismatch::new("status 201 with a `client_id`", seen.end.describe()))
    }
}
