//! `sign-in`: a user signs in at the consumer with the provider, from the consumer's home page back to it.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::browser;
use crate::flow_plan::ConsentDecision;
use crate::model::owner::same_place;
use crate::model::page::Control;
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::page_action::NextRequest;
use crate::sign_in_flow::{MEMBERS, SignInOptions, SignInStop, default_expectation};
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, default_actor, home_page, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "sign-in",
    summary: "Signs in at the consumer: home page, its link or form, all pages of the provider, callback, home page.",
    members: &MEMBERS,
    saves: Saves::IfNamed,
    read: read::<SignIn>,
    schema: schema::<SignIn>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SignIn {
    /// The user driving the browser, who logs in.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The user whose credentials to enter, if not the actor.
    #[serde(default)]
    user: Option<Text>,
    /// The answer on the consent page.
    #[serde(default)]
    consent: ConsentDecision,
    /// Where to stop: at the authorization request, at a page, or before the response is delivered to the consumer.
    #[serde(default)]
    stop_before: Option<SignInStop>,
}

impl Step for SignIn {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let consumer = world.consumer()?;
            let user = world.user_of(&actor, self.user.as_ref())?;
            let start = world.log.len();
            let looked = home_page::open(world, &actor, &consumer.home).await?;
            if let Some(missing) = no_home(&looked.end, &consumer.home) {
                return Err(missing);
            }
            let first = beginning(&looked.end, &consumer.sign_in);
            let way = SignInOptions { user, answer: self.consent, stop: self.stop_before };
            let came_to = way.walk(world, actor, first, start).await;
            nothing_there(world, start, &looked.end, &consumer.sign_in).map_or(came_to, Err)
        })
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        default_expectation(self.stop_before, self.consent, self.user.as_ref(), seen, evidence)
    }
}

/// What starts a login: the link on the home page to that URL, or the form that leads there. If it has neither, or is not a
/// page, the URL is opened directly.
fn beginning(home: &StepEnd, sign_in: &Url) -> NextRequest {
    let StepEnd::Page(page) = home else { return NextRequest::Open(sign_in.clone()) };
    if let Some(link) = page.links.iter().find(|link| same_place(&link.url, sign_in)) {
        return NextRequest::Open(link.url.clone());
    }
    let form = page.forms.iter().find(|form| same_place(&form.action, sign_in) && !same_place(&page.url, sign_in));
    form.map_or_else(
        || NextRequest::Open(sign_in.clone()),
        |form| {
            let button = form.controls.iter().position(Control::submits);
            NextRequest::Submit(browser::submission(page, form, button, &[], &[]))
        },
    )
}

/// A missing home page is a mistake in the target file, and shows nothing about the consumer.
fn no_home(looked: &StepEnd, home: &Url) -> Option<StepError> {
    let StepEnd::Page(page) = looked else { return None };
    let status = page.status;
    matches!(status, 404 | 405 | 410).then(|| {
        let path = home.path();
        StepError::Scenario(format!(
            "nothing at {path} (`home` among the consumer's `pages` in the target file): status {status}"
        ))
    })
}

/// Why no login could be started; `None`: something is there.
fn nothing_there(world: &World, start: usize, home: &StepEnd, sign_in: &Url) -> Option<StepError> {
    let answered = world.log[start..].iter().find(|exchange| same_place(&exchange.request.url, sign_in))?;
    let status =
        answered.response().map(|response| response.status).filter(|status| matches!(status, 404 | 405 | 410))?;
    let links: Vec<&str> = match home {
        StepEnd::Page(page) => page.links.iter().map(|link| link.url.path()).collect(),
        _ => Vec::new(),
    };
    Some(StepError::Scenario(format!(
        "nothing at {} (`sign-in` among the consumer's `pages` in the target file) starts a login: status {status}; the \
         consumer's home page has {}",
        sign_in.path(),
        if links.is_empty() { "no link".to_owned() } else { links.join(", ") }
    )))
}
