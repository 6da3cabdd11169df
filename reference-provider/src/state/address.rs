//! The URLs of routes, by the address rules: host, path and query.

use url::Url;

use crate::http::routes::{Paths, Route};
use crate::policy::{AddressRules, IssuerForm};

/// The host of the issuer, if endpoints are on other hosts.
const HOME: &str = "127.0.0.1";
/// The host of the back-channel endpoints.
const DIRECT: &str = "localhost";
/// The host of pages. Not `localhost`: cookies are not isolated by port, and clients on this machine have theirs there.
const PAGES: &str = "login.localhost";

/// The query of the authorization endpoint's URL.
pub(crate) const QUERY: (&str, &str) = ("realm", "main");
/// The parameter of a request that was redirected to itself.
pub(crate) const CARRIED: (&str, &str) = ("carried", "on");

/// The origin of the issuer identifier, whichever of this provider's origins the request used.
pub(crate) fn home(rules: &AddressRules, asked: &str) -> String {
    if rules.direct_host || rules.page_host { at_host(asked, HOME) } else { asked.to_owned() }
}

/// The origin of a route.
pub(crate) fn origin_of(rules: &AddressRules, home: &str, route: Route) -> String {
    match route {
        // Clients send the browser here; the page itself is elsewhere.
        Route::Authorize => home.to_owned(),
        _ if rules.page_host && route.is_page() => at_host(home, PAGES),
        _ if rules.direct_host && is_direct(route) => at_host(home, DIRECT),
        _ => home.to_owned(),
    }
}

/// The origin that responds to requests for a route.
pub(crate) fn answering(rules: &AddressRules, home: &str, route: Route) -> String {
    if rules.page_host && route == Route::Authorize { at_host(home, PAGES) } else { origin_of(rules, home, route) }
}

/// Whether it is the origin of pages that have a host of their own.
pub(crate) fn is_of_pages(rules: &AddressRules, origin: &str) -> bool {
    rules.page_host && Url::parse(origin).is_ok_and(|url| url.host_str() == Some(PAGES))
}

/// The route of a path below the issuer's prefix.
pub(crate) fn resolve(rules: &AddressRules, paths: Paths, below: &str) -> Option<Route> {
    let usual = paths.resolve(below);
    if rules.issuer != IssuerForm::WithoutPath {
        return usual;
    }
    match (Paths::Plain.resolve(below), usual) {
        (Some(route), _) if is_derived(route) => Some(route),
        (_, Some(route)) if is_derived(route) => None,
        _ => usual,
    }
}

/// The path of a route below the issuer's prefix; it may have a `{}`.
pub(crate) fn pattern(rules: &AddressRules, paths: Paths, route: Route) -> &'static str {
    let is_at_root = rules.issuer == IssuerForm::WithoutPath && is_derived(route);
    route.pattern(if is_at_root { Paths::Plain } else { paths })
}

/// The query of a route's URL.
pub(crate) fn query(rules: &AddressRules, route: Route) -> String {
    let (name, value) = QUERY;
    if needs_query(rules, route) { format!("?{name}={value}") } else { String::new() }
}

/// Whether the URL of a route has a query.
pub(crate) fn needs_query(rules: &AddressRules, route: Route) -> bool {
    (rules.authorization_query && route == Route::Authorize)
        || (rules.direct_query && (is_direct(route) || route == Route::EndSession))
}

/// Whether clients derive the URL of a route from the issuer identifier.
fn is_derived(route: Route) -> bool {
    matches!(route, Route::Discovery | Route::MisplacedDiscovery | Route::Metadata | Route::MisplacedMetadata)
}

/// Whether clients use it over the back channel and get its URL from the metadata.
fn is_direct(route: Route) -> bool {
    matches!(
        route,
        Route::Token
            | Route::Revoke
            | Route::Introspect
            | Route::DeviceAuthorization
            | Route::PushedAuthorization
            | Route::Userinfo
            | Route::Jwks
    )
}

/// The same origin with another host, if it is a loopback one.
fn at_host(origin: &str, host: &str) -> String {
    let Ok(mut url) = Url::parse(origin) else { return origin.to_owned() };
    let name = url.host_str().unwrap_or_default();
    let is_here = [HOME, DIRECT, PAGES].contains(&name);
    if !is_here || url.set_host(Some(host)).is_err() {
        return origin.to_owned();
    }
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_endpoint_has_its_host() {
        let rules = AddressRules { direct_host: true, page_host: true, ..AddressRules::default() };
        for asked in ["http://127.0.0.1:8000", "http://localhost:8000", "http://login.localhost:8000"] {
            let home = home(&rules, asked);
            assert_eq!(home, "http://127.0.0.1:8000");
            for (route, origin) in [
                (Route::Authorize, "http://127.0.0.1:8000"),
                (Route::Login, "http://login.localhost:8000"),
                (Route::Token, "http://localhost:8000"),
                (Route::Discovery, "http://127.0.0.1:8000"),
            ] {
                assert_eq!(origin_of(&rules, &home, route), origin, "{route:?}");
            }
            assert_eq!(answering(&rules, &home, Route::Authorize), "http://login.localhost:8000");
        }
        assert_eq!(origin_of(&rules, "https://op.example", Route::Login), "https://op.example");
    }

    #[test]
    fn metadata_follow_the_issuer() {
        let rules = AddressRules { issuer: IssuerForm::WithoutPath, ..AddressRules::default() };
        let resolved = |path| resolve(&rules, Paths::Django, path);
        assert_eq!(resolved("/.well-known/openid-configuration"), Some(Route::Discovery));
        assert_eq!(resolved("/.well-known/oauth-authorization-server"), Some(Route::Metadata));
        assert_eq!(resolved("/o/.well-known/openid-configuration"), None);
        assert_eq!(resolved("/o/token/"), Some(Route::Token));
        assert_eq!(resolved("/token"), None);
    }
}
