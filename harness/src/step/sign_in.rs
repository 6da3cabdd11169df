//! `sign-in`: a user signs in at the consumer with the provider, from the consumer's home page to its welcome.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::observation::{Landing, Observation};
use super::walk::{self, Answer, Plan};
use super::{Doing, Kind, Obstacle, Step, World, default_actor, home, read, schema};
use crate::model::page::PageKind;
use crate::model::span::At;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "sign-in",
    summary: "Signs in at the consumer: home page, its link, whatever pages come, callback, home page.",
    members: &["callback"],
    read: read::<SignIn>,
    schema: schema::<SignIn>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SignIn {
    /// Whose browser, and whose name and password.
    #[serde(default = "default_actor", rename = "as")]
    actor: String,
    /// The answer on the consent page.
    #[serde(default)]
    consent: Answer,
    /// Where to stop: a page, or `callback` before it is delivered to the consumer.
    #[serde(default)]
    stop_before: Option<Stop>,
    #[serde(default)]
    save: Option<At<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Stop {
    Login,
    Consent,
    Callback,
}

impl Stop {
    fn page(self) -> Option<PageKind> {
        match self {
            Stop::Login => Some(PageKind::Login),
            Stop::Consent => Some(PageKind::Consent),
            Stop::Callback => None,
        }
    }
}

impl Step for SignIn {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let consumer = world.consumer()?;
            let user = world.user(&self.actor)?;
            let start = world.log.len();
            let looked = home::open(world, &self.actor, &consumer.home).await?;
            let link = sign_in_link(&looked.landing, &consumer.sign_in)?;
            let plan = Plan {
                user: Some(user),
                decision: Some(self.consent.into()),
                stop_before: self.stop_before.and_then(Stop::page),
                redirect_uri: (self.stop_before == Some(Stop::Callback)).then(|| consumer.callback.clone()),
            };
            let mut walked = walk::open(world, &self.actor, &link, &plan).await?;
            walked.exchanges.start = start;
            let callback = callback_in(world, start, &walked.landing, &consumer.callback);
            let mut seen = if self.stop_before.is_some() {
                Observation {
                    actor: self.actor.clone(),
                    exchanges: walked.exchanges,
                    landing: walked.landing,
                    pages: walked.pages,
                    home: None,
                    result: json!({}),
                }
            } else {
                home::observe(world, &self.actor, walked).await?
            };
            seen.result = json!({"callback": callback});
            Ok(seen)
        })
    }

    fn usual(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        match self.stop_before {
            Some(Stop::Callback) if matches!(seen.landing, Landing::Client(_)) => Ok(()),
            Some(stop) if stop.page().is_some_and(|kind| seen.pages.last() == Some(&kind)) => Ok(()),
            Some(_) => Err(Mismatch::new("to come to where the step was to stop", seen.landing.describe())),
            None if self.consent == Answer::Deny => Ok(()),
            None => super::signed_in(seen, world, Some(&self.actor)),
        }
    }

    fn save(&self) -> Option<&At<String>> {
        self.save.as_ref()
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
        "the consumer's home page ({}, status {}) has no link to {}; it has {}",
        page.url,
        page.status,
        sign_in.path(),
        if links.is_empty() { "no link".to_owned() } else { links.join(", ") }
    )))
}

/// The authorization response, as the browser saw it on its way: fetched, or stopped at.
fn callback_in(world: &World, start: usize, landing: &Landing, callback: &Url) -> Value {
    if let Landing::Client(url) = landing {
        return json!(url.as_str());
    }
    let fetched = world.log[start..].iter().map(|exchange| &exchange.request.url);
    let mut fetched = fetched.filter(|url| url.path() == callback.path() && url.origin() == callback.origin());
    fetched.next().map_or(Value::Null, |url| json!(url.as_str()))
}
