//! `session-cookies-guarded`: cookies that stand for a session are `HttpOnly`, say their `SameSite`, and are `Secure` over
//! TLS (OWASP ASVS 5.0 §3.3).

use super::evidence::Party;
use super::{Evidence, Kind, Looked};
use crate::cookies::{may_be_session, set_by};
use crate::model::scenario::UnderTest;

const SECURE: &str = "asvs5-3.3.1-cookie-secure";
const SAME_SITE: &str = "asvs5-3.3.2-cookie-samesite";
const HTTP_ONLY: &str = "asvs5-3.3.4-cookie-httponly";
const CONSUMER: &str = "asvs5-3.3.4-client-cookie-flags";

pub(super) const KIND: Kind = Kind {
    id: "session-cookies-guarded",
    sentence: "Session cookies are HttpOnly, say their SameSite, and are Secure over TLS",
    requirements: &[SECURE, SAME_SITE, HTTP_ONLY, CONSUMER],
    about: UnderTest::Pair,
    red_when: &[
        "provider/session-cookie-bare",
        "provider/session-cookie-same-site-unsaid",
        "consumer/cookie-attributes-missing",
    ],
    look,
};

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    for seen in evidence.seen() {
        let Some(party) = seen.party else { continue };
        let over_tls = seen.request.url.scheme() == "https";
        for cookie in set_by(seen.response).filter(may_be_session) {
            looked.at();
            let missing = [
                (HTTP_ONLY, "HttpOnly", cookie.http_only() != Some(true)),
                (SAME_SITE, "SameSite", cookie.same_site().is_none()),
                (SECURE, "Secure", over_tls && cookie.secure() != Some(true)),
            ];
            let missing = missing.into_iter().filter(|(.., is_missing)| *is_missing);
            let missing: Vec<(&'static str, &str)> =
                missing.map(|(requirement, name, _)| (requirement, name)).collect();
            let mut saw = |requirement, attributes: &[&str]| {
                let attributes = attributes.join(" and ");
                let shown = format!("the cookie `{}` without {attributes}", cookie.name());
                looked.saw(seen.index, requirement, format!("{attributes} on a session cookie"), shown);
            };
            match party {
                Party::Provider => missing.iter().for_each(|(requirement, name)| saw(requirement, &[name])),
                // One requirement names them all.
                Party::Consumer if missing.is_empty() => {}
                Party::Consumer => saw(CONSUMER, &missing.iter().map(|(_, name)| *name).collect::<Vec<_>>()),
            }
        }
    }
    looked
}
