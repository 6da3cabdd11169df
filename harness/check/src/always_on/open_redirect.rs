//! `open-redirect`: no open redirect: a request cannot have the browser sent to an arbitrary URL that it names (RFC
//! 6749 §3.1.2.4, RFC 9700 §2.1).

use url::Url;

use super::traffic::{AnsweredExchange, Party};
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::http::{form_of, resolve};
use crate::model::exchange::Cause;
use crate::model::scenario::UnderTest;

const UNREGISTERED: &str = "rfc6749-3.1.2.4-invalid-redirect-not-followed";
const SERVER: &str = "rfc9700-2.1-no-open-redirector-server";
const CLIENT: &str = "rfc9700-2.1-no-open-redirector-client";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "open-redirect",
    sentence: "No open redirect to a URL in the request, except to registered redirect URIs",
    requirements: &[UNREGISTERED, SERVER, CLIENT],
    about: UnderTest::Pair,
    red_when: &[
        "provider/open-redirect-after-login",
        "provider/redirect-uri-any-port",
        "provider/open-redirect-unregistered-uri",
    ],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.seen().filter(|seen| seen.exchange.cause != Cause::Call) {
        let Some(party) = seen.party else { continue };
        let ways = traffic.leads_to(seen);
        for requirement in asked(seen, party).into_iter().filter(|_| !ways.is_empty()) {
            examined.count(requirement);
        }
        let named = ways.iter().find_map(|to| Some((to, named_by_request(traffic, seen, to)?)));
        let Some((to, name)) = named else { continue };
        let to = match to.host_str() {
            Some(_) if to.origin().is_tuple() => to.origin().ascii_serialization(),
            _ => format!("{}:", to.scheme()),
        };
        let shown = format!("a redirect to {to}, as requested by the parameter `{name}`");
        examined.violation(seen.index, broken(party, &name), "no redirect to a URL that the request names", shown);
    }
    examined
}

/// What a redirect in response to this request may violate.
fn asked(seen: AnsweredExchange<'_>, party: Party) -> Vec<&'static str> {
    let mut about: Vec<&str> = parameters(seen).map(|(name, _)| broken(party, &name)).collect();
    if party == Party::Consumer {
        about.push(CLIENT);
    } else {
        about.push(SERVER);
    }
    about.sort_unstable();
    about.dedup();
    about
}

fn broken(party: Party, parameter: &str) -> &'static str {
    match party {
        Party::Provider if parameter == "redirect_uri" => UNREGISTERED,
        Party::Provider => SERVER,
        Party::Consumer => CLIENT,
    }
}

/// The parameter that named the external URL to which the browser is redirected. Which URLs of a client's own site are
/// registered is not known here: a scenario that requests another one judges the response itself.
fn named_by_request(traffic: &Traffic<'_>, seen: AnsweredExchange<'_>, to: &Url) -> Option<String> {
    if traffic.is_registered(to) || !traffic.is_outside(to) {
        return None;
    }
    let names = |value: &str| {
        names_host(value) && resolve(value, &seen.request.url).is_ok_and(|named| same_authority(&named, to))
    };
    parameters(seen).find(|(_, value)| names(value)).map(|(name, _)| name)
}

fn parameters(seen: AnsweredExchange<'_>) -> impl Iterator<Item = (String, String)> {
    seen.request.url.query_pairs().into_owned().chain(form_of(seen.request))
}

/// The same scheme, host and port; also for the schemes of apps, which have no origin.
fn same_authority(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && a.host() == b.host() && a.port_or_known_default() == b.port_or_known_default()
}

/// A value that names a host of its own, and is not a path on the site that was asked.
fn names_host(value: &str) -> bool {
    let start: String =
        value.chars().filter(|c| !c.is_ascii_whitespace()).take_while(|c| !matches!(c, '?' | '#')).collect();
    start.contains("//") || start.contains('\\') || start.contains(':')
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;
    use crate::model::page::PageKind;

    #[test]
    fn a_path_names_no_host() {
        for (value, named) in [
            ("https://evil.example/", true),
            ("//evil.example", true),
            ("/\\evil.example", true),
            ("https:evil.example", true),
            ("/o/authorize/?redirect_uri=https://client.test/", false),
            ("home", false),
        ] {
            assert_eq!(names_host(value), named, "{value}");
        }
    }

    fn answered(at: &str, location: &str) -> Vec<&'static str> {
        let case = Case::new().opens(at).gets(302, &[("location", location)], "");
        case.seen(&KIND).into_iter().map(|(requirement, _)| requirement).collect()
    }

    #[test]
    fn a_way_out_is_found_where_a_browser_finds_it() {
        for to in ["https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/"] {
            let asked = form_urlencoded::byte_serialize(to.as_bytes()).collect::<String>();
            assert_eq!(answered(&format!("https://op.test/go?next={asked}"), to), [SERVER], "{to}");
            assert_eq!(answered(&format!("https://rp.test/go?next={asked}"), to), [CLIENT], "{to}");
            let followed = answered(&format!("https://op.test/authorize?redirect_uri={asked}"), to);
            assert_eq!(followed, [UNREGISTERED], "{to}");
        }
    }

    #[test]
    fn a_page_leads_out_as_well_as_a_header() {
        let at = "https://op.test/login?next=https://evil.example/";
        let refreshed = Case::new().opens(at).gets(200, &[("refresh", "0;url=https://evil.example/")], "");
        let moved =
            Case::new().opens(at).gets(200, &[], "").on(PageKind::ScriptRelay).moving_to("https://evil.example/");
        for case in [refreshed, moved] {
            assert_eq!(case.seen(&KIND).len(), 1);
        }
    }

    #[test]
    fn redirects_that_are_not_open_redirects() {
        for (at, location) in [
            // Without a host it is a path of the provider.
            ("https://op.test/authorize?redirect_uri=https:/callback", "/auth/local?x=1"),
            ("https://op.test/authorize?redirect_uri=https:/callback", "https:/callback"),
            // A redirect URI of the client that the target file does not list: it may be registered.
            ("https://op.test/authorize?redirect_uri=https://client.test/cb2", "https://client.test/cb2?code=1"),
            ("https://op.test/authorize?redirect_uri=https://client.test/cb", "https://client.test/cb?code=1"),
            ("https://op.test/go?next=https://rp.test/x", "https://rp.test/x"),
        ] {
            assert_eq!(answered(at, location), [""; 0], "{at}");
        }
    }
}
