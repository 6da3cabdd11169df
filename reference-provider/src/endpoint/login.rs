//! `/accounts/login/`: the login form.

use http::{HeaderValue, StatusCode, header};
use minijinja::context;

use super::pending_request;
use crate::browser::anti_forgery::{self, Token};
use crate::browser::interaction::Interaction;
use crate::browser::next_page::after_login;
use crate::browser::page::Page;
use crate::browser::request_key::params_at;
use crate::browser::visitor::Visitor;
use crate::config::User;
use crate::http::params::Params;
use crate::http::request::Request;
use crate::http::respond::{Response, redirect_after_form};
use crate::http::routes::Route;
use crate::logout::{self, Frame};
use crate::policy::FormAction;
use crate::state::app::App;

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    match request.query_params() {
        Ok(query) => form(app, request, &visitor, &query, StatusCode::OK, None),
        Err(_) => Page::new(app, request, &visitor).unreadable(),
    }
}

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let rules = &app.policy().login;
    let Ok(params) = request.form() else { return page.unreadable() };
    if rules.anti_forgery && anti_forgery::check(app, request, &visitor, &params).is_err() {
        return page.forged();
    }
    let username = params.get("username").unwrap_or_default();
    let guesser = request.guesser(username);
    let wait = app.store().wrong_passwords.wait(&guesser, rules.limit(), app.now());
    if let Some(wait) = wait {
        let message = "Too many attempts. Please wait a few minutes before you try again.";
        let mut response = form(app, request, &visitor, &params, StatusCode::TOO_MANY_REQUESTS, Some(message));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
        return response;
    }
    let Some(user) = app.user_with_password(app.policy(), username, params.get("password").unwrap_or_default()) else {
        app.store().wrong_passwords.failed(&guesser, rules.limit(), app.now());
        let message = if rules.unknown_user_not_told || app.store().user_named(username).is_some() {
            "Incorrect username or password."
        } else {
            "There is no user with this name."
        };
        return form(app, request, &visitor, &params, StatusCode::OK, Some(message));
    };
    app.store().wrong_passwords.succeeded(&guesser, app.now());
    let next = after_login(app, params.get("next"));
    let replaced = visitor.user.clone().filter(|before| before.user_id != user.user_id);
    let frames = if replaced.is_some() { logout::end(app, &visitor).frames } else { Vec::new() };
    let begun = params_at(app, &next).and_then(|params| Interaction::of(app, request, &visitor, &params));
    let visitor = Visitor::logged_in(app, request, user, &next);
    if let (Some(interaction), Some(id)) = (begun, &visitor.session_id) {
        interaction.move_to(app, id);
    }
    let onward = visitor.destination(app, &next);
    let mut response = match replaced {
        Some(before) if !frames.is_empty() => switched(Page::new(app, request, &visitor), &before, &frames, &onward),
        _ => redirect_after_form(app.policy(), &onward)
            .or_else(|| redirect_after_form(app.policy(), &app.path(Route::Home)))
            .expect("a path can stand in a header"),
    };
    visitor.remember(app, &mut response);
    Token::new(app, &visitor).remember(app, &mut response);
    response
}

/// Another user logged in: the page loads the frames of the session that ended, and goes on.
fn switched(page: Page<'_>, before: &User, frames: &[Frame], onward: &str) -> Response {
    let addresses: Vec<String> = frames.iter().map(|frame| frame.address.clone()).collect();
    let sources = frames.iter().map(|frame| frame.source.clone());
    let values = context! { before => before.username.as_str(), frames => addresses, onward };
    page.framing(sources).show("user_switched.html", values)
}

fn form(
    app: &App,
    request: &Request,
    visitor: &Visitor,
    params: &Params,
    status: StatusCode,
    message: Option<&str>,
) -> Response {
    let next = params.get("next").map(|next| after_login(app, Some(next)));
    let hint = || next.as_deref().and_then(|next| pending_request::login_hint(app, next));
    let entered = params.get("username").map(str::to_owned).or_else(hint).unwrap_or_default();
    let password = params.get("password").filter(|_| !app.policy().login.password_forgotten);
    let leads_to_client = next.as_deref().is_some_and(|next| pending_request::is_one(app, next));
    let client = next.as_deref().and_then(|next| pending_request::client(app, next));
    let name = client.as_ref().map(|client| client.registration.name.as_str());
    let is_unknown =
        app.policy().consent.self_registered_marked && client.as_ref().is_some_and(|one| !one.is_reviewed());
    let is_wrong = message.is_some() && status == StatusCode::OK;
    let page = Page::new(app, request, visitor).status(status);
    let page = if message.is_some() { page.error() } else { page };
    let page = if leads_to_client { page.form_leads_away(FormAction::AtLogin) } else { page };
    page.show_form("login.html", context! { next, message, is_wrong, entered, password, client => name, is_unknown })
}
