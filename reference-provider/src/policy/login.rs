//! The login form.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// The login form.
    LoginRules in login {
        against RedirectManipulation {
            /// `next` leads to a page of this site only.
            next: NextPage = NextPage::Here, "RFC 9700 §2.1 and §4.11.2, OWASP ASVS 5.0 §3.7.2";
                fault "open-redirect-after-login" = NextPage::Anywhere,
                    breaks "rfc9700-2.1-no-open-redirector-server" and "asvs5-3.7.2-redirect-allowlist":
                    "The login page redirects to any URL in the next parameter (open redirect).";
                fault "open-redirect-double-slash" = NextPage::BehindASlash,
                    breaks "asvs5-3.7.2-redirect-allowlist" and "rfc9700-2.1-no-open-redirector-server":
                    "The login page redirects to any value of next that starts with a slash, such as //evil.example \
                     (open redirect).";
        }
        against SessionAttack {
            /// Login is accepted only from the browser that was shown the form (login CSRF).
            csrf_token: bool = true, "OWASP ASVS 5.0 §3.5.1";
                fault "login-csrf-token-unchecked" = false, breaks "asvs5-3.5.1-login-csrf":
                    "The login form is accepted from other sites, without a valid CSRF token (login CSRF).";
        }
        against UserImpersonation {
            /// The password is verified.
            password_checked: bool = true, "RFC 6749 §3.1";
                fault "login-any-password" = false, breaks "rfc6749-3.1-authenticate-owner-first":
                    "The provider accepts any password.";
        }
        against Guessing {
            /// After this many wrong passwords for one account from one source within the window, requests from that
            /// source have to wait.
            attempts: u32 = 20, "OWASP ASVS 5.0 §6.3.1";
                fault "login-brute-force" = u32::MAX, breaks "asvs5-6.3.1-login-anti-automation":
                    "The provider does not limit attempts at passwords (brute force).";
                variant "login-locked-after-five" = 5, permitted by "OWASP ASVS 5.0 §6.3.1":
                    "After five wrong passwords for an account, it is locked for a while.";
        }
        against InformationDisclosure {
            /// The form does not repeat the password.
            password_forgotten: bool = true, "OWASP ASVS 5.0 §14.2.6";
                fault "login-repeats-password" = false, breaks "asvs5-14.2.6-minimum-sensitive-data":
                    "The login form repeats the password after a failed login.";
            /// The response to an unknown user name is the same as to a wrong password.
            account_enumeration_prevented: bool = true, "OWASP ASVS 5.0 §6.3.8";
                fault "login-account-enumeration" = false, breaks "asvs5-6.3.8-no-user-enumeration":
                    "The response to a failed login shows whether the user name exists (account enumeration).";
        }
        knobs {
            /// After this many wrong passwords for one account from all sources within the window, sources have to wait. A source
            /// that authenticated successfully during the last 30 days is exempt.
            attempts_in_total: u32 = 200, "OWASP ASVS 5.0 §6.3.1";
            /// The window in which wrong passwords are counted.
            attempts_window: Seconds = Seconds::minutes(5);
            /// The structure of the login form.
            form: LoginForm = LoginForm::OnePage, "RFC 6749 §3.1";
                variant "login-identifier-first" = LoginForm::IdentifierFirst, unregulated by "RFC 6749 §3.1":
                    "The login form has two pages: the first asks for the user name, the second for the password.";
                variant "login-fields-renamed" = LoginForm::OtherNames, unregulated by "RFC 6749 §3.1":
                    "The fields of the login form are named `j_username` and `j_password`.";
                variant "login-form-without-action" = LoginForm::WithoutAction, unregulated by "RFC 6749 §3.1":
                    "The login form has no action attribute: it is submitted to the URL of its page, including the \
                     query.";
                variant "login-form-submitted-by-script" = LoginForm::ByScript, unregulated by "RFC 6749 §3.1":
                    "The login form has neither method nor action: a script submits it.";
                variant "login-with-remember-box" = LoginForm::WithRememberBox, unregulated by "RFC 6749 §3.1":
                    "The login form has a checkbox `Keep me signed in` and a link for forgotten passwords.";
                variant "login-with-sign-up-form" = LoginForm::WithSignUpForm, unregulated by "RFC 6749 §3.1":
                    "The login page has a sign-up form before the login form.";
            /// The login page for a user who has a session.
            known_user: KnownUser = KnownUser::LikeAnyone, "OpenID Connect Core §3.1.2.3";
                variant "login-name-fixed" = KnownUser::NameFixed, unregulated by "OpenID Connect Core §3.1.2.3":
                    "For a repeated login, the user name is filled in and read-only.",
                    quiet because "A signed-in user cannot switch to another account on the login page.";
                variant "login-password-only" = KnownUser::PasswordAlone,
                    unregulated by "OpenID Connect Core §3.1.2.3":
                    "For a repeated login, the page asks only for the password.",
                    quiet because "A signed-in user cannot switch to another account on the login page.";
                variant "login-page-redirects-home" = KnownUser::SentHome, unregulated by "RFC 6749 §3.1":
                    "The login page redirects users who have a session to the home page.";
            /// Where the login form is shown.
            place: LoginPlace = LoginPlace::OwnPage, "RFC 6749 §3.1";
                variant "login-at-authorization-endpoint" = LoginPlace::AuthorizationEndpoint,
                    unregulated by "RFC 6749 §3.1":
                    "The login form is shown at the URL of the authorization request, without a redirect.";
                variant "login-on-request-only" = LoginPlace::OnRequestOnly, unregulated by "RFC 6749 §3.1":
                    "The login page exists only while an authorization request is pending; otherwise the response is \
                     404.",
                    without "provider.log-in" because
                    "The login page cannot be opened directly, so scenarios that start there do not apply.";
                variant "login-on-consent-page" = LoginPlace::ConsentPage, unregulated by "RFC 6749 §3.1":
                    "Users who are not signed in enter user name and password on the consent page, and approve with \
                     the same button.",
                    without "consent-page" "redirect-uri-in-consent-form" "consent-remembered" because
                    "No page asks only for consent, so scenarios that stop or deny there do not apply.";
            /// Where the page that follows the login is stored.
            next_kept: NextKept = NextKept::InForm, "RFC 6749 §3.1";
                variant "login-without-next-parameter" = NextKept::OnServer, unregulated by "RFC 6749 §3.1":
                    "The login page has no `next` parameter: the provider stores the page that follows.",
                    without "next-parameter" because "No `next` parameter exists to manipulate.";
            /// The status of the login page.
            page_status: LoginPageStatus = LoginPageStatus::Ok, "RFC 9110 §15.5.2";
                variant "login-page-401" = LoginPageStatus::Unauthorized, unregulated by "RFC 9110 §15.5.2":
                    "The login page has the status 401.",
                    quiet because "Header fields of a page are checked if its status is 200.";
            /// The response to a wrong password.
            refusal: LoginRefusal = LoginRefusal::Form, "RFC 6749 §3.1";
                variant "wrong-password-401" = LoginRefusal::Unauthorized, unregulated by "RFC 9110 §15.5.2":
                    "The response to a wrong password is the form with the status 401.";
                variant "wrong-password-403" = LoginRefusal::Forbidden, unregulated by "RFC 9110 §15.5.4":
                    "The response to a wrong password is the form with the status 403.";
                variant "wrong-password-redirected" = LoginRefusal::Redirect, unregulated by "RFC 6749 §3.1":
                    "The response to a wrong password is a redirect to the login page, which shows the error.";
            /// The response to each wrong password for a user name is slower than the one before.
            failures_late: bool = false, "RFC 6819 §5.1.4.2.4";
                variant "failed-logins-delayed" = true, permitted by "RFC 6819 §5.1.4.2.4":
                    "The response to each wrong password for a user name is 40 ms slower than the one before, up to \
                     320 ms.";
            /// After this many wrong passwords for a user name, the form shows a CAPTCHA; 0 for never.
            captcha_after: u32 = 0, "RFC 6819 §5.1.4.2.5";
                variant "captcha-after-failures" = 2, permitted by "RFC 6819 §5.1.4.2.5":
                    "After two wrong passwords for a user name, the login form shows a CAPTCHA.",
                    quiet because "The form with a CAPTCHA differs from the first one, whichever user name was \
                                   entered.";
            /// A page confirms that the user is signed in, and continues.
            followed_by_page: bool = false, "RFC 6749 §3.1";
                variant "login-followed-by-page" = true, unregulated by "RFC 6749 §3.1":
                    "After the login a page greets the user; its button continues.";
        }
    }
}

choice! {
    /// The structure of the login form.
    LoginForm {
        /// One page with user name and password.
        OnePage,
        /// A page with the user name, then a page with the password.
        IdentifierFirst,
        /// The fields have the names from Java servlets.
        OtherNames,
        /// Without an action attribute.
        WithoutAction,
        /// A script submits it.
        ByScript,
        /// With a checkbox.
        WithRememberBox,
        /// Next to a sign-up form.
        WithSignUpForm,
    }
}

choice! {
    /// The login page for a user who has a session.
    KnownUser {
        /// It asks for user name and password.
        LikeAnyone,
        /// The user name is read-only.
        NameFixed,
        /// It asks only for the password.
        PasswordAlone,
        /// It redirects to the home page if no authorization request is pending.
        SentHome,
    }
}

choice! {
    /// Where the login form is shown.
    LoginPlace {
        /// On a page of its own.
        OwnPage,
        /// On a page that exists only while an authorization request is pending.
        OnRequestOnly,
        /// At the URL that required the login.
        AuthorizationEndpoint,
        /// On the consent page, in its form.
        ConsentPage,
    }
}

choice! {
    /// Where the page that follows the login is stored.
    NextKept {
        /// In the URL of the login page and in its form.
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
        /// 401, with a challenge that browsers do not respond to on their own.
        Unauthorized,
    }
}

choice! {
    /// The response to a wrong password.
    LoginRefusal {
        /// The form, with the status 200.
        Form,
        /// The form, with the status 401.
        Unauthorized,
        /// The form, with the status 403.
        Forbidden,
        /// A redirect to the form.
        Redirect,
    }
}

choice! {
    /// Where the browser can be redirected after the login.
    NextPage {
        /// To a page of this site.
        Here,
        /// To any value that starts with a slash, such as `//evil.example`.
        BehindASlash,
        /// Anywhere.
        Anywhere,
    }
}
