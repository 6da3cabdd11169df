//! The cookies of this site. Cookies ignore ports, and the provider may sit on the same host, so they have names of
//! their own.

use std::borrow::Cow;
use std::time::Duration;

use cookie::{Cookie, SameSite};

use crate::policy::CookieAttributes;

/// Holds the session id.
pub(crate) const SESSION: &str = "test-consumer-session-id";

/// Holds the access token, where the policy puts it there.
pub(crate) const ACCESS_TOKEN: &str = "test-consumer-access-token";

/// Holds the anti-forgery token that forms repeat.
pub(crate) const ANTI_FORGERY: &str = "test-consumer-csrftoken";

/// What a cookie is called. Over TLS, `__Host-` keeps other hosts of the domain, and whoever speaks http for this one, from
/// setting a cookie that counts here (RFC 6265bis §4.1.3.2, OWASP ASVS 5.0 §3.3.1).
pub(crate) fn full_name(name: &'static str, over_tls: bool, attributes: CookieAttributes) -> Cow<'static, str> {
    if over_tls && attributes == CookieAttributes::Strict { format!("__Host-{name}").into() } else { name.into() }
}

/// A `Set-Cookie` value; one without a lifetime deletes the cookie. `Lax`, because the callback is a navigation that
/// starts at another site; never readable by scripts; `Secure` where the site is reached over TLS.
pub(crate) fn set(
    name: &'static str,
    value: &str,
    lifetime: Duration,
    over_tls: bool,
    attributes: CookieAttributes,
) -> String {
    let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
    let mut cookie = Cookie::build((full_name(name, over_tls, attributes), value))
        .path("/")
        .max_age(cookie::time::Duration::seconds(seconds));
    if attributes == CookieAttributes::Strict {
        cookie = cookie.http_only(true).same_site(SameSite::Lax);
        if over_tls {
            cookie = cookie.secure(true);
        }
    }
    cookie.build().to_string()
}

/// The cookies in the `Cookie` headers, in their order.
pub(crate) fn read<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<(String, String)> {
    let pairs = headers.into_iter().flat_map(Cookie::split_parse).flatten();
    pairs.map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_lax_and_hidden_from_scripts() {
        let minute = Duration::from_secs(60);
        assert_eq!(
            set(SESSION, "v", minute, false, CookieAttributes::Strict),
            "test-consumer-session-id=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=60"
        );
        let secure = set(SESSION, "v", minute, true, CookieAttributes::Strict);
        assert!(secure.starts_with("__Host-test-consumer-session-id=v;") && secure.contains("; Secure"), "{secure}");
        assert_eq!(
            set(SESSION, "v", minute, true, CookieAttributes::Missing),
            "test-consumer-session-id=v; Path=/; Max-Age=60"
        );
    }

    #[test]
    fn cookies_are_found_among_rubbish() {
        let pairs = [("a", "1"), ("c", "2"), ("a", "3")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let read_named = |headers: &[&'static str]| {
            read(headers.iter().copied()).into_iter().filter(|(name, _)| !name.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(read_named(&["a=1; =; b", "c=2; a=3"]), pairs);
        assert_eq!(read_named(&["", ";;=;"]), []);
    }
}
