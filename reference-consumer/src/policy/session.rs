//! The session in the user's browser.

use serde::{Deserialize, Serialize};

rules! {
    /// The session in the user's browser.
    SessionRules in session {
        against SessionAttack {
            /// Cookies have the attributes that protect them.
            cookie_attributes: CookieAttributes = CookieAttributes::Strict, "OWASP ASVS 5.0 §3.3.4";
                fault "cookie-attributes-missing" = CookieAttributes::Missing, breaks "asvs5-3.3.4-client-cookie-flags":
                    "Cookies are set without HttpOnly, SameSite and Secure.";
            /// The session gets a new id at login.
            id_at_login: SessionIdAtLogin = SessionIdAtLogin::Renewed, "OWASP ASVS 5.0 §7.2.4";
                fault "session-fixed" = SessionIdAtLogin::Kept, breaks "asvs5-7.2.4-client-session-fixation":
                    "The session keeps its id at login.";
            /// The session ends at sign-out: its cookie is worth nothing afterwards.
            at_logout: SessionAtLogout = SessionAtLogout::Ended, "OWASP ASVS 5.0 §7.4.1";
                fault "logout-keeps-session" = SessionAtLogout::Kept, breaks "asvs5-7.4.1-client-logout-invalidates":
                    "Signing out deletes the browser's cookie, but the session lives on at the server.";
        }
        knobs {
            /// A session lives an hour.
            an_hour: bool = false, "OWASP ASVS 5.0 §7.1.1";
                variant "session-of-an-hour" = true, unregulated by "OWASP ASVS 5.0 §7.1.1":
                    "A session lives an hour, and not two weeks.";
            /// How long browsers keep the cookies.
            cookie_lifetime: CookieLifetime = CookieLifetime::MaxAge, "RFC 6265 §4.1.2";
                variant "cookies-with-expires" = CookieLifetime::Expires, permitted by "RFC 6265 §4.1.2.1":
                    "Cookies have `Expires` and no `Max-Age`.";
                variant "cookies-until-the-browser-closes" = CookieLifetime::BrowserSession,
                    permitted by "RFC 6265 §4.1.2.1":
                    "Cookies have neither `Expires` nor `Max-Age`, but for those that delete one.";
            /// What the cookies are called.
            cookie_names: CookieNames = CookieNames::OfItsOwn, "RFC 6265 §4.1.1";
                variant "cookies-of-other-names" = CookieNames::Usual, permitted by "RFC 6265 §4.1.1":
                    "The cookies have names that many sites use.";
            /// What a session id looks like.
            id_form: SessionIdForm = SessionIdForm::Base64, "RFC 6265 §4.1.1";
                variant "session-id-in-hexadecimal" = SessionIdForm::Hexadecimal, permitted by "RFC 6265 §4.1.1":
                    "Session ids are hexadecimal.";
            /// What remembers the logins under way.
            login_kept: LoginKept = LoginKept::InSession, "RFC 9700 §2.1";
                variant "login-in-cookie-of-its-own" = LoginKept::InCookie, permitted by "RFC 9700 §2.1":
                    "Before the login there is no session: a cookie that the login ends stands for it.";
                variant "login-in-cookie-that-stays" = LoginKept::InCookieThatStays, permitted by "RFC 9700 §2.1":
                    "Before the login there is no session: a cookie stands for it, and the browser keeps it.";
            /// How many logins may be under way in a browser.
            pending: PendingAtOnce = PendingAtOnce::Five;
                variant "one-login-at-a-time" = PendingAtOnce::One, unregulated by "RFC 9700 §2.1":
                    "A login that is started ends one that was under way in the same browser.";
            /// The session gets a new id whenever a login starts.
            renewed_at_start: bool = false;
                variant "session-renewed-at-start" = true, unregulated by "OWASP ASVS 5.0 §7.2.4":
                    "The session gets a new id when a login starts, and again when it ends.";
            /// Each answer sets the session's cookie again.
            cookie_repeated: bool = false, "RFC 6265 §5.3";
                variant "session-cookie-repeated" = true, permitted by "RFC 6265 §5.3":
                    "Each answer sets the session's cookie again, with the same id.";
            /// How a logout is done.
            logout: LogoutForm = LogoutForm::AskedFirst, "OWASP ASVS 5.0 §7.4.4";
                variant "logout-by-link" = LogoutForm::ByGet, unregulated by "OWASP ASVS 5.0 §7.4.4":
                    "A GET of the logout page signs the user out.";
                variant "logout-ends-on-page" = LogoutForm::EndsOnPage, unregulated by "OWASP ASVS 5.0 §7.4.4":
                    "After the logout there is a page that says so, and no redirect.";
        }
    }
}

choice! {
    /// The attributes of this site's cookies.
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
        /// A new one; the old one is dead.
        Renewed,
        /// The one from before, which somebody else may have planted.
        Kept,
    }
}

choice! {
    /// The session at sign-out.
    SessionAtLogout {
        /// Ended at the server.
        Ended,
        /// Only the browser's cookie is deleted.
        Kept,
    }
}

choice! {
    /// How long browsers keep the cookies.
    CookieLifetime {
        /// So many seconds.
        MaxAge,
        /// Until a date.
        Expires,
        /// Until they are closed.
        BrowserSession,
    }
}

choice! {
    /// What the cookies are called.
    CookieNames {
        /// By names that begin with the name of the site.
        OfItsOwn,
        /// `sessionid`, `csrftoken`, …
        Usual,
    }
}

choice! {
    /// What a session id looks like.
    SessionIdForm {
        /// 43 characters of base64url.
        Base64,
        /// 64 hexadecimal digits.
        Hexadecimal,
    }
}

choice! {
    /// What remembers the logins under way in a browser.
    LoginKept {
        /// The session, which a login opens if there is none.
        InSession,
        /// A cookie of their own, deleted when a login ends.
        InCookie,
        /// A cookie of their own that stays.
        InCookieThatStays,
    }
}

choice! {
    /// How many logins may be under way in a browser; the oldest gives way.
    PendingAtOnce {
        /// Five, in as many tabs.
        Five,
        /// One.
        One,
    }
}

choice! {
    /// How a logout is done.
    LogoutForm {
        /// A page asks first, and the logout ends on the home page.
        AskedFirst,
        /// A link is enough.
        ByGet,
        /// A page asks first, and the logout ends on a page that says so.
        EndsOnPage,
    }
}
