//! The variables of `${…}`, and the pages on which saved steps ended.

use std::collections::BTreeMap;
use std::mem;

use serde_json::Value as Json;

use crate::functions;
use crate::model::page::Page;
use crate::step_error::StepError;
use crate::syntax::template::{self, Variables};
use crate::text::Text;

/// What fragments see of the world outside, in addition to the functions and their own parameters.
const SEEN_IN_FRAGMENTS: [&str; 6] = ["clients", "consumer", "others", "provider", "scopes", "users"];

/// The variables of a scenario, or of a fragment.
#[derive(Debug, Default)]
pub struct Scope {
    variables: Variables,
    pages: BTreeMap<String, Page>,
    /// The name under which a page was saved last.
    last_page: Option<String>,
}

impl Scope {
    pub(super) fn new(variables: Variables) -> Scope {
        Scope { variables, ..Scope::default() }
    }

    /// Every variable, by name.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: minijinja::Value) {
        self.variables.insert(name.to_owned(), value);
    }

    /// Saves the result of a step, and the page on which it ended, under the name of its `save`.
    pub fn save(&mut self, name: &str, result: &Json, page: Option<&Page>) {
        self.set(name, template::value_of(result));
        if let Some(page) = page {
            self.pages.insert(name.to_owned(), page.clone());
            self.last_page = Some(name.to_owned());
        }
    }

    /// The page on which the step ended that was saved under this name.
    pub(crate) fn page(&self, name: &str) -> Option<&Page> {
        self.pages.get(name)
    }

    /// Evaluates a text of the scenario.
    pub(crate) fn text(&self, text: &Text) -> Result<String, StepError> {
        text.evaluate(&self.variables)
    }

    /// Evaluates every text inside a JSON value of the scenario.
    pub(crate) fn value(&self, value: &Json) -> Result<Json, StepError> {
        Ok(match value {
            Json::String(text) => {
                template::render(text, &self.variables).map_err(|error| StepError::Value(error.message))?
            }
            Json::Array(items) => Json::Array(items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?),
            Json::Object(members) => {
                let members = members.iter().map(|(name, value)| Ok((name.clone(), self.value(value)?)));
                Json::Object(members.collect::<Result<_, StepError>>()?)
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => value.clone(),
        })
    }

    /// Enters a fragment: it sees no saved values, only its parameters. Returns the scope outside.
    pub(super) fn enter(&mut self, parameters: minijinja::Value) -> Scope {
        let mut inside = Scope::new(self.variables.clone());
        let seen = |name: &str| SEEN_IN_FRAGMENTS.contains(&name) || functions::named(name).is_some();
        inside.variables.retain(|name, _| seen(name));
        inside.set("with", parameters);
        mem::replace(self, inside)
    }

    /// Leaves a fragment, with the page that it saved last, and with what it found out about the clients.
    pub(super) fn leave(&mut self, outside: Scope) -> Option<Page> {
        let mut inside = mem::replace(self, outside);
        if let Some(clients) = inside.variables.remove("clients") {
            self.set("clients", clients);
        }
        inside.pages.remove(&inside.last_page?)
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::browser;

    #[test]
    fn a_fragment_ends_on_the_page_that_it_saved_last() {
        let url = Url::parse("http://op.test/").expect("a URL");
        let page = |heading: &str| browser::page_from_html(&url, 200, "text/html", &format!("<h1>{heading}</h1>"));
        let ends_on = |saved: &[(&str, Option<&str>)]| {
            let mut scope = Scope::default();
            let outside = scope.enter(template::value_of(&Json::Null));
            for (name, heading) in saved {
                scope.save(name, &Json::Null, heading.map(page).as_ref());
            }
            scope.leave(outside).map(|page| page.heading)
        };
        assert_eq!(ends_on(&[("login", Some("One")), ("consent", Some("Two"))]).as_deref(), Some("Two"));
        assert_eq!(ends_on(&[("login", Some("One")), ("tokens", None)]).as_deref(), Some("One"));
        assert_eq!(ends_on(&[]), None);
    }
}
