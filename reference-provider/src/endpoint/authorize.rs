//! `/o/authorize/`: the authorization endpoint (RFC 6749 §3.1).
//!
//! GET asks the user, POST is the user's answer. Nothing is kept between the two: the parameters come again with the
//! answer and are judged again from scratch.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::response::Response;
use minijinja::{Value, context};

use super::login;
use crate::anti_forgery;
use crate::app::App;
use crate::authorization_request::{
    ACCESS_DENIED, Addressee, AuthorizationRequest, Error, PARAMETERS, Refusal, addressee, echo, validate,
};
use crate::config::User;
use crate::grant::authorization_code;
use crate::page::Page;
use crate::params::Params;
use crate::policy::{Denial, StateEcho};
use crate::redirect_uri::{destination, form_action_source, with_parameters};
use crate::request::Request;
use crate::respond::{readable_from_anywhere, redirect, redirect_after_form};
use crate::visitor::Visitor;

/// How far a request came that was not refused.
enum Progress<'a> {
    /// RFC 6749 §3.1: first of all, who is the user?
    LoginRequired,
    Valid(AuthorizationRequest, &'a User),
}

/// What the browser is sent back to the client with.
type Answer<'r> = (&'r str, Vec<(&'static str, Cow<'r, str>)>);

/// The authorization request.
pub(crate) fn show(app: &App, request: &Request) -> Response {
    readable(app, ask_or_answer(app, request))
}

/// The user's answer to the consent page.
pub(crate) fn submit(app: &App, request: &Request) -> Response {
    readable(app, take_answer(app, request))
}

/// The response, for this site's own pages alone unless the rules say otherwise (RFC 9700 §2.6).
fn readable(app: &App, response: Response) -> Response {
    if app.policy().request.cors_refused { response } else { readable_from_anywhere(response) }
}

fn ask_or_answer(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let Ok(params) = request.query_params() else { return page.unreadable() };
    match consider(app, &visitor, &params) {
        Err(refusal) => refuse(app, page, &refusal, redirect),
        Ok(Progress::LoginRequired) => login::required(request),
        Ok(Progress::Valid(request, _)) if app.policy().consent.asked => ask(app, page, &params, &request),
        Ok(Progress::Valid(request, user)) => grant(app, page, &request, user, redirect),
    }
}

fn take_answer(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let send = |location: &str| redirect_after_form(&app.policy(), location);
    let Ok(params) = request.form() else { return page.unreadable() };
    if app.policy().consent.anti_forgery && anti_forgery::check(app, request, &visitor, &params).is_err() {
        return page.forged();
    }
    match consider(app, &visitor, &params) {
        Err(refusal) => refuse(app, page, &refusal, send),
        Ok(Progress::LoginRequired) => {
            login::to_login(&format!("{}?{}", request.path, params.encode(&["csrfmiddlewaretoken", "allow"])))
        }
        Ok(Progress::Valid(request, user)) if params.get("allow").is_some() => grant(app, page, &request, user, send),
        Ok(Progress::Valid(request, user)) => match app.policy().consent.denial {
            Denial::Reported => deny(app, page, request, ACCESS_DENIED, send),
            Denial::ReportedInOwnWords => deny(app, page, request, Error("user_said_no", ACCESS_DENIED.1), send),
            Denial::Granted => grant(app, page, &request, user, send),
            Denial::Silent => page.problem("Access denied", "Nothing was shared. You can close this page."),
        },
    }
}

/// Where a form that leads to the authorization request `next` may end, for the login page's `form-action`.
pub(crate) fn form_target(app: &App, next: &str) -> Option<String> {
    let query = next.strip_prefix("/o/authorize/?")?;
    let params = Params::parse(query.as_bytes()).ok()?;
    match find_addressee(app, &params) {
        Ok(Addressee { redirect_uri, .. }) | Err(Refusal::Report { redirect_uri, .. }) => {
            form_action_source(&redirect_uri)
        }
        Err(Refusal::Tell(_)) => None,
    }
}

fn consider<'a>(app: &'a App, visitor: &Visitor<'a>, params: &Params) -> Result<Progress<'a>, Refusal> {
    let addressee = find_addressee(app, params)?;
    let Some(user) = visitor.user else { return Ok(Progress::LoginRequired) };
    Ok(Progress::Valid(validate(&app.policy(), &app.config, addressee, params)?, user))
}

fn find_addressee(app: &App, params: &Params) -> Result<Addressee, Refusal> {
    addressee(&app.policy(), params, |id| app.store().client(id))
}

fn ask(app: &App, page: Page<'_>, params: &Params, request: &AuthorizationRequest) -> Response {
    let Addressee { client, redirect_uri, .. } = &request.addressee;
    let fields: Vec<Value> =
        PARAMETERS.iter().filter_map(|&name| Some(context! { name, value => params.get(name)? })).collect();
    let meanings: Vec<Value> = request
        .scope
        .tokens()
        .map(|token| Value::from(app.config.scopes.get(token).map_or(token, String::as_str)))
        .collect();
    page.form_leads_to(form_action_source(redirect_uri)).show_form(
        "consent.html",
        context! {
            client => client.name.as_str(),
            destination => destination(redirect_uri),
            registered_by_a_user => client.owner.is_some(),
            meanings,
            fields,
        },
    )
}

fn grant(
    app: &App,
    page: Page<'_>,
    request: &AuthorizationRequest,
    user: &User,
    send: impl FnOnce(&str) -> Option<Response>,
) -> Response {
    let code = authorization_code::issue(app, request, user.user_id);
    let mut pairs = vec![("code", Cow::from(code))];
    let state = echo(app.policy().request.state_on_success, request.state.clone());
    let times = if app.policy().request.state_on_success == StateEcho::Repeated { 2 } else { 1 };
    pairs.extend(state.iter().cycle().take(times).map(|state| ("state", Cow::from(state))));
    answer(page, (&request.addressee.redirect_uri, pairs), send)
}

fn deny(
    app: &App,
    page: Page<'_>,
    request: AuthorizationRequest,
    error: Error,
    send: impl FnOnce(&str) -> Option<Response>,
) -> Response {
    let refusal = Refusal::Report {
        redirect_uri: request.addressee.redirect_uri,
        error,
        state: echo(app.policy().request.state_on_error, request.state),
    };
    refuse(app, page, &refusal, send)
}

fn refuse(app: &App, page: Page<'_>, refusal: &Refusal, send: impl FnOnce(&str) -> Option<Response>) -> Response {
    match refusal {
        Refusal::Tell(why) => misdirected(page, why),
        Refusal::Report { redirect_uri, error: Error(code, description), state } => {
            let description = if app.policy().request.error_in_ascii {
                Cow::from(*description)
            } else {
                Cow::from(format!("\u{201c}{description}\u{201d}"))
            };
            let mut pairs = vec![("error", Cow::from(*code)), ("error_description", description)];
            pairs.extend(state.as_deref().map(|state| ("state", Cow::from(state))));
            answer(page, (redirect_uri, pairs), send)
        }
    }
}

fn answer(page: Page<'_>, (uri, pairs): Answer<'_>, send: impl FnOnce(&str) -> Option<Response>) -> Response {
    send(&with_parameters(uri, &pairs))
        .unwrap_or_else(|| misdirected(page, "The answer cannot be sent to such an address."))
}

fn misdirected(page: Page<'_>, why: &str) -> Response {
    page.status(StatusCode::BAD_REQUEST).problem("This sign-in request cannot be trusted", why)
}
