//! `click`: follows a link of the browser's current page.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::model::page::{Link, Page};
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, default_actor, flow, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "click",
    summary: "Follows a link of the current page, found by its text or its target.",
    members: &["status", "url"],
    saves: Saves::IfNamed,
    read: read::<Click>,
    schema: schema::<Click>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Click {
    /// The text of the link, or the path or URL of its target.
    link: Text,
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
}

impl Step for Click {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let page = world.page_of(&actor, None)?;
            let url = find(&page, &world.text(&self.link)?)?.url.clone();
            let flow = flow::click(world, &actor, &url).await?;
            let result = json!({"status": flow.end.status(), "url": url.as_str()});
            Ok(Observation::of(actor, flow, result))
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match seen.end.status() {
            Some(400..) => Err(Mismatch::new("the target page of the link", seen.end.describe())),
            _ => Ok(()),
        }
    }
}

fn find<'a>(page: &'a Page, wanted: &str) -> Result<&'a Link, StepError> {
    let leads = |link: &&Link| link.url.path() == wanted || link.url.as_str() == wanted;
    let says = |link: &&Link| link.text.to_lowercase().contains(&wanted.to_lowercase());
    page.links.iter().find(leads).or_else(|| page.links.iter().find(says)).ok_or_else(|| {
        let links: Vec<String> =
            page.links.iter().map(|link| format!("\"{}\" ({})", link.text, link.url.path())).collect();
        StepError::Scenario(format!("{} has no link `{wanted}`; it has {}", page.url, links.join(", ")))
    })
}
