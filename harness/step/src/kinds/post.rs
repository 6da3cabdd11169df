//! `post`: a browser submits a form that the scenario defines, as a page of another site can make it do.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::browser::Submission;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::step_error::absolute_url;
use crate::text::{Changes, Text};
use crate::{Evidence, Saves, Step, StepFuture, StepKind, World, default_actor, flow, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "post",
    summary: "Submits a custom form in a browser, from any site, and follows redirects.",
    members: &["status", "url"],
    saves: Saves::IfNamed,
    read: read::<Post>,
    schema: schema::<Post>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Post {
    /// The target URL of the form.
    url: Text,
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The fields.
    #[serde(default)]
    form: Changes,
    /// The page that contains the form; its site determines which cookies are sent. By default the target of the form.
    #[serde(default)]
    from: Option<Text>,
}

impl Step for Post {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let url = absolute_url(&world.text(&self.url)?)?;
            let page = match &self.from {
                Some(from) => absolute_url(&world.text(from)?)?,
                None => url.clone(),
            };
            let mut entries = Vec::new();
            for (name, value) in &self.form.0 {
                entries.push((name.clone(), world.text(value)?));
            }
            let submission = Submission {
                page,
                method: "POST".to_owned(),
                url: url.clone(),
                enctype: "application/x-www-form-urlencoded".to_owned(),
                charset: String::new(),
                entries,
            };
            let flow = flow::send(world, &actor, &submission, None).await?;
            let result = json!({"status": flow.end.status(), "url": url.as_str()});
            Ok(Observation::of(actor, flow, result))
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        seen.end.succeeded("a page or response with status 2xx")
    }
}
