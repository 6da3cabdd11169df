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
    summary: "Ends the session at the consumer (or at the provider), confirming where a page asks.",
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
    /// The absolute URL to open, such as the logout request of a client, rather than the page of the target file.
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
        // Who has been logged out may be shown a page that is for users only, and its status says so.
        let shows_nobody = |home| shown_on(home, evidence.deployment).is_empty();
        if evidence.home_has_shown_a_user && seen.home.as_ref().is_some_and(shows_nobody) {
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
        url.ok_or_else(|| Obstacle::Story("the target has no page to log out".to_owned()))
    }
}

/// As often as anybody asks "really?".
const MOST_CONFIRMATIONS: usize = 3;

/// Whether the browser came by an address at which a login begins: the button on the page that follows starts it.
fn begins_a_login(world: &World, walked: &Walked) -> bool {
    let consumer = world.deployment.consumer.iter().map(|consumer| &consumer.sign_in);
    let provider = world.deployment.provider.iter().filter_map(|provider| provider.log_in.as_ref());
    let logins: Vec<&Url> = consumer.chain(provider).collect();
    let passed = world.log.get(walked.exchanges.clone()).unwrap_or_default();
    passed.iter().any(|exchange| logins.iter().any(|login| same_place(&exchange.request.url, login)))
}

/// The form that asks "really?": it goes to the page that it stands on, or to the one that was asked for, and leaves nothing to
/// type. A page that asks for a name or a password shows that the user has been logged out.
fn confirmation<'a>(page: &'a Page, url: &Url) -> Option<&'a Form> {
    let is_there = |form: &&Form| [url, &page.url].iter().any(|asked| form.action.path() == asked.path());
    let types = |form: &Form| {
        form.controls.iter().any(|control| matches!(control.kind.as_str(), "text" | "email" | "tel" | "password"))
    };
    page.forms.iter().filter(|form| form.method == "POST" && !types(form)).find(is_there)
}
