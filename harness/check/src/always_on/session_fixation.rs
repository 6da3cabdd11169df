//! `session-fixation`: a login issues a new session identifier, which prevents session fixation (OWASP ASVS 5.0 §7.2.4).

use super::logins::logins;
use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::cookies::is_session_value;
use crate::model::scenario::UnderTest;

const PROVIDER: &str = "asvs5-7.2.4-session-fixation";
const CONSUMER: &str = "asvs5-7.2.4-client-session-fixation";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "session-fixation",
    sentence: "Session fixation: login issues a new session identifier",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/session-fixation", "consumer/session-fixation"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    // If both parties are on one host, a browser sends each of them the other's cookies.
    let set_ever: Vec<(Option<Party>, String)> =
        traffic.seen().flat_map(|seen| traffic.cookies_of(seen).map(move |cookie| (seen.party, cookie.name))).collect();
    for login in logins(traffic) {
        let requirement = match login.party {
            Party::Provider => PROVIDER,
            Party::Consumer => CONSUMER,
        };
        // A cookie that no request sent cannot have been planted: that proves nothing.
        let own = |name: &str| set_ever.contains(&(Some(login.party), name.to_owned()));
        let sent = login.request_cookies.into_iter();
        let sent: Vec<_> = sent.filter(|(name, value)| own(name) && is_session_value(name, value)).collect();
        if sent.is_empty() {
            continue;
        }
        examined.count(requirement);
        // A new value for an old cookie, a new cookie, and the removal of an old one all end a planted session.
        let renewed = login.answers.iter().flat_map(|answer| traffic.cookies_of(*answer)).any(|cookie| {
            let old = sent.iter().find(|(name, _)| *name == cookie.name);
            match old {
                Some((_, value)) => *value != cookie.value || cookie.is_expired(traffic.now),
                None => is_session_value(&cookie.name, &cookie.value) && !cookie.is_expired(traffic.now),
            }
        });
        if !renewed {
            let names: Vec<String> = sent.iter().map(|(name, _)| format!("`{name}`")).collect();
            let shown =
                format!("the login kept the value of the cookie {} that the browser had sent", names.join(", "));
            examined.violation(login.at.index, requirement, "a new session identifier at login", shown);
        }
    }
    examined
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;
    use crate::model::page::PageKind;

    const SID: &str = "sid=0123456789abcdef01";

    /// A consumer that has given a browser a session, and its response to the callback.
    fn called_back(set: &[(&str, &str)], body: &str) -> Case {
        Case::new()
            .opens("https://rp.test/login")
            .gets(302, &[("set-cookie", SID), ("location", "https://op.test/authorize")], "")
            .opens("https://rp.test/cb?code=1&state=s")
            .with("cookie", SID)
            .gets(200, set, body)
    }

    #[test]
    fn a_callback_that_ends_on_json_is_looked_at() {
        let kept = called_back(&[], r#"{"user":"alice@example.com"}"#);
        assert!(matches!(kept.seen(&KIND)[..], [(CONSUMER, _)]));
        let renewed = called_back(&[("set-cookie", "sid=fedcba9876543210ff")], r#"{"user":"alice@example.com"}"#);
        assert_eq!((renewed.seen(&KIND), renewed.examined_requirements(&KIND)), (vec![], vec![CONSUMER]));
        // If the callback does not show it, the home page does.
        let shell = called_back(&[], "<div id=app>").opens("https://rp.test/").gets(200, &[], "alice@example.com");
        assert_eq!(shell.seen(&KIND).len(), 1);
        assert_eq!(called_back(&[], "no").examined_requirements(&KIND), [""; 0], "no user is signed in");
    }

    /// An error response is not a login, in any form: a user who is greeted afterwards was greeted before.
    #[test]
    fn a_callback_that_signs_no_user_in_is_not_a_login() {
        let home_shows = |shows: &str| {
            let case = Case::new().opens("https://rp.test/").gets(200, &[("set-cookie", SID)], shows);
            case.opens("https://rp.test/cb?code=1&state=s").with("cookie", SID)
        };
        let by_page = |case: Case| {
            let case = case.gets(200, &[], "That did not work.").opens("https://rp.test/").with("cookie", SID);
            case.gets(200, &[], "alice@example.com").examined_requirements(&KIND)
        };
        let by_redirect = |case: Case| {
            let case = case.gets(302, &[("location", "https://rp.test/")], "").follows("https://rp.test/");
            case.with("cookie", SID).gets(200, &[], "alice@example.com").examined_requirements(&KIND)
        };
        assert_eq!(by_page(home_shows("alice@example.com")), [""; 0]);
        assert_eq!(by_redirect(home_shows("alice@example.com")), [""; 0]);
        assert_eq!(by_page(home_shows("guest")), [CONSUMER]);
        assert_eq!(by_redirect(home_shows("guest")), [CONSUMER]);
    }

    /// V48: a provider that renews its session does not excuse a consumer that keeps its own in the same sign-in.
    #[test]
    fn each_party_is_looked_at_on_its_own() {
        let sign_in = |by_consumer: &[(&str, &str)]| {
            Case::new()
                .opens("https://op.test/login")
                .gets(200, &[("set-cookie", "op=0123456789abcdef02")], "")
                .on(PageKind::Login)
                .opens("https://rp.test/login")
                .gets(302, &[("set-cookie", SID), ("location", "https://op.test/authorize")], "")
                .submits("https://op.test/login", "name=alice&password=wonderland-1")
                .with("cookie", "op=0123456789abcdef02")
                .gets(
                    302,
                    &[("set-cookie", "op=fedcba9876543210fe"), ("location", "https://rp.test/cb?code=1&state=s")],
                    "",
                )
                .follows("https://rp.test/cb?code=1&state=s")
                .with("cookie", SID)
                .gets(200, by_consumer, "alice@example.com")
        };
        let kept = sign_in(&[]);
        assert_eq!(kept.examined_requirements(&KIND), [CONSUMER, PROVIDER]);
        assert!(matches!(kept.seen(&KIND)[..], [(CONSUMER, _)]), "{:?}", kept.seen(&KIND));
        let renewed = sign_in(&[("set-cookie", "sid=fedcba9876543210ff")]);
        assert_eq!(renewed.seen(&KIND), []);
    }

    #[test]
    fn a_cookie_with_a_url_is_not_a_session() {
        let next = "next=%2Fhome%3Ftab%3D1%26x%3D2";
        let case = called_back(&[("set-cookie", next)], "alice@example.com");
        assert_eq!(case.seen(&KIND).len(), 1, "a new cookie of that kind renews nothing");
    }

    #[test]
    fn a_login_without_earlier_cookies_proves_nothing() {
        let case = Case::new().opens("https://rp.test/cb?code=1&state=s").gets(
            200,
            &[("set-cookie", SID)],
            "alice@example.com",
        );
        assert_eq!(case.examined_requirements(&KIND), [""; 0]);
    }

    /// A login by a script: JSON requests and responses, and finally a code.
    fn logged_in_by_json(body: &str, then: &str) -> Case {
        Case::new()
            .opens("https://op.test/login")
            .gets(200, &[("set-cookie", SID)], "")
            .on(PageKind::Unknown)
            .submits("https://op.test/api/session", "")
            .with("cookie", SID)
            .json(body)
            .gets(200, &[("content-type", "application/json")], "{}")
            .opens("https://op.test/authorize")
            .with("cookie", SID)
            .gets(302, &[("location", then)], "")
    }

    #[test]
    fn a_login_is_one_by_the_password_that_is_sent() {
        let body = r#"{"who":{"kennwort":"wonderland-1"}}"#;
        let kept = logged_in_by_json(body, "https://client.test/cb?code=1");
        assert!(matches!(kept.seen(&KIND)[..], [(PROVIDER, _)]));
        let failed = logged_in_by_json(body, "https://client.test/cb?error=login_required");
        assert_eq!(failed.examined_requirements(&KIND), [""; 0], "a login that failed");
        let other = logged_in_by_json(r#"{"password":"not-the-password-7"}"#, "https://client.test/cb?code=1");
        assert_eq!(other.examined_requirements(&KIND), [""; 0]);
    }

    const OP: &str = "op=0123456789abcdef02";

    /// The login page is loaded, and the password is sent.
    fn sends_the_password() -> Case {
        Case::new()
            .opens("https://op.test/login")
            .gets(200, &[("set-cookie", OP)], "")
            .on(PageKind::Login)
            .submits("https://op.test/login", "name=alice&password=wonderland-1")
            .with("cookie", OP)
    }

    #[test]
    fn an_unrecognized_page_is_not_a_login() {
        let case = sends_the_password().gets(200, &[], "That did not work.").on(PageKind::Unknown);
        assert_eq!(case.examined_requirements(&KIND), [""; 0]);
        for proof in [PageKind::Consent, PageKind::Unknown] {
            let kept = sends_the_password().gets(200, &[], "alice@example.com").on(proof);
            assert!(matches!(kept.seen(&KIND)[..], [(PROVIDER, _)]), "{proof:?}");
        }
    }

    #[test]
    fn a_redirect_after_the_password_alone_is_not_a_login() {
        let sent_on = || {
            sends_the_password()
                .gets(302, &[("location", "https://op.test/next")], "")
                .follows("https://op.test/next")
                .with("cookie", OP)
        };
        let failed = sent_on().gets(200, &[], "Das hat nicht geklappt.").on(PageKind::Unknown);
        assert_eq!(failed.examined_requirements(&KIND), [""; 0]);
        let inside = sent_on().gets(200, &[], "Your account").on(PageKind::Unknown);
        assert!(matches!(inside.linking_to("https://op.test/logout").seen(&KIND)[..], [(PROVIDER, _)]));
    }

    #[test]
    fn a_login_of_several_pages_is_judged_as_a_whole() {
        let second = |set: &[(&str, &str)]| {
            let case = sends_the_password().gets(200, &[], "New terms").on(PageKind::Continue);
            let case = case.submits("https://op.test/terms", "ok=1").with("cookie", OP);
            case.gets(200, set, "").on(PageKind::Consent).seen(&KIND)
        };
        assert_eq!(second(&[("set-cookie", "op=fedcba9876543210fe")]), []);
        assert_eq!(second(&[]).len(), 1);
    }
}
