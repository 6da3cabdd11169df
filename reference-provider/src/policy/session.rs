//! The user's session in the browser.

use serde::{Deserialize, Serialize};

use super::{Seconds, Strength};

rules! {
    /// The user's session in the browser.
    SessionRules in session {
        against SessionAttack {
            /// Login starts a session under a new identifier, so that nobody can plant one.
            renewed_at_login: bool = true, "OWASP ASVS 5.0 §7.2.4";
                fault "session-fixed" = false, breaks "asvs5-7.2.4-session-fixation":
                    "Login keeps the session identifier that the browser brought.";
            /// A user who logs in again goes on with the same session, so that all of its clients are notified of its end.
            continued_at_login: bool = true, "OpenID Connect Back-Channel Logout §2.5";
                fault "logout-forgets-clients-at-login" = false,
                    breaks "oidc-backchannel-2.5-every-client-told" and "oidc-frontchannel-2-iframe":
                    "A user who logs in again gets another session, and earlier clients never hear of the logout.";
            /// Logout ends the session here, not only in the browser.
            ends_at_logout: bool = true, "OWASP ASVS 5.0 §7.4.1";
                fault "logout-keeps-session" = false, breaks "asvs5-7.4.1-logout-invalidates":
                    "Logout takes the cookie away, but the session lives on.";
            /// The session's cookie is `HttpOnly` and `SameSite=Lax`.
            cookie_guarded: bool = true, "OWASP ASVS 5.0 §3.3.2 and §3.3.4";
                fault "session-cookie-bare" = false,
                    breaks "asvs5-3.3.4-cookie-httponly" and "asvs5-3.3.2-cookie-samesite":
                    "Scripts can read the session cookie, and other sites can send it.";
            /// The session's cookie says `SameSite` itself, and leaves nothing to the browser's default.
            cookie_same_site: bool = true, "OWASP ASVS 5.0 §3.3.2";
                fault "session-cookie-same-site-unsaid" = false, breaks "asvs5-3.3.2-cookie-samesite":
                    "The session cookie leaves to the browser which sites may send it.";
            /// Over https every cookie is `Secure` and named `__Host-…`, so that nobody on the way reads or plants it.
            cookies_secure: bool = true, "OWASP ASVS 5.0 §3.3.1";
                fault "cookies-insecure" = false, breaks "asvs5-3.3.1-cookie-secure":
                    "Over https cookies are set as over http, for everyone on the way to read.";
            /// The session's identifier stands in the cookie and nowhere else.
            kept_out_of_urls: bool = true, "OWASP ASVS 5.0 §14.2.1";
                fault "session-in-url" = false, breaks "asvs5-14.2.1-no-secrets-in-url":
                    "After login the session's identifier is in the address, too.";
        }
        against Guessing {
            /// The session's identifier cannot be guessed.
            identifier: Strength = Strength::Full, "OWASP ASVS 5.0 §7.2.3";
                fault "session-counted" = Strength::Counted, breaks "asvs5-7.2.3-session-id-entropy":
                    "A session's identifier is the last one and one more.";
        }
        knobs {
            /// A session ends after so long.
            lifetime: Seconds = Seconds::days(14);
            /// Over https the session's cookie comes with requests from every site: hidden frames of clients, and their forms.
            cookie_for_all_sites: bool = false, "OWASP ASVS 5.0 §3.3.2";
                variant "session-cookie-same-site-none" = true, unregulated by "OWASP ASVS 5.0 §3.3.2":
                    "Over https the session's cookie is SameSite=None, so that frames and forms of clients meet the session.";
            /// The log-out page can be opened.
            logout_page: bool = true, "RFC 9110 §9.2.1";
                variant "logout-by-post-only" = false, permitted by "RFC 9110 §15.5.6":
                    "A button on every page logs out; the address that its form leads to serves no GET.";
        }
    }
}
