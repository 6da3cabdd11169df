//! `redirects-stay-inside`: no request can have the browser sent to whatever address it names (RFC 6749 §3.1.2.4,
//! RFC 9700 §2.1).

use url::Url;

use super::evidence::{Party, Seen, form_of, sent_to};
use super::{Evidence, Kind, Looked};
use crate::model::exchange::Cause;
use crate::model::scenario::UnderTest;

const UNREGISTERED: &str = "rfc6749-3.1.2.4-invalid-redirect-not-followed";
const SERVER: &str = "rfc9700-2.1-no-open-redirector-server";
const CLIENT: &str = "rfc9700-2.1-no-open-redirector-client";

pub(super) const KIND: Kind = Kind {
    id: "redirects-stay-inside",
    sentence: "Nobody is redirected to an address that a request names, unless it is a registered redirect URI",
    requirements: &[UNREGISTERED, SERVER, CLIENT],
    about: UnderTest::Pair,
    red_when: &["provider/next-open-redirect", "provider/redirect-uri-any-port", "provider/invalid-redirect-followed"],
    look,
};

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    for seen in evidence.seen().filter(|seen| seen.exchange.cause != Cause::Call) {
        let (Some(party), Some(to)) = (seen.party, sent_to(seen)) else { continue };
        looked.at();
        let Some(name) = named_by_request(evidence, seen, &to) else { continue };
        let requirement = match party {
            Party::Provider if name == "redirect_uri" => UNREGISTERED,
            Party::Provider => SERVER,
            Party::Consumer => CLIENT,
        };
        let to = to.origin().ascii_serialization();
        let shown = format!("a redirect to {to}, as the parameter `{name}` of the request asks for");
        looked.saw(seen.index, requirement, "no redirect to an address that the request names", shown);
    }
    looked
}

/// The parameter that the browser's way out of the deployment was taken from.
fn named_by_request(evidence: &Evidence<'_>, seen: Seen<'_>, to: &Url) -> Option<String> {
    if evidence.is_registered(to) {
        return None;
    }
    let query = seen.request.url.query_pairs().into_owned();
    let mut parameters = query.chain(form_of(seen.request));
    let names = |value: &str| {
        let named = seen.request.url.join(value.trim());
        named.is_ok_and(|named| same_authority(&named, to) && names_host(value))
    };
    let outside = evidence.is_outside(to);
    // To a client's site, but not to its redirection URI: only `redirect_uri` itself has to be that exact.
    parameters.find(|(name, value)| (outside || name == "redirect_uri") && names(value)).map(|(name, _)| name)
}

/// The same scheme, host and port; also of the schemes of apps, which have no origin.
fn same_authority(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && a.host() == b.host() && a.port_or_known_default() == b.port_or_known_default()
}

/// A value with a host of its own, and no path on the site that was asked.
fn names_host(value: &str) -> bool {
    let start: String =
        value.chars().filter(|c| !c.is_ascii_whitespace()).take_while(|c| !matches!(c, '?' | '#')).collect();
    start.contains("//") || start.contains('\\') || start.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
