//! `log-in`: a user logs in at the provider, without any client.

use serde::Deserialize;
use serde_json::json;

use super::observation::{Landing, Observation};
use super::obstacle::absolute_url;
use super::text::Text;
use super::walk;
use super::{Doing, Kind, Obstacle, Step, World, default_actor, read};
use crate::browser;
use crate::model::page::PageKind;
use crate::model::target::User;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind =
    Kind { name: "log-in", summary: "Logs in at the provider's login page.", members: &[], read: read::<LogIn> };

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LogIn {
    /// Whose browser, and whose name and password.
    #[serde(default = "default_actor", rename = "as")]
    actor: String,
    /// Another password than the user's own.
    #[serde(default)]
    password: Option<Text>,
    /// Another page than the target's login page: an absolute URL.
    #[serde(default)]
    at: Option<Text>,
    /// Fields to leave out of the form.
    #[serde(default)]
    without: Option<LeftOut>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LeftOut {
    /// The hidden fields that protect the form against forgery.
    AntiForgery,
}

impl Step for LogIn {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let user = world.user(&self.actor)?;
            let password = match &self.password {
                Some(password) => world.text(password)?,
                None => user.password.clone(),
            };
            let page_url = if let Some(at) = &self.at {
                absolute_url(&world.text(at)?)?
            } else {
                let none = || Obstacle::Story("the target has no login page of its own".to_owned());
                world.provider()?.log_in.ok_or_else(none)?
            };
            let start = world.log.len();
            let page = match walk::look(world, &self.actor, &page_url, None).await?.landing {
                Landing::Page(page) => page,
                other => return Err(Obstacle::Story(format!("there is no login page but {}", other.describe()))),
            };
            let without = match self.without {
                Some(LeftOut::AntiForgery) => anti_forgery(&page)?,
                None => Vec::new(),
            };
            let user = User { password, ..user };
            let walked = walk::log_in(world, &self.actor, &page, &user, &without).await?;
            Ok(Observation {
                actor: self.actor.clone(),
                exchanges: start..walked.exchanges.end,
                landing: walked.landing,
                pages: walked.pages,
                home: None,
                result: json!({}),
            })
        })
    }

    fn usual(&self, seen: &Observation, _world: &World) -> Result<(), Mismatch> {
        let refused = match &seen.landing {
            Landing::Page(page) => page.kind == PageKind::Login || page.status >= 400,
            Landing::Response(response) => response.status >= 400,
            Landing::Client(_) | Landing::Elsewhere(_) | Landing::Nothing => false,
        };
        if refused {
            let hint = format!("are the name and the password of `{}` in the target file right?", seen.actor);
            return Err(Mismatch::new("to be logged in", seen.landing.describe()).hint(hint));
        }
        Ok(())
    }
}

/// The names of the fields of the login form that protect it against forgery.
fn anti_forgery(page: &crate::model::page::Page) -> Result<Vec<String>, Obstacle> {
    let form = walk::main_form(page, "the step wanted to log in")?;
    let names: Vec<String> = browser::anti_forgery_fields(form)
        .into_iter()
        .filter_map(|at| Some(form.controls.get(at)?.name.clone()))
        .collect();
    if names.is_empty() {
        return Err(Obstacle::Story("the login form has no anti-forgery field that could be left out".to_owned()));
    }
    Ok(names)
}
