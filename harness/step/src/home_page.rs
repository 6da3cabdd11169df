//! The consumer's home page, which shows who is signed in.

use serde_json::json;
use url::Url;

use super::observation::{Landing, Observation, Walked};
use super::obstacle::Obstacle;
use super::walk;
use super::who::shown_on;
use super::world::World;
use crate::browser;
use crate::model::page::Page;

/// What a step at the consumer saw, with a request for the home page if it did not end there: the consumer's response to a
/// callback is not sufficient evidence of who is signed in.
pub(super) async fn observe(world: &mut World, actor: &str, walked: Walked) -> Result<Observation, Obstacle> {
    let home_url = world.consumer()?.home;
    let is_home = |url: &Url| url.path() == home_url.path() && url.origin() == home_url.origin();
    let last = world.log[walked.exchanges.clone()].last();
    let ended_there = last.map(|last| last.request.url.clone()).filter(is_home);
    let mut exchanges = walked.exchanges;
    let home = match (&walked.landing, ended_there) {
        // If the browser was redirected elsewhere, or stopped, the flow is not complete.
        (Landing::Client(_) | Landing::Elsewhere(_) | Landing::Several(_) | Landing::Nothing, _) => None,
        (landing, Some(url)) => shown(landing, &url),
        (Landing::Page(_) | Landing::Response(_), None) => {
            let looked = open(world, actor, &home_url).await?;
            exchanges.end = looked.exchanges.end;
            shown(&looked.landing, &home_url)
        }
    };
    if let Some(home) = &home {
        let shown = shown_on(home, &world.deployment).len();
        world.note_shown(shown);
    }
    Ok(Observation {
        actor: actor.to_owned(),
        exchanges,
        landing: walked.landing,
        pages: walked.pages,
        home,
        result: json!({}),
    })
}

/// What the home page shows; if it is data and not a page, its text.
fn shown(landing: &Landing, url: &Url) -> Option<Page> {
    match landing {
        Landing::Page(page) => Some(page.clone()),
        Landing::Response(response) => {
            Some(browser::understand(url, response.status, &response.media_type(), &response.body))
        }
        Landing::Client(_) | Landing::Elsewhere(_) | Landing::Several(_) | Landing::Nothing => None,
    }
}

/// Opens the home page without submitting anything.
pub(super) async fn open(world: &mut World, actor: &str, home: &Url) -> Result<Walked, Obstacle> {
    walk::look(world, actor, home, None).await
}
