//! Requests that are redirected to another URL: to the host of their endpoint, or to the same URL a second time.

use http::{HeaderValue, Method, StatusCode, header};

use crate::http::request::Request;
use crate::http::respond::{self, Response};
use crate::http::routes::Route;
use crate::policy::AddressRules;
use crate::state::address::{self, CARRIED, QUERY};
use crate::state::app::App;

/// The route of a request; `None` if the URL lacks the query that belongs to it.
pub(crate) fn route(rules: &AddressRules, resolved: Option<Route>, method: &Method, query: &str) -> Option<Route> {
    // The forms of pages are submitted to the path alone.
    let is_looked_for = |route: Route| method == Method::GET || !route.is_page();
    let lacks_query = |route: Route| address::needs_query(rules, route) && is_looked_for(route) && !has(query, QUERY);
    resolved.filter(|route| !lacks_query(*route))
}

/// The redirect of a request that belongs to another URL; no endpoint sees it.
pub(crate) fn elsewhere(app: &App, request: &Request) -> Option<Response> {
    let rules = &app.policy().address;
    let route = request.route?;
    let there = address::answering(rules, app.home(), route);
    let is_there = address::answering(rules, app.origin(), route) == app.origin();
    if rules.page_host && route.is_page() && !is_there {
        return moved(&request.method, &format!("{there}{}", request.here()));
    }
    if rules.direct_host && !route.is_page() && !is_there {
        return Some(respond::empty(StatusCode::MISDIRECTED_REQUEST));
    }
    if rules.carried_on && route == Route::Authorize && request.method == Method::GET && !has(&request.query, CARRIED) {
        let (name, value) = CARRIED;
        let joint = if request.query.is_empty() { '?' } else { '&' };
        return moved(&request.method, &format!("{}{joint}{name}={value}", request.here()));
    }
    None
}

/// 307 repeats the request (RFC 9110 §15.4.8); after a GET it makes no difference.
fn moved(method: &Method, location: &str) -> Option<Response> {
    if matches!(*method, Method::GET | Method::HEAD) {
        return respond::redirect(location);
    }
    let mut response = respond::never_cached(respond::empty(StatusCode::TEMPORARY_REDIRECT));
    response.headers_mut().insert(header::LOCATION, HeaderValue::try_from(location).ok()?);
    Some(response)
}

fn has(query: &str, (name, value): (&str, &str)) -> bool {
    query.split('&').any(|pair| pair.split_once('=') == Some((name, value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authorization_endpoint_is_where_its_query_is() {
        let rules = AddressRules { authorization_query: true, ..AddressRules::default() };
        let found = |query| route(&rules, Some(Route::Authorize), &Method::GET, query);
        assert_eq!([found("realm=main"), found("a=b&realm=main")], [Some(Route::Authorize); 2]);
        assert_eq!([found(""), found("realm=mainly"), found("xrealm=main")], [None; 3]);
        assert_eq!(route(&rules, Some(Route::Token), &Method::GET, ""), Some(Route::Token));
        assert_eq!(route(&AddressRules::default(), Some(Route::Authorize), &Method::GET, ""), Some(Route::Authorize));
    }
}
