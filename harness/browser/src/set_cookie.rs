//! The `Set-Cookie` header taken apart as browsers do it (RFC 6265bis section 5.6), not as its grammar has it.

use time::{Duration, OffsetDateTime};

use super::date;

/// When a cookie is sent along (RFC 6265bis section 5.6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Only within the site.
    Strict,
    /// Within the site, and when the browser navigates there by a safe method.
    Lax,
    /// Always.
    None,
}

/// What a `Set-Cookie` header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SetCookie {
    pub(super) name: String,
    pub(super) value: String,
    /// The `Domain` attribute without its leading dot, in lower case; nothing when absent or empty.
    pub(super) domain: Option<String>,
    /// The `Path` attribute when it starts with a slash.
    pub(super) path: Option<String>,
    /// When it expires; nothing for a cookie of the session.
    pub(super) expires: Option<OffsetDateTime>,
    pub(super) secure: bool,
    pub(super) http_only: bool,
    pub(super) same_site: Option<SameSite>,
}

/// Browsers read no more than this of an attribute's value.
const ATTRIBUTE: usize = 1024;
/// Browsers keep no more than this of name and value together.
const NAME_AND_VALUE: usize = 4096;
/// No cookie lives longer than this (section 5.5).
const LONGEST: Duration = Duration::days(400);

impl SetCookie {
    /// Reads a header value, or says why a browser ignores it.
    pub(super) fn parse(header: &str, now: OffsetDateTime) -> Result<SetCookie, &'static str> {
        if header.chars().any(|c| c.is_control() && c != '\t') {
            return Err("it holds a control character");
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

    /// Of an attribute that is repeated, the last one counts.
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

/// `Max-Age` in seconds from now; at or below zero it names the beginning of time.
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
