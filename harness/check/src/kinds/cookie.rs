//! `cookie`: a cookie that the step set or cleared, attribute by attribute (RFC 6265bis §5.6).

use schemars::JsonSchema;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use time::OffsetDateTime;

use crate::cookies::{is_cleared, may_be_session};
use crate::http::{SameSite, SetCookie};
use crate::model::exchange::{Cause, Exchange};
use crate::model::verdict::Mismatch;
use crate::received_cookies::{ReceivedCookie, named, received, written};
use crate::step::{Evidence, Observation, Text};
use crate::{Check, CheckKind, OneOrMany, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "cookie",
    summary: "A cookie (or a list of them) that the step `set`, `cleared` or `left-alone` (`is`), by `name`, or every \
              cookie that could identify a session; with `http-only`, `secure`, `same-site`, `path`, `domain`, \
              `max-age`, and `renewed`: its value is not the one that the request sent.",
    read: read::<Cookies>,
    schema: schema::<Cookies>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "OneOrMany<ExpectedCookie>")]
pub(super) struct Cookies(Vec<ExpectedCookie>);

/// What is expected of one cookie.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ExpectedCookie {
    /// When absent: every cookie that could identify a session. If there is none, the attributes are inconclusive.
    #[serde(default)]
    name: Option<Text>,
    #[serde(default)]
    is: CookieChange,
    #[serde(default)]
    http_only: Option<bool>,
    #[serde(default)]
    secure: Option<bool>,
    #[serde(default)]
    same_site: Option<ExpectedSameSite>,
    #[serde(default)]
    path: Option<Text>,
    #[serde(default)]
    domain: Option<CookiePresence>,
    /// `Max-Age` or `Expires`: how long the browser keeps it beyond the end of its session.
    #[serde(default)]
    max_age: Option<CookiePresence>,
    #[serde(default)]
    renewed: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum CookieChange {
    #[default]
    Set,
    Cleared,
    LeftAlone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum ExpectedSameSite {
    Strict,
    Lax,
    None,
    Absent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum CookiePresence {
    Present,
    Absent,
}

impl Check for Cookies {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let exchanges = &evidence.exchanges[seen.exchanges.clone()];
        self.0.iter().try_for_each(|wanted| wanted.judge(exchanges, evidence))
    }
}

impl ExpectedCookie {
    fn judge(&self, exchanges: &[Exchange], evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let text = |text: &Option<Text>| {
            let text = text.as_ref().map(|text| evidence.text(text)).transpose();
            text.map_err(|error| Mismatch::unjudged("the name or the path of a cookie", error.to_string()))
        };
        self.compare(exchanges, text(&self.name)?.as_deref(), text(&self.path)?.as_deref(), evidence.now.moment())
    }

    fn compare(
        &self,
        exchanges: &[Exchange],
        name: Option<&str>,
        path: Option<&str>,
        now: OffsetDateTime,
    ) -> Result<(), Mismatch> {
        let meant = |cookie: &SetCookie| match name {
            Some(name) => cookie.name == name,
            None => may_be_session(cookie, now) || (self.is == CookieChange::Cleared && is_cleared(cookie, now)),
        };
        let called = name.map_or_else(|| "a session cookie".to_owned(), |name| format!("the cookie `{name}`"));
        let all: Vec<ReceivedCookie<'_>> =
            received(exchanges, now).filter(|received| meant(&received.cookie)).collect();
        // Of several cookies with one name, a browser keeps the last.
        let last = all.iter().enumerate().filter(|(at, one)| all[at + 1..].iter().all(|later| !later.replaces(one)));
        let last: Vec<&ReceivedCookie<'_>> = last.map(|(_, one)| one).collect();
        let last = if name.is_none() && self.is == CookieChange::Set { self.sessions(last, exchanges) } else { last };
        match self.is {
            CookieChange::LeftAlone if last.is_empty() => return Ok(()),
            CookieChange::LeftAlone => return Err(Mismatch::new(format!("{called} left alone"), written(&last))),
            CookieChange::Set | CookieChange::Cleared if last.is_empty() => {
                let change = if self.is == CookieChange::Set { "set" } else { "cleared" };
                let seen = format!("neither set nor cleared; {}", named(exchanges, now));
                let unjudged = self.is == CookieChange::Set && self.is_about_attributes();
                return Err(Mismatch { unjudged, ..Mismatch::new(format!("{called} {change}"), seen) });
            }
            CookieChange::Set | CookieChange::Cleared => {}
        }
        for received in last {
            let missing = self.missing(received, path, now);
            if !missing.is_empty() {
                return Err(Mismatch::new(format!("{called}: {}", missing.join(", ")), written(&[received])));
            }
        }
        Ok(())
    }

    /// Of the cookies that could identify a session, those that do: a cookie that was set before the first form was sent, and
    /// not after it, only counts visits; and if one is `HttpOnly`, another that is not may be the browser state of `OpenID`
    /// Connect Session Management, which scripts must read (§3.2).
    fn sessions<'a, 'b>(
        &self,
        all: Vec<&'a ReceivedCookie<'b>>,
        exchanges: &[Exchange],
    ) -> Vec<&'a ReceivedCookie<'b>> {
        let submit = exchanges.iter().position(|exchange| exchange.cause == Cause::Submit).unwrap_or(0);
        let is_after = |one: &ReceivedCookie<'_>| exchanges[submit..].iter().any(|it| std::ptr::eq(it, one.exchange));
        let any_after = all.iter().any(|one| is_after(one));
        let all: Vec<_> = all.into_iter().filter(|one| !any_after || is_after(one)).collect();
        let kept_from_scripts = self.http_only == Some(true) && all.iter().any(|one| one.cookie.http_only);
        all.into_iter().filter(|one| !kept_from_scripts || one.cookie.http_only).collect()
    }

    /// True if only attributes are expected: a missing cookie does not violate them. A session that was to be renewed needs a
    /// cookie.
    fn is_about_attributes(&self) -> bool {
        let against_scripts = self.http_only.is_some() || self.secure.is_some() || self.same_site.is_some();
        let scope = self.path.is_some() || self.domain.is_some() || self.max_age.is_some();
        self.name.is_none() && self.renewed.is_none() && (against_scripts || scope)
    }

    /// The expected attributes, and those that are missing.
    fn missing(&self, received: &ReceivedCookie<'_>, path: Option<&str>, now: OffsetDateTime) -> Vec<String> {
        let cookie = &received.cookie;
        let mut missing = Vec::new();
        let mut expect = |fits: bool, wanted: String| missing.extend((!fits).then_some(wanted));
        let cleared = self.is == CookieChange::Cleared;
        expect(is_cleared(cookie, now) == cleared, if cleared { "cleared" } else { "set" }.to_owned());
        for (name, wanted, there) in
            [("HttpOnly", self.http_only, cookie.http_only), ("Secure", self.secure, cookie.secure)]
        {
            expect(wanted.is_none_or(|wanted| wanted == there), with_or_without(wanted == Some(true), name));
        }
        let same_site = match cookie.same_site {
            Some(SameSite::Strict) => ExpectedSameSite::Strict,
            Some(SameSite::Lax) => ExpectedSameSite::Lax,
            Some(SameSite::None) => ExpectedSameSite::None,
            None => ExpectedSameSite::Absent,
        };
        if let Some(wanted) = self.same_site {
            expect(wanted == same_site, format!("SameSite {}", format!("{wanted:?}").to_lowercase()));
        }
        if let Some(path) = path {
            expect(cookie.path.as_deref() == Some(path), format!("Path={path}"));
        }
        for (name, wanted, there) in [
            ("Domain", self.domain, cookie.domain.is_some()),
            ("Max-Age or Expires", self.max_age, cookie.expires.is_some()),
        ] {
            let present = wanted == Some(CookiePresence::Present);
            expect(wanted.is_none() || present == there, with_or_without(present, name));
        }
        if let Some(renewed) = self.renewed {
            let wanted =
                if renewed { "a value that the request did not send" } else { "the value that the request sent" };
            expect(received.is_renewed() == renewed, wanted.to_owned());
        }
        missing
    }
}

fn with_or_without(with: bool, name: &str) -> String {
    format!("{} {name}", if with { "with" } else { "without" })
}

impl<'de> Deserialize<'de> for Cookies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CookiesVisitor;

        impl<'de> Visitor<'de> for CookiesVisitor {
            type Value = Cookies;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a mapping about a cookie, or a list of them")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Cookies, A::Error> {
                Ok(Cookies(vec![ExpectedCookie::deserialize(de::value::MapAccessDeserializer::new(map))?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cookies, A::Error> {
                let mut all = Vec::new();
                while let Some(Cookies(some)) = seq.next_element()? {
                    all.extend(some);
                }
                Ok(Cookies(all))
            }
        }

        deserializer.deserialize_any(CookiesVisitor)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use url::Url;

    use super::*;
    use crate::model::exchange::{Cause, Request, Response};
    use crate::model::source::Source;
    use crate::syntax::{decode, yaml};

    /// One exchange: the cookies that the request sends, and those that the response sets.
    fn exchange(sent_cookie: &str, set: &[&str]) -> Exchange {
        let mut request = Request::new("GET", Url::parse("https://op.test/login").expect("a URL"));
        request.headers.push(("cookie".to_owned(), sent_cookie.to_owned()));
        let headers = set.iter().map(|value| ("set-cookie".to_owned(), (*value).to_owned())).collect();
        let outcome = Ok(Response { status: 200, headers, body: String::new() });
        Exchange { actor: "alice".into(), cause: Cause::Open, request, outcome, took: Duration::ZERO }
    }

    fn compared(wanted: &str, exchanges: &[Exchange]) -> Result<(), Mismatch> {
        let node = yaml::parse(&Source::new("expect.yaml", wanted)).expect("YAML");
        let Cookies(all) = decode::decode(&node).expect("an expectation");
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
        let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).expect("a time");
        all.iter()
            .try_for_each(|one| one.compare(exchanges, text(&one.name).as_deref(), text(&one.path).as_deref(), now))
    }

    #[test]
    fn every_attribute_counts() {
        let guarded = "sid=0123456789abcdef; Path=/app; HttpOnly; Secure; SameSite=Lax; Max-Age=60; Domain=op.test";
        let bare = "sid=0123456789abcdef";
        for (wanted, opposite) in [
            ("http-only: true", "http-only: false"),
            ("secure: true", "secure: false"),
            ("same-site: lax", "same-site: absent"),
            ("path: /app", "path: /"),
            ("max-age: present", "max-age: absent"),
            ("domain: present", "domain: absent"),
        ] {
            let (guarded, bare) = ([exchange("", &[guarded])], [exchange("", &[bare])]);
            assert_eq!(compared(wanted, &guarded), Ok(()), "{wanted}");
            let missing = compared(wanted, &bare).expect_err(wanted);
            assert!(missing.seen.contains("sid=0123456789abcdef"), "{missing:?}");
            assert!(compared(opposite, &guarded).is_err(), "{opposite}");
        }
    }

    #[test]
    fn a_missing_cookie_has_no_wrong_attributes() {
        let nothing = [exchange("", &[])];
        let missing = |wanted: &str| compared(wanted, &nothing).expect_err(wanted);
        assert!(missing("http-only: true").unjudged && missing("{secure: true, path: /}").unjudged);
        assert!(!missing("renewed: true").unjudged, "a session that is kept is one that was not renewed");
        assert!(!missing("{name: sid, http-only: true}").unjudged && !missing("is: cleared").unjudged);
    }

    #[test]
    fn the_last_header_for_a_cookie_counts() {
        let [old, new, gone] = ["sid=0123456789abcdef", "sid=fedcba9876543210", "sid=; Max-Age=0"];
        let log = |set: &[&str]| [exchange(old, set)];
        assert!(compared("{name: sid, is: set, renewed: true}", &log(&[old, new])).is_ok());
        assert!(compared("{name: sid, renewed: true}", &log(&[new, old])).is_err());
        assert!(compared("{name: sid, is: cleared}", &log(&[old, gone])).is_ok());
        assert!(compared("{name: sid, is: cleared}", &log(&[gone, old])).is_err());
        // As browsers parse dates.
        for date in
            ["Thu, 01 Jan 1970 00:00:00 UTC", "Thursday, 01-Jan-70 00:00:00 GMT", "Tue, 01 Jan 2019 00:00:00 GMT"]
        {
            let gone = format!("sid=gone; Path=/; Expires={date}");
            assert!(compared("{name: sid, is: cleared}", &log(&[&gone])).is_ok(), "{date}");
        }
        // Two paths are two cookies: the one that remains is reported.
        let narrow = "sid=; Path=/app; Max-Age=0";
        assert!(compared("{name: sid, is: cleared}", &log(&[old, narrow])).is_err());
        assert!(compared("{name: sid, is: left-alone}", &log(&[])).is_ok());
        assert!(compared("{name: sid, is: left-alone}", &log(&[old])).is_err());
        assert!(compared("[{name: sid}, {name: other, is: left-alone}]", &log(&[new])).is_ok());
    }

    #[test]
    fn without_a_name_there_must_be_a_session_cookie() {
        let missing = compared("http-only: true", &[exchange("", &["theme=dark; HttpOnly"])]).expect_err("no session");
        assert_eq!(missing.expected, "a session cookie set");
        assert_eq!(missing.seen, "neither set nor cleared; these were: `theme`");
    }

    #[test]
    fn visit_counters_and_script_cookies_are_not_session_cookies() {
        let [visit, session, state] =
            ["_vis=GA1.1.123456789.1800000000", "sid=0123456789abcdef; HttpOnly", "opbs=fedcba9876543210"];
        let submitted = |set: &[&str]| Exchange { cause: Cause::Submit, ..exchange("", set) };
        let guarded = |set: &[&str]| compared("http-only: true", &[exchange("", &[visit]), submitted(set)]);
        assert_eq!(guarded(&[session]), Ok(()));
        assert_eq!(guarded(&[session, state]), Ok(()));
        assert!(guarded(&["sid=0123456789abcdef"]).is_err());
        assert!(guarded(&["sid=0123456789abcdef", state]).is_err());
    }
}
