//! `log-out`: a user ends the session at the consumer or at the provider.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::browser;
use crate::model::owner::same_place;
use crate::model::page::{Form, Page};
use crate::model::verdict::Mismatch;
use crate::observation::{FlowResult, Observation, StepEnd};
use crate::signed_in::shown_on;
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::{
    Evidence, Saves, Site, Step, StepError, StepFuture, StepKind, World, default_actor, flow, home_page, read, schema,
};

pub(super) const KIND: StepKind = StepKind {
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
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let url = self.address(world)?;
            let start = world.log.len();
            let mut flow = flow::look(world, &actor, &url, None).await?;
            for _ in 0..MOST_CONFIRMATIONS {
                let StepEnd::Page(page) = &flow.end else { break };
                let Some(form) = confirmation(page, &url).filter(|_| !begins_a_login(world, &flow)) else {
                    break;
                };
                let submission = browser::submission(page, form, browser::default_button(form), &[], &[]);
                flow = flow::send(world, &actor, &submission, None).await?;
            }
            flow.exchanges.start = start;
            if self.of == Site::Consumer {
                return home_page::observe(world, &actor, flow).await;
            }
            Ok(Observation {
                actor,
                exchanges: flow.exchanges,
                end: flow.end,
                pages: flow.pages,
                home: None,
                result: json!({}),
            })
        })
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        // After a logout the page may be for users only, with a status that says so.
        let shows_no_user = |home| shown_on(home, evidence.deployment).is_empty();
        if evidence.home_has_shown_a_user && seen.home.as_ref().is_some_and(shows_no_user) {
            return Ok(());
        }
        match seen.end.status() {
            Some(400..) => Err(Mismatch::new("to be logged out", seen.end.describe())),
            _ => Ok(()),
        }
    }
}

impl LogOut {
    fn address(&self, world: &World) -> Result<Url, StepError> {
        if let Some(at) = &self.at {
            return absolute_url(&world.text(at)?);
        }
        let url = match self.of {
            Site::Consumer => world.consumer()?.log_out,
            Site::Provider => world.provider()?.log_out,
        };
        url.ok_or_else(|| StepError::Scenario("the target has no page to log out".to_owned()))
    }
}

/// As often as a page asks for confirmation.
const MOST_CONFIRMATIONS: usize = 3;

/// True if the browser passed an address that starts a login: the button on the next page starts it.
fn begins_a_login(world: &World, flow: &FlowResult) -> bool {
    let consumer = world.deployment.consumer.iter().map(|consumer| &consumer.sign_in);
    let provider = world.deployment.provider.iter().filter_map(|provider| provider.log_in.as_ref());
    let logins: Vec<&Url> = consumer.chain(provider).collect();
    let passed = world.log.get(flow.exchanges.clone()).unwrap_or_default();
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
