//! Pages of a sign-in that are neither login nor consent: account selection, one-time code, missing account data.

use super::page_action::{main_form, unrecognized_page};
use super::step_error::StepError;
use super::world::World;
use crate::browser::{self, PageAction};
use crate::model::page::{Page, PageKind};
use crate::model::target::User;
use crate::syntax::template;

/// What this user would do on this page; `None` if there is nothing to answer, or no value to answer with.
pub(super) fn answer(world: &mut World, page: &Page, user: &User) -> Result<Option<PageAction>, StepError> {
    match page.kind {
        PageKind::SelectAccount => account(page, user).map(Some),
        PageKind::OneTimeCode => one_time_code(world, page, user).map(Some),
        PageKind::SignUp => complete(world, page, user),
        _ => Ok(None),
    }
}

/// The account that is identified by the user's name, or else by the text by which a consumer shows the user.
fn account(page: &Page, user: &User) -> Result<PageAction, StepError> {
    [&user.name, &user.shows]
        .into_iter()
        .find_map(|hint| browser::choose_account(page, hint))
        .ok_or_else(|| unrecognized_page(page, &format!("the step wanted to choose the account of `{}`", user.name)))
}

fn one_time_code(world: &mut World, page: &Page, user: &User) -> Result<PageAction, StepError> {
    let Some(code) = world.one_time_code(user) else {
        let missing = format!(
            "the page at {} asks for a one-time code, and the target has no `totp-secret` for `{}`",
            page.url, user.name
        );
        return Err(StepError::Scenario(missing));
    };
    let wanted = "the step wanted to enter a one-time code";
    let form = main_form(page, wanted)?;
    let field = browser::code_field_of(page).ok_or_else(|| unrecognized_page(page, wanted))?;
    filled(page, vec![(form.controls[field].name.clone(), code)]).ok_or_else(|| unrecognized_page(page, wanted))
}

/// The form, filled in with the values of the target file.
fn complete(world: &mut World, page: &Page, user: &User) -> Result<Option<PageAction>, StepError> {
    if world.deployment.sign_in.sign_up.is_empty() {
        return Ok(None);
    }
    let variables = template::Variables::from([("user".to_owned(), template::value_of(user))]);
    let sign_up = &world.deployment.sign_in.sign_up;
    let fill: Result<Vec<_>, _> =
        sign_up.iter().map(|(field, value)| Ok((field.clone(), template::render_text(value, &variables)?))).collect();
    let fill = fill.map_err(|error: template::TemplateError| StepError::Value(error.message))?;
    filled(page, fill).map(Some).ok_or_else(|| unrecognized_page(page, "the step wanted to complete the sign-up"))
}

/// The main form, filled in, and the button that continues.
fn filled(page: &Page, values: Vec<(String, String)>) -> Option<PageAction> {
    match browser::continue_action(page)? {
        PageAction::Submit { form, control, .. } => Some(PageAction::Submit { form, control, fill: values }),
        PageAction::Follow(_) => None,
    }
}
