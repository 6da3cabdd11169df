//! The cookies of this site. Cookies ignore ports, and the provider may sit on the same host, so they have names of
//! their own.

use std::time::Duration;

use cookie::{Cookie, SameSite};

use crate::policy::CookieAttributes;

/// Holds the session id.
pub(crate) const SESSION: &str = "test-consumer-session-id";

/// Holds the access token, where the policy puts it there.
pub(crate) const ACCESS_TOKEN: &str = "test-consumer-access-token";

/// Holds the anti-forgery token that forms repeat.
pub(crate) const ANTI_FORGERY: &str = "test-consumer-csrftoken";

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
    let mut cookie = Cookie::build((name, value)).path("/").max_age(cookie::time::Duration::seconds(seconds));
    if attributes == CookieAttributes::Strict {
        cookie = cookie.http_only(true).same_site(SameSite::Lax);
        if over_tls {
            cookie = cookie.secure(true);
        }
    }
    cookie.build().to_string()
}

/// The value of the first cookie called `name` in the `Cookie` headers: browsers put the most specific one in front.
pub(crate) fn find<'a>(headers: impl IntoIterator<Item = &'a str>, name: &str) -> Option<String> {
    let pairs = headers.into_iter().flat_map(Cookie::split_parse);
    pairs.flatten().find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
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
        assert!(set(SESSION, "v", minute, true, CookieAttributes::Strict).contains("; Secure"));
        assert_eq!(
            set(SESSION, "v", minute, true, CookieAttributes::Missing),
            "test-consumer-session-id=v; Path=/; Max-Age=60"
        );
    }

    #[test]
    fn the_first_of_several_is_found_among_rubbish() {
        assert_eq!(find(["a=1; =; b", "c=2; a=3"], "a").as_deref(), Some("1"));
        assert_eq!(find(["", ";;=;"], "a"), None);
    }
}
