//! `consent`: the answer on a consent page at which another step stopped, in the same browser or in another one. After an
//! `authorize` it leads to the client; after any other step, for example with a device (RFC 8628 §3.3), to some page.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::authorization_request::AuthorizationRequest;
use crate::authorization_response::{MEMBERS, granted, observe};
use crate::flow;
use crate::flow_plan::ConsentDecision;
use crate::model::page::Page;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::{Changes, Text};
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, default_actor, page_action, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "consent",
    summary: "Answers the consent page at which the saved step stopped: an `authorize`, or any step that ended on a \
              page.",
    members: &MEMBERS,
    saves: Saves::IfNamed,
    read: read::<Consent>,
    schema: schema::<Consent>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Consent {
    /// The name under which the stopped step was saved.
    of: String,
    /// The browser that sends the form.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    #[serde(default)]
    decision: ConsentDecision,
    /// Fields of the form, including hidden ones, to send with another value than the page has.
    #[serde(default)]
    fill: Changes,
}

impl Step for Consent {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let stopped = || StepError::Scenario(format!("no step saved as `{}` stopped at a page", self.of));
            let page = world.scope.page(&self.of).cloned().ok_or_else(stopped)?;
            let asked = world.scope.variables().get(&self.of).and_then(asked);
            let mut submission = page_action::decided(&page, self.decision.into())?;
            for (name, value) in &self.fill.0 {
                let value = world.text(value)?;
                let missing = || StepError::Scenario(format!("the consent form has no field `{name}`"));
                let entry = submission.entries.iter_mut().find(|(field, _)| field == name).ok_or_else(missing)?;
                entry.1 = value;
            }
            if !was_shown(world, &actor, &page) {
                submission.page = sibling_page(&page.url);
            }
            let redirect_uri = asked.as_ref().and_then(|asked| Url::parse(&asked.redirect_uri).ok());
            let flow = flow::send(world, &actor, &submission, redirect_uri.as_ref()).await?;
            let Some(asked) = asked else {
                let result = json!({"status": flow.end.status(), "url": submission.url.as_str()});
                return Ok(Observation::of(actor, flow, result));
            };
            let seen = observe(&actor, flow, &asked);
            let client_id = seen.result["sent"]["client_id"].as_str();
            if let (Ok(user), Some(client_id)) = (world.user_of(&actor, None), client_id)
                && self.decision == ConsentDecision::Allow
                && granted(&seen).is_ok()
            {
                world.knowledge.note_agreed(&user.name, client_id);
            }
            Ok(seen)
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match seen.result.get("sent") {
            Some(_) => granted(seen),
            None => seen.end.succeeded("a page with status 2xx"),
        }
    }
}

/// Whether this browser was shown the page.
fn was_shown(world: &World, actor: &str, page: &Page) -> bool {
    world.log.iter().any(|exchange| exchange.actor == actor && exchange.request.url == page.url)
}

/// A page of another application on the same host. A form that an attacker obtained in her own browser and copied there is sent
/// with its visitor's cookies, because it is same-site, and with another `Origin`.
fn sibling_page(page: &Url) -> Url {
    let mut other = page.clone();
    let port = if page.port_or_known_default() == Some(OTHER_PORT) { OTHER_PORT + 1 } else { OTHER_PORT };
    // Only a URL without a host has no port, and such a URL has no page.
    let _ = other.set_port(Some(port));
    other.set_path("/");
    other.set_query(None);
    other
}

/// The URL of that application.
const OTHER_PORT: u16 = 9443;

fn asked(saved: &minijinja::Value) -> Option<AuthorizationRequest> {
    let saved: Value = serde_json::to_value(saved).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let sent = saved.get("sent")?.as_object()?;
    Some(AuthorizationRequest {
        parameters: sent.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect(),
        code_verifier: text(saved.get("code_verifier")?)?,
        redirect_uri: text(saved.get("redirect_uri")?)?,
    })
}
