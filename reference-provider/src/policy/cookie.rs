//! The form of cookies.

use serde::{Deserialize, Serialize};

rules! {
    /// The form of cookies, and additional cookies. RFC 6265.
    CookieRules in cookie {
        knobs {
            /// How a cookie expires.
            ends: CookieEnd = CookieEnd::MaxAge, "RFC 6265 §4.1.2";
                variant "cookie-expires" = CookieEnd::Date, permitted by "RFC 6265 §4.1.1":
                    "Cookies have an Expires attribute in the usual date format (RFC 1123).";
                variant "cookie-expires-rfc850" = CookieEnd::Rfc850, demanded by "RFC 9110 §5.6.7":
                    "Cookies have an Expires attribute in the date format of RFC 850, with two-digit years.";
                variant "cookie-expires-asctime" = CookieEnd::Asctime, demanded by "RFC 9110 §5.6.7":
                    "Cookies have an Expires attribute in the date format of asctime.";
                variant "cookie-expires-netscape" = CookieEnd::Netscape, demanded by "RFC 6265 §5.1.1":
                    "Cookies have an Expires attribute in Netscape's date format, with hyphens.";
                variant "cookie-of-browser-session" = CookieEnd::WithBrowser, permitted by "RFC 6265 §4.1.2.1":
                    "Cookies have neither Expires nor Max-Age: browsers keep them until they are closed.";
            /// The syntax of cookie attributes.
            attributes: CookieAttributes = CookieAttributes::Usual, "RFC 6265 §5.2";
                variant "cookie-attributes-in-other-case" = CookieAttributes::OtherCase, demanded by "RFC 6265 §5.2":
                    "Cookie attributes are in lower case, without whitespace between them.";
                variant "cookie-attributes-unknown" = CookieAttributes::Unknown, demanded by "RFC 6265 §5.2":
                    "Cookies have unknown attributes as well as the usual ones.";
                variant "cookie-attributes-repeated" = CookieAttributes::Repeated, discouraged by "RFC 6265 §4.1.1":
                    "Cookies have repeated attributes; the last one takes effect.";
            /// The syntax of cookie values.
            values: CookieValues = CookieValues::Plain, "RFC 6265 §4.1.1";
                variant "cookie-values-of-any-character" = CookieValues::AnyCharacter, permitted by "RFC 6265 §4.1.1":
                    "Cookie values are quoted and contain all permitted characters.";
            /// The paths of the session cookie.
            paths: CookiePaths = CookiePaths::Root, "RFC 6265 §4.1.2.4";
                variant "session-cookie-on-paths" = CookiePaths::Each, permitted by "RFC 6265 §4.1.2.4":
                    "The session cookie is set for each path that needs it, and not for the root.";
                variant "session-cookie-cleared-elsewhere" = CookiePaths::ClearedBelow, permitted by "RFC 6265 §5.3":
                    "A cookie of the same name on another path is cleared whenever the session cookie is set.";
                variant "session-cookie-same-name-elsewhere" = CookiePaths::Namesake, permitted by "RFC 6265 §5.4":
                    "A cookie of the same name as the session cookie exists on an unrelated path.";
                variant "cookies-of-one-name-on-two-paths" = CookiePaths::Shadowed, discouraged by "RFC 6265 §4.2.2":
                    "A meaningless cookie of the same name as the session cookie is set for the root; the first of the \
                     two is used.";
            /// A load balancer sets a cookie of its own.
            of_balancer: bool = false, "RFC 6265 §3";
                variant "cookie-of-load-balancer" = true, permitted by "RFC 6265 §3":
                    "A load balancer sets a cookie without attributes that names a server.";
        }
    }
}

choice! {
    /// How a cookie expires.
    CookieEnd {
        /// `Max-Age`.
        MaxAge,
        /// `Sun, 06 Nov 1994 08:49:37 GMT`.
        Date,
        /// `Sunday, 06-Nov-94 08:49:37 GMT`.
        Rfc850,
        /// `Sun Nov  6 08:49:37 1994`.
        Asctime,
        /// `Sun, 06-Nov-1994 08:49:37 GMT`.
        Netscape,
        /// With the browser; only a cookie that is cleared has a date.
        WithBrowser,
    }
}

choice! {
    /// The syntax of cookie attributes.
    CookieAttributes {
        /// `; HttpOnly; SameSite=Lax`.
        Usual,
        /// `;httponly;samesite=lax`.
        OtherCase,
        /// With unknown ones.
        Unknown,
        /// With repeated ones, the real one last.
        Repeated,
    }
}

choice! {
    /// The syntax of cookie values.
    CookieValues {
        /// Unquoted base64url.
        Plain,
        /// Quoted, after all other permitted characters.
        AnyCharacter,
    }
}

choice! {
    /// The paths of the session cookie.
    CookiePaths {
        /// The root.
        Root,
        /// One cookie for each path that needs it. Over https its name starts with `__Secure-`, because `__Host-`
        /// requires the root path.
        Each,
        /// The root; a cookie of the same name below it is cleared.
        ClearedBelow,
        /// The root; another cookie of the same name exists below it.
        Namesake,
        /// One cookie for each path that needs it, and another one for the root, which browsers send after them.
        Shadowed,
    }
}
