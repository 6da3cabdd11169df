//! `/accounts/logout/`: asks, then logs out. A link alone logs nobody out.

use minijinja::context;

use crate::anti_forgery;
use crate::app::App;
use crate::page::Page;
use crate::request::Request;
use crate::respond::Response;
use crate::visitor::Visitor;

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    if visitor.user.is_none() {
        return page.show("logged_out.html", context! {});
    }
    page.show_form("logout.html", context! {})
}

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let Ok(form) = request.form() else { return page.unreadable() };
    if anti_forgery::check(app, request, &visitor, &form).is_err() {
        return page.forged();
    }
    let visitor = visitor.log_out(app);
    let mut response = Page::new(app, request, &visitor).show("logged_out.html", context! {});
    visitor.remember(app, &mut response);
    response
}
