//! The page with the login form, in all its variants.

use http::StatusCode;
use minijinja::{Value, context};

use super::{consent, pending_request};
use crate::browser::csrf_token::CsrfToken;
use crate::browser::page::Page;
use crate::browser::phrases::phrases;
use crate::browser::visitor::Visitor;
use crate::http::params::Params;
use crate::http::request::{AttemptSource, Request};
use crate::http::respond::{Response, challenged};
use crate::http::routes::Route;
use crate::policy::{FormAction, KnownUser, LoginForm, LoginPageStatus, LoginPlace, LoginRefusal, NextKept, Policy};
use crate::state::app::App;

/// Why the form is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoginFormReason<'a> {
    /// The form was not submitted yet.
    Login,
    /// The user name was entered, and the next page asks for the password.
    PasswordNext,
    /// The password was wrong; a sentence in the page's language, or this one.
    Wrong(Option<&'a str>),
    /// The CAPTCHA was missing or wrong.
    CaptchaNext,
    /// There were too many attempts.
    TooMany,
}

/// The field of the CAPTCHA, and the expected value.
pub(super) const CAPTCHA: &str = "captcha";
pub(super) const SOLUTION: &str = "orange";

/// Whether there were so many failures that the form requires a CAPTCHA (RFC 6819 §5.1.4.2.5).
pub(super) fn asks_captcha(app: &App, guesser: &AttemptSource) -> bool {
    let after = app.policy().login.captcha_after;
    after > 0 && app.store().wrong_passwords.failures(guesser, app.now()) >= after
}

/// The fields of a submitted login form.
pub(super) struct SubmittedLogin<'p> {
    pub(super) username: Option<&'p str>,
    pub(super) password: Option<&'p str>,
}

impl<'p> SubmittedLogin<'p> {
    pub(super) fn of(policy: &Policy, params: &'p Params) -> Self {
        let (username, password) = field_names(policy);
        Self { username: params.get(username), password: params.get(password) }
    }
}

fn field_names(policy: &Policy) -> (&'static str, &'static str) {
    match policy.login.form {
        LoginForm::OtherNames => ("j_username", "j_password"),
        _ => ("username", "password"),
    }
}

/// Shows the form, which leads to `next`.
pub(super) fn show(
    app: &App,
    request: &Request,
    visitor: &Visitor,
    typed: &SubmittedLogin<'_>,
    next: Option<&str>,
    reason: LoginFormReason<'_>,
    token: Option<&CsrfToken>,
) -> Response {
    let rules = &app.policy().login;
    let is_fixed = matches!(rules.known_user, KnownUser::NameFixed | KnownUser::PasswordAlone);
    let known = visitor.user.as_deref().filter(|_| is_fixed);
    let hint = || next.and_then(|next| pending_request::login_hint(app, next));
    let known_name = known.map(|user| user.username.clone());
    let entered = known_name.or_else(|| typed.username.map(str::to_owned)).or_else(hint).unwrap_or_default();
    let password = typed.password.filter(|_| !rules.password_forgotten);
    let leads_to_client = next.is_some_and(|next| pending_request::is_one(app, next));
    let status = status(app.policy(), reason);
    let page = Page::new(app, request, visitor).status(status).with_token(token);
    let is_error =
        matches!(reason, LoginFormReason::Wrong(_) | LoginFormReason::CaptchaNext | LoginFormReason::TooMany);
    let page = if is_error { page.error() } else { page };
    let page = if leads_to_client { page.form_leads_away(FormAction::AtLogin) } else { page };
    let client = next.and_then(|next| pending_request::client(app, next));
    let is_marked = app.policy().consent.self_registered_marked;
    let values = context! {
        client => client.as_ref().map(|client| client.registration.name.as_str()),
        is_unknown => is_marked && client.as_ref().is_some_and(|client| !client.is_reviewed()),
        next => next.filter(|_| is_next_in_form(app, request)),
        message => message(app, reason),
        is_wrong => matches!(reason, LoginFormReason::Wrong(_)),
        form => form(app, request, known.is_some(), reason),
        captcha => typed.username.is_some_and(|name| asks_captcha(app, &request.guesser(name))),
        meanings => meanings(app, next),
        entered,
        password,
    };
    let page = if rules.form == LoginForm::ByScript { page.running(script(app)) } else { page };
    let response = page.show_form("login.html", values);
    if status == StatusCode::UNAUTHORIZED { challenged(response) } else { response }
}

fn status(policy: &Policy, reason: LoginFormReason<'_>) -> StatusCode {
    match (reason, policy.login.refusal) {
        (LoginFormReason::TooMany, _) => StatusCode::TOO_MANY_REQUESTS,
        (LoginFormReason::Wrong(_), LoginRefusal::Unauthorized) => StatusCode::UNAUTHORIZED,
        (LoginFormReason::Wrong(_), LoginRefusal::Forbidden) => StatusCode::FORBIDDEN,
        _ if policy.login.page_status == LoginPageStatus::Unauthorized => StatusCode::UNAUTHORIZED,
        _ => StatusCode::OK,
    }
}

fn message(app: &App, reason: LoginFormReason<'_>) -> Option<Value> {
    match reason {
        LoginFormReason::Login | LoginFormReason::PasswordNext => None,
        LoginFormReason::CaptchaNext => Some(Value::from("Please type the characters that you see in the picture.")),
        LoginFormReason::Wrong(Some(message)) => Some(Value::from(message)),
        LoginFormReason::Wrong(None) => phrases(app.policy().page.language).get_attr("wrong").ok(),
        LoginFormReason::TooMany => {
            Some(Value::from("Too many attempts. Please wait a few minutes before you try again."))
        }
    }
}

/// The content of the form.
fn form(app: &App, request: &Request, is_known: bool, reason: LoginFormReason<'_>) -> Value {
    let rules = &app.policy().login;
    let (name_field, password_field) = field_names(app.policy());
    let is_password_alone = is_known && rules.known_user == KnownUser::PasswordAlone;
    let in_steps = rules.form == LoginForm::IdentifierFirst && !is_password_alone;
    let is_second = in_steps && !matches!(reason, LoginFormReason::Login);
    context! {
        action => (!is_sent_to_its_page(app, request)).then(|| app.path(Route::Login)),
        name_field,
        password_field,
        asks_name => !is_password_alone && !is_second,
        repeats_name => is_second,
        is_name_fixed => is_known,
        asks_password => !in_steps || is_second,
        remembers => rules.form == LoginForm::WithRememberBox,
        signs_up => rules.form == LoginForm::WithSignUpForm,
    }
}

/// The scopes that the login approves, if login and consent are one page.
fn meanings(app: &App, next: Option<&str>) -> Vec<String> {
    let scope = next.filter(|_| app.policy().login.place == LoginPlace::ConsentPage);
    scope
        .and_then(|next| pending_request::scope(app, next))
        .map(|scope| consent::meanings(app, &scope))
        .unwrap_or_default()
}

/// Submits the form to the login page when the user presses its button. A path has no characters that need escaping in
/// a string.
fn script(app: &App) -> String {
    let page = app.path(Route::Login);
    format!(
        "const form = document.getElementById(\"login\");\n\
         form.addEventListener(\"submit\", () => {{ form.method = \"post\"; form.action = \"{page}\"; }});"
    )
}

/// A form without an action is submitted to its page, with the query. Only the login page accepts it.
fn is_sent_to_its_page(app: &App, request: &Request) -> bool {
    app.policy().login.form == LoginForm::WithoutAction && request.route == Some(Route::Login)
}

fn is_next_in_form(app: &App, request: &Request) -> bool {
    app.policy().login.next_kept == NextKept::InForm && !is_sent_to_its_page(app, request)
}
