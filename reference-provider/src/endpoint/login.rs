//! `/accounts/login/`: the login form.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, header};
use minijinja::context;

use super::login_form::{self, LoginFormReason, SubmittedLogin};
use super::{pending_request, unserved};
use crate::browser::continuation;
use crate::browser::csrf_token::{self, CsrfToken};
use crate::browser::interaction::Interaction;
use crate::browser::login_redirect;
use crate::browser::next_page::after_login;
use crate::browser::page::Page;
use crate::browser::request_key::params_at;
use crate::browser::visitor::Visitor;
use crate::config::User;
use crate::http::params::Params;
use crate::http::request::{AttemptSource, Request};
use crate::http::respond::{Response, late, redirect, redirect_after_form};
use crate::http::routes::Route;
use crate::logout::{self, Frame};
use crate::policy::{FormProof, KnownUser, LoginForm, LoginPlace, LoginRefusal, NextKept};
use crate::state::app::App;

/// Marks the URL of the login page that follows a wrong password.
const FAILED: &str = "failed";

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let Ok(query) = request.query_params() else { return Page::new(app, request, &visitor).unreadable() };
    let rules = &app.policy().login;
    let next = next(app, request, &query);
    if rules.place == LoginPlace::OnRequestOnly && next.is_none() {
        return unserved::not_found(app, request);
    }
    if rules.known_user == KnownUser::SentHome && visitor.user.is_some() && next.is_none() {
        return redirect(&app.path(Route::Home)).expect("a path is a valid header value");
    }
    let has_failed = rules.refusal == LoginRefusal::Redirect && query.contains(FAILED);
    let reason = if has_failed { LoginFormReason::Wrong(None) } else { LoginFormReason::Login };
    login_form::show(app, request, &visitor, &SubmittedLogin::of(app.policy(), &query), next.as_deref(), reason, None)
}

/// Asks the user to log in and then continue to `next`: on the login page, or on this page.
pub(super) fn required(
    app: &App,
    request: &Request,
    visitor: &Visitor,
    next: &str,
    interaction: Option<&Interaction>,
) -> Response {
    let token = interaction.and_then(Interaction::token);
    let is_here = app.policy().login.place == LoginPlace::AuthorizationEndpoint;
    let mut response = if is_here {
        let typed = SubmittedLogin { username: None, password: None };
        let mut response = login_form::show(app, request, visitor, &typed, Some(next), LoginFormReason::Login, token);
        if app.policy().login.next_kept == NextKept::OnServer {
            continuation::keep(app, &mut response, next);
        }
        response
    } else {
        login_redirect::and_then(app, next)
    };
    // The form has already set the CSRF cookie.
    let is_known = is_here && app.policy().page.forms_proven_by == FormProof::Token;
    if let Some(interaction) = interaction.filter(|_| !is_known) {
        interaction.remember(app, &mut response);
    }
    response
}

/// The page that follows the login, if known.
fn next(app: &App, request: &Request, params: &Params) -> Option<String> {
    match app.policy().login.next_kept {
        NextKept::OnServer => continuation::find(app, request),
        NextKept::InForm => {
            let in_query = || request.query_params().ok()?.get("next").map(str::to_owned);
            let asked = params.get("next").map(str::to_owned);
            let asked =
                asked.or_else(|| if app.policy().login.form == LoginForm::WithoutAction { in_query() } else { None });
            asked.map(|next| after_login(app, Some(&next)).into_owned())
        }
    }
}

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let rules = &app.policy().login;
    let Ok(params) = request.form() else { return page.unreadable() };
    if rules.csrf_token && csrf_token::check(app, request, &visitor, &params).is_err() {
        return page.forged();
    }
    let typed = SubmittedLogin::of(app.policy(), &params);
    let next = next(app, request, &params);
    let again = |reason| login_form::show(app, request, &visitor, &typed, next.as_deref(), reason, None);
    if rules.form == LoginForm::IdentifierFirst && typed.username.is_some() && typed.password.is_none() {
        return again(LoginFormReason::PasswordNext);
    }
    let known = visitor.user.as_deref().filter(|_| rules.known_user == KnownUser::PasswordAlone);
    let username = typed.username.or(known.map(|user| user.username.as_str())).unwrap_or_default();
    let guesser = request.guesser(username);
    let wait = app.store().wrong_passwords.wait(&guesser, rules.limit(), app.now());
    if let Some(wait) = wait {
        let mut response = again(LoginFormReason::TooMany);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
        return response;
    }
    if login_form::asks_captcha(app, &guesser) && params.get(login_form::CAPTCHA) != Some(login_form::SOLUTION) {
        return again(LoginFormReason::CaptchaNext);
    }
    let Some(user) = app.user_with_password(app.policy(), username, typed.password.unwrap_or_default()) else {
        app.store().wrong_passwords.failed(&guesser, rules.limit(), app.now());
        let is_disclosed = !rules.account_enumeration_prevented && app.store().user_named(username).is_none();
        let response = if rules.refusal == LoginRefusal::Redirect {
            failed(app, next.as_deref())
        } else {
            again(LoginFormReason::Wrong(is_disclosed.then_some("No user has this name.")))
        };
        return if rules.failures_late { late(response, delay_of(app, &guesser)) } else { response };
    };
    app.store().wrong_passwords.succeeded(&guesser, app.now());
    let next = after_login(app, next.as_deref());
    let mut response = log_in(app, request, &visitor, user, &next);
    continuation::forget(app, request, &mut response);
    response
}

/// How much slower the response to a wrong password is than that to the first one (RFC 6819 §5.1.4.2.4).
fn delay_of(app: &App, guesser: &AttemptSource) -> Duration {
    const STEP: Duration = Duration::from_millis(40);
    const LONGEST: u32 = 8;
    STEP * app.store().wrong_passwords.failures(guesser, app.now()).min(LONGEST)
}

/// Redirects to the form, which shows the error.
fn failed(app: &App, next: Option<&str>) -> Response {
    let page = next.map_or_else(|| app.path(Route::Login), |next| login_redirect::address(app, next));
    let joint = if page.contains('?') { '&' } else { '?' };
    redirect_after_form(app.policy(), &format!("{page}{joint}{FAILED}=1")).expect("a path is a valid header value")
}

/// Starts a session, and redirects to `next`.
fn log_in(app: &App, request: &Request, visitor: &Visitor, user: Arc<User>, next: &str) -> Response {
    let replaced = visitor.user.clone().filter(|before| before.user_id != user.user_id);
    let frames = if replaced.is_some() { logout::end(app, visitor).frames } else { Vec::new() };
    let begun = params_at(app, next).and_then(|params| Interaction::of(app, request, visitor, &params));
    let agreed = app.policy().login.place == LoginPlace::ConsentPage && pending_request::is_one(app, next);
    let visitor = Visitor::logged_in(app, request, user, next, agreed);
    if let (Some(interaction), Some(id)) = (begun, &visitor.session_id) {
        interaction.move_to(app, id);
    }
    let onward = visitor.destination(app, next);
    let mut response = match replaced {
        Some(before) if !frames.is_empty() => switched(Page::new(app, request, &visitor), &before, &frames, &onward),
        _ if app.policy().login.followed_by_page => {
            Page::new(app, request, &visitor).show("signed_in.html", context! { onward })
        }
        _ => redirect_after_form(app.policy(), &onward)
            .or_else(|| redirect_after_form(app.policy(), &app.path(Route::Home)))
            .expect("a path is a valid header value"),
    };
    visitor.remember(app, &mut response);
    CsrfToken::new(app, &visitor).remember(app, &mut response);
    response
}

/// Another user logged in: the page loads the front-channel logout pages of the ended session, and continues.
fn switched(page: Page<'_>, before: &User, frames: &[Frame], onward: &str) -> Response {
    let addresses: Vec<String> = frames.iter().map(|frame| frame.address.clone()).collect();
    let sources = frames.iter().map(|frame| frame.source.clone());
    let values = context! { before => before.username.as_str(), frames => addresses, onward };
    page.framing(sources).show("user_switched.html", values)
}
