//! The start of a login.

use serde::{Deserialize, Serialize};

rules! {
    /// The start of a login.
    StartRules in start {
        against SessionAttack {
            /// The POST request that starts a login has a CSRF token.
            csrf_token: CsrfTokenCheck = CsrfTokenCheck::Required, "RFC 6749 §10.12, RFC 9700 §4.7";
                fault "login-csrf-token-unchecked" = CsrfTokenCheck::AcceptsMissing, breaks "asvs5-3.5.1-client-login-start-csrf":
                    "The client starts a login for a POST request without a CSRF token (login CSRF).";
            /// A login that is started with GET is confirmed first.
            by_get: LoginByGet = LoginByGet::AsConfigured, "OWASP ASVS 5.0 §3.5.1";
                fault "login-start-by-get" = LoginByGet::Starts, breaks "asvs5-3.5.1-client-login-start-csrf":
                    "The client starts a login for a GET request, so that a link on any site does (login CSRF).";
        }
        against RedirectManipulation {
            /// `next` leads to pages of this site only.
            next: NextUrls = NextUrls::SameSite, "RFC 9700 §4.11.1";
                fault "open-redirect-after-login" = NextUrls::Anywhere, breaks "rfc9700-2.1-no-open-redirector-client":
                    "The client redirects to any URL in the next parameter after the login (open redirect).";
        }
        against Injection {
            /// The link that starts a login cannot change the authorization request.
            parameters: StartParameters = StartParameters::Ignored, "OAuth 2.1 §4.1.1";
                fault "login-parameter-injection" = StartParameters::Forwarded,
                    breaks "asvs5-15.3.7-client-parameters-not-injectable":
                    "Parameters of the login URL replace those of the authorization request (parameter injection).";
        }
        against Interoperability {
            /// The form that starts a login can lead to other sites.
            form: StartForm = StartForm::LeadsAway, "RFC 6749 §4.1.1";
                fault "start-form-action-blocks-redirect" = StartForm::StaysHome, breaks "rfc6749-4.1.1-browser-redirected-to-server":
                    "The form-action of the login page blocks the redirect to the provider.";
        }
        knobs {
            /// How the client recognizes form submissions from its own pages.
            proof: FormProof = FormProof::FieldAndCookie, "OWASP ASVS 5.0 §3.5.1";
                variant "forms-checked-by-origin" = FormProof::Origin, unregulated by "OWASP ASVS 5.0 §3.5.1":
                    "Forms have no CSRF token: the `Origin` header is verified instead.";
                variant "forms-checked-by-session" = FormProof::FieldAndSession, unregulated by "OWASP ASVS 5.0 §3.5.1":
                    "The CSRF token is stored in the session, which the first form creates, and not in a cookie of its \
                     own.";
            /// Where a login starts.
            page: StartPage = StartPage::OfItsOwn;
                variant "login-page-moved" = StartPage::Moved, unregulated by "RFC 6749 §4.1.1":
                    "The login page redirects to another page, which has the form.";
                variant "login-form-on-home-page" = StartPage::OnHomePage, unregulated by "RFC 6749 §4.1.1":
                    "The home page has the form that starts a login and no link to a login page.";
        }
    }
}

choice! {
    /// Protection of a form against cross-site request forgery (CSRF).
    CsrfTokenCheck {
        /// A CSRF token is required.
        Required,
        /// A form without a CSRF token is accepted from any site; one with a wrong token is not.
        AcceptsMissing,
    }
}

choice! {
    /// The response to a GET request of the login URL.
    LoginByGet {
        /// A form that starts the login, unless the configuration says otherwise.
        AsConfigured,
        /// It starts the login, wherever the link is.
        Starts,
    }
}

choice! {
    /// Which values of `next` are accepted.
    NextUrls {
        /// Relative paths on this site only.
        SameSite,
        /// Any URL: an open redirect.
        Anywhere,
    }
}

choice! {
    /// Whether the link that starts a login can change the authorization request.
    StartParameters {
        /// No: only `next` is read, and it leads to this site.
        Ignored,
        /// Yes: each parameter of the login URL replaces the one of the same name.
        Forwarded,
    }
}

choice! {
    /// What the content security policy says about the form that starts a login.
    StartForm {
        /// Nothing: the form leads to the provider, through any number of redirects.
        LeadsAway,
        /// `form-action 'self'`, so that Chromium and Safari block the redirect to the provider.
        StaysHome,
    }
}

choice! {
    /// How the client recognizes form submissions from its own pages.
    FormProof {
        /// By a hidden field that matches a cookie and the session, and an `Origin`, if any, of this site.
        FieldAndCookie,
        /// By a hidden field that matches the session.
        FieldAndSession,
        /// By the `Origin` header that browsers add to a POST request.
        Origin,
    }
}

choice! {
    /// Where the form is that starts a login.
    StartPage {
        /// On the login page, which the home page links to.
        OfItsOwn,
        /// On another page, which the login page redirects to.
        Moved,
        /// On the login page and the home page.
        OnHomePage,
    }
}
