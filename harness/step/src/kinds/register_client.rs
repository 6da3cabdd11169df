//! `register-client`: a user registers a client at the provider, in the browser.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::browser;
use crate::model::page::{Control, Form, Link, Page};
use crate::model::target::ClientAuth;
use crate::model::verdict::Mismatch;
use crate::observation::{Observation, StepEnd};
use crate::text::Text;
use crate::{
    Evidence, Saves, Step, StepError, StepFuture, StepKind, World, default_actor, flow, page_action, read, schema,
};

pub(super) const KIND: StepKind = StepKind {
    name: "register-client",
    summary: "Registers a confidential client in the browser, as a signed-in user; the result can be used as a client.",
    members: &["id", "secret", "redirect_uri", "auth", "page"],
    saves: Saves::IfNamed,
    read: read::<RegisterClient>,
    schema: schema::<RegisterClient>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RegisterClient {
    /// The user who registers it; already logged in.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The client's name.
    name: Text,
    /// Its redirect URI.
    redirect_uri: Text,
}

impl Step for RegisterClient {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let none = || StepError::Scenario("the target has no page to register a client".to_owned());
            let url = world.provider()?.register_client.ok_or_else(none)?;
            let (name, redirect_uri) = (world.text(&self.name)?, world.text(&self.redirect_uri)?);
            let start = world.log.len();
            let page = match flow::look(world, &actor, &url, None).await?.end {
                StepEnd::Page(page) => page,
                other => {
                    return Err(StepError::Scenario(format!(
                        "no page to register a client was found, but {}",
                        other.describe()
                    )));
                }
            };
            let form = registration_form(&page)
                .ok_or_else(|| page_action::unrecognized_page(&page, "the step wanted to register a client"))?;
            let fill = filled_in(form, &name, &redirect_uri);
            let submission = browser::submission(&page, form, browser::default_button(form), &fill, &[]);
            let flow = flow::send(world, &actor, &submission, None).await?;
            let shown = |field: &str| match &flow.end {
                StepEnd::Page(page) => shown_in(page, field),
                _ => None,
            };
            // Some providers show the credentials before, and hash them when they are saved; some show them once afterwards.
            let offered = |field: &str| {
                submission.entries.iter().find(|(n, v)| n == field && !v.is_empty()).map(|(_, value)| value.clone())
            };
            let value = |field: &str| offered(field).or_else(|| shown(field));
            let id = value("client_id");
            let result = json!({
                "page": own_page(&flow.end, &submission.url, id.as_deref()),
                "id": id,
                "secret": value("client_secret"),
                "redirect_uri": redirect_uri,
                "auth": ClientAuth::Basic,
            });
            Ok(Observation {
                actor,
                exchanges: start..flow.exchanges.end,
                end: flow.end,
                pages: flow.pages,
                home: None,
                result,
            })
        })
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        if seen.result["id"].is_string() && seen.result["secret"].is_string() && seen.end.status() == Some(200) {
            return Ok(());
        }
        let expected = "a client id and a secret, in the form or on the page after it";
        Err(Mismatch::new(expected, seen.end.describe()))
    }
}

fn registration_form(page: &Page) -> Option<&Form> {
    page.forms.iter().find(|form| form.controls.iter().any(is_redirect_uri))
}

fn is_redirect_uri(control: &Control) -> bool {
    control.name.contains("redirect") && !control.name.contains("logout") && control.kind != "hidden"
}

/// Name and redirect URI filled in, and a choice made if the form leaves one open.
fn filled_in(form: &Form, name: &str, redirect_uri: &str) -> Vec<(String, String)> {
    let mut fill = Vec::new();
    for control in &form.controls {
        let value = match control.kind.as_str() {
            _ if is_redirect_uri(control) => redirect_uri.to_owned(),
            "text" if control.name == "name" || control.name.ends_with("_name") => name.to_owned(),
            "select" if control.value.is_empty() => match preferred(&control.options) {
                Some(option) => option.to_owned(),
                None => continue,
            },
            _ => continue,
        };
        fill.push((control.name.clone(), value));
    }
    fill
}

/// The option for a confidential client of the code flow, or the one that enables nothing special.
fn preferred(options: &[String]) -> Option<&str> {
    const WORDS: [&str; 3] = ["confidential", "authorization-code", "authorization_code"];
    options.iter().map(String::as_str).find(|option| WORDS.contains(option))
}

/// The registered client's own page: where the registration ended, or, if that is still the form's URL, the link with the name
/// of the client.
fn own_page(end: &StepEnd, form_action: &Url, id: Option<&str>) -> Option<String> {
    let StepEnd::Page(page) = end else { return None };
    if page.url.path() != form_action.path() {
        return Some(page.url.to_string());
    }
    let is_in = |path: &str, id: &str| path.contains(id) || percent_decoded(path).contains(id);
    let names_it = |link: &&Link| id.is_some_and(|id| is_in(link.url.path(), id));
    page.links.iter().find(names_it).map(|link| link.url.to_string())
}

/// Decoded once: an id may contain characters that look like encoded ones.
fn percent_decoded(path: &str) -> String {
    let with_name = format!("x={}", path.replace('&', "%26").replace('+', "%2B"));
    form_urlencoded::parse(with_name.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The value of a field on the page after the registration.
fn shown_in(page: &Page, field: &str) -> Option<String> {
    let mut controls = page.forms.iter().flat_map(|form| &form.controls).chain(&page.loose);
    controls.find(|control| control.name == field && !control.value.is_empty()).map(|control| control.value.clone())
}
