//! `session-cookie-attributes`: session cookies are `HttpOnly`, set `SameSite`, and are `Secure` over
//! TLS (OWASP ASVS 5.0 §3.3).
//!
//! `SameSite=None` with `Secure` is a choice, not a mistake: a provider's session has to be sent with authorization requests
//! in hidden frames (`prompt=none`) and by forms of clients (`OpenID` Connect Core §3.1.2.1, RP-Initiated Logout §2), a
//! consumer's by `form_post` and by the frames of a logout page. The scenarios about CSRF and clickjacking find
//! out whether other sites can misuse it: the browser sends such a cookie along. Without `Secure` browsers reject it (RFC
//! 6265bis §5.7).

use super::logins::{Login, logins};
use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::cookies::{is_session_value, may_be_session};
use crate::http::{SameSite, SetCookie};
use crate::model::scenario::UnderTest;

const SECURE: &str = "asvs5-3.3.1-cookie-secure";
const SAME_SITE: &str = "asvs5-3.3.2-cookie-samesite";
const HTTP_ONLY: &str = "asvs5-3.3.4-cookie-httponly";
const CONSUMER: &str = "asvs5-3.3.4-client-cookie-flags";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "session-cookie-attributes",
    sentence: "Session cookies are HttpOnly, set SameSite, and are Secure over TLS",
    requirements: &[SECURE, SAME_SITE, HTTP_ONLY, CONSUMER],
    about: UnderTest::Pair,
    red_when: &[
        "provider/session-cookie-unprotected",
        "provider/session-cookie-without-same-site",
        "consumer/cookie-attributes-missing",
    ],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    let logins = logins(traffic);
    for seen in traffic.seen() {
        let Some(party) = seen.party else { continue };
        let over_tls = seen.request.url.scheme() == "https";
        for cookie in traffic.cookies_of(seen).filter(|cookie| may_be_session(cookie, traffic.now)) {
            let of_party = |login: &&Login<'_>| login.party == party;
            if !logins.iter().filter(of_party).any(|login| sessions_of(login, traffic).contains(&cookie.name)) {
                continue;
            }
            let refused = cookie.same_site == Some(SameSite::None) && !cookie.secure;
            let same_site = if refused { "Secure with SameSite=None" } else { "SameSite" };
            let missing = [
                (HTTP_ONLY, "HttpOnly", !cookie.http_only),
                (SAME_SITE, same_site, refused || cookie.same_site.is_none()),
                (SECURE, "Secure", over_tls && !cookie.secure),
            ];
            match party {
                Party::Provider => {
                    examined.count(HTTP_ONLY);
                    examined.count(SAME_SITE);
                    if over_tls {
                        examined.count(SECURE);
                    }
                }
                Party::Consumer => examined.count(CONSUMER),
            }
            let missing = missing.into_iter().filter(|(.., is_missing)| *is_missing);
            let missing: Vec<(&'static str, &str)> =
                missing.map(|(requirement, name, _)| (requirement, name)).collect();
            let mut saw = |requirement, attributes: &[&str]| {
                let attributes = attributes.join(" and ");
                let why = if refused { ": browsers reject it" } else { "" };
                let shown = format!("the cookie `{}` without {attributes}{why}", cookie.name);
                examined.violation(seen.index, requirement, format!("{attributes} on a session cookie"), shown);
            };
            match party {
                Party::Provider => missing.iter().for_each(|(requirement, name)| saw(requirement, &[name])),
                // One requirement covers them all.
                Party::Consumer if missing.is_empty() => {}
                Party::Consumer => saw(CONSUMER, &missing.iter().map(|(_, name)| *name).collect::<Vec<_>>()),
            }
        }
    }
    examined
}

/// The session cookies that a login sets. If they cannot be known, none.
///
/// A visit counter is set before, and no login changes it: a session cookie is set at the login. The browser state of `OpenID`
/// Connect Session Management is set there as well, and scripts must read it (§3.2): if one of the cookies that the login sets
/// is `HttpOnly`, that one is the session.
fn sessions_of(login: &Login<'_>, traffic: &Traffic<'_>) -> Vec<String> {
    let set = login.answers.iter().flat_map(|answer| traffic.cookies_of(*answer));
    let set: Vec<SetCookie> = set.filter(|cookie| may_be_session(cookie, traffic.now)).collect();
    let kept_from_scripts = set.iter().any(|cookie| cookie.http_only);
    let mut names: Vec<String> =
        set.into_iter().filter(|cookie| cookie.http_only || !kept_from_scripts).map(|cookie| cookie.name).collect();
    if names.is_empty() {
        // A login that sets no cookie continues the existing session.
        let presented = login.request_cookies.iter().filter(|(name, value)| is_session_value(name, value));
        names = presented.map(|(name, _)| (*name).to_owned()).collect();
        names.truncate(usize::from(names.len() == 1));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;

    const AT_PROVIDER: &str = "https://op.test/login";
    const AT_CONSUMER: &str = "https://rp.test/cb?code=1&state=s";

    /// A login at one of the parties that sets these cookies.
    fn logs_in(case: Case, at: &str, cookies: &[&str]) -> Case {
        let set: Vec<(&str, &str)> = cookies.iter().map(|cookie| ("set-cookie", *cookie)).collect();
        let case =
            if at == AT_PROVIDER { case.submits(at, "name=alice&password=wonderland-1") } else { case.opens(at) };
        case.gets(200, &set, "alice@example.com")
    }

    fn requirements(case: &Case) -> Vec<&'static str> {
        case.seen(&KIND).into_iter().map(|(requirement, _)| requirement).collect()
    }

    fn missing(at: &str, cookies: &[&str]) -> Vec<&'static str> {
        requirements(&logs_in(Case::new(), at, cookies))
    }

    #[test]
    fn same_site_none_is_a_choice_where_the_cookie_is_secure() {
        let none = "sid=0123456789abcdef01; HttpOnly; Secure; SameSite=None";
        assert_eq!((missing(AT_PROVIDER, &[none]), missing(AT_CONSUMER, &[none])), (vec![], vec![]));
        assert_eq!(missing(AT_PROVIDER, &["sid=0123456789abcdef01; HttpOnly; Secure; SameSite=Lax"]), [""; 0]);
        let refused = "sid=0123456789abcdef01; HttpOnly; SameSite=None";
        assert_eq!(missing(AT_PROVIDER, &[refused]), [SAME_SITE, SECURE]);
        assert_eq!(missing(AT_CONSUMER, &[refused]), [CONSUMER]);
    }

    #[test]
    fn a_cookie_that_is_taken_away_need_not_be_guarded() {
        // Regardless of how its date is written.
        let gone = "sid=0123456789abcdef01; Expires=Thu, 01 Jan 1970 00:00:00 UTC";
        assert_eq!(missing(AT_PROVIDER, &[gone]), [""; 0]);
    }

    const SESSION: &str = "sid=0123456789abcdef01; HttpOnly; Secure; SameSite=Lax";

    #[test]
    fn a_cookie_that_no_login_changes_is_not_a_session() {
        let visit = "_vis=GA1.1.123456789.1800000000; Secure; SameSite=Lax";
        let visited = || Case::new().opens("https://op.test/").gets(200, &[("set-cookie", visit)], "");
        assert_eq!(requirements(&visited()), [""; 0], "without a login");
        let session = logs_in(visited(), AT_PROVIDER, &[SESSION]);
        assert_eq!((requirements(&session), session.examined_requirements(&KIND).len()), (vec![], 3));
        let bare = logs_in(visited(), AT_PROVIDER, &["sid=0123456789abcdef01; Secure; SameSite=Lax"]);
        assert_eq!(requirements(&bare), [HTTP_ONLY]);
    }

    #[test]
    fn the_browser_state_for_scripts_is_not_a_session() {
        let state = "opbs=fedcba9876543210fe; Secure; SameSite=None";
        assert_eq!(missing(AT_PROVIDER, &[SESSION, state]), [""; 0]);
        assert_eq!(missing(AT_PROVIDER, &[state]), [HTTP_ONLY], "nothing else could be the session");
    }

    #[test]
    fn a_session_that_a_login_keeps_is_guarded_where_it_was_set() {
        let bare = "sid=0123456789abcdef01; Secure; SameSite=Lax";
        let opened = Case::new().opens("https://op.test/").gets(200, &[("set-cookie", bare)], "");
        let kept =
            opened.submits(AT_PROVIDER, "name=alice&password=wonderland-1").with("cookie", "sid=0123456789abcdef01");
        assert_eq!(requirements(&kept.gets(200, &[], "alice@example.com")), [HTTP_ONLY]);
    }
}
