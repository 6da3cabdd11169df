//! The authorization response, and how it is sent to the client (RFC 6749 §4.1.2, OAuth 2.0 Multiple Response Types).

use std::borrow::Cow;

use http::{StatusCode, header};
use minijinja::{Value, context};
use serde_json::json;

use super::refusal::ResponseTarget;
use crate::browser::explanation::Explanation;
use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::http::params::{Params, percent_encode};
use crate::http::request::Request;
use crate::http::respond::{self, Response, challenged, never_cached, redirect, redirect_after_form};
use crate::http::routes::Route;
use crate::oauth::redirect_uri::{with_fragment, with_parameters};
use crate::oauth::response_mode::ResponseMode;
use crate::policy::{FormAction, FormPostValues, IssMember, RefusalPage, ResponseWay, StateEcho};
use crate::state::app::App;

/// What the browser sent; it determines how the browser is redirected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// A GET.
    Link,
    /// A form of this site (RFC 9700 §4.12).
    Form,
}

/// The parameter with the target of the intermediate page.
const ONWARD: &str = "onward";

/// The parameters of one response, except `state` and `iss`, which every response has.
pub(crate) type Parameters<'r> = Vec<(&'static str, Cow<'r, str>)>;

/// Sends the user's browser back to the client.
pub(crate) fn respond<'r>(
    app: &App,
    page: Page<'_>,
    to: &'r ResponseTarget,
    mut parameters: Parameters<'r>,
    echo: StateEcho,
    after: After,
) -> Response {
    if let Some(state) = echoed(echo, to.state.as_deref()) {
        let times = if echo == StateEcho::Repeated { 2 } else { 1 };
        parameters.extend(std::iter::repeat_n(("state", state), times));
    }
    let is_error = parameters.iter().any(|(name, _)| *name == "error");
    parameters.extend(iss(app, is_error).map(|iss| ("iss", Cow::from(iss))));
    if app.policy().request.extended {
        parameters.push(("session_hint", Cow::from("0")));
    }
    if app.policy().request.reordered {
        parameters.reverse();
    }
    let location = match to.mode {
        ResponseMode::Query if echo == StateEcho::Bare => with_bare_state(app, to, &parameters),
        ResponseMode::Query => with_parameters(app.policy().redirect_uri.query, &to.redirect_uri, &parameters),
        ResponseMode::Fragment => with_fragment(&to.redirect_uri, &parameters),
        ResponseMode::FormPost => return form_post(app, page, &to.redirect_uri, &parameters),
    };
    let location = if app.policy().page.responses_leave_directly { location } else { by_way_of_a_page(app, &location) };
    let ends = if to.mode == ResponseMode::Query && app.policy().request.fragment_added { "#_" } else { "" };
    let location = location + ends;
    if app.policy().page.response_way == ResponseWay::MetaRefresh {
        return page.show("sent_on.html", context! { to => location });
    }
    let response = match after {
        After::Link => redirect(&location),
        After::Form => redirect_after_form(app.policy(), &location),
    };
    response.unwrap_or_else(|| misdirected(page, &"The response cannot be sent to this redirect URI.".into()))
}

/// Shows the user that the error cannot be sent to the client (RFC 6749 §4.1.2.1).
pub(crate) fn misdirected(page: Page<'_>, why: &Explanation<'_>) -> Response {
    let status = match page.policy().request.refusal {
        _ if why.is_bad_request => StatusCode::BAD_REQUEST,
        RefusalPage::BadRequest => StatusCode::BAD_REQUEST,
        RefusalPage::Ok => StatusCode::OK,
        RefusalPage::Unauthorized => StatusCode::UNAUTHORIZED,
        RefusalPage::Forbidden => StatusCode::FORBIDDEN,
        RefusalPage::Json => {
            let body = json!({ "error": "invalid_request", "error_description": why.text });
            return never_cached(respond::json(StatusCode::BAD_REQUEST, &body));
        }
    };
    let response = page.status(status).explain("Invalid sign-in request", why);
    if status == StatusCode::UNAUTHORIZED { challenged(response) } else { response }
}

/// Shows the error to the user before it is sent to the client: `response` leads there (RFC 9700 §4.11.2).
pub(crate) fn shown_first(page: Page<'_>, text: &str, response: Response) -> Response {
    match response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()) {
        Some(to) => page.status(StatusCode::BAD_REQUEST).error().show("error_shown.html", context! { text, to }),
        None => response,
    }
}

/// The URL of an intermediate page of this site that sends the browser to `location`.
fn by_way_of_a_page(app: &App, location: &str) -> String {
    format!("{}?{ONWARD}={}", app.path(Route::Authorize), percent_encode(location, &[]))
}

/// The intermediate page, if the rules have one and the request is for it.
pub(crate) fn onward(app: &App, request: &Request, params: &Params) -> Option<Response> {
    let to = params.get(ONWARD).filter(|_| !app.policy().page.responses_leave_directly)?;
    let visitor = Visitor::of(app, request);
    Some(Page::new(app, request, &visitor).show("onward.html", context! { to }))
}

/// A page with a form that delivers the response. It runs no script of other sites, and works without a script.
fn form_post(app: &App, page: Page<'_>, redirect_uri: &str, parameters: &Parameters<'_>) -> Response {
    let shown = |value: &str| match app.policy().authentication.form_post {
        FormPostValues::Escaped => Value::from(value),
        FormPostValues::PercentEncoded => Value::from(percent_encode(value, &[])),
        FormPostValues::Bare => Value::from_safe_string(value.to_owned()),
    };
    let fields: Vec<_> =
        parameters.iter().map(|(name, value)| context! { name => *name, value => shown(value) }).collect();
    page.form_leads_away(FormAction::AtFormPost)
        .submitting_itself()
        .show("form_post.html", context! { redirect_uri, fields })
}

/// `state` as it is returned (RFC 6749 §4.1.2).
fn echoed(rule: StateEcho, state: Option<&str>) -> Option<Cow<'_, str>> {
    let state = state.or((rule == StateEcho::Invented).then_some("a-state-of-our-own"))?;
    match rule {
        StateEcho::Exact | StateEcho::Repeated | StateEcho::Bare | StateEcho::Invented => Some(Cow::from(state)),
        StateEcho::DecodedTwice => {
            Some(Cow::from(crate::http::params::form_decode(state.as_bytes()).unwrap_or_else(|_| state.to_owned())))
        }
        StateEcho::Other => Some(Cow::from(another_state(state))),
        StateEcho::Dropped => None,
    }
}

/// The URL of a response whose state is not percent-encoded, so that it can add parameters (RFC 6749 §10.14).
fn with_bare_state(app: &App, to: &ResponseTarget, parameters: &Parameters<'_>) -> String {
    let others: Parameters<'_> = parameters.iter().filter(|(name, _)| *name != "state").cloned().collect();
    let location = with_parameters(app.policy().redirect_uri.query, &to.redirect_uri, &others);
    format!("{location}&state={}", to.state.as_deref().unwrap_or_default())
}

/// A state that differs from the one in the request.
fn another_state(state: &str) -> String {
    state.chars().rev().chain(['0']).collect()
}

/// `iss` (RFC 9207 §2).
fn iss(app: &App, is_error: bool) -> Option<String> {
    let rules = &app.policy().request;
    match rules.iss {
        _ if is_error && !rules.iss_on_error => None,
        IssMember::Right => Some(app.issuer()),
        IssMember::Foreign => Some("https://issuer.example".to_owned()),
        IssMember::Missing => None,
    }
}
