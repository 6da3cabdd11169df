//! The cookies of this site. Cookies are not isolated by port, and the provider may be on the same host, so they have
//! names of their own.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use cookie::{Cookie, SameSite};

use crate::policy::{CookieAttributes, CookieLifetime, CookieNames, SessionRules};

/// A cookie of this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CookieKind {
    /// The session id.
    Session,
    /// The id of the pending logins, if they are not part of the session.
    Login,
    /// The access token, if the policy stores it there.
    AccessToken,
    /// The access token, encrypted.
    Sealed,
    /// The CSRF token that forms repeat.
    CsrfToken,
}

impl CookieKind {
    fn name(self, names: CookieNames) -> &'static str {
        match (self, names) {
            (Self::Session, CookieNames::OfItsOwn) => "test-consumer-session-id",
            (Self::Login, CookieNames::OfItsOwn) => "test-consumer-login",
            (Self::AccessToken, CookieNames::OfItsOwn) => "test-consumer-access-token",
            (Self::Sealed, CookieNames::OfItsOwn) => "test-consumer-sealed",
            (Self::CsrfToken, CookieNames::OfItsOwn) => "test-consumer-csrftoken",
            (Self::Session, CookieNames::Usual) => "connect.sid",
            (Self::Login, CookieNames::Usual) => "oauth_state",
            (Self::AccessToken, CookieNames::Usual) => "at",
            (Self::Sealed, CookieNames::Usual) => "auth",
            (Self::CsrfToken, CookieNames::Usual) => "XSRF-TOKEN",
        }
    }
}

/// The name of a cookie. Over TLS, `__Host-` prevents other hosts of the domain, and network attackers over http, from
/// setting a cookie with this name (RFC 6265bis §4.1.3.2, OWASP ASVS 5.0 §3.3.1).
pub(crate) fn full_name(kind: CookieKind, over_tls: bool, rules: &SessionRules) -> Cow<'static, str> {
    let name = kind.name(rules.cookie_names);
    if over_tls && rules.cookie_attributes == CookieAttributes::Strict {
        format!("__Host-{name}").into()
    } else {
        name.into()
    }
}

/// A `Set-Cookie` value; one without a lifetime clears the cookie. `Lax`, because the callback is a cross-site
/// navigation; never readable by scripts; `Secure` if the site uses TLS.
pub(crate) fn set(
    kind: CookieKind,
    value: &str,
    (now, lifetime): (SystemTime, Duration),
    over_tls: bool,
    rules: &SessionRules,
) -> String {
    let mut cookie = Cookie::build((full_name(kind, over_tls, rules), value)).path("/");
    cookie = match rules.cookie_lifetime {
        CookieLifetime::MaxAge => cookie.max_age(seconds(lifetime)),
        CookieLifetime::BrowserSession if lifetime.is_zero() => cookie.max_age(seconds(lifetime)),
        CookieLifetime::BrowserSession => cookie,
        // A cookie is cleared with a date in the distant past, whatever the browser's clock.
        CookieLifetime::Expires if lifetime.is_zero() => cookie.expires(cookie::time::OffsetDateTime::UNIX_EPOCH),
        CookieLifetime::Expires => cookie.expires(cookie::time::OffsetDateTime::from(now + lifetime)),
    };
    if rules.cookie_attributes == CookieAttributes::Strict {
        cookie = cookie.http_only(true).same_site(SameSite::Lax);
        if over_tls {
            cookie = cookie.secure(true);
        }
    }
    cookie.build().to_string()
}

fn seconds(lifetime: Duration) -> cookie::time::Duration {
    cookie::time::Duration::seconds(i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX))
}

/// The cookies in the `Cookie` headers, in order.
pub(crate) fn read<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<(String, String)> {
    let pairs = headers.into_iter().flat_map(Cookie::split_parse).flatten();
    pairs.map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_lax_and_hidden_from_scripts() {
        let minute = (SystemTime::UNIX_EPOCH, Duration::from_secs(60));
        let strict = SessionRules::default();
        assert_eq!(
            set(CookieKind::Session, "v", minute, false, &strict),
            "test-consumer-session-id=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=60"
        );
        let secure = set(CookieKind::Session, "v", minute, true, &strict);
        assert!(secure.starts_with("__Host-test-consumer-session-id=v;") && secure.contains("; Secure"), "{secure}");
        let bare = SessionRules { cookie_attributes: CookieAttributes::Missing, ..strict };
        assert_eq!(
            set(CookieKind::Session, "v", minute, true, &bare),
            "test-consumer-session-id=v; Path=/; Max-Age=60"
        );
    }

    #[test]
    fn a_cookie_can_live_until_a_date_or_until_the_browser_closes() {
        let minute = (SystemTime::UNIX_EPOCH, Duration::from_secs(60));
        let gone = (SystemTime::UNIX_EPOCH, Duration::ZERO);
        let written = |cookie_lifetime, when| {
            set(CookieKind::Session, "v", when, false, &SessionRules { cookie_lifetime, ..SessionRules::default() })
        };
        let dated = written(CookieLifetime::Expires, minute);
        assert!(dated.ends_with("; Path=/; Expires=Thu, 01 Jan 1970 00:01:00 GMT"), "{dated}");
        assert!(written(CookieLifetime::Expires, gone).contains("Expires=Thu, 01 Jan 1970 00:00:00 GMT"));
        assert!(written(CookieLifetime::BrowserSession, minute).ends_with("; Path=/"));
        assert!(written(CookieLifetime::BrowserSession, gone).ends_with("; Max-Age=0"));
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
