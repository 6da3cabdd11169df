//! `device-authorize`: a device authorization request (RFC 8628 §3.1).

use crate::call::Call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::text::Text;
use crate::{Evidence, Saves, StepError, StepKind, World, describe_response, read, schema, token_request};

pub(super) const KIND: StepKind = StepKind {
    name: "device-authorize",
    summary: "Requests a device code, and the code that the user enters elsewhere.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<DeviceAuthorize>,
    schema: schema::<DeviceAuthorize>,
};

token_request::arguments! {
    struct DeviceAuthorize {
        /// The scope; by default that of the target file.
        #[serde(default)]
        scope: Option<Text>,
    }
}

impl Call for DeviceAuthorize {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let none = || StepError::Scenario("the target has no `device-authorization` under its `pages`".to_owned());
        let endpoint = world.provider()?.device_authorization.ok_or_else(none)?;
        let scope = match &self.scope {
            Some(scope) => world.text(scope)?,
            None => world.deployment.scope.clone(),
        };
        let mut form = Vec::new();
        if !scope.is_empty() {
            form.push(("scope".to_owned(), scope));
        }
        token_request::prepare(world, &endpoint, form, self.changes())
    }

    fn tampering(&self) -> Option<token_request::Tampering<'_>> {
        Some(self.changes())
    }

    /// Both codes, and the verification URI: the scenario needs nothing else.
    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let expected = "a device authorization response with its codes (RFC 8628 §3.2)";
        let response = match &seen.end {
            StepEnd::Response(response) if response.status == 200 => response,
            other => return Err(Mismatch::new(expected, other.describe())),
        };
        let texts = ["device_code", "user_code", "verification_uri"].into_iter();
        let faults: Vec<String> = texts
            .filter(|name| seen.result[name].as_str().is_none_or(str::is_empty))
            .map(|name| format!("no `{name}`"))
            .collect();
        if faults.is_empty() {
            return Ok(());
        }
        Err(Mismatch::new(expected, format!("{} ({})", faults.join(", "), describe_response(response))))
    }
}
