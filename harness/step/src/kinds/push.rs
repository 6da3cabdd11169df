//! `push`: a pushed authorization request (RFC 9126 §2).

use serde_json::{Map, Value, json};

use crate::authorization_request::{self, RequestObject};
use crate::call::{self, result_of};
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::token_request::{self, names_client_in_form};
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, assertions, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "push",
    summary: "Pushes an authorization request (PAR, RFC 9126), for `authorize: { pushed: … }`.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<Push>,
    schema: schema::<Push>,
};

token_request::arguments! {
    struct Push {
        /// Signs the parameters in a request object (RFC 9126 §3).
        #[serde(default)]
        object: Option<RequestObject>,
    }
}

impl Step for Push {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let none = || StepError::Scenario("the target has no endpoint for pushed requests".to_owned());
            let endpoint = world.provider()?.pushed_authorization_request.ok_or_else(none)?;
            let client = world.client(&world.text(&self.client)?)?;
            if self.object.is_some() {
                assertions::learn_issuer(world).await;
            }
            let asked = authorization_request::code_request(world, &client, &self.with, &self.without, &self.twice)?;
            let mut form = match &self.object {
                Some(how) => authorization_request::in_object(world, &client, &asked.parameters, how)?,
                None => asked.parameters.clone(),
            };
            if names_client_in_form(&client, self.changes()) {
                form.retain(|(name, _)| name != "client_id");
            }
            let start = world.log.len();
            let prepare =
                |world: &World| token_request::prepare(world, &endpoint, form.clone(), self.tampering_of_call());
            let response = call::send(world, Some(self.changes()), self.dpop.as_ref(), &prepare).await?;
            let mut result = result_of(&response);
            let sent: Map<String, Value> =
                asked.parameters.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            result["sent"] = json!(sent);
            result["code_verifier"] = json!(asked.code_verifier);
            let named = asked.parameters.iter().find(|(name, _)| name == "redirect_uri").map(|(_, uri)| uri);
            result["redirect_uri"] = json!(named.unwrap_or(&asked.redirect_uri));
            Ok(Observation {
                actor: "client".to_owned(),
                exchanges: start..world.log.len(),
                result,
                end: StepEnd::Response(response),
                pages: Vec::new(),
                home: None,
            })
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        // RFC 9126 §2.2; `authorize` only needs the `request_uri`.
        if matches!(seen.end.status(), Some(200..300)) && seen.result["request_uri"].is_string() {
            return Ok(());
        }
        Err(Mismatch::new("a `request_uri`", seen.end.describe()))
    }
}

impl Push {
    /// What remains to change about the request after its parameters.
    fn tampering_of_call(&self) -> token_request::Tampering<'_> {
        let mut tampering = self.changes();
        if self.object.is_some() {
            // They were changed inside the object.
            (tampering.with, tampering.without, tampering.twice) = (&NO_CHANGES, &[], &NO_CHANGES);
        }
        tampering
    }
}

static NO_CHANGES: crate::Changes = crate::Changes(Vec::new());
