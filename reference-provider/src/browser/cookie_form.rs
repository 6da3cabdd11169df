//! The syntax of a cookie (RFC 6265 §4.1): its expiration and its attributes. Browsers treat all forms the same.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use time::OffsetDateTime;

use crate::policy::{CookieAttributes, CookieEnd, CookieValues};

/// All `cookie-octet`s except letters, digits, hyphen and underscore (RFC 6265 §4.1.1).
const OCTETS: &str = "!#$%&'()*+./:<=>?@[]^`{|}~";

/// Encodes the value of a cookie in this form.
pub(crate) fn written(form: CookieValues, value: &str) -> Cow<'_, str> {
    match form {
        CookieValues::AnyCharacter if !value.is_empty() => format!("\"{OCTETS}{value}\"").into(),
        CookieValues::AnyCharacter | CookieValues::Plain => value.into(),
    }
}

/// Decodes what [`written`] encoded.
pub(crate) fn read(form: CookieValues, written: &str) -> &str {
    let inner = || written.strip_prefix('"')?.strip_prefix(OCTETS)?.strip_suffix('"');
    match form {
        CookieValues::AnyCharacter => inner().unwrap_or(written),
        CookieValues::Plain => written,
    }
}

/// The `Expires` attribute of a cookie that expires after this many seconds, if it has one.
pub(crate) fn until(end: CookieEnd, now: SystemTime, seconds: i64) -> String {
    let is_cleared = seconds <= 0;
    if end == CookieEnd::MaxAge || end == CookieEnd::WithBrowser && !is_cleared {
        return String::new();
    }
    let lives = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    let at = if is_cleared { SystemTime::UNIX_EPOCH } else { now + lives };
    format!("; Expires={}", date(end, at.into()))
}

fn date(end: CookieEnd, at: OffsetDateTime) -> String {
    let (weekday, month) = (at.weekday().to_string(), at.month().to_string());
    let (short_day, short_month) = (&weekday[..3], &month[..3]);
    let (day, year) = (at.day(), at.year());
    let clock = format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second());
    match end {
        CookieEnd::Rfc850 => format!("{weekday}, {day:02}-{short_month}-{:02} {clock} GMT", year % 100),
        CookieEnd::Asctime => format!("{short_day} {short_month} {day:2} {clock} {year}"),
        CookieEnd::Netscape => format!("{short_day}, {day:02}-{short_month}-{year} {clock} GMT"),
        CookieEnd::MaxAge | CookieEnd::Date | CookieEnd::WithBrowser => {
            format!("{short_day}, {day:02} {short_month} {year} {clock} GMT")
        }
    }
}

/// A `Set-Cookie` header with its attributes in this form.
pub(crate) fn with_attributes(form: CookieAttributes, header: &str) -> String {
    match form {
        CookieAttributes::Usual => header.to_owned(),
        CookieAttributes::Unknown => format!("{header}; Priority=High; x-zone=\"a\"; Tagged"),
        CookieAttributes::Repeated => {
            let twice = header.split("; ").map(|part| match part.split_once('=').and_then(|(name, _)| other(name)) {
                Some(other) => format!("{other}; {part}"),
                None => part.to_owned(),
            });
            twice.collect::<Vec<_>>().join("; ")
        }
        CookieAttributes::OtherCase => {
            let mut parts = header.split("; ");
            let mut text = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                let name = name.to_ascii_lowercase();
                let value = if name == "samesite" { value.to_ascii_lowercase() } else { value.to_owned() };
                let equals = if value.is_empty() { "" } else { "=" };
                let _ = write!(text, ";{name}{equals}{value}");
            }
            text
        }
    }
}

/// An attribute with another value than the one of the same name after it, which takes effect (RFC 6265 §5.3).
fn other(name: &str) -> Option<&'static str> {
    match name {
        "Path" => Some("Path=/nowhere"),
        "SameSite" => Some("SameSite=None"),
        "Max-Age" => Some("Max-Age=0"),
        "Expires" => Some("Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_is_the_same_moment() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let written = |end| until(end, now, 0).len().min(1) + until(end, now, 60).len();
        assert_eq!(until(CookieEnd::Date, now, 60), "; Expires=Sun, 06 Nov 1994 08:50:37 GMT");
        assert_eq!(until(CookieEnd::Rfc850, now, 60), "; Expires=Sunday, 06-Nov-94 08:50:37 GMT");
        assert_eq!(until(CookieEnd::Asctime, now, 60), "; Expires=Sun Nov  6 08:50:37 1994");
        assert_eq!(until(CookieEnd::Netscape, now, 60), "; Expires=Sun, 06-Nov-1994 08:50:37 GMT");
        assert_eq!(until(CookieEnd::WithBrowser, now, 0), "; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!([written(CookieEnd::WithBrowser), written(CookieEnd::MaxAge)], [1, 0]);
    }

    #[test]
    fn attributes_mean_the_same_in_each_form() {
        let header = "a=B; HttpOnly; SameSite=Lax; Path=/X";
        assert_eq!(with_attributes(CookieAttributes::OtherCase, header), "a=B;httponly;samesite=lax;path=/X");
        assert!(with_attributes(CookieAttributes::Unknown, header).starts_with(header));
        assert_eq!(
            with_attributes(CookieAttributes::Repeated, header),
            "a=B; HttpOnly; SameSite=None; SameSite=Lax; Path=/nowhere; Path=/X"
        );
    }

    #[test]
    fn a_value_is_read_as_it_was_written() {
        let every = (0x21_u8..=0x7e).filter(|byte| !b"\",;\\".contains(byte)).map(char::from);
        let written = written(CookieValues::AnyCharacter, "aB0-_");
        assert!(every.filter(|octet| !octet.is_ascii_alphanumeric()).all(|octet| written.contains(octet)), "{written}");
        assert!(!written[1..written.len() - 1].contains(['"', ',', ';', '\\', ' ']), "{written}");
        assert_eq!(read(CookieValues::AnyCharacter, &written), "aB0-_");
        assert_eq!(read(CookieValues::AnyCharacter, "aB0"), "aB0");
    }
}
