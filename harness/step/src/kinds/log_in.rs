//! `log-in`: a user logs in at the provider: at its login page, or where a client redirects the browser.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::browser::{self, Submission};
use crate::model::page::{Page, PageKind};
use crate::model::target::User;
use crate::model::verdict::Mismatch;
use crate::observation::{FlowResult, Observation, StepEnd};
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::{
    Evidence, Saves, Step, StepError, StepFuture, StepKind, World, default_actor, flow, hint, page_action, read,
    schema, sign_in_requests,
};

pub(super) const KIND: StepKind = StepKind {
    name: "log-in",
    summary: "Logs in at the provider's login page, or at an authorization request; `logged_in` says whether the final \
              page shows a logged-in user.",
    members: &["status", "text", "logged_in"],
    saves: Saves::IfNamed,
    read: read::<LogIn>,
    schema: schema::<LogIn>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LogIn {
    /// The user driving the browser, who logs in.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The user whose credentials to enter, if not the actor.
    #[serde(default)]
    user: Option<Text>,
    /// A user name other than the user's own.
    #[serde(default)]
    name: Option<Text>,
    /// A password other than the user's own.
    #[serde(default)]
    password: Option<Text>,
    /// A page other than the target's login page: an absolute URL.
    #[serde(default)]
    at: Option<Text>,
    /// Fields to leave out of the form.
    #[serde(default)]
    without: Option<OmittedField>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum OmittedField {
    /// Login CSRF: leaves out the hidden CSRF token fields of the form, and submits it from a page of another site.
    AntiForgery,
}

impl Step for LogIn {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let user = world.user_of(&actor, self.user.as_ref())?;
            let password = match &self.password {
                Some(password) => world.text(password)?,
                None => user.password.clone(),
            };
            let name = match &self.name {
                Some(name) => world.text(name)?,
                None => user.name.clone(),
            };
            let page_url =
                if let Some(at) = &self.at { absolute_url(&world.text(at)?)? } else { where_to_begin(world)? };
            let start = world.log.len();
            let page = match flow::look(world, &actor, &page_url, None).await?.end {
                StepEnd::Page(page) => page,
                other => {
                    return Err(StepError::Scenario(format!("no login page was found, but {}", other.describe())));
                }
            };
            if was_signed_in(world, start, &page_url, &page) {
                // A logged-in user is not asked to log in.
                let result = json!({"status": page.status, "text": page.text, "logged_in": true});
                let flow =
                    FlowResult { pages: vec![page.kind], end: StepEnd::Page(page), exchanges: start..world.log.len() };
                return Ok(Observation::of(actor, flow, result));
            }
            let user = User { name, password, ..user };
            let flow = match self.without {
                Some(OmittedField::AntiForgery) => {
                    let forged = forged(world, &actor, &page_url, &page, &user).await?;
                    flow::log_in_by(world, &actor, &page, &user, &forged).await?
                }
                None => flow::log_in(world, &actor, &page, &user).await?,
            };
            let text = match &flow.end {
                StepEnd::Page(page) => page.text.as_str(),
                _ => "",
            };
            Ok(Observation {
                actor,
                exchanges: start..flow.exchanges.end,
                result: json!({
                    "status": flow.end.status(),
                    "text": text,
                    "logged_in": !is_refused(&flow.end),
                }),
                end: flow.end,
                pages: flow.pages,
                home: None,
            })
        })
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        if is_refused(&seen.end) {
            let mismatch = Mismatch::new("to be logged in", seen.end.describe());
            let user = evidence.user_of(&seen.actor, self.user.as_ref()).ok();
            let is_own = self.name.is_none() && self.password.is_none();
            let user = user.filter(|_| is_own && self.without.is_none());
            let hint = user.map(|user| match &seen.end {
                StepEnd::Page(page) => hint::of_login(evidence, seen.exchanges.clone(), &user, page),
                _ => hint::of_user(&user),
            });
            return Err(Mismatch { hint, ..mismatch });
        }
        Ok(())
    }
}

/// The login page of the target; if it has none of its own, an authorization request, which leads to the page that asks the
/// user to log in.
fn where_to_begin(world: &mut World) -> Result<url::Url, StepError> {
    let provider = world.provider()?;
    if let Some(page) = provider.log_in {
        return Ok(page);
    }
    let (client, unchanged) = (world.client("own")?, crate::Changes::default());
    let asked = crate::authorization_request::code_request(world, &client, &unchanged, &[], &unchanged)?;
    Ok(crate::oauth::authorize::request_url(&provider.authorization, &asked.parameters))
}

/// A login that ends on another login page, or on an error page, has failed.
fn is_refused(end: &StepEnd) -> bool {
    match end {
        StepEnd::Page(page) => {
            page.kind.asks_for_credentials()
                || matches!(page.kind, PageKind::OneTimeCode | PageKind::Error)
                || page.status >= 400
        }
        StepEnd::Response(response) => sign_in_requests::is_refusal(response),
        StepEnd::Client(_) | StepEnd::Elsewhere(_) | StepEnd::Several(_) | StepEnd::Nothing => false,
    }
}

/// True if the login page redirected a browser with cookies to a page that asks for nothing.
fn was_signed_in(world: &World, start: usize, page_url: &url::Url, page: &Page) -> bool {
    let sent_cookies = world.log.get(start).is_some_and(|first| first.request.header("cookie").is_some());
    let asks = !matches!(page.kind, PageKind::Unknown | PageKind::Continue) || sign_in_requests::are_due(world, page);
    sent_cookies && !asks && page.status < 400 && page.url.path() != page_url.path()
}

/// The login form as another site submits it in this browser: filled in on a page from the attacker's own browser, without its
/// CSRF token fields. The browser adds the attacker's `Origin`, and the cookies that it permits.
async fn forged(
    world: &mut World,
    actor: &str,
    page_url: &url::Url,
    page: &Page,
    user: &User,
) -> Result<Submission, StepError> {
    if sign_in_requests::are_due(world, page) {
        let why = "the provider's login is sent by a script, and a form of another site cannot send the same request";
        return Err(StepError::NotOffered(why.to_owned()));
    }
    let attacker = format!("attacker-of-{actor}");
    let theirs = match flow::look(world, &attacker, page_url, None).await?.end {
        StepEnd::Page(theirs) if theirs.kind == page.kind => theirs,
        _ => page.clone(),
    };
    let form = page_action::main_form(&theirs, "the step wanted to log in")?;
    let looks_like_one = || {
        let fields = browser::csrf_token_fields(form).into_iter();
        fields.filter_map(|at| Some(form.controls.get(at)?.name.clone())).collect()
    };
    let without = browser::csrf_fields_by_comparison(&theirs, page).unwrap_or_else(looks_like_one);
    let sent = page_action::credentials(&theirs, &user.name, &user.password, &without)?;
    Ok(Submission { page: absolute_url(ATTACKER)?, ..sent })
}

/// The page of another site that contains an attacker's form.
const ATTACKER: &str = "https://attacker.example/";
