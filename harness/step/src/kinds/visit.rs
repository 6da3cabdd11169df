//! `visit`: a browser opens a URL of a sign-in (an authorization request that was altered, an attacker's link), and its user
//! continues from there: logs in, decides, and ends at the consumer.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::flow_plan::ConsentDecision;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::page_action::NextRequest;
use crate::parameters::changed;
use crate::sign_in_flow::{MEMBERS, SignInOptions, SignInStop, default_expectation};
use crate::step_error::absolute_url;
use crate::text::{Changes, Text};
use crate::{Evidence, Saves, Step, StepFuture, StepKind, World, default_actor, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "visit",
    summary: "Opens a URL of a sign-in, with its parameters changed as given, and continues as the user would.",
    members: &MEMBERS,
    saves: Saves::IfNamed,
    read: read::<VisitUrl>,
    schema: schema::<VisitUrl>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct VisitUrl {
    /// The absolute URL.
    url: Text,
    /// The user driving the browser, who logs in.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The user whose credentials to enter, if not the actor.
    #[serde(default)]
    user: Option<Text>,
    /// Parameters of the query to replace or add.
    #[serde(default)]
    with: Changes,
    /// Parameters of the query to leave out.
    #[serde(default)]
    without: Vec<String>,
    /// The answer on the consent page.
    #[serde(default)]
    consent: ConsentDecision,
    /// Where to stop.
    #[serde(default)]
    stop_before: Option<SignInStop>,
}

impl Step for VisitUrl {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let user = world.user_of(&actor, self.user.as_ref())?;
            let url = changed(world, absolute_url(&world.text(&self.url)?)?, &self.with, &self.without)?;
            let way = SignInOptions { user, answer: self.consent, stop: self.stop_before };
            let start = world.log.len();
            way.walk(world, actor, NextRequest::Open(url), start).await
        })
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        default_expectation(self.stop_before, self.consent, self.user.as_ref(), seen, evidence)
    }
}
