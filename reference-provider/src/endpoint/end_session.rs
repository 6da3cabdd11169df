//! `/o/logout/`: the end session endpoint (OpenID Connect RP-Initiated Logout).

use http::StatusCode;
use minijinja::context;

use crate::browser::csrf_token;
use crate::browser::explanation::Explanation;
use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::http::params::Params;
use crate::http::request::Request;
use crate::http::respond::{Response, redirect, redirect_after_form};
use crate::http::routes::Route;
use crate::logout::{self, EndedSession, LogoutRequest};
use crate::policy::{FormAction, LeadsBack};
use crate::state::app::App;

/// A field of this provider's own forms: the user confirmed.
const ANSWER: &str = "confirmed";
/// A field of this provider's own forms: the browser was asked to send the request again.
const AGAIN: &str = "again";

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    match request.query_params() {
        Ok(params) => respond_to(app, request, &visitor, page, &params),
        Err(_) => page.unreadable(),
    }
}

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let Ok(params) = request.form() else { return page.unreadable() };
    if params.contains(ANSWER) {
        return match LogoutRequest::read(app, &params) {
            _ if csrf_token::check(app, request, &visitor, &params).is_err() => page.forged(),
            Ok(asked) => log_out(app, request, &visitor, &asked, true),
            Err(why) => refused(page, &why),
        };
    }
    if visitor.user.is_none() && !params.contains(AGAIN) {
        return once_more(app, page, &params);
    }
    respond_to(app, request, &visitor, page, &params)
}

fn respond_to(app: &App, request: &Request, visitor: &Visitor, page: Page<'_>, params: &Params) -> Response {
    let asked = match LogoutRequest::read(app, params) {
        Ok(asked) => asked,
        Err(why) => return refused(page, &why),
    };
    let rules = &app.policy().logout;
    let is_known = |session| !rules.always_confirmed && asked.is_about(app, session);
    let is_sure = visitor.session.as_ref().is_none_or(is_known);
    if is_sure || !rules.confirmed {
        return log_out(app, request, visitor, &asked, false);
    }
    let fields: Vec<_> =
        asked.repeated().into_iter().map(|(name, value)| context! { name => name, value => value }).collect();
    let values =
        context! { fields, answer => ANSWER, client => asked.client_name(), action => app.path(Route::EndSession) };
    page.form_leads_away(FormAction::AtLogout).show_form("end_session.html", values)
}

/// A form submission from another site has no cookies (`SameSite=Lax`). The same form, submitted from here, has them.
fn once_more(app: &App, page: Page<'_>, params: &Params) -> Response {
    let again = [(AGAIN, "1")].into_iter();
    let fields: Vec<_> = params.iter().chain(again).map(|(name, value)| context! { name, value }).collect();
    let values = context! { action => app.path(Route::EndSession), fields };
    page.form_leads_away(FormAction::AtLogout).submitting_itself().show("end_session_again.html", values)
}

/// Ends the session. If clients have front-channel logout pages, the browser continues from the page that loads them.
fn log_out(app: &App, request: &Request, visitor: &Visitor, asked: &LogoutRequest, after_form: bool) -> Response {
    let EndedSession { visitor, frames } = logout::end(app, visitor);
    let onward = asked.onward(app);
    let straight = onward
        .as_deref()
        .filter(|_| frames.is_empty() && app.policy().logout.leads_back == LeadsBack::Straight)
        .and_then(|onward| if after_form { redirect_after_form(app.policy(), onward) } else { redirect(onward) });
    let mut response = straight.unwrap_or_else(|| logged_out(Page::new(app, request, &visitor), &frames, onward));
    visitor.remember(app, &mut response);
    response
}

/// The confirmation page.
pub(super) fn logged_out(page: Page<'_>, frames: &[logout::Frame], onward: Option<String>) -> Response {
    let addresses: Vec<String> = frames.iter().map(|frame| frame.address.clone()).collect();
    let sources = frames.iter().map(|frame| frame.source.clone());
    page.framing(sources).show("logged_out.html", context! { frames => addresses, onward })
}

fn refused(page: Page<'_>, why: &Explanation<'_>) -> Response {
    page.status(StatusCode::BAD_REQUEST).explain("Invalid logout request", why)
}
