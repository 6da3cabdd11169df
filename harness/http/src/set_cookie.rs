//! The `Set-Cookie` header parsed as browsers do it (RFC 6265bis section 5.6), not by its grammar.

use time::{Duration, OffsetDateTime};

use super::date;
use crate::model::exchange::Response;

/// When a cookie is sent (RFC 6265bis section 5.6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Only on same-site requests.
    Strict,
    /// On same-site requests, and when the browser navigates there with a safe method.
    Lax,
    /// Always.
    None,
}

/// The contents of a `Set-Cookie` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    /// Its name; may be empty.
    pub name: String,
    /// Its value, including quotes.
    pub value: String,
    /// The `Domain` attribute without its leading dot, in lower case; `None` if absent or empty.
    pub domain: Option<String>,
    /// The `Path` attribute if it starts with a slash.
    pub path: Option<String>,
    /// When it expires; `None` for a session cookie.
    pub expires: Option<OffsetDateTime>,
    /// Only sent over trustworthy connections.
    pub secure: bool,
    /// Not accessible to scripts.
    pub http_only: bool,
    /// As the server set it; a browser treats an absent one as `Lax`.
    pub same_site: Option<SameSite>,
}

/// Browsers ignore the rest of a longer attribute value.
const ATTRIBUTE: usize = 1024;
/// Browsers reject a longer name and value together.
const NAME_AND_VALUE: usize = 4096;
/// The maximum lifetime of a cookie (section 5.5).
const LONGEST: Duration = Duration::days(400);

impl SetCookie {
    /// Parses a header value, or returns why a browser ignores it.
    pub fn parse(header: &str, now: OffsetDateTime) -> Result<SetCookie, &'static str> {
        if header.chars().any(|c| c.is_control() && c != '\t') {
            return Err("it contains a control character");
        }
        let (pair, attributes) = header.split_once(';').unwrap_or((header, ""));
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let (name, value) = (trim(name), trim(value));
        if name.is_empty() && value.is_empty() {
            return Err("it has neither a name nor a value");
        }
        if name.len() + value.len() > NAME_AND_VALUE {
            return Err("its name and value are longer than 4096 bytes");
        }
        let mut cookie = SetCookie {
            name: name.to_owned(),
            value: value.to_owned(),
            domain: None,
            path: None,
            expires: None,
            secure: false,
            http_only: false,
            same_site: None,
        };
        let mut max_age = None;
        for attribute in attributes.split(';') {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let value = trim(value);
            if value.len() <= ATTRIBUTE {
                cookie.take(trim(key), value, now, &mut max_age);
            }
        }
        cookie.expires = max_age.or(cookie.expires).map(|at| at.min(now + LONGEST));
        Ok(cookie)
    }

    /// The cookies that a response sets or clears, in order; those that no browser accepts are left out.
    pub fn all_of(response: &Response, now: OffsetDateTime) -> impl Iterator<Item = SetCookie> + use<'_> {
        response.header_all("set-cookie").filter_map(move |header| SetCookie::parse(header, now).ok())
    }

    /// It had expired when it was received: a browser deletes the cookie instead of storing it (section 5.7).
    pub fn is_expired(&self, now: OffsetDateTime) -> bool {
        self.expires.is_some_and(|at| at <= now)
    }

    /// The value as most servers mean it: without the quotes that browsers keep around it.
    pub fn bare_value(&self) -> &str {
        let inner = self.value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        inner.unwrap_or(&self.value)
    }

    /// If an attribute is repeated, the last one counts.
    fn take(&mut self, key: &str, value: &str, now: OffsetDateTime, max_age: &mut Option<OffsetDateTime>) {
        match key.to_ascii_lowercase().as_str() {
            "expires" => self.expires = date::parse(value).or(self.expires),
            "max-age" => *max_age = expiry(value, now).or(*max_age),
            "domain" => {
                let domain = value.strip_prefix('.').unwrap_or(value);
                self.domain = (!domain.is_empty()).then(|| domain.to_ascii_lowercase());
            }
            "path" => self.path = value.starts_with('/').then(|| value.to_owned()),
            "secure" => self.secure = true,
            "httponly" => self.http_only = true,
            "samesite" => {
                self.same_site = match value.to_ascii_lowercase().as_str() {
                    "strict" => Some(SameSite::Strict),
                    "lax" => Some(SameSite::Lax),
                    "none" => Some(SameSite::None),
                    _ => None,
                }
            }
            _ => {}
        }
    }
}

/// `Max-Age` in seconds from now; at or below zero it is the earliest time.
fn expiry(value: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if value.starts_with('-') || digits.bytes().all(|b| b == b'0') {
        return Some(OffsetDateTime::UNIX_EPOCH);
    }
    let seconds = digits.parse().unwrap_or(i64::MAX).min(LONGEST.whole_seconds());
    Some(now + Duration::seconds(seconds))
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(1_800_000_000).expect("a time")
    }

    #[test]
    fn headers_are_parsed_as_browsers_do() {
        let read = |header: &str| SetCookie::parse(header, now());
        let cookie =
            read("sid=\"a b\"; Path=x; path=/y; Secure; HTTPONLY; SameSite=Bogus; samesite=none; Domain=.A.test")
                .expect("a cookie");
        assert_eq!((cookie.value.as_str(), cookie.bare_value()), ("\"a b\"", "a b"));
        assert_eq!((cookie.path.as_deref(), cookie.domain.as_deref()), (Some("/y"), Some("a.test")));
        assert!(cookie.secure && cookie.http_only && cookie.same_site == Some(SameSite::None));
        assert_eq!(read("nameless").map(|cookie| cookie.name), Ok(String::new()));
        assert!(read("=").is_err() && read("a=\u{1}").is_err() && read(&"a".repeat(4097)).is_err());
    }

    #[test]
    fn a_cookie_expires_whatever_its_date_looks_like() {
        for (attribute, expired) in [
            ("Expires=Thu, 01 Jan 1970 00:00:00 GMT", true),
            ("Expires=Thu, 01 Jan 1970 00:00:00 UTC", true),
            ("Expires=Thursday, 01-Jan-70 00:00:00", true),
            ("Expires=Tue, 01 Jan 2019 00:00:00 GMT", true),
            ("Expires=Tue, 01 Jan 2069 00:00:00 GMT", false),
            ("Expires=tomorrow", false),
            ("Max-Age=0", true),
            ("Max-Age=-1; Expires=Tue, 01 Jan 2069 00:00:00 GMT", true),
            ("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", false),
            ("Path=/", false),
        ] {
            let cookie = SetCookie::parse(&format!("sid=x; {attribute}"), now()).expect("a cookie");
            assert_eq!(cookie.is_expired(now()), expired, "{attribute}");
        }
    }
}
