//! The routes and their endpoints.

use http::{HeaderValue, Method, StatusCode, header};

use crate::client::dpop;
use crate::endpoint::{
    applications, authorize, device, device_authorization, end_session, home, introspect, jwks, login, logout,
    metadata, offered, profile, pushed_authorization, register, registered_client, resource_metadata, revoke, style,
    token, unserved, userinfo,
};
use crate::http::request::Request;
use crate::http::respond::{Response, readable_from_anywhere};
use crate::http::routes::Route;
use crate::policy::CrossOrigin;
use crate::state::address::is_of_pages;
use crate::state::app::App;

/// An endpoint: a function from a request to a response.
type Endpoint = fn(&App, &Request) -> Response;

/// The endpoints of a route by method, in the order of `Allow`.
fn endpoints(route: Route) -> &'static [(Method, Endpoint)] {
    match route {
        Route::Home => &[(Method::GET, home::show)],
        Route::Style => &[(Method::GET, style::show)],
        Route::Login => &[(Method::GET, login::show), (Method::POST, login::submit)],
        Route::Logout => &[(Method::GET, logout::show), (Method::POST, logout::submit)],
        Route::Authorize => &[(Method::GET, authorize::show), (Method::POST, authorize::submit)],
        Route::Token => &[(Method::POST, token::submit), (Method::OPTIONS, token::options)],
        Route::DeviceAuthorization => {
            &[(Method::POST, device_authorization::submit), (Method::OPTIONS, device_authorization::options)]
        }
        Route::Device => &[(Method::GET, device::show), (Method::POST, device::submit)],
        Route::DeviceShortcut => &[(Method::GET, device::shortcut)],
        Route::Revoke => &[(Method::POST, revoke::submit), (Method::OPTIONS, revoke::options)],
        Route::Introspect => &[(Method::POST, introspect::submit)],
        Route::PushedAuthorization => {
            &[(Method::POST, pushed_authorization::submit), (Method::OPTIONS, pushed_authorization::options)]
        }
        Route::ResourceMetadata => {
            &[(Method::GET, resource_metadata::show), (Method::OPTIONS, resource_metadata::options)]
        }
        Route::Discovery => &[(Method::GET, metadata::openid), (Method::OPTIONS, metadata::options)],
        Route::MisplacedDiscovery => &[(Method::GET, metadata::openid_misplaced)],
        Route::Metadata => &[(Method::GET, metadata::oauth), (Method::OPTIONS, metadata::options)],
        Route::MisplacedMetadata => &[(Method::GET, metadata::oauth_misplaced)],
        Route::Jwks => &[(Method::GET, jwks::show), (Method::OPTIONS, jwks::options)],
        Route::Userinfo => {
            &[(Method::GET, userinfo::show), (Method::POST, userinfo::submit), (Method::OPTIONS, userinfo::options)]
        }
        Route::Register => &[(Method::POST, register::submit), (Method::OPTIONS, register::options)],
        Route::RegisteredClient => &[
            (Method::GET, registered_client::show),
            (Method::PUT, registered_client::update),
            (Method::DELETE, registered_client::delete),
            (Method::OPTIONS, registered_client::options),
        ],
        Route::EndSession => &[(Method::GET, end_session::show), (Method::POST, end_session::submit)],
        Route::Profile => {
            &[(Method::GET, profile::show), (Method::POST, profile::submit), (Method::OPTIONS, profile::options)]
        }
        Route::Applications => &[(Method::GET, applications::list)],
        Route::RegisterApplication => &[(Method::GET, applications::new), (Method::POST, applications::create)],
        Route::Application => &[(Method::GET, applications::show)],
        Route::UpdateApplication => &[(Method::GET, applications::edit), (Method::POST, applications::update)],
        Route::DeleteApplication => {
            &[(Method::GET, applications::confirm_delete), (Method::POST, applications::delete)]
        }
    }
}

/// How long browsers enforce https (RFC 6797 §6.1.1).
const ONE_YEAR: &str = "max-age=31536000";

/// Handles a request.
pub(crate) fn answer(app: &App, request: &Request) -> Response {
    let response = match request.route {
        None => unserved::not_found(app, request),
        Some(route) if !offered::is_offered(app.policy(), route) => unserved::not_found(app, request),
        Some(Route::Token) if request.method == Method::GET && !app.policy().token.post_only => {
            token::submit(app, request)
        }
        Some(route) => match endpoint(app, route, &request.method) {
            Some(endpoint) => endpoint(app, request),
            None => method_not_allowed(app, request, route),
        },
    };
    finished(app, request, response)
}

/// The error for a request whose body was not read, in the format of its endpoint.
pub(crate) fn answer_unread(app: &App, request: &Request, status: StatusCode) -> Response {
    finished(app, request, readable(request, unserved::unread(app, request, status)))
}

/// Adds the header fields that all responses have.
fn finished(app: &App, request: &Request, mut response: Response) -> Response {
    if app.policy().page.sniffing_refused {
        response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    let is_shared = is_local_name(app.origin()) && !is_of_pages(&app.policy().address, app.origin());
    if app.is_https() && app.policy().page.https_enforced && !is_shared {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONE_YEAR));
    }
    share(app, request, &mut response);
    dpop::renewed(app, request, response)
}

/// Whether the origin is `localhost` or a name below it: a browser would enforce https there for all ports, and make
/// other servers on this machine inaccessible to the developer. It ignores the header for IP addresses (RFC 6797
/// §8.1.1).
fn is_local_name(origin: &str) -> bool {
    let authority = origin.rsplit('/').next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default().to_ascii_lowercase();
    // The trailing dot of a fully qualified name makes no difference (RFC 6761 §6.3).
    let host = host.strip_suffix('.').unwrap_or(&host);
    host == "localhost" || host.ends_with(".localhost")
}

/// Sets which origins can read the response, if the rules restrict them (Fetch standard, CORS protocol).
fn share(app: &App, request: &Request, response: &mut Response) {
    let headers = response.headers_mut();
    if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        return;
    }
    match (app.policy().token.cross_origin, request.headers.get(header::ORIGIN)) {
        (CrossOrigin::Reflected, Some(origin)) => {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        (CrossOrigin::None, _) => {
            headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
            headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
        }
        _ => {}
    }
}

/// HEAD is handled like GET; the body is omitted in the end. If a GET can issue a code or end a session, HEAD is not
/// supported: it has to be safe (RFC 9110 §9.2.1).
fn endpoint(app: &App, route: Route, method: &Method) -> Option<Endpoint> {
    let method = match (method, route) {
        (&Method::HEAD, Route::Authorize) if app.policy().request.head_refused => return None,
        (&Method::HEAD, Route::EndSession) => return None,
        (&Method::HEAD, _) => &Method::GET,
        (method, _) => method,
    };
    endpoints(route).iter().find(|(served, _)| served == method).map(|(_, endpoint)| *endpoint)
}

fn method_not_allowed(app: &App, request: &Request, route: Route) -> Response {
    let allowed: Vec<&str> = endpoints(route).iter().map(|(method, _)| method.as_str()).collect();
    let mut response = readable(request, unserved::method_not_allowed(app, request));
    if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// Pages of any origin can read the errors of an endpoint that supports their preflight requests.
fn readable(request: &Request, response: Response) -> Response {
    let answers_preflight =
        request.route.is_some_and(|route| endpoints(route).iter().any(|(served, _)| served == Method::OPTIONS));
    if answers_preflight { readable_from_anywhere(response) } else { response }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_name_is_localhost_or_below_it() {
        for origin in [
            "https://localhost",
            "https://localhost:8443",
            "https://LocalHost:1",
            "https://op.localhost:8443",
            "https://localhost.",
            "https://op.localhost.:8443",
        ] {
            assert!(is_local_name(origin), "{origin}");
        }
        for origin in
            ["https://127.0.0.1:8443", "https://[::1]:8443", "https://localhost.example", "https://mylocalhost."]
        {
            assert!(!is_local_name(origin), "{origin}");
        }
    }
}
