//! `sign-in`: a user signs in at the consumer with the provider, from the consumer's home page to its welcome.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::model::verdict::Mismatch;
use crate::observation::{Landing, Observation};
use crate::sign_in_way::{MEMBERS, SignInWay, Stop, usual};
use crate::text::Text;
use crate::walk_plan::Answer;
use crate::{Doing, Evidence, Kind, Obstacle, Saves, Step, World, default_actor, home_page, read, schema};

pub(super) const KIND: Kind = Kind {
    name: "sign-in",
    summary: "Signs in at the consumer: home page, its link, whatever pages come, callback, home page.",
    members: &MEMBERS,
    saves: Saves::IfNamed,
    read: read::<SignIn>,
    schema: schema::<SignIn>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SignIn {
    /// Whose browser, and whose name and password.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// Whose name and password, when not the actor's own.
    #[serde(default)]
    user: Option<Text>,
    /// The answer on the consent page.
    #[serde(default)]
    consent: Answer,
    /// Where to stop: at the authorization request, at a page, or before the response is delivered to the consumer.
    #[serde(default)]
    stop_before: Option<Stop>,
}

impl Step for SignIn {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let consumer = world.consumer()?;
            let user = world.user_of(&actor, self.user.as_ref())?;
            let start = world.log.len();
            let looked = home_page::open(world, &actor, &consumer.home).await?;
            let link = sign_in_link(&looked.landing, &consumer.sign_in)?;
            let way = SignInWay { user, answer: self.consent, stop: self.stop_before };
            way.walk(world, actor, link, start).await
        })
    }

    fn usual(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        usual(self.stop_before, self.consent, self.user.as_ref(), seen, evidence)
    }
}

/// The link on the home page that starts a login.
fn sign_in_link(home: &Landing, sign_in: &Url) -> Result<Url, Obstacle> {
    let Landing::Page(page) = home else {
        return Err(Obstacle::Story(format!("the consumer's home page is no page but {}", home.describe())));
    };
    let same = |url: &Url| url.path() == sign_in.path() && url.origin() == sign_in.origin();
    if let Some(link) = page.links.iter().find(|link| same(&link.url)) {
        return Ok(link.url.clone());
    }
    let links: Vec<&str> = page.links.iter().map(|link| link.url.path()).collect();
    Err(Obstacle::Story(format!(
        "the consumer's home page ({}, status {}) has no link to {} (`sign-in` among the \
         consumer's `pages` in the target file); it has {}",
        page.url,
        page.status,
        sign_in.path(),
        if links.is_empty() { "no link".to_owned() } else { links.join(", ") }
    )))
}
