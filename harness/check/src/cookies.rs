//! Which cookies identify a session. Shared by the check `cookie` and the always-on ones.

use time::OffsetDateTime;

use crate::http::SetCookie;
use crate::model::encoding::is_mixed;

/// A session identifier is not shorter: 64 bits in hexadecimal.
const SHORTEST_SESSION: usize = 16;

/// Prefixes of the cookies that load balancers, filters and analytics in front of a site set.
const OF_OTHERS: [&str; 8] = ["_ga", "_gid", "arraffinity", "awsalb", "bigip", "incap_", "nlbi_", "visid_"];

/// True if the cookie is cleared: a browser drops it, or keeps it empty.
pub(super) fn is_cleared(cookie: &SetCookie, now: OffsetDateTime) -> bool {
    cookie.is_expired(now) || cookie.bare_value().is_empty()
}

/// True if the cookie may identify a session: it is kept, its value could be an identifier, and its name does not say that it
/// is a CSRF token (a script of the same site may have to read such a one).
pub(super) fn may_be_session(cookie: &SetCookie, now: OffsetDateTime) -> bool {
    !is_cleared(cookie, now) && is_session_value(&cookie.name, cookie.bare_value())
}

/// The same for a cookie of which only the name and the value are known.
pub(super) fn is_session_value(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let guards_forms = ["csrf", "xsrf", "forgery", "requestverification"].iter().any(|word| name.contains(word));
    let of_others = OF_OTHERS.iter().any(|start| name.starts_with(start));
    !guards_forms && !of_others && value.len() >= SHORTEST_SESSION && is_mixed(value) && !carries_something(value)
}

/// A URL, a path with its query, JSON or a sentence is stored data and not a random value: it identifies no session.
fn carries_something(value: &str) -> bool {
    // A URL in the query of a URL, in a cookie.
    let text = unescaped(&unescaped(value));
    // Base64 may begin with a slash, but then it has capitals and no question mark.
    let is_path = text.starts_with('/') && (text.contains('?') || !text.bytes().any(|byte| byte.is_ascii_uppercase()));
    // A brace alone is a character like any other.
    let is_json = text.starts_with(['[', '{']) || text.contains("{\"");
    is_path || is_json || text.starts_with('<') || text.contains(' ') || text.contains("://")
}

/// Without percent-encoding.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match (first, behind) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.extend(hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_cookies_are_distinguished_from_others() {
        let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).expect("a time");
        for (header, session, cleared) in [
            ("sessionid=0123456789abcdef; HttpOnly", true, false),
            ("sessionid=sUySpaxCHTaclJLbaKFtByIcpP-twWgGuNugR-br_eM", true, false),
            ("__Host-sid=\"0123456789abcdef\"", true, false),
            ("csrftoken=0123456789abcdef", false, false),
            ("__RequestVerificationToken=0123456789abcdef", false, false),
            ("theme=dark", false, false),
            ("AWSALB=0123456789abcdef0123456789abcdef", false, false),
            ("sessionid=; Max-Age=0", false, true),
            ("sessionid=0123456789abcdef; Max-Age=0", false, true),
            ("sessionid=0123456789abcdef; Expires=Thu, 01 Jan 1970 00:00:00 GMT", false, true),
            ("sessionid=0123456789abcdef; Expires=Thu, 01 Jan 1970 00:00:00 UTC", false, true),
            ("sessionid=0123456789abcdef; Expires=Tue, 01 Jan 2069 00:00:00 UTC", true, false),
            ("sessionid=\"\"; Path=/", false, true),
            // Stored data, and what only looks like it.
            ("next=%2Fauthorize%3Fclient_id%3Dweb%26state%3Dabc; Path=/", false, false),
            ("next=%252Fauthorize%253Fclient_id%253Dweb1", false, false),
            ("next=/o/authorize/step-1", false, false),
            ("back=https%3A%2F%2Fapp.example%2Fhome1", false, false),
            ("prefs=j%3A%7B%22theme%22%3A%22dark1%22%7D", false, false),
            ("prefs=%7B%22theme%22%3A%22dark1%22%7D", false, false),
            ("sid=%2F9j4AAQSkZJRgABAQAAAQABAAD%2F2wBD", true, false),
            ("connect.sid=s%3AaBcDeFgH01234567.sIgNaTuRe%2Bx", true, false),
        ] {
            let cookie = SetCookie::parse(header, now).expect("a cookie");
            assert_eq!((may_be_session(&cookie, now), is_cleared(&cookie, now)), (session, cleared), "{header}");
        }
    }
}
