//! `/accounts/logout/`: asks for confirmation and logs the user out. A link alone does not.

use http::{HeaderValue, header};
use minijinja::context;

use super::end_session::logged_out;
use super::unserved;
use crate::browser::csrf_token;
use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::logout::{self, EndedSession};
use crate::state::app::App;

pub(crate) fn show(app: &App, request: &Request) -> Response {
    if !app.policy().session.logout_page {
        let mut response = unserved::method_not_allowed(app, request);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    if visitor.user.is_none() {
        return logged_out(page, &[], None);
    }
    page.show_form("logout.html", context! {})
}

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let Ok(form) = request.form() else { return page.unreadable() };
    if csrf_token::check(app, request, &visitor, &form).is_err() {
        return page.forged();
    }
    let EndedSession { visitor, frames } = logout::end(app, &visitor);
    let mut response = logged_out(Page::new(app, request, &visitor), &frames, None);
    visitor.remember(app, &mut response);
    response
}
