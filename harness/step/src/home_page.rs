//! The consumer's home page, which shows who is signed in.

use serde_json::json;
use url::Url;

use super::flow;
use super::observation::{FlowResult, Observation, StepEnd};
use super::signed_in::shown_on;
use super::step_error::StepError;
use super::world::World;
use crate::browser;
use crate::model::page::Page;

/// What a step at the consumer saw, with a request for the home page if it did not end there: the consumer's response to a
/// callback is not sufficient evidence of who is signed in.
pub(super) async fn observe(world: &mut World, actor: &str, flow: FlowResult) -> Result<Observation, StepError> {
    let home_url = world.consumer()?.home;
    let is_home = |url: &Url| url.path() == home_url.path() && url.origin() == home_url.origin();
    let last = world.log[flow.exchanges.clone()].last();
    let ended_there = last.map(|last| last.request.url.clone()).filter(is_home);
    let mut exchanges = flow.exchanges;
    let home = match (&flow.end, ended_there) {
        // If the browser was redirected elsewhere, or stopped, the flow is not complete.
        (StepEnd::Client(_) | StepEnd::Elsewhere(_) | StepEnd::Several(_) | StepEnd::Nothing, _) => None,
        (end, Some(url)) => shown(end, &url),
        (StepEnd::Page(_) | StepEnd::Response(_), None) => {
            let looked = open(world, actor, &home_url).await?;
            exchanges.end = looked.exchanges.end;
            shown(&looked.end, &home_url)
        }
    };
    if let Some(home) = &home {
        let shown = shown_on(home, &world.deployment).len();
        world.note_shown(shown);
    }
    Ok(Observation { actor: actor.to_owned(), exchanges, end: flow.end, pages: flow.pages, home, result: json!({}) })
}

/// What the home page shows; if it is data and not a page, its text.
fn shown(end: &StepEnd, url: &Url) -> Option<Page> {
    match end {
        StepEnd::Page(page) => Some(page.clone()),
        StepEnd::Response(response) => {
            Some(browser::page_from_html(url, response.status, &response.media_type(), &response.body))
        }
        StepEnd::Client(_) | StepEnd::Elsewhere(_) | StepEnd::Several(_) | StepEnd::Nothing => None,
    }
}

/// Opens the home page without submitting anything.
pub(super) async fn open(world: &mut World, actor: &str, home: &Url) -> Result<FlowResult, StepError> {
    flow::look(world, actor, home, None).await
}
