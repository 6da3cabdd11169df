//! `visit`: a browser opens a URL on the way of a sign-in (an authorization request that was tampered with, a link that an
//! attacker made) and its user goes on from there: logs in, decides, and ends at the consumer.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::obstacle::absolute_url;
use crate::page_action::Way;
use crate::parameters::changed;
use crate::sign_in_way::{MEMBERS, SignInWay, Stop, usual};
use crate::text::{Changes, Text};
use crate::walk_plan::Answer;
use crate::{Doing, Evidence, Kind, Saves, Step, World, default_actor, read, schema};

pub(super) const KIND: Kind = Kind {
    name: "visit",
    summary: "Opens a URL on the way of a sign-in, with its parameters changed as told, and goes on as the user would.",
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
    /// Whose browser, and whose name and password.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// Whose name and password, when not the actor's own.
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
    consent: Answer,
    /// Where to stop.
    #[serde(default)]
    stop_before: Option<Stop>,
}

impl Step for VisitUrl {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let user = world.user_of(&actor, self.user.as_ref())?;
            let url = changed(world, absolute_url(&world.text(&self.url)?)?, &self.with, &self.without)?;
            let way = SignInWay { user, answer: self.consent, stop: self.stop_before };
            let start = world.log.len();
            way.walk(world, actor, Way::Open(url), start).await
        })
    }

    fn usual(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        usual(self.stop_before, self.consent, self.user.as_ref(), seen, evidence)
    }
}
