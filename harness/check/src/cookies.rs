//! `Set-Cookie` as checks read it. Shared by the check `cookie` and the always-on ones.

use cookie::Cookie;

use crate::model::encoding::is_mixed;
use crate::model::exchange::Response;

/// A session identifier is not shorter: 64 bits in hexadecimal.
const SHORTEST_SESSION: usize = 16;

/// What the names of cookies begin with that balancers, filters and counters in front of a site set.
const OF_OTHERS: [&str; 8] = ["_ga", "_gid", "arraffinity", "awsalb", "bigip", "incap_", "nlbi_", "visid_"];

/// The cookies that a response sets or clears, in order; what no browser could read is left out.
pub(super) fn set_by(response: &Response) -> impl Iterator<Item = Cookie<'_>> {
    response.header_all("set-cookie").filter_map(|header| Cookie::parse(header).ok())
}

/// The cookies that a request brought, by name and value.
pub(super) fn brought_by(header: Option<&str>) -> Vec<(&str, &str)> {
    let pairs = header.into_iter().flat_map(|header| header.split(';'));
    pairs.filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim(), value.trim())).collect()
}

/// True where a browser forgets the cookie instead of keeping it.
pub(super) fn is_cleared(cookie: &Cookie<'_>) -> bool {
    let by_age = cookie.max_age().map(|age| !age.is_positive());
    let by_date = || cookie.expires_datetime().is_some_and(|at| at.year() <= 1971);
    by_age.unwrap_or_else(by_date) || cookie.value_trimmed().is_empty()
}

/// True where the cookie may stand for a session: it is kept, its value could be an identifier, and its name does not say
/// that it guards forms against forgery (a script of the same site may have to read such a one).
pub(super) fn may_be_session(cookie: &Cookie<'_>) -> bool {
    !is_cleared(cookie) && is_session_value(cookie.name(), cookie.value_trimmed())
}

/// The same for a cookie of which only name and value are known.
pub(super) fn is_session_value(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let guards_forms = ["csrf", "xsrf", "forgery", "requestverification"].iter().any(|word| name.contains(word));
    let of_others = OF_OTHERS.iter().any(|start| name.starts_with(start));
    !guards_forms && !of_others && value.len() >= SHORTEST_SESSION && is_mixed(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_told_apart() {
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
            ("sessionid=\"\"; Path=/", false, true),
        ] {
            let cookie = Cookie::parse(header).expect("a cookie");
            assert_eq!((may_be_session(&cookie), is_cleared(&cookie)), (session, cleared), "{header}");
        }
    }

    #[test]
    fn a_request_brings_names_and_values() {
        assert_eq!(brought_by(Some("a=1; b=x=y")), [("a", "1"), ("b", "x=y")]);
        assert!(brought_by(None).is_empty());
    }
}
