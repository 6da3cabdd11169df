//! What a user does on a page: enters a name and a password, decides, continues.

use url::Url;

use super::step_error::StepError;
use crate::browser::{self, Decision, PageAction, Submission};
use crate::model::page::{Control, Form, Page};

/// What a browser does next.
pub(crate) enum NextRequest {
    /// A form of the current page.
    Submit(Submission),
    /// A link of the current page.
    Follow(Url),
    /// A URL from the address bar.
    Open(Url),
}

pub(crate) fn pressed(page: &Page, press: PageAction) -> Option<NextRequest> {
    match press {
        PageAction::Submit { form, control, fill } => {
            let form = page.forms.get(form)?;
            Some(NextRequest::Submit(browser::submission(page, form, control, &fill, &[])))
        }
        PageAction::Follow(url) => Some(NextRequest::Follow(url)),
    }
}

/// The answer on a consent page.
pub(crate) fn decide(page: &Page, decision: Decision) -> Result<NextRequest, StepError> {
    let wanted = match decision {
        Decision::Allow => "the step wanted to allow access",
        Decision::Deny => "the step wanted to deny access",
    };
    browser::decision_button(page, decision)
        .and_then(|press| pressed(page, press))
        .ok_or_else(|| unrecognized_page(page, wanted))
}

/// The consent form of a page, with the answer: also for a browser that is not on that page.
pub(crate) fn decided(page: &Page, decision: Decision) -> Result<Submission, StepError> {
    match decide(page, decision)? {
        NextRequest::Submit(submission) => Ok(submission),
        NextRequest::Follow(_) | NextRequest::Open(_) => {
            Err(StepError::NotOffered("the answer on the consent page is a link, not a form to submit".to_owned()))
        }
    }
}

/// The login form with name and password filled in, without the controls named in `without`.
pub(crate) fn credentials(
    page: &Page,
    name: &str,
    password: &str,
    without: &[String],
) -> Result<Submission, StepError> {
    let wanted = "the step wanted to log in";
    let form = main_form(page, wanted)?;
    let fields = browser::login_fields_of(page).ok_or_else(|| unrecognized_page(page, wanted))?;
    if let Some(other) = fixed_name(form).filter(|fixed| !is_same_person(fixed, name)) {
        return Err(StepError::Scenario(format!(
            "{} asks for the password of `{other}` without a field for another name, and the step wanted to log in as \
             `{name}`",
            page.url
        )));
    }
    let mut fill = Vec::new();
    for (field, value) in [(fields.user, name), (fields.password, password)] {
        let control = field.and_then(|at| form.controls.get(at)).filter(|control| !control.readonly);
        fill.extend(control.map(|control| (control.name.clone(), value.to_owned())));
    }
    Ok(browser::submission(page, form, fields.submit, &fill, without))
}

/// The user name in the form, if it is filled in already and cannot be changed.
fn fixed_name(form: &Form) -> Option<&str> {
    let names_a_user = |control: &&Control| {
        let name = format!("{} {}", control.name, control.autocomplete).to_lowercase();
        ["user", "login", "mail", "account", "identifier"].iter().any(|word| name.contains(word))
    };
    let mut fixed = form.controls.iter().filter(|control| {
        (control.readonly || control.disabled) && matches!(control.kind.as_str(), "text" | "email" | "tel")
    });
    fixed.find(names_a_user).map(|control| control.value.trim()).filter(|value| !value.is_empty())
}

/// One may be shown with the domain, the other typed without.
fn is_same_person(shown: &str, typed: &str) -> bool {
    let local = |name: &str| name.split('@').next().unwrap_or_default().to_lowercase();
    let both_whole = shown.contains('@') && typed.contains('@');
    if both_whole { shown.eq_ignore_ascii_case(typed) } else { local(shown) == local(typed) }
}

/// The form that serves the page's purpose.
pub(crate) fn main_form<'a>(page: &'a Page, wanted: &str) -> Result<&'a Form, StepError> {
    page.main_form.and_then(|at| page.forms.get(at)).ok_or_else(|| unrecognized_page(page, wanted))
}

pub(crate) fn unrecognized_page(page: &Page, wanted: &str) -> StepError {
    StepError::UnrecognizedPage { wanted: wanted.to_owned(), page: Box::new(page.clone()) }
}
