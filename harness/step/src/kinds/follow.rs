//! `follow`: one redirect at a time. A browser opens a URL and follows only a given number of redirects.

use std::num::NonZeroUsize;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::call::result_of;
use crate::http;
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepFuture, StepKind, World, default_actor, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "follow",
    summary: "Opens a URL in a browser and follows only so many redirects; the next `location` is in the result.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<Follow>,
    schema: schema::<Follow>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Follow {
    /// The absolute URL of the first hop.
    url: Text,
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The maximum number of requests.
    #[serde(default = "one")]
    #[schemars(with = "usize")]
    hops: NonZeroUsize,
    /// Stops before a request whose path begins with this.
    #[serde(default)]
    until: Option<Text>,
}

impl Step for Follow {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let until = self.until.as_ref().map(|until| world.text(until)).transpose()?;
            let mut url = absolute_url(&world.text(&self.url)?)?;
            let start = world.log.len();
            let mut hops = 0;
            let response = loop {
                let stops = world.stops(None);
                let (browser, log) = world.browser_and_log(&actor);
                let response = browser.send_one("GET", &url, &[], "", log).await?;
                hops += 1;
                let next = http::redirect(&response, &url).and_then(Result::ok);
                let Some(next) = next else { break response };
                let ends = until.as_ref().is_some_and(|until| next.path().starts_with(until.as_str()));
                if hops >= self.hops.get() || ends || stops.contains(&next) {
                    break response;
                }
                url = next;
            };
            let mut result = result_of(&response);
            let location = http::sent_by_header(&response, &url).and_then(Result::ok);
            result["location"] = json!(location.as_ref().map(url::Url::as_str));
            result["url"] = json!(url.as_str());
            Ok(Observation {
                actor,
                exchanges: start..world.log.len(),
                end: StepEnd::Response(response),
                pages: Vec::new(),
                home: None,
                result,
            })
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match seen.end.status() {
            Some(200..400) => Ok(()),
            _ => Err(Mismatch::new("a response with status 2xx or 3xx", seen.end.describe())),
        }
    }
}

fn one() -> NonZeroUsize {
    NonZeroUsize::MIN
}
