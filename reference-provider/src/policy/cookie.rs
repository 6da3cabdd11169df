//! How cookies are written.

use serde::{Deserialize, Serialize};

rules! {
    /// How cookies are written, and which others there are. RFC 6265.
    CookieRules in cookie {
        knobs {
            /// How a cookie says when it ends.
            ends: CookieEnd = CookieEnd::MaxAge, "RFC 6265 §4.1.2";
                variant "cookie-expires" = CookieEnd::Date, permitted by "RFC 6265 §4.1.1":
                    "Cookies end at a date in the usual format (RFC 1123).";
                variant "cookie-expires-rfc850" = CookieEnd::Rfc850, demanded by "RFC 9110 §5.6.7":
                    "Cookies end at a date in the format of RFC 850, whose years have two digits.";
                variant "cookie-expires-asctime" = CookieEnd::Asctime, demanded by "RFC 9110 §5.6.7":
                    "Cookies end at a date in the format of asctime.";
                variant "cookie-expires-netscape" = CookieEnd::Netscape, demanded by "RFC 6265 §5.1.1":
                    "Cookies end at a date in Netscape's format, with hyphens.";
                variant "cookie-of-browser-session" = CookieEnd::WithBrowser, permitted by "RFC 6265 §4.1.2.1":
                    "Cookies name no end: the browser keeps them until it is closed.";
            /// How the attributes of a cookie are written.
            attributes: CookieAttributes = CookieAttributes::Usual, "RFC 6265 §5.2";
                variant "cookie-attributes-in-other-case" = CookieAttributes::OtherCase, demanded by "RFC 6265 §5.2":
                    "The attributes of cookies are in small letters, without white space between them.";
                variant "cookie-attributes-unknown" = CookieAttributes::Unknown, demanded by "RFC 6265 §5.2":
                    "Cookies have attributes that no document knows beside the usual ones.";
                variant "cookie-attributes-repeated" = CookieAttributes::Repeated, discouraged by "RFC 6265 §4.1.1":
                    "Cookies have attributes of one name two times: the last one counts.";
            /// How the values of cookies are written.
            values: CookieValues = CookieValues::Plain, "RFC 6265 §4.1.1";
                variant "cookie-values-of-any-character" = CookieValues::AnyCharacter, permitted by "RFC 6265 §4.1.1":
                    "The values of cookies have quotes around them, and all the characters that are permitted.";
            /// The paths of the session's cookie.
            paths: CookiePaths = CookiePaths::Root, "RFC 6265 §4.1.2.4";
                variant "session-cookie-on-paths" = CookiePaths::Each, permitted by "RFC 6265 §4.1.2.4":
                    "The session's cookie is set for each path that needs it, and not for the root.";
                variant "session-cookie-cleared-elsewhere" = CookiePaths::ClearedBelow, permitted by "RFC 6265 §5.3":
                    "With the session's cookie, one of the same name on another path is cleared.";
                variant "session-cookie-namesake" = CookiePaths::Namesake, permitted by "RFC 6265 §5.4":
                    "Another cookie of the same name stands on a path that has nothing to do with sessions.";
                variant "cookies-of-one-name-on-two-paths" = CookiePaths::Shadowed, discouraged by "RFC 6265 §4.2.2":
                    "A second cookie of the session's name stands on the root and says nothing: the first of the two counts.";
            /// Whether something in front of the provider sets a cookie of its own.
            of_balancer: bool = false, "RFC 6265 §3";
                variant "cookie-of-balancer" = true, permitted by "RFC 6265 §3":
                    "A load balancer in front sets a cookie of its own, without attributes: it names a server.";
        }
    }
}

choice! {
    /// How a cookie says when it ends.
    CookieEnd {
        /// In seconds.
        MaxAge,
        /// `Sun, 06 Nov 1994 08:49:37 GMT`.
        Date,
        /// `Sunday, 06-Nov-94 08:49:37 GMT`.
        Rfc850,
        /// `Sun Nov  6 08:49:37 1994`.
        Asctime,
        /// `Sun, 06-Nov-1994 08:49:37 GMT`.
        Netscape,
        /// Not at all; only a cookie that is taken away has a date.
        WithBrowser,
    }
}

choice! {
    /// How the attributes of a cookie are written.
    CookieAttributes {
        /// `; HttpOnly; SameSite=Lax`.
        Usual,
        /// `;httponly;samesite=lax`.
        OtherCase,
        /// With some that mean nothing.
        Unknown,
        /// With others of the same names before them.
        Repeated,
    }
}

choice! {
    /// How the values of cookies are written.
    CookieValues {
        /// As they are: base64url.
        Plain,
        /// In quotes, behind every other character that is permitted.
        AnyCharacter,
    }
}

choice! {
    /// The paths of the session's cookie.
    CookiePaths {
        /// The root.
        Root,
        /// One cookie for each path that needs it. Over https its name begins with `__Secure-`, as `__Host-` wants the root.
        Each,
        /// The root; below it, one of the same name is cleared.
        ClearedBelow,
        /// The root; below it, there is another one.
        Namesake,
        /// One cookie for each path that needs it, and another one for the root, which browsers send behind them.
        Shadowed,
    }
}
