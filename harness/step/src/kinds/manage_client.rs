//! `manage-client`: a dynamically registered client reads, updates or deletes its registration (RFC 7592 §2).

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::oauth::jwt::Members;
use crate::observation::Observation;
use crate::registration::edit;
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "manage-client",
    summary: "Reads, updates or deletes the registration of a client, with its current registration access token.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<ManageClient>,
    schema: schema::<ManageClient>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ManageClient {
    /// The saved step that registered the client.
    of: Text,
    /// `GET`, `PUT` or `DELETE`.
    #[serde(default)]
    method: ManageMethod,
    /// With `PUT`: members to replace in or add to the client's last metadata; null drops one.
    #[serde(default)]
    metadata: Members,
    /// A registration access token other than the current one.
    #[serde(default)]
    token: Option<Text>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum ManageMethod {
    #[default]
    Get,
    Put,
    Delete,
}

/// Members of a response that the client does not send back (RFC 7592 §2.2).
const NOT_SENT: [&str; 5] = [
    "client_id_issued_at",
    "client_secret_expires_at",
    "registration_access_token",
    "registration_client_uri",
    "status",
];

impl Call for ManageClient {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let saved = world.text(&self.of)?;
        let none = |what: &str| StepError::Scenario(format!("the step saved as `{saved}` got no `{what}`"));
        let id = world.scope.variables().get(&saved).and_then(|saved| saved.get_attr("client_id").ok());
        let id = id.as_ref().and_then(|id| id.as_str()).ok_or_else(|| none("client_id"))?;
        let known = world.knowledge.registrations.get(id).ok_or_else(|| none("registration_client_uri"))?;
        let text = |name: &str| known.get(name).and_then(Value::as_str).ok_or_else(|| none(name));
        let token = match &self.token {
            Some(token) => Cow::Owned(world.text(token)?),
            None => Cow::Borrowed(text("registration_access_token")?),
        };
        let method = match self.method {
            ManageMethod::Get => "GET",
            ManageMethod::Put => "PUT",
            ManageMethod::Delete => "DELETE",
        };
        let mut request = Request::new(method, absolute_url(text("registration_client_uri")?)?);
        request.headers.push(("accept".to_owned(), "application/json".to_owned()));
        request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        if self.method == ManageMethod::Put {
            let mut metadata = known.clone();
            metadata.retain(|name, _| !NOT_SENT.contains(&name.as_str()));
            edit(&mut metadata, &self.metadata, world)?;
            request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
            request.body = Value::Object(metadata).to_string();
        }
        Ok(request)
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        seen.end.succeeded("status 2xx")
    }
}
