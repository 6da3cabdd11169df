//! Continuing from page to page as a user would: log in, decide, press on, until the flow ends.

use url::Url;

use super::flow_plan::FlowPlan;
use super::observation::{FlowResult, StepEnd, describe_page, describe_response};
use super::page_action::{NextRequest, credentials, decide, pressed, unrecognized_page};
use super::sign_in_requests::{self, SignInOutcome};
use super::signed_in::shown_on;
use super::step_error::StepError;
use super::world::World;
use super::{diagnosis, hint, interstitials, to_provider};
use crate::browser::{self, BrowseError, StopUrls, Submission, Visit};
use crate::model::exchange::{Cause, Response};
use crate::model::owner::Owner;
use crate::model::page::{Page, PageKind};
use crate::model::target::User;
use crate::oauth::authorize::{self, is_redirect_to};

/// The maximum number of pages.
const MOST_PAGES: usize = 12;

/// A navigation of a browser: its destination, and what it never fetches.
struct FlowContext<'a> {
    plan: &'a FlowPlan,
    stops: StopUrls,
    /// The request that started it, and starts it again once an app has signed in on its own; `None`: the flow is a login
    /// alone, so it ends wherever the login ends, even with a refusal.
    first: Option<&'a NextRequest>,
}

/// What a navigation went through.
struct FlowProgress {
    start: usize,
    pages: Vec<PageKind>,
    known: Vec<String>,
    signed_in: bool,
}

impl FlowProgress {
    fn from(start: usize) -> FlowProgress {
        FlowProgress { start, pages: Vec::new(), known: Vec::new(), signed_in: false }
    }

    fn end(self, world: &World, end: StepEnd) -> FlowResult {
        FlowResult { end, pages: self.pages, exchanges: self.start..world.log.len() }
    }
}

/// Opens a URL, or submits a form, and continues from page to page.
pub(crate) async fn go(
    world: &mut World,
    actor: &str,
    first: NextRequest,
    plan: &FlowPlan,
) -> Result<FlowResult, StepError> {
    world.asks_for(actor, plan.redirect_uri.as_ref());
    let stops = world.stops_of(actor, plan.redirect_uri.as_ref()).and_at(plan.stop_at.clone());
    let passed = FlowProgress::from(world.log.len());
    let visit = take(world, actor, &first, &stops).await?;
    follow_pages(world, actor, visit, &FlowContext { plan, stops, first: Some(&first) }, passed).await
}

/// Logs in on a page, by its form or by the requests that the target's app sends instead of one, and continues over the pages
/// of the login, as [`go`] does. Ends if a client requests access, and if the login is rejected.
pub(crate) async fn log_in(world: &mut World, actor: &str, page: &Page, user: &User) -> Result<FlowResult, StepError> {
    let plan = FlowPlan::of_login(user);
    let course = FlowContext { plan: &plan, stops: world.stops_of(actor, None), first: None };
    let mut passed = FlowProgress::from(world.log.len());
    passed.known.push(likeness(page));
    let visit = if sign_in_requests::are_due(world, page) {
        passed.signed_in = true;
        match sign_in_requests::send(world, actor, page, user, &course.stops).await? {
            SignInOutcome::Navigated(visit) => visit,
            SignInOutcome::SignedIn(response) | SignInOutcome::Rejected(response) => {
                return Ok(passed.end(world, StepEnd::Response(response)));
            }
        }
    } else {
        let form = NextRequest::Submit(credentials(page, &user.name, &user.password, &[])?);
        take(world, actor, &form, &course.stops).await?
    };
    follow_pages(world, actor, visit, &course, passed).await
}

/// Like [`log_in`], by a form that was made for the purpose.
pub(crate) async fn log_in_by(
    world: &mut World,
    actor: &str,
    page: &Page,
    user: &User,
    form: &Submission,
) -> Result<FlowResult, StepError> {
    let plan = FlowPlan::of_login(user);
    let course = FlowContext { plan: &plan, stops: world.stops_of(actor, None), first: None };
    let mut passed = FlowProgress::from(world.log.len());
    passed.known.push(likeness(page));
    let visit = take(world, actor, &NextRequest::Submit(form.clone()), &course.stops).await?;
    follow_pages(world, actor, visit, &course, passed).await
}

async fn follow_pages(
    world: &mut World,
    actor: &str,
    mut visit: Visit,
    course: &FlowContext<'_>,
    mut passed: FlowProgress,
) -> Result<FlowResult, StepError> {
    let plan = course.plan;
    loop {
        let end = arrived(world, visit, plan.redirect_uri.as_ref()).end;
        let StepEnd::Page(page) = &end else { return Ok(passed.end(world, end)) };
        let by_requests = plan.user.as_ref().filter(|_| !passed.signed_in && sign_in_requests::are_due(world, page));
        let seen_before = passed.known.contains(&likeness(page));
        passed.known.push(likeness(page));
        // However it looks without its script, this is where the app asks the user to log in.
        let kind = if by_requests.is_some() && !page.kind.asks_for_credentials() { PageKind::Login } else { page.kind };
        let before = passed.pages.clone();
        passed.pages.push(kind);
        if plan.stop_before.is_some_and(|wanted| kind.is(wanted)) || passed.pages.len() >= MOST_PAGES {
            return Ok(passed.end(world, end));
        }
        if let Some(user) = by_requests {
            passed.signed_in = true;
            visit = match (sign_in_requests::send(world, actor, page, user, &course.stops).await?, course.first) {
                (SignInOutcome::Navigated(visit), _) => visit,
                // The app would now continue with its original request.
                (SignInOutcome::SignedIn(_), Some(first)) => take(world, actor, first, &course.stops).await?,
                (SignInOutcome::Rejected(response), Some(_)) => return Err(not_let_in(user, &response)),
                (SignInOutcome::SignedIn(response) | SignInOutcome::Rejected(response), None) => {
                    return Ok(passed.end(world, StepEnd::Response(response)));
                }
            };
            continue;
        }
        if let Some(user) = &plan.user
            && is_refusal(world, page, &before, seen_before)
        {
            if course.first.is_none() {
                return Ok(passed.end(world, end));
            }
            return Err(StepError::LoginRejected {
                hint: hint::of_login(&world.evidence(), passed.start..world.log.len(), user, page),
                name: user.name.clone(),
                seen: describe_page(page),
            });
        }
        let next = match next(world, page, plan, seen_before) {
            // A login may end on any page.
            Err(StepError::UnrecognizedPage { .. }) if course.first.is_none() => None,
            next => next?,
        };
        let Some(next) = next else { return Ok(passed.end(world, end)) };
        visit = take(world, actor, &next, &course.stops).await?;
    }
}

/// True if the provider rejects a name, a password or a code: it asks for the same again, or responds to that form with a
/// status that says so. A page that asks for a further credential is the next step of the login, with 401 too: that status means
/// that credentials are missing (RFC 9110 §15.5.2), and a provider does not ask for the password of a name that it rejects.
fn is_refusal(world: &World, page: &Page, before: &[PageKind], seen_before: bool) -> bool {
    let asks = |kind: &PageKind| !credentials_asked(*kind).is_empty();
    let asked: Vec<Credential> = before.iter().flat_map(|kind| credentials_asked(*kind)).copied().collect();
    let asks_for_more = credentials_asked(page.kind).iter().any(|one| !asked.contains(one));
    let answers_the_form = world.log.last().is_some_and(|last| last.cause == Cause::Submit);
    let forbidden = answers_the_form && matches!(page.status, 401 | 403) && before.last().is_some_and(asks);
    (seen_before && asks(&page.kind)) || (forbidden && !asks_for_more)
}

/// What a page wants to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Credential {
    Name,
    Password,
    Code,
}

fn credentials_asked(kind: PageKind) -> &'static [Credential] {
    match kind {
        PageKind::Identifier => &[Credential::Name],
        PageKind::Password => &[Credential::Password],
        PageKind::Login => &[Credential::Name, Credential::Password],
        PageKind::OneTimeCode => &[Credential::Code],
        _ => &[],
    }
}

fn not_let_in(user: &User, response: &Response) -> StepError {
    StepError::LoginRejected { name: user.name.clone(), seen: describe_response(response), hint: hint::of_user(user) }
}

/// The fingerprint by which a page is recognized as the one before. Name, password and code are submitted once, however the
/// page looks that asks for them again; questions differ: what was taken for the consent page may have been another one.
fn likeness(page: &Page) -> String {
    if !matches!(page.kind, PageKind::Consent | PageKind::Continue) {
        return page.kind.name().to_owned();
    }
    let form = page.main_form.and_then(|form| page.forms.get(form));
    let buttons = form.iter().flat_map(|form| &form.controls).filter(|control| control.submits());
    let buttons: Vec<&str> = buttons.map(|control| control.label.as_str()).collect();
    format!("{} {} {} {} {}", page.kind.name(), page.url.path(), page.title, page.heading, buttons.join(" "))
}

async fn take(world: &mut World, actor: &str, way: &NextRequest, stops: &StopUrls) -> Result<Visit, StepError> {
    if let NextRequest::Open(url) = way
        && world.deployment.owner_of(url) == Owner::External
    {
        let end = browser::NavigationEnd::Stopped(url.clone().into());
        return Ok(Visit { end, exchanges: world.log.len()..world.log.len() });
    }
    let start = world.log.len();
    let (browser, log) = world.browser_and_log(actor);
    let visit = match way {
        NextRequest::Submit(submission) => browser.submit(submission, stops, log).await,
        NextRequest::Follow(url) => browser.click(url, stops, log).await,
        NextRequest::Open(url) => browser.open(url, stops, log).await,
    };
    visit.map_err(|error| match error {
        BrowseError::TooManyRedirects { .. } => {
            match diagnosis::lost_cookie(&world.evidence(), start..world.log.len()) {
                Some(why) => StepError::RedirectLoop { error: Box::new(error), why },
                None => error.into(),
            }
        }
        BrowseError::FormStopped(stopped) => {
            let party = world.deployment.owner_of(&stopped.page).name().to_owned();
            StepError::FormStopped { party, stopped }
        }
        error => error.into(),
    })
}

/// Opens a URL and follows redirects, without acting on the resulting page.
pub(crate) async fn look(
    world: &mut World,
    actor: &str,
    url: &Url,
    redirect_uri: Option<&Url>,
) -> Result<FlowResult, StepError> {
    lead(world, actor, &NextRequest::Open(url.clone()), redirect_uri).await
}

/// Follows a link of the current page, and its redirects, without acting on the resulting page.
pub(crate) async fn click(world: &mut World, actor: &str, url: &Url) -> Result<FlowResult, StepError> {
    lead(world, actor, &NextRequest::Follow(url.clone()), None).await
}

/// Submits a form and follows redirects, without acting on the resulting page.
pub(crate) async fn send(
    world: &mut World,
    actor: &str,
    submission: &Submission,
    redirect_uri: Option<&Url>,
) -> Result<FlowResult, StepError> {
    lead(world, actor, &NextRequest::Submit(submission.clone()), redirect_uri).await
}

async fn lead(
    world: &mut World,
    actor: &str,
    way: &NextRequest,
    redirect_uri: Option<&Url>,
) -> Result<FlowResult, StepError> {
    let stops = world.stops_of(actor, redirect_uri);
    let visit = take(world, actor, way, &stops).await?;
    Ok(arrived(world, visit, redirect_uri))
}

/// The result of a navigation. If the expected redirect URI is not specified, that of any client counts.
fn arrived(world: &World, visit: Visit, redirect_uri: Option<&Url>) -> FlowResult {
    let is_client = |to: &Url| match redirect_uri {
        Some(uri) => is_redirect_to(to, uri) || world.is_the_consumers(to, uri),
        None => world.is_a_clients(to),
    };
    let end = match visit.end {
        browser::NavigationEnd::Page(page) => StepEnd::Page(page),
        browser::NavigationEnd::Other(response) => StepEnd::Response(response),
        browser::NavigationEnd::Stopped(to) if is_client(&to) => StepEnd::Client(to),
        browser::NavigationEnd::Stopped(to) => StepEnd::Elsewhere(to),
    };
    let pages = if let StepEnd::Page(page) = &end { vec![page.kind] } else { Vec::new() };
    FlowResult { end, pages, exchanges: visit.exchanges }
}

/// What a user would do on this page; `None` if the flow ends.
fn next(world: &mut World, page: &Page, plan: &FlowPlan, seen_before: bool) -> Result<Option<NextRequest>, StepError> {
    if let Some(way) = to_provider::next_request(world, page).filter(|_| !seen_before) {
        return Ok(Some(way));
    }
    match page.kind {
        kind if kind.asks_for_credentials() => {
            let Some(user) = &plan.user else { return Ok(None) };
            Ok(Some(NextRequest::Submit(credentials(page, &user.name, &user.password, &[])?)))
        }
        PageKind::Consent => {
            let Some(decision) = plan.decision.filter(|_| !seen_before) else { return Ok(None) };
            decide(page, decision).map(Some)
        }
        PageKind::Continue if !seen_before => {
            let follow_pages = browser::continue_action(page).and_then(|press| pressed(page, press));
            follow_pages.map(Some).ok_or_else(|| unrecognized_page(page, "the step wanted to continue"))
        }
        PageKind::SelectAccount | PageKind::OneTimeCode | PageKind::SignUp if !seen_before => {
            let Some(user) = &plan.user else { return Ok(None) };
            Ok(interstitials::answer(world, page, user)?.and_then(|press| pressed(page, press)))
        }
        PageKind::Error if !seen_before => Ok(back_to_client(world, page).map(NextRequest::Follow)),
        // A signed-in user may find any form there, to search or to sign out.
        PageKind::Unknown if !shown_on(page, &world.deployment).is_empty() => Ok(None),
        PageKind::Unknown if page.status < 400 && !page.forms.is_empty() => {
            Err(unrecognized_page(page, "the step wanted to continue"))
        }
        _ => Ok(None),
    }
}

/// The link by which an error page reports the error to the client: a provider may leave that to the user (RFC 9700 §4.11.2).
fn back_to_client(world: &World, page: &Page) -> Option<Url> {
    let reports = |to: &Url| authorize::Response::from_url(to).get("error").is_some();
    let mut links = page.links.iter().map(|link| &link.url);
    links.find(|to| world.is_a_clients(to) && reports(to)).cloned()
}
