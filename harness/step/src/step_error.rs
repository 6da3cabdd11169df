//! Why a step could not be done, so that nothing can be judged.

use url::Url;

use super::observation::describe_page;
use crate::browser::BrowseError;
use crate::model::exchange::Failure;
use crate::model::page::Page;
use crate::model::stopped_form::StoppedForm;
use crate::syntax::diagnostic::known_names;

/// What prevented a step. It is never a verdict on the target.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StepError {
    /// A request failed.
    #[error("{0}")]
    Failed(#[from] Failure),
    /// The browser could not go on.
    #[error("{0}")]
    Browse(#[from] BrowseError),
    /// The browser was redirected in a loop, and the exchanges show why.
    #[error("{error}")]
    RedirectLoop {
        /// The loop.
        error: Box<BrowseError>,
        /// The evidence in the exchanges.
        why: String,
    },
    /// The content security policy of a page blocks its form, or the redirect after it.
    #[error("{party}: {stopped}")]
    FormStopped {
        /// Who served the page.
        party: String,
        /// The page, its policy, and the target of the form.
        stopped: Box<StoppedForm>,
    },
    /// A page that the step should act on was not recognized.
    #[error("{wanted}, but the page is not recognized: {}{}", describe_page(page), forms_of(page))]
    UnrecognizedPage {
        /// What the step wanted to do.
        wanted: String,
        /// The page.
        page: Box<Page>,
    },
    /// A login page was shown again after the name and the password had been submitted, or a response that rejects them: the
    /// login failed.
    #[error("the provider rejects the login of `{name}`: after the name and the password it shows {seen}")]
    LoginRejected {
        /// What was typed as user name.
        name: String,
        /// The final page.
        seen: String,
        /// What to check.
        hint: String,
    },
    /// The provider rejects the initial access token of the target file (RFC 7591 §3).
    #[error("the provider rejects the initial access token of the target file: {seen}")]
    InitialAccessTokenRejected {
        /// The endpoint, and its response.
        seen: String,
    },
    /// The target file has no such user, client or endpoint.
    #[error("the target file has no {what} `{name}`")]
    NotInTarget {
        /// `user`, `client`, …
        what: &'static str,
        /// The name asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The target turned out not to offer what the scenario is about: the case is skipped, with this reason.
    #[error("{0}")]
    NotOffered(String),
    /// A value in the scenario could not be evaluated, or has the wrong type.
    #[error("{0}")]
    Value(String),
    /// The scenario cannot continue as specified.
    #[error("{0}")]
    Scenario(String),
}

impl StepError {
    /// What to check, or to try.
    pub fn hint(&self) -> Option<String> {
        if let Some(failure) = self.failure() {
            return failure.hint();
        }
        match self {
            StepError::Browse(BrowseError::TooManyRedirects { .. }) => Some(
                "is a cookie not returned (Secure over http, another Domain or Path), or do two settings disagree \
                 about https or a trailing slash?"
                    .to_owned(),
            ),
            StepError::RedirectLoop { why, .. } => Some(why.clone()),
            StepError::FormStopped { stopped, .. } | StepError::Browse(BrowseError::FormStopped(stopped)) => {
                Some(of_stopped_form(stopped))
            }
            StepError::UnrecognizedPage { .. } => Some(
                "locate the fields in the target file (`page-hints: {login: {form: …, user: …, password: …}, \
                     consent: {allow: …}}`, CSS selectors); `-vv` shows every form and field of the page"
                    .to_owned(),
            ),
            StepError::LoginRejected { hint, .. } => Some(hint.clone()),
            StepError::InitialAccessTokenRejected { .. } => Some(
                "is `initial-access-token` under `provider` in the target file right? It may have expired, or have been \
                 used as often as the provider permits: issue a new one"
                    .to_owned(),
            ),
            StepError::NotInTarget { known, what, .. } if known.is_empty() => {
                Some(format!("the file has no {what}: add one of that name"))
            }
            StepError::NotInTarget { name, known, .. } => Some(known_names(name, known.iter().map(String::as_str))),
            StepError::Failed(_)
            | StepError::Browse(_)
            | StepError::NotOffered(_)
            | StepError::Value(_)
            | StepError::Scenario(_) => None,
        }
    }

    /// True if there was no HTTP response at all. A request that HTTP cannot carry was never sent: that says nothing about the
    /// peer.
    pub fn is_unreachable(&self) -> bool {
        let has_response = |failure: &Failure| {
            matches!(failure, Failure::TooLarge { .. } | Failure::Unsendable { .. } | Failure::Internal { .. })
        };
        self.failure().is_some_and(|failure| !has_response(failure))
    }

    fn failure(&self) -> Option<&Failure> {
        match self {
            StepError::Failed(failure) | StepError::Browse(BrowseError::Failed(failure)) => Some(failure),
            _ => None,
        }
    }

    /// An obstacle about something that the target file does not have.
    pub(crate) fn missing<'a>(
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a String>,
    ) -> StepError {
        StepError::NotInTarget { what, name: name.to_owned(), known: known.into_iter().cloned().collect() }
    }

    /// An obstacle about an invalid URL.
    pub fn bad_url(text: &str, error: url::ParseError) -> StepError {
        StepError::Value(format!("`{text}` is not an absolute URL: {error}"))
    }
}

fn of_stopped_form(stopped: &StoppedForm) -> String {
    let change = "leave `form-action` out of the Content-Security-Policy of this page";
    if stopped.redirected {
        format!("{change}: Chromium and Safari check every redirect after a form, and users stay on the page")
    } else {
        format!("{change}, or allow the target of the form: no browser sends the form")
    }
}

/// Parses an absolute URL.
pub(crate) fn absolute_url(text: &str) -> Result<Url, StepError> {
    Url::parse(text).map_err(|error| StepError::bad_url(text, error))
}

fn forms_of(page: &Page) -> String {
    if page.forms.is_empty() {
        return "\nit has no form".to_owned();
    }
    let forms: Vec<String> = page
        .forms
        .iter()
        .map(|form| {
            let controls: Vec<String> = form
                .controls
                .iter()
                .filter(|control| control.kind != "hidden")
                .map(|control| {
                    // Buttons often share a name: a reader recognizes them by their text.
                    let words = [&control.label, &control.value].into_iter().filter(|_| control.submits());
                    let names = words.chain([&control.name, &control.label]);
                    let name = names.into_iter().find(|text| !text.is_empty()).map_or("", String::as_str);
                    format!("{} `{name}`", control.kind)
                })
                .collect();
            format!("{} {} with {}", form.method, form.action.path(), known_or_none(&controls))
        })
        .collect();
    format!("\nits forms: {}", forms.join("\n           "))
}

fn known_or_none(known: &[String]) -> String {
    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{browser, page_action};

    #[test]
    fn buttons_of_one_name_are_shown_by_their_words() {
        let body = "<form method=post><button name=d value=1>Mhm</button><button name=d value=0>Nah</button></form>";
        let page =
            browser::page_from_html(&Url::parse("https://op.test/grant").expect("a URL"), 200, "text/html", body);
        let obstacle = page_action::unrecognized_page(&page, "the step wanted to continue");
        assert!(obstacle.to_string().contains("submit `Mhm`, submit `Nah`"), "{obstacle}");
    }
}
