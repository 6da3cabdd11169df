//! `submit`: submits a form of the browser's current page (or of a saved one), with fields filled in.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::browser;
use crate::model::page::{Control, Form, Page, PageKind};
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::text::{Changes, Text};
use crate::{
    Evidence, Saves, Step, StepError, StepFuture, StepKind, World, default_actor, flow, page_action, read, schema,
};

pub(super) const KIND: StepKind = StepKind {
    name: "submit",
    summary: "Submits a form of the current page, or of a saved one, found by its purpose or by its contents.",
    members: &["status", "url"],
    saves: Saves::IfNamed,
    read: read::<Submit>,
    schema: schema::<Submit>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Submit {
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The saved step that ended on the page; by default the browser's current page.
    #[serde(default)]
    of: Option<String>,
    /// Which form; by default the main one.
    #[serde(default)]
    form: FormSelector,
    /// Fields to fill in: names and values.
    #[serde(default)]
    fill: Changes,
    /// Fields to leave out.
    #[serde(default)]
    without: Vec<String>,
    /// The button to press: its name, value or text; by default the first.
    #[serde(default)]
    press: Option<Text>,
    /// An error page without a form leaves nothing to submit: the browser stays on it.
    #[serde(default)]
    unless_refused: bool,
}

/// How a form is found: all given properties must match.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct FormSelector {
    /// Its `id`.
    id: Option<String>,
    /// The path of its target.
    action: Option<String>,
    /// Names of its fields.
    fields: Vec<String>,
}

impl Step for Submit {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let page = world.page_of(&actor, self.of.as_deref())?;
            if self.unless_refused && is_refusal(&page) {
                let result = json!({"status": page.status, "url": page.url.as_str()});
                let seen = Observation::nothing(actor, &world.log, result);
                return Ok(Observation { end: StepEnd::Page(page), ..seen });
            }
            let form = self.form.of(&page)?;
            let press = match &self.press {
                Some(press) => Some(button(form, &world.text(press)?)?),
                None => browser::default_button(form),
            };
            let mut fill = Vec::new();
            for (name, value) in &self.fill.0 {
                fill.push((name.clone(), world.text(value)?));
            }
            let submission = browser::submission(&page, form, press, &fill, &self.without);
            let flow = flow::send(world, &actor, &submission, None).await?;
            let result = json!({"status": flow.end.status(), "url": submission.url.as_str()});
            Ok(Observation::of(actor, flow, result))
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match seen.end.status() {
            Some(400..) => Err(Mismatch::new("a response with status 2xx, or a redirect", seen.end.describe())),
            _ => Ok(()),
        }
    }
}

fn is_refusal(page: &Page) -> bool {
    page.forms.is_empty() && (page.status >= 400 || page.kind == PageKind::Error)
}

impl FormSelector {
    fn of<'a>(&self, page: &'a Page) -> Result<&'a Form, StepError> {
        let is_any = self.id.is_none() && self.action.is_none() && self.fields.is_empty();
        let found = if is_any {
            page.main_form.and_then(|at| page.forms.get(at)).or_else(|| carries_on(page)).or_else(|| page.forms.first())
        } else {
            page.forms.iter().find(|form| self.fits(form))
        };
        found.ok_or_else(|| page_action::unrecognized_page(page, "the step wanted to submit a form that is not there"))
    }

    fn fits(&self, form: &Form) -> bool {
        let has = |name: &String| form.controls.iter().any(|control| control.name == *name);
        self.id.as_ref().is_none_or(|id| form.id == *id)
            && self.action.as_ref().is_none_or(|path| form.action.path() == path)
            && self.fields.iter().all(has)
    }
}

/// The main form of a page that no words identify: it resubmits the parameters of the page. Search, newsletter and cookie forms
/// do not have them.
fn carries_on(page: &Page) -> Option<&Form> {
    let asked: Vec<(String, String)> = page.url.query_pairs().into_owned().collect();
    let is_asked =
        |control: &Control| asked.iter().any(|(name, value)| control.name == *name && control.value == *value);
    page.forms.iter().find(|form| form.controls.iter().any(is_asked))
}

fn button(form: &Form, wanted: &str) -> Result<usize, StepError> {
    let says = |text: &str| text.eq_ignore_ascii_case(wanted);
    let fits =
        |control: &Control| control.submits() && (says(&control.name) || says(&control.value) || says(&control.label));
    form.controls.iter().position(fits).ok_or_else(|| {
        let buttons: Vec<String> =
            form.controls.iter().filter(|c| c.submits()).map(|c| format!("`{}`", c.label)).collect();
        StepError::Scenario(format!("the form has no button `{wanted}`; it has {}", buttons.join(", ")))
    })
}
