//! The session in the user's browser.

use serde::{Deserialize, Serialize};

rules! {
    /// The session in the user's browser.
    SessionRules in session {
        against SessionAttack {
            /// Cookies have the attributes that protect them.
            cookie_attributes: CookieAttributes = CookieAttributes::Strict, "OWASP ASVS 5.0 §3.3.4";
                fault "cookie-attributes-missing" = CookieAttributes::Missing, breaks "asvs5-3.3.4-client-cookie-flags":
                    "The client sets cookies without HttpOnly, SameSite and Secure.";
            /// Login renews the session id (session fixation).
            id_at_login: SessionIdAtLogin = SessionIdAtLogin::Renewed, "OWASP ASVS 5.0 §7.2.4";
                fault "session-fixation" = SessionIdAtLogin::Kept, breaks "asvs5-7.2.4-client-session-fixation":
                    "The client does not renew the session id at login (session fixation).";
            /// Logout ends the session: its cookie is no longer valid.
            at_logout: SessionAtLogout = SessionAtLogout::Ended, "OWASP ASVS 5.0 §7.4.1";
                fault "logout-keeps-session" = SessionAtLogout::Kept, breaks "asvs5-7.4.1-client-logout-invalidates":
                    "Logout clears the session cookie in the browser but does not end the session at the server.";
        }
        knobs {
            /// Sessions expire after an hour.
            an_hour: bool = false, "OWASP ASVS 5.0 §7.1.1";
                variant "session-of-an-hour" = true, unregulated by "OWASP ASVS 5.0 §7.1.1":
                    "Sessions expire after an hour, not after two weeks.";
            /// The lifetime of cookies in browsers.
            cookie_lifetime: CookieLifetime = CookieLifetime::MaxAge, "RFC 6265 §4.1.2";
                variant "cookies-with-expires" = CookieLifetime::Expires, permitted by "RFC 6265 §4.1.2.1":
                    "Cookies have `Expires` and no `Max-Age`.";
                variant "cookies-until-the-browser-closes" = CookieLifetime::BrowserSession,
                    permitted by "RFC 6265 §4.1.2.1":
                    "Cookies have neither `Expires` nor `Max-Age`, except when they are cleared.";
            /// The names of cookies.
            cookie_names: CookieNames = CookieNames::OfItsOwn, "RFC 6265 §4.1.1";
                variant "cookies-of-other-names" = CookieNames::Usual, permitted by "RFC 6265 §4.1.1":
                    "Cookies have names that are common on the web.";
            /// The format of session ids.
            id_form: SessionIdForm = SessionIdForm::Base64, "RFC 6265 §4.1.1";
            /// Where pending logins are stored.
            login_kept: LoginKept = LoginKept::InSession, "RFC 9700 §2.1";
                variant "login-in-separate-cookie" = LoginKept::InCookie, permitted by "RFC 9700 §2.1":
                    "A pending login is stored in a cookie of its own, which is cleared after the login; no session \
                     exists before it.";
                variant "login-in-persistent-cookie" = LoginKept::InCookieThatStays, permitted by "RFC 9700 §2.1":
                    "A pending login is stored in a cookie of its own, which remains after the login; no session \
                     exists before it.";
            /// The maximum number of pending logins in a browser.
            pending: PendingAtOnce = PendingAtOnce::Five;
            /// The start of a login renews the session id.
            renewed_at_start: bool = false;
                variant "session-renewed-at-start" = true, unregulated by "OWASP ASVS 5.0 §7.2.4":
                    "The client renews the session id at the start of a login and again at its end.";
            /// Each response sets the session cookie again.
            cookie_repeated: bool = false, "RFC 6265 §5.3";
                variant "session-cookie-repeated" = true, permitted by "RFC 6265 §5.3":
                    "Each response sets the session cookie again, with the same id.";
            /// How a user signs out.
            logout: LogoutForm = LogoutForm::AskedFirst, "OWASP ASVS 5.0 §7.4.4";
                variant "logout-by-link" = LogoutForm::ByGet, unregulated by "OWASP ASVS 5.0 §7.4.4":
                    "A GET request of the logout page signs the user out.";
                variant "logout-ends-on-page" = LogoutForm::EndsOnPage, unregulated by "OWASP ASVS 5.0 §7.4.4":
                    "Logout ends on a confirmation page, without a redirect.";
        }
    }
}

choice! {
    /// The attributes of cookies.
    CookieAttributes {
        /// `HttpOnly`, `SameSite=Lax`, and `Secure` over TLS.
        Strict,
        /// None of them.
        Missing,
    }
}

choice! {
    /// The session id at login.
    SessionIdAtLogin {
        /// It is renewed; the old one is no longer valid.
        Renewed,
        /// It is kept; an attacker may have fixed it.
        Kept,
    }
}

choice! {
    /// The session at logout.
    SessionAtLogout {
        /// Ended at the server.
        Ended,
        /// Only the cookie in the browser is cleared.
        Kept,
    }
}

choice! {
    /// The lifetime of cookies in browsers.
    CookieLifetime {
        /// `Max-Age`.
        MaxAge,
        /// `Expires`.
        Expires,
        /// Until the browser is closed.
        BrowserSession,
    }
}

choice! {
    /// The names of cookies.
    CookieNames {
        /// Names that start with the name of the site.
        OfItsOwn,
        /// `sessionid`, `csrftoken`, …
        Usual,
    }
}

choice! {
    /// The format of session ids.
    SessionIdForm {
        /// 43 characters of base64url.
        Base64,
        /// 64 hexadecimal digits.
        Hexadecimal,
    }
}

choice! {
    /// Where pending logins are stored.
    LoginKept {
        /// In the session, which the start of a login creates if there is none.
        InSession,
        /// In a cookie of their own, cleared when the login ends.
        InCookie,
        /// In a cookie of their own that remains.
        InCookieThatStays,
    }
}

choice! {
    /// The maximum number of pending logins in a browser; the oldest is dropped.
    PendingAtOnce {
        /// Five, in as many tabs.
        Five,
        /// One.
        One,
    }
}

choice! {
    /// How a user signs out.
    LogoutForm {
        /// A page asks for confirmation, and the logout ends on the home page.
        AskedFirst,
        /// A link is enough.
        ByGet,
        /// A page asks for confirmation, and the logout ends on a confirmation page.
        EndsOnPage,
    }
}
