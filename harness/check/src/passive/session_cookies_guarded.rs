//! `session-cookies-guarded`: cookies that stand for a session are `HttpOnly`, say their `SameSite`, and are `Secure` over
//! TLS (OWASP ASVS 5.0 §3.3).

use super::evidence::Party;
use super::{Evidence, Kind, Looked};
use crate::cookies::may_be_session;
use crate::http::SameSite;
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
    let takes_forms = evidence.seen().any(|seen| {
        seen.request.url.query_pairs().any(|(name, value)| name == "response_mode" && value == "form_post")
    });
    for seen in evidence.seen() {
        let Some(party) = seen.party else { continue };
        let over_tls = seen.request.url.scheme() == "https";
        for cookie in evidence.cookies_of(seen).filter(|cookie| may_be_session(cookie, evidence.now)) {
            // A form that another site posts brings no cookie but such ones: there it has its purpose.
            let open = cookie.same_site == Some(SameSite::None) && !(party == Party::Consumer && takes_forms);
            let same_site = if open { "SameSite=Lax or Strict" } else { "SameSite" };
            let missing = [
                (HTTP_ONLY, "HttpOnly", !cookie.http_only),
                (SAME_SITE, same_site, open || cookie.same_site.is_none()),
                (SECURE, "Secure", over_tls && !cookie.secure),
            ];
            match party {
                Party::Provider => {
                    looked.at(HTTP_ONLY);
                    looked.at(SAME_SITE);
                    if over_tls {
                        looked.at(SECURE);
                    }
                }
                Party::Consumer => looked.at(CONSUMER),
            }
            let missing = missing.into_iter().filter(|(.., is_missing)| *is_missing);
            let missing: Vec<(&'static str, &str)> =
                missing.map(|(requirement, name, _)| (requirement, name)).collect();
            let mut saw = |requirement, attributes: &[&str]| {
                let attributes = attributes.join(" and ");
                let all_sites = if open { ": it says SameSite=None, so that every site can have it sent" } else { "" };
                let shown = format!("the cookie `{}` without {attributes}{all_sites}", cookie.name);
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

#[cfg(test)]
mod tests {
    use super::super::example::Told;
    use super::*;

    fn missing(at: &str, cookie: &str) -> Vec<&'static str> {
        let told = Told::new().opens(at).gets(200, &[("set-cookie", cookie)], "");
        told.seen(&KIND).into_iter().map(|(requirement, _)| requirement).collect()
    }

    #[test]
    fn same_site_none_guards_nothing() {
        let login = "https://op.test/login";
        let none = "sid=0123456789abcdef01; HttpOnly; Secure; SameSite=None";
        assert_eq!(missing(login, none), [SAME_SITE]);
        assert_eq!(missing(login, "sid=0123456789abcdef01; HttpOnly; Secure; SameSite=Lax"), [""; 0]);
        assert_eq!(missing("https://rp.test/login", none), [CONSUMER]);
        // A cookie that is taken away guards nothing and need not be guarded, whatever its date looks like.
        assert_eq!(missing(login, "sid=0123456789abcdef01; Expires=Thu, 01 Jan 1970 00:00:00 UTC"), [""; 0]);
    }

    #[test]
    fn a_form_from_another_site_needs_it() {
        let to = "https://op.test/authorize?response_mode=form_post";
        let none = "tx=0123456789abcdef01; HttpOnly; Secure; SameSite=None";
        let told = Told::new().opens("https://rp.test/login").gets(302, &[("set-cookie", none), ("location", to)], "");
        assert_eq!(told.follows(to).seen(&KIND), []);
    }
}
