//! Which endpoint answers which request.

use http::{HeaderValue, Method, header};

use crate::app::App;
use crate::endpoint::{applications, authorize, home, introspect, login, logout, profile, revoke, style, token};
use crate::request::Request;
use crate::respond::Response;
use crate::routes::Route;

/// An endpoint: from a request to a response, in one go.
type Endpoint = fn(&App, &Request) -> Response;

/// What answers at a route: by method, in the order in which `Allow` names them.
fn endpoints(route: Route) -> &'static [(Method, Endpoint)] {
    match route {
        Route::Home => &[(Method::GET, home::show)],
        Route::Style => &[(Method::GET, style::show)],
        Route::Login => &[(Method::GET, login::show), (Method::POST, login::submit)],
        Route::Logout => &[(Method::GET, logout::show), (Method::POST, logout::submit)],
        Route::Authorize => &[(Method::GET, authorize::show), (Method::POST, authorize::submit)],
        Route::Token => &[(Method::POST, token::submit), (Method::OPTIONS, token::options)],
        Route::Revoke => &[(Method::POST, revoke::submit), (Method::OPTIONS, revoke::options)],
        Route::Introspect => &[(Method::POST, introspect::submit)],
        Route::Profile => &[(Method::GET, profile::show), (Method::OPTIONS, profile::options)],
        Route::Applications => &[(Method::GET, applications::list)],
        Route::RegisterApplication => &[(Method::GET, applications::new), (Method::POST, applications::create)],
        Route::Application => &[(Method::GET, applications::show)],
        Route::UpdateApplication => &[(Method::GET, applications::edit), (Method::POST, applications::update)],
        Route::DeleteApplication => {
            &[(Method::GET, applications::confirm_delete), (Method::POST, applications::delete)]
        }
    }
}

/// How long a browser keeps to https (RFC 6797 §6.1.1): this host, and no other on the same machine.
const ONE_YEAR: &str = "max-age=31536000";

/// Answers one request.
pub(crate) fn answer(app: &App, request: &Request) -> Response {
    let mut response = match request.route {
        None => home::not_found(app, request),
        Some(route) => match endpoint(route, &request.method) {
            Some(endpoint) => endpoint(app, request),
            None => method_not_allowed(app, request, route),
        },
    };
    if app.policy().page.sniffing_refused {
        response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    if app.is_https() && app.policy().page.https_enforced {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONE_YEAR));
    }
    response
}

/// HEAD is answered like GET; the body is left out at the end.
fn endpoint(route: Route, method: &Method) -> Option<Endpoint> {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    endpoints(route).iter().find(|(served, _)| served == method).map(|(_, endpoint)| *endpoint)
}

fn method_not_allowed(app: &App, request: &Request, route: Route) -> Response {
    let allowed: Vec<&str> = endpoints(route).iter().map(|(method, _)| method.as_str()).collect();
    let mut response = home::method_not_allowed(app, request);
    if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}
