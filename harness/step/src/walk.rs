//! Going on from page to page as a person would: log in, decide, press on, until the way ends.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::hint;
use super::observation::Landing;
use super::obstacle::Obstacle;
use super::other_pages;
use super::sign_in_requests::{self, Signed};
use super::world::World;
use crate::browser::{self, Decision, Press, Stops, Submission, Visit};
use crate::model::page::{Form, Page, PageKind};
use crate::model::target::User;
use crate::oauth::authorize::is_redirect_to;

/// The most pages that a person would pass.
const MOST_PAGES: usize = 12;

/// What to do on the pages that come.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Whose name and password to type; `None`: log in nowhere.
    pub user: Option<User>,
    /// What to answer when a client asks for access; `None`: stop there.
    pub decision: Option<Decision>,
    /// The page to stop at, before anything is done on it.
    pub stop_before: Option<PageKind>,
    /// Any other place where the way ends: never fetched.
    pub stop_at: Option<Url>,
    /// The redirection endpoint of the client that the harness plays: never fetched.
    pub redirect_uri: Option<Url>,
}

/// The decision in scenarios: `allow` or `deny`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    #[default]
    Allow,
    Deny,
}

impl From<Answer> for Decision {
    fn from(answer: Answer) -> Decision {
        match answer {
            Answer::Allow => Decision::Allow,
            Answer::Deny => Decision::Deny,
        }
    }
}

/// The way that was gone.
#[derive(Clone, Debug)]
pub struct Walked {
    pub landing: Landing,
    pub pages: Vec<PageKind>,
    pub exchanges: Range<usize>,
}

/// What a browser does next.
pub(crate) enum Way {
    Submit(Submission),
    Open(Url),
}

/// Opens a URL, or submits a form, and goes on from page to page.
pub(crate) async fn go(world: &mut World, actor: &str, first: Way, plan: &Plan) -> Result<Walked, Obstacle> {
    let stops = world.stops(plan.redirect_uri.as_ref()).and_at(plan.stop_at.clone());
    let mut visit = take(world, actor, &first, &stops).await?;
    let start = visit.exchanges.start;
    let mut pages: Vec<PageKind> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    let mut signed_in = false;
    loop {
        let arrived = arrived(visit, plan.redirect_uri.as_ref());
        let next = match &arrived.landing {
            Landing::Page(page) => {
                let seen_before = known.contains(&likeness(page));
                known.push(likeness(page));
                pages.push(page.kind);
                let ends = plan.stop_before == Some(page.kind) || pages.len() >= MOST_PAGES;
                match &plan.user {
                    _ if ends => None,
                    Some(user) if !signed_in && sign_in_requests::are_due(world, page) => {
                        signed_in = true;
                        visit = match sign_in_requests::send(world, actor, page, user, &stops).await? {
                            Signed::On(visit) => visit,
                            // The app would take up now what it was about.
                            Signed::Through(_) => take(world, actor, &first, &stops).await?,
                            Signed::Refused(response) => {
                                let (landing, exchanges) = (Landing::Response(response), start..world.log.len());
                                return Ok(Walked { landing, pages, exchanges });
                            }
                        };
                        continue;
                    }
                    Some(user) if seen_before && is_login(page) => {
                        return Err(Obstacle::LetIn {
                            hint: hint::of_login(user, page),
                            name: user.name.clone(),
                            page: Box::new(page.clone()),
                        });
                    }
                    _ => next(world, page, plan, seen_before)?,
                }
            }
            _ => None,
        };
        let Some(next) = next else {
            return Ok(Walked { landing: arrived.landing, pages, exchanges: start..world.log.len() });
        };
        visit = take(world, actor, &next, &stops).await?;
    }
}

/// What makes a page the one that was there before. Name, password and code are given once, however the page looks that asks
/// for them again; questions differ: what was taken for the consent page may have been another one.
fn likeness(page: &Page) -> String {
    if !matches!(page.kind, PageKind::Consent | PageKind::Continue) {
        return page.kind.name().to_owned();
    }
    let form = page.main_form.and_then(|form| page.forms.get(form));
    let buttons = form.iter().flat_map(|form| &form.controls).filter(|control| control.submits());
    let buttons: Vec<&str> = buttons.map(|control| control.label.as_str()).collect();
    format!("{} {} {} {} {}", page.kind.name(), page.url.path(), page.title, page.heading, buttons.join(" "))
}

async fn take(world: &mut World, actor: &str, way: &Way, stops: &Stops) -> Result<Visit, Obstacle> {
    let (browser, log) = world.browser_and_log(actor);
    Ok(match way {
        Way::Submit(submission) => browser.submit(submission, stops, log).await?,
        Way::Open(url) => browser.open(url, stops, log).await?,
    })
}

/// Logs in on a page, by its form or by what the target's app sends in the place of one, and on the pages that only ask for
/// more of the same: the password after the name, the one-time code.
pub(crate) async fn log_in(
    world: &mut World,
    actor: &str,
    page: &Page,
    user: &User,
    without: &[String],
) -> Result<Walked, Obstacle> {
    if sign_in_requests::are_due(world, page) {
        let start = world.log.len();
        let stops = world.stops(None);
        return Ok(match sign_in_requests::send(world, actor, page, user, &stops).await? {
            Signed::On(visit) => arrived(visit, None),
            Signed::Through(response) | Signed::Refused(response) => {
                Walked { landing: Landing::Response(response), pages: Vec::new(), exchanges: start..world.log.len() }
            }
        });
    }
    let submission = credentials(page, &user.name, &user.password, without)?;
    let mut walked = send(world, actor, &submission, None).await?;
    let plan = Plan { user: Some(user.clone()), decision: None, stop_before: None, stop_at: None, redirect_uri: None };
    let mut seen = vec![page.kind];
    while let Landing::Page(page) = &walked.landing
        && matches!(page.kind, PageKind::Password | PageKind::OneTimeCode)
        && !seen.contains(&page.kind)
    {
        seen.push(page.kind);
        let Some(Way::Submit(submission)) = next(world, page, &plan, false)? else { break };
        let further = send(world, actor, &submission, None).await?;
        walked = Walked { exchanges: walked.exchanges.start..further.exchanges.end, ..further };
    }
    Ok(walked)
}

/// Opens a URL and follows redirects, without acting on the page that comes.
pub(crate) async fn look(
    world: &mut World,
    actor: &str,
    url: &Url,
    redirect_uri: Option<&Url>,
) -> Result<Walked, Obstacle> {
    let stops = world.stops(redirect_uri);
    let (browser, log) = world.browser_and_log(actor);
    Ok(arrived(browser.open(url, &stops, log).await?, redirect_uri))
}

/// Follows a link of the page where the browser is, and its redirects, without acting on the page that comes.
pub(crate) async fn click(world: &mut World, actor: &str, url: &Url) -> Result<Walked, Obstacle> {
    let stops = world.stops(None);
    let (browser, log) = world.browser_and_log(actor);
    Ok(arrived(browser.click(url, &stops, log).await?, None))
}

/// Submits a form and follows redirects, without acting on the page that comes.
pub(crate) async fn send(
    world: &mut World,
    actor: &str,
    submission: &Submission,
    redirect_uri: Option<&Url>,
) -> Result<Walked, Obstacle> {
    let stops = world.stops(redirect_uri);
    let (browser, log) = world.browser_and_log(actor);
    Ok(arrived(browser.submit(submission, &stops, log).await?, redirect_uri))
}

fn arrived(visit: Visit, redirect_uri: Option<&Url>) -> Walked {
    let landing = match visit.landing {
        browser::Landing::Page(page) => Landing::Page(page),
        browser::Landing::Other(response) => Landing::Response(response),
        browser::Landing::Stopped(to) if redirect_uri.is_some_and(|uri| is_redirect_to(&to, uri)) => {
            Landing::Client(to)
        }
        browser::Landing::Stopped(to) => Landing::Elsewhere(to),
    };
    let pages = if let Landing::Page(page) = &landing { vec![page.kind] } else { Vec::new() };
    Walked { landing, pages, exchanges: visit.exchanges }
}

/// What a person would do on this page; `None` where the way ends.
fn next(world: &mut World, page: &Page, plan: &Plan, seen_before: bool) -> Result<Option<Way>, Obstacle> {
    match page.kind {
        _ if is_login(page) => {
            let Some(user) = &plan.user else { return Ok(None) };
            Ok(Some(Way::Submit(credentials(page, &user.name, &user.password, &[])?)))
        }
        PageKind::Consent => {
            let Some(decision) = plan.decision.filter(|_| !seen_before) else { return Ok(None) };
            decide(page, decision).map(Some)
        }
        PageKind::Continue if !seen_before => {
            let onward = browser::onward(page).and_then(|press| pressed(page, press));
            onward.map(Some).ok_or_else(|| not_understood(page, "the step wanted to press on"))
        }
        PageKind::SelectAccount | PageKind::OneTimeCode | PageKind::SignUp if !seen_before => {
            let Some(user) = &plan.user else { return Ok(None) };
            Ok(other_pages::answer(world, page, user)?.and_then(|press| pressed(page, press)))
        }
        PageKind::Unknown if page.status < 400 && !page.forms.is_empty() => {
            Err(not_understood(page, "the step wanted to go on"))
        }
        _ => Ok(None),
    }
}

fn is_login(page: &Page) -> bool {
    matches!(page.kind, PageKind::Login | PageKind::Identifier | PageKind::Password)
}

fn pressed(page: &Page, press: Press) -> Option<Way> {
    match press {
        Press::Submit { form, control, fill } => {
            let form = page.forms.get(form)?;
            Some(Way::Submit(browser::submission(page, form, control, &fill, &[])))
        }
        Press::Follow(url) => Some(Way::Open(url)),
    }
}

/// The answer on a consent page.
fn decide(page: &Page, decision: Decision) -> Result<Way, Obstacle> {
    let wanted = match decision {
        Decision::Allow => "the step wanted to allow access",
        Decision::Deny => "the step wanted to deny access",
    };
    browser::decision_button(page, decision)
        .and_then(|press| pressed(page, press))
        .ok_or_else(|| not_understood(page, wanted))
}

/// The consent form of a page, with the answer given: also for a browser that is not on that page.
pub(crate) fn decided(page: &Page, decision: Decision) -> Result<Submission, Obstacle> {
    match decide(page, decision)? {
        Way::Submit(submission) => Ok(submission),
        Way::Open(url) => {
            Err(Obstacle::Story(format!("the answer on that page is a link ({url}), so there is no form to submit")))
        }
    }
}

/// The login form with name and password typed in, less the controls named in `without`.
pub(crate) fn credentials(page: &Page, name: &str, password: &str, without: &[String]) -> Result<Submission, Obstacle> {
    let wanted = "the step wanted to log in";
    let form = main_form(page, wanted)?;
    let fields = browser::login_fields_of(page).ok_or_else(|| not_understood(page, wanted))?;
    let mut fill = Vec::new();
    for (field, value) in [(fields.user, name), (fields.password, password)] {
        let control = field.and_then(|at| form.controls.get(at));
        fill.extend(control.map(|control| (control.name.clone(), value.to_owned())));
    }
    Ok(browser::submission(page, form, fields.submit, &fill, without))
}

/// The form that serves the page's purpose.
pub(crate) fn main_form<'a>(page: &'a Page, wanted: &str) -> Result<&'a Form, Obstacle> {
    page.main_form.and_then(|at| page.forms.get(at)).ok_or_else(|| not_understood(page, wanted))
}

pub(crate) fn not_understood(page: &Page, wanted: &str) -> Obstacle {
    Obstacle::NotUnderstood { wanted: wanted.to_owned(), page: Box::new(page.clone()) }
}
