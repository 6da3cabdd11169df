//! `log-out`: a user ends the session at the consumer or at the provider.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::browser;
use crate::model::owner::same_place;
use crate::model::page::{Form, Page};
use crate::model::verdict::Mismatch;
use crate::observation::{Landing, Observation, Walked};
use crate::obstacle::absolute_url;
use crate::text::Text;
use crate::who::shown_on;
use crate::{Doing, Evidence, Kind, Obstacle, Saves, Site, Step, World, default_actor, home_page, read, schema, walk};

pub(super) const KIND: Kind = Kind {
    name: "log-out",
    summary: "Ends the session at the consumer (or at the provider), with confirmation if a page asks for it.",
    members: &[],
    saves: Saves::Never,
    read: read::<LogOut>,
    schema: schema::<LogOut>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LogOut {
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    #[serde(default)]
    of: Site,
    /// The absolute URL to open, such as a client's logout request, instead of the page of the target file.
    #[serde(default)]
    at: Option<Text>,
}

impl Step for LogOut {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let url = self.address(world)?;
            let start = world.log.len();
            let mut walked = walk::look(world, &actor, &url, None).await?;
            for _ in 0..MOST_CONFIRMATIONS {
                let Landing::Page(page) = &walked.landing else { break };
                let Some(form) = confirmation(page, &url).filter(|_| !begins_a_login(world, &walked)) else {
                    break;
                };
                let submission = browser::submission(page, form, browser::default_button(form), &[], &[]);
                walked = walk::send(world, &actor, &submission, None).await?;
            }
            walked.exchanges.start = start;
            if self.of == Site::Consumer {
                return home_page::observe(world, &actor, walked).await;
            }
            Ok(Observation {
                actor,
                exchanges: walked.exchanges,
                landing: walked.landing,
                pages: walked.pages,
                home: None,
                result: json!({}),
            })
        })
    }

    fn usual(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        // After a logout the page may be for users only, with a status that says so.
        let shows_no_user = |home| shown_on(home, evidence.deployment).is_empty();
        if evidence.home_has_shown_a_user && seen.home.as_ref().is_some_and(shows_no_user) {
            return Ok(());
        }
        match seen.landing.status() {
            Some(400..) => Err(Mismatch::new("to be logged out", seen.landing.describe())),
            _ => Ok(()),
        }
    }
}

impl LogOut {
    fn address(&self, world: &World) -> Result<Url, Obstacle> {
        if let Some(at) = &self.at {
            return absolute_url(&world.text(at)?);
        }
        let url = match self.of {
            Site::Consumer => world.consumer()?.log_out,
            Site::Provider => world.provider()?.log_out,
        };
        url.ok_or_else(|| Obstacle::ScenarioPlan("the target has no page to log out".to_owned()))
    }
}

/// As often as a page asks for confirmation.
const MOST_CONFIRMATIONS: usize = 3;

/// True if the browser passed an address that starts a login: the button on the next page starts it.
fn begins_a_login(world: &World, walked: &Walked) -> bool {
    let consumer = world.deployment.consumer.iter().map(|consumer| &consumer.sign_in);
    let provider = world.deployment.provider.iter().filter_map(|provider| provider.log_in.as_ref());
    let logins: Vec<&Url> = consumer.chain(provider).collect();
    let passed = world.log.get(walked.exchanges.clone()).unwrap_or_default();
    passed.iter().any(|exchange| logins.iter().any(|login| same_place(&exchange.request.url, login)))
}

/// The confirmation form: its target is its own page or the requested one, and it has no field to fill in. A page that asks for
/// a name or a password shows that the user is logged out.
fn confirmation<'a>(page: &'a Page, url: &Url) -> Option<&'a Form> {
    let is_there = |form: &&Form| [url, &page.url].iter().any(|asked| form.action.path() == asked.path());
    let types = |form: &Form| {
        form.controls.iter().any(|control| matches!(control.kind.as_str(), "text" | "email" | "tel" | "password"))
    };
    page.forms.iter().filter(|form| form.method == "POST" && !types(form)).find(is_there)
}
