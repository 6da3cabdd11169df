//! Where routes are, by the rules about addresses: on which host, below which path, with which query.

use url::Url;

use crate::http::routes::{Paths, Route};
use crate::policy::{AddressRules, IssuerForm};

/// The name of this machine that the issuer has, where others have endpoints, too.
const HOME: &str = "127.0.0.1";
/// The host of the endpoints that clients ask directly.
const DIRECT: &str = "localhost";
/// The host of pages. Not `localhost`: cookies do not see ports, and clients on this machine have theirs there.
const PAGES: &str = "login.localhost";

/// The query of the authorization endpoint's address.
pub(crate) const QUERY: (&str, &str) = ("realm", "main");
/// What a request has that was carried on.
pub(crate) const CARRIED: (&str, &str) = ("carried", "on");

/// The origin that the issuer identifier is made of, at whichever of this provider's origins a request arrived.
pub(crate) fn home(rules: &AddressRules, asked: &str) -> String {
    if rules.direct_host || rules.page_host { at_host(asked, HOME) } else { asked.to_owned() }
}

/// The origin of a route.
pub(crate) fn origin_of(rules: &AddressRules, home: &str, route: Route) -> String {
    match route {
        // This is where clients send the browser; the page itself is elsewhere.
        Route::Authorize => home.to_owned(),
        _ if rules.page_host && route.is_page() => at_host(home, PAGES),
        _ if rules.direct_host && is_direct(route) => at_host(home, DIRECT),
        _ => home.to_owned(),
    }
}

/// The origin at which a request to a route is answered.
pub(crate) fn answering(rules: &AddressRules, home: &str, route: Route) -> String {
    if rules.page_host && route == Route::Authorize { at_host(home, PAGES) } else { origin_of(rules, home, route) }
}

/// Whether an origin is that of pages which have a host of their own.
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

/// What stands after the path of a route in its address.
pub(crate) fn query(rules: &AddressRules, route: Route) -> String {
    let (name, value) = QUERY;
    if needs_query(rules, route) { format!("?{name}={value}") } else { String::new() }
}

/// Whether the address of a route has a query.
pub(crate) fn needs_query(rules: &AddressRules, route: Route) -> bool {
    (rules.authorization_query && route == Route::Authorize)
        || (rules.direct_query && (is_direct(route) || route == Route::EndSession))
}

/// Whether clients derive the address of a route from the issuer identifier.
fn is_derived(route: Route) -> bool {
    matches!(route, Route::Discovery | Route::MisplacedDiscovery | Route::Metadata | Route::MisplacedMetadata)
}

/// Whether clients ask it directly, and learn of it from the metadata alone.
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

/// The same origin on another host, where this is a name of this machine.
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
