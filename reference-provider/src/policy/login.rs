//! The login form.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// The login form.
    LoginRules in login {
        against RedirectManipulation {
            /// `next` leads to a page of this site and nowhere else.
            next: NextPage = NextPage::Here, "RFC 9700 §2.1 and §4.11.2, OWASP ASVS 5.0 §3.7.2";
                fault "next-open-redirect" = NextPage::Anywhere,
                    breaks "rfc9700-2.1-no-open-redirector-server" and "asvs5-3.7.2-redirect-allowlist":
                    "After login the browser is sent wherever next= says.";
                fault "next-behind-a-slash" = NextPage::BehindASlash,
                    breaks "asvs5-3.7.2-redirect-allowlist" and "rfc9700-2.1-no-open-redirector-server":
                    "After login the browser is sent to whatever begins with a slash, such as //evil.example.";
        }
        against SessionAttack {
            /// Only the browser that was shown the form can send it.
            anti_forgery: bool = true, "OWASP ASVS 5.0 §3.5.1";
                fault "login-csrf-unchecked" = false, breaks "asvs5-3.5.1-login-csrf":
                    "A login form from another site counts.";
        }
        against UserImpersonation {
            /// The password must be right.
            password_checked: bool = true, "RFC 6749 §3.1";
                fault "login-any-password" = false, breaks "rfc6749-3.1-authenticate-owner-first":
                    "Any password is right.";
        }
        against Guessing {
            /// After this many wrong passwords for one account from one source within the window, that source has to wait.
            attempts: u32 = 20, "OWASP ASVS 5.0 §6.3.1";
                fault "login-guessable" = u32::MAX, breaks "asvs5-6.3.1-login-anti-automation":
                    "Passwords can be tried out without end.";
        }
        against InformationDisclosure {
            /// The form comes back without the password that was typed.
            password_forgotten: bool = true, "OWASP ASVS 5.0 §14.2.6";
                fault "login-repeats-password" = false, breaks "asvs5-14.2.6-minimum-sensitive-data":
                    "The login form comes back with the password that was typed.";
            /// A user who does not exist is answered like a wrong password.
            unknown_user_not_told: bool = true, "OWASP ASVS 5.0 §6.3.8";
                fault "login-tells-unknown-user" = false, breaks "asvs5-6.3.8-no-user-enumeration":
                    "The login form says whether there is a user of that name.";
        }
        knobs {
            /// After this many wrong passwords for one account from all sources within the window, sources have to wait. A source
            /// that authenticated successfully during the last 30 days is exempt.
            attempts_in_total: u32 = 200, "OWASP ASVS 5.0 §6.3.1";
            /// The window in which wrong passwords are counted.
            attempts_window: Seconds = Seconds::minutes(5);
        }
    }
}

choice! {
    /// Where the browser may go after login.
    NextPage {
        /// To a page of this site.
        Here,
        /// To whatever begins with a slash, such as `//evil.example`.
        BehindASlash,
        /// Anywhere.
        Anywhere,
    }
}
