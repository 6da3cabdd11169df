//! `sessions-renewed`: who logs in gets a session under a new identifier, so that nobody can plant one (OWASP ASVS 5.0
//! §7.2.4).

use serde_json::Value;

use super::evidence::{Party, Seen, code_brought, same_place};
use super::{Evidence, Kind, Looked};
use crate::cookies::is_session_value;
use crate::http::{brought_by, form_of};
use crate::model::exchange::{Cause, Request};
use crate::model::page::{Page, PageKind};
use crate::model::scenario::UnderTest;
use crate::oauth::authorize::Response;

const PROVIDER: &str = "asvs5-7.2.4-session-fixation";
const CONSUMER: &str = "asvs5-7.2.4-client-session-fixation";

pub(super) const KIND: Kind = Kind {
    id: "sessions-renewed",
    sentence: "Who logs in gets a session under a new identifier",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/session-fixed", "consumer/session-fixed"],
    look,
};

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    // Where both parties are on one host, a browser brings each the cookies of the other.
    let set_ever: Vec<(Option<Party>, String)> = evidence
        .seen()
        .flat_map(|seen| evidence.cookies_of(seen).map(move |cookie| (seen.party, cookie.name)))
        .collect();
    for seen in evidence.seen() {
        let requirement = match seen.party {
            Some(Party::Provider) if logs_in(evidence, seen) => PROVIDER,
            Some(Party::Consumer) if calls_back(evidence, seen) => CONSUMER,
            _ => continue,
        };
        // What nobody brought, nobody planted: that says nothing.
        let brought = brought_by(seen.request);
        let own = |name: &str| set_ever.contains(&(seen.party, name.to_owned()));
        let brought: Vec<_> =
            brought.into_iter().filter(|(name, value)| own(name) && is_session_value(name, value)).collect();
        if brought.is_empty() {
            continue;
        }
        looked.at(requirement);
        let answers = evidence.chain(seen.index).filter(|answer| answer.party == seen.party);
        // A new value for an old cookie, a cookie that was not there, and an old one taken away: all end what was planted.
        let renewed = answers.flat_map(|answer| evidence.cookies_of(answer)).any(|cookie| {
            let old = brought.iter().find(|(name, _)| *name == cookie.name);
            match old {
                Some((_, value)) => *value != cookie.value || cookie.is_expired(evidence.now),
                None => is_session_value(&cookie.name, &cookie.value) && !cookie.is_expired(evidence.now),
            }
        });
        if !renewed {
            let names: Vec<String> = brought.iter().map(|(name, _)| format!("`{name}`")).collect();
            let shown =
                format!("the login kept the value of the cookie {} that the browser had brought", names.join(", "));
            looked.saw(seen.index, requirement, "a new session identifier at login", shown);
        }
    }
    looked
}

/// A user's own password was sent, in a form or in JSON, and what comes of it shows that it was taken: the browser ends on a
/// page that asks for nothing more, or, where no page comes, goes on to a code.
pub(super) fn logs_in(evidence: &Evidence<'_>, seen: Seen<'_>) -> bool {
    let from_browser = seen.exchange.cause != Cause::Call;
    if !from_browser
        || seen.request.method != "POST"
        || seen.response.status >= 400
        || !sends_password(evidence, seen.request)
    {
        return false;
    }
    let Some(last) = evidence.chain(seen.index).last() else { return false };
    // A form again, or another one: then the login is not over.
    let goes_on = |page: &Page| {
        matches!(
            page.kind,
            PageKind::Login | PageKind::Identifier | PageKind::Password | PageKind::OneTimeCode | PageKind::Error
        )
    };
    // A code on the way is proof enough, whatever the client then makes of it.
    if evidence.chain(seen.index).any(|hop| brings_code(evidence, hop)) {
        return true;
    }
    match evidence.pages.get(&last.index) {
        Some(page) => !goes_on(page),
        None if last.response.is_redirect() => true,
        None => gets_code_later(evidence, seen),
    }
}

fn sends_password(evidence: &Evidence<'_>, request: &Request) -> bool {
    let json = if request.media_type().ends_with("json") { serde_json::from_str(&request.body).ok() } else { None };
    let form = form_of(request);
    let sends = |password: &str| {
        form.iter().any(|(_, value)| value == password) || json.as_ref().is_some_and(|json| holds(json, password))
    };
    evidence.deployment.users.values().any(|user| !user.password.is_empty() && sends(&user.password))
}

/// A text anywhere in JSON.
fn holds(json: &Value, text: &str) -> bool {
    match json {
        Value::String(value) => value == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(members) => members.values().any(|member| holds(member, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The same browser gets a code before it sends a password again.
fn gets_code_later(evidence: &Evidence<'_>, login: Seen<'_>) -> bool {
    let later = evidence.seen().filter(|seen| seen.index > login.index && seen.exchange.actor == login.exchange.actor);
    let mut until = later.take_while(|seen| !sends_password(evidence, seen.request));
    until.any(|seen| brings_code(evidence, seen))
}

fn brings_code(evidence: &Evidence<'_>, seen: Seen<'_>) -> bool {
    let mut responses = evidence.authorization_responses().filter(|(response, _)| response.index == seen.index);
    responses.any(|(_, to)| Response::from_url(&to).get("code").is_some())
}

/// A code came back, and the browser ends on something that greets a user.
fn calls_back(evidence: &Evidence<'_>, seen: Seen<'_>) -> bool {
    let callback = evidence.deployment.consumer.as_ref().map(|consumer| &consumer.callback);
    seen.response.status < 400
        && code_brought(seen.request).is_some()
        && callback.is_some_and(|callback| same_place(&seen.request.url, callback))
        && evidence.ends_signed_in(seen.index)
}

#[cfg(test)]
mod tests {
    use super::super::example::Told;
    use super::*;

    const SID: &str = "sid=0123456789abcdef01";

    /// A consumer that has given a browser a session, and what it answers to the callback.
    fn called_back(set: &[(&str, &str)], body: &str) -> Told {
        Told::new()
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
        assert_eq!((renewed.seen(&KIND), renewed.looked_at(&KIND)), (vec![], vec![CONSUMER]));
        // What the callback does not tell, the home page does.
        let shell = called_back(&[], "<div id=app>").opens("https://rp.test/").gets(200, &[], "alice@example.com");
        assert_eq!(shell.seen(&KIND).len(), 1);
        assert_eq!(called_back(&[], "no").looked_at(&KIND), [""; 0], "nobody is signed in");
    }

    /// V48: a provider that renews its session does not excuse a consumer that keeps its own, in one and the same sign-in.
    #[test]
    fn each_party_is_looked_at_on_its_own() {
        let sign_in = |by_consumer: &[(&str, &str)]| {
            Told::new()
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
        assert_eq!(kept.looked_at(&KIND), [CONSUMER, PROVIDER]);
        assert!(matches!(kept.seen(&KIND)[..], [(CONSUMER, _)]), "{:?}", kept.seen(&KIND));
        let renewed = sign_in(&[("set-cookie", "sid=fedcba9876543210ff")]);
        assert_eq!(renewed.seen(&KIND), []);
    }

    #[test]
    fn what_only_carries_a_url_is_no_session() {
        let next = "next=%2Fhome%3Ftab%3D1%26x%3D2";
        let told = called_back(&[("set-cookie", next)], "alice@example.com");
        assert_eq!(told.seen(&KIND).len(), 1, "a new cookie of that kind renews nothing");
    }

    #[test]
    fn who_brought_no_cookie_proves_nothing() {
        let told = Told::new().opens("https://rp.test/cb?code=1&state=s").gets(
            200,
            &[("set-cookie", SID)],
            "alice@example.com",
        );
        assert_eq!(told.looked_at(&KIND), [""; 0]);
    }

    /// A login by a script: JSON there and back, and a code in the end.
    fn logged_in_by_json(body: &str, then: &str) -> Told {
        Told::new()
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
        assert_eq!(failed.looked_at(&KIND), [""; 0], "a login that failed");
        let other = logged_in_by_json(r#"{"password":"not-the-password-7"}"#, "https://client.test/cb?code=1");
        assert_eq!(other.looked_at(&KIND), [""; 0]);
    }
}
