//! `enter-user-code`: the user of a device opens the verification URI and enters the user code (RFC 8628 §3.3).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::browser;
use crate::model::page::{Page, PageKind};
use crate::model::verdict::Mismatch;
use crate::observation::{FlowResult, Observation, StepEnd};
use crate::page_action::{main_form, unrecognized_page};
use crate::step_error::absolute_url;
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, default_actor, flow, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "enter-user-code",
    summary: "Opens the verification URI of a device in a browser, and enters the user code if the page asks for it.",
    members: &["status", "url"],
    saves: Saves::IfNamed,
    read: read::<EnterUserCode>,
    schema: schema::<EnterUserCode>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct EnterUserCode {
    /// The verification URI, with or without the code.
    uri: Text,
    /// The code that the device shows.
    code: Text,
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
}

impl Step for EnterUserCode {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let url = absolute_url(&world.text(&self.uri)?)?;
            let code = world.text(&self.code)?;
            let mut flow = flow::look(world, &actor, &url, None).await?;
            if let Some(page) = asks_for_code(&flow) {
                let submission = typed(&page, &code)?;
                let next = flow::send(world, &actor, &submission, None).await?;
                flow.pages.extend(next.pages);
                flow = FlowResult {
                    end: next.end,
                    exchanges: flow.exchanges.start..next.exchanges.end,
                    pages: flow.pages,
                };
            }
            let result = json!({"status": flow.end.status(), "url": url.as_str()});
            Ok(Observation::of(actor, flow, result))
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        seen.end.succeeded("a page with status 2xx")
    }
}

/// The page that asks for the code, or for a confirmation of the one in the URL.
fn asks_for_code(flow: &FlowResult) -> Option<Page> {
    match &flow.end {
        StepEnd::Page(page) if page.kind == PageKind::OneTimeCode => Some(page.clone()),
        _ => None,
    }
}

fn typed(page: &Page, code: &str) -> Result<browser::Submission, StepError> {
    let wanted = "the step wanted to enter the user code of a device";
    let form = main_form(page, wanted)?;
    let field = browser::code_field_of(page).ok_or_else(|| unrecognized_page(page, wanted))?;
    let fill = [(form.controls[field].name.clone(), code.to_owned())];
    Ok(browser::submission(page, form, browser::default_button(form), &fill, &[]))
}
