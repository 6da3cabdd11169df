//! `push`: a pushed authorization request (RFC 9126 §2).

use serde_json::{Map, Value, json};

use super::asking::{self, RequestObject};
use super::call::result_of;
use super::observation::{Landing, Observation};
use super::token_request::names_client_in_form;
use super::{Doing, Kind, Obstacle, Step, World, read, schema, token_request};
use crate::model::span::At;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "push",
    summary: "Hands an authorization request in from behind, for `authorize: { pushed: … }` to take up.",
    members: &[],
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
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let none = || Obstacle::Story("the target has no endpoint for pushed requests".to_owned());
            let endpoint = world.provider()?.pushed_authorization_request.ok_or_else(none)?;
            let client = world.client(&world.text(&self.client)?)?;
            let asked = asking::code_request(world, &client, &self.with, &self.without, &self.twice)?;
            let mut form = match &self.object {
                Some(how) => asking::in_object(world, &client, &asked.parameters, how)?,
                None => asked.parameters.clone(),
            };
            if names_client_in_form(&client, self.tampering()) {
                form.retain(|(name, _)| name != "client_id");
            }
            let request = token_request::prepare(world, &endpoint, form, self.tampering_of_call())?;
            let start = world.log.len();
            let response = world.call("client", request).await?;
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
                landing: Landing::Response(response),
                pages: Vec::new(),
                home: None,
            })
        })
    }

    fn usual(&self, seen: &Observation, _world: &World) -> Result<(), Mismatch> {
        let result = &seen.result;
        let lives = result["expires_in"].as_u64().is_some_and(|seconds| seconds > 0);
        // RFC 9126 §2.2.
        if result["status"] == 201 && result["request_uri"].is_string() && lives {
            return Ok(());
        }
        Err(Mismatch::new("status 201 with a `request_uri` and a positive `expires_in`", seen.landing.describe()))
    }

    fn save(&self) -> Option<&At<String>> {
        self.save.as_ref()
    }
}

impl Push {
    /// What is left to change of the call once the parameters are what they should be.
    fn tampering_of_call(&self) -> token_request::Tampering<'_> {
        let mut tampering = self.tampering();
        if self.object.is_some() {
            // They were changed inside the object.
            (tampering.with, tampering.without, tampering.twice) = (&NO_CHANGES, &[], &NO_CHANGES);
        }
        tampering
    }
}

static NO_CHANGES: super::Changes = super::Changes(Vec::new());
