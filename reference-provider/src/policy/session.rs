//! The user's session in the browser.

use serde::{Deserialize, Serialize};

use super::{Seconds, Strength};

rules! {
    /// The user's session in the browser.
    SessionRules in session {
        against SessionAttack {
            /// Login renews the session identifier, so that an attacker cannot fix it (session fixation).
            renewed_at_login: bool = true, "OWASP ASVS 5.0 §7.2.4";
                fault "session-fixation" = false, breaks "asvs5-7.2.4-session-fixation":
                    "Login does not renew the session identifier (session fixation).";
            /// A repeated login of the same user continues the session, so that all of its clients are notified of its
            /// end.
            continued_at_login: bool = true, "OpenID Connect Back-Channel Logout §2.5";
                fault "logout-misses-clients-after-login" = false,
                    breaks "oidc-backchannel-2.5-every-client-notified" and "oidc-frontchannel-2-iframe":
                    "A repeated login starts another session, and clients of the earlier one are not notified of the \
                     logout.";
            /// Logout ends the session at the provider, not only in the browser.
            ends_at_logout: bool = true, "OWASP ASVS 5.0 §7.4.1";
                fault "logout-keeps-session" = false, breaks "asvs5-7.4.1-logout-invalidates":
                    "Logout clears the session cookie but does not end the session at the provider.";
            /// The session cookie is `HttpOnly` and `SameSite=Lax`.
            cookie_guarded: bool = true, "OWASP ASVS 5.0 §3.3.2 and §3.3.4";
                fault "session-cookie-unprotected" = false,
                    breaks "asvs5-3.3.4-cookie-httponly" and "asvs5-3.3.2-cookie-samesite":
                    "The session cookie has neither HttpOnly nor SameSite, so that scripts can read it and other sites \
                     can send it.";
            /// The session cookie has `SameSite` explicitly and does not rely on the browser's default.
            cookie_same_site: bool = true, "OWASP ASVS 5.0 §3.3.2";
                fault "session-cookie-without-same-site" = false, breaks "asvs5-3.3.2-cookie-samesite":
                    "The session cookie has no SameSite attribute.";
            /// Over https every cookie is `Secure` and named `__Host-…`, so that network attackers can neither read nor
            /// set it.
            cookies_secure: bool = true, "OWASP ASVS 5.0 §3.3.1";
                fault "cookies-insecure" = false, breaks "asvs5-3.3.1-cookie-secure":
                    "Cookies set over https have neither Secure nor the __Host- prefix.";
            /// The session identifier is only in the cookie.
            kept_out_of_urls: bool = true, "OWASP ASVS 5.0 §14.2.1";
                fault "session-in-url" = false, breaks "asvs5-14.2.1-no-secrets-in-url":
                    "After login the session identifier is also in the URL.";
        }
        against Guessing {
            /// The session identifier cannot be guessed.
            identifier: Strength = Strength::Full, "OWASP ASVS 5.0 §7.2.3";
                fault "session-id-sequential" = Strength::Counted, breaks "asvs5-7.2.3-session-id-entropy":
                    "Session identifiers are sequential.";
        }
        knobs {
            /// The lifetime of a session.
            lifetime: Seconds = Seconds::days(14);
            /// Over https the session cookie is sent with cross-site requests: from iframes of clients, and their
            /// forms.
            cookie_for_all_sites: bool = false, "OWASP ASVS 5.0 §3.3.2";
                variant "session-cookie-same-site-none" = true, unregulated by "OWASP ASVS 5.0 §3.3.2":
                    "Over https the session cookie is SameSite=None, so that it is sent with iframes and forms of \
                     clients.";
            /// The log-out page supports GET.
            logout_page: bool = true, "RFC 9110 §9.2.1";
                variant "logout-by-post-only" = false, permitted by "RFC 9110 §15.5.6":
                    "Every page has a log-out button; the URL that its form is submitted to does not support GET.";
        }
    }
}
