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
                variant "login-locked-after-five" = 5, permitted by "OWASP ASVS 5.0 §6.3.1":
                    "After five wrong passwords for an account nobody logs in to it for a while.";
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
            /// What the login form looks like.
            form: LoginForm = LoginForm::OnePage, "RFC 6749 §3.1";
                variant "login-identifier-first" = LoginForm::IdentifierFirst, unregulated by "RFC 6749 §3.1":
                    "One page asks for the name, and the next one for the password.";
                variant "login-fields-renamed" = LoginForm::OtherNames, unregulated by "RFC 6749 §3.1":
                    "The fields of the login form are called `j_username` and `j_password`.";
                variant "login-form-without-action" = LoginForm::WithoutAction, unregulated by "RFC 6749 §3.1":
                    "The login form has no action: it is sent to the address of its page, with the query.";
                variant "login-by-script" = LoginForm::ByScript, unregulated by "RFC 6749 §3.1":
                    "The login form has neither method nor action: a script of the page sends it.";
                variant "login-with-remember-box" = LoginForm::WithRememberBox, unregulated by "RFC 6749 §3.1":
                    "The login form has a box `Keep me signed in`, and a link for those who forgot the password.";
                variant "login-beside-sign-up" = LoginForm::BesideSignUp, unregulated by "RFC 6749 §3.1":
                    "A form to create an account stands before the login form, on the same page.";
            /// What a user is asked who has a session and comes to the login page.
            known_user: KnownUser = KnownUser::LikeAnyone, "OpenID Connect Core §3.1.2.3";
                variant "login-name-fixed" = KnownUser::NameFixed, unregulated by "OpenID Connect Core §3.1.2.3":
                    "Where a user logs in again, the name is filled in and cannot be changed.",
                    quiet because "A user who is logged in cannot make way for another one on the login page.";
                variant "login-password-alone" = KnownUser::PasswordAlone,
                    unregulated by "OpenID Connect Core §3.1.2.3":
                    "Where a user logs in again, the page asks for the password alone.",
                    quiet because "A user who is logged in cannot make way for another one on the login page.";
                variant "login-page-passed-over" = KnownUser::SentHome, unregulated by "RFC 6749 §3.1":
                    "Whoever has a session and opens the login page is sent to the home page.";
            /// Where users are asked to log in.
            place: LoginPlace = LoginPlace::OwnPage, "RFC 6749 §3.1";
                variant "login-at-authorization-endpoint" = LoginPlace::AuthorizationEndpoint,
                    unregulated by "RFC 6749 §3.1":
                    "The login form stands at the address of the authorization request, without a redirect.";
                variant "login-on-request-only" = LoginPlace::OnRequestOnly, unregulated by "RFC 6749 §3.1":
                    "The login page exists for a request that waits, and is not found otherwise.",
                    without "provider.log-in" because
                    "There is no login page to open, so nothing is judged that begins there.";
                variant "login-on-consent-page" = LoginPlace::ConsentPage, unregulated by "RFC 6749 §3.1":
                    "Whoever is not logged in types name and password on the consent page, and agrees with the same button.",
                    without "consent-page" "redirect-uri-in-consent-form" "consent-remembered" because
                    "No page asks for consent alone, so nothing is judged that stops there or refuses there.";
            /// Where it is kept to which page the user goes on after the login.
            next_kept: NextKept = NextKept::InForm, "RFC 6749 §3.1";
                variant "login-without-next-parameter" = NextKept::OnServer, unregulated by "RFC 6749 §3.1":
                    "The login page has no parameter `next`: the provider remembers the page that comes afterwards.",
                    without "next-parameter" because "There is no parameter `next` to manipulate.";
            /// The status of the login page.
            page_status: LoginPageStatus = LoginPageStatus::Ok, "RFC 9110 §15.5.2";
                variant "login-page-401" = LoginPageStatus::Unauthorized, unregulated by "RFC 9110 §15.5.2":
                    "The login page comes with status 401.",
                    quiet because "Headers of a page are judged where the page is served with 200.";
            /// How a wrong password is answered.
            refusal: LoginRefusal = LoginRefusal::Form, "RFC 6749 §3.1";
                variant "wrong-password-401" = LoginRefusal::Unauthorized, unregulated by "RFC 9110 §15.5.2":
                    "A wrong password is answered with status 401 and the form.";
                variant "wrong-password-403" = LoginRefusal::Forbidden, unregulated by "RFC 9110 §15.5.4":
                    "A wrong password is answered with status 403 and the form.";
                variant "wrong-password-redirected" = LoginRefusal::Redirect, unregulated by "RFC 6749 §3.1":
                    "A wrong password is answered by a redirect to the login page, which says so.";
            /// Each wrong password for a name is answered later than the one before.
            failures_late: bool = false, "RFC 6819 §5.1.4.2.4";
                variant "failures-answered-late" = true, permitted by "RFC 6819 §5.1.4.2.4":
                    "Each wrong password for a name is answered 40 ms later than the one before, at most 320 ms late.";
            /// After so many wrong passwords for a name, the form asks a question that programs shall not answer; never for 0.
            captcha_after: u32 = 0, "RFC 6819 §5.1.4.2.5";
                variant "captcha-after-failures" = 2, permitted by "RFC 6819 §5.1.4.2.5":
                    "After two wrong passwords for a name, the login form shows a CAPTCHA.",
                    quiet because "The form that shows a CAPTCHA is another one, whosever name was typed.";
            /// A page says that the user is logged in, and leads on.
            followed_by_page: bool = false, "RFC 6749 §3.1";
                variant "login-followed-by-page" = true, unregulated by "RFC 6749 §3.1":
                    "After the login a page greets the user, and leads on when its button is pressed.";
        }
    }
}

choice! {
    /// What the login form looks like.
    LoginForm {
        /// One page with name and password.
        OnePage,
        /// One page with the name, and one with the password.
        IdentifierFirst,
        /// The fields have the names of Java's servlets.
        OtherNames,
        /// It is sent to wherever its page is.
        WithoutAction,
        /// A script says where it is sent.
        ByScript,
        /// Beside the fields there is a box to tick.
        WithRememberBox,
        /// Another form on the page creates accounts.
        BesideSignUp,
    }
}

choice! {
    /// What a user is asked who is known already.
    KnownUser {
        /// Name and password.
        LikeAnyone,
        /// The name stands there.
        NameFixed,
        /// Only the password.
        PasswordAlone,
        /// Nothing, where no request waits for the login.
        SentHome,
    }
}

choice! {
    /// Where users are asked to log in.
    LoginPlace {
        /// On a page of its own.
        OwnPage,
        /// On that page, which is there for requests that wait for the login.
        OnRequestOnly,
        /// Where they wanted to go.
        AuthorizationEndpoint,
        /// On the consent page, in its form.
        ConsentPage,
    }
}

choice! {
    /// Where the page is kept that comes after the login.
    NextKept {
        /// In the address of the login page and in its form.
        InForm,
        /// At the provider.
        OnServer,
    }
}

choice! {
    /// The status of the login page.
    LoginPageStatus {
        /// 200.
        Ok,
        /// 401, with a challenge that no browser answers by itself.
        Unauthorized,
    }
}

choice! {
    /// How a wrong password is answered.
    LoginRefusal {
        /// With the form, and status 200.
        Form,
        /// With the form, and status 401.
        Unauthorized,
        /// With the form, and status 403.
        Forbidden,
        /// By a redirect to the form.
        Redirect,
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
