//! How a login is started.

use serde::{Deserialize, Serialize};

rules! {
    /// How a login is started.
    StartRules in start {
        against SessionAttack {
            /// What the POST that starts a login must carry.
            anti_forgery: AntiForgery = AntiForgery::Required, "RFC 6749 §10.12, RFC 9700 §4.7";
                fault "login-csrf-unchecked" = AntiForgery::AcceptsMissing, breaks "asvs5-3.5.1-client-login-start-csrf":
                    "The POST that starts a login is accepted without its anti-forgery field.";
            /// A login that is started by GET is confirmed first.
            by_get: LoginByGet = LoginByGet::AsConfigured, "OWASP ASVS 5.0 §3.5.1";
                fault "login-started-by-get" = LoginByGet::Starts, breaks "asvs5-3.5.1-client-login-start-csrf":
                    "A GET starts a login, so any link on any site does.";
        }
        against RedirectManipulation {
            /// `next` leads to pages of this site only.
            next: Next = Next::SameSite, "RFC 9700 §4.11.1";
                fault "open-redirect-next" = Next::Anywhere, breaks "rfc9700-2.1-no-open-redirector-client":
                    "`next` is followed to any address after the login.";
        }
        against Injection {
            /// The authorization request is written here, and not by the link that starts the login.
            parameters: StartParameters = StartParameters::Ignored, "OAuth 2.1 §4.1.1";
                fault "login-parameters-forwarded" = StartParameters::Forwarded,
                    breaks "asvs5-15.3.7-client-parameters-not-injectable":
                    "Parameters of the start URL replace those of the authorization request.";
        }
        against Interoperability {
            /// The form that starts a login may lead to other sites.
            form: StartForm = StartForm::LeadsAway, "RFC 6749 §4.1.1";
                fault "start-form-stays-home" = StartForm::StaysHome, breaks "rfc6749-4.1.1-browser-sent-to-server":
                    "The `form-action` of the page that starts a login blocks the redirect to the provider.";
        }
        knobs {
            /// What shows that a form is one of this site.
            proof: FormProof = FormProof::FieldAndCookie, "OWASP ASVS 5.0 §3.5.1";
                variant "forms-checked-by-origin" = FormProof::Origin, unregulated by "OWASP ASVS 5.0 §3.5.1":
                    "Forms have no anti-forgery field: the `Origin` header is compared.";
                variant "forms-checked-by-session" = FormProof::FieldAndSession, unregulated by "OWASP ASVS 5.0 §3.5.1":
                    "The anti-forgery token is in the session, which the first form opens, and in no cookie of its own.";
            /// Where a login is started.
            page: StartPage = StartPage::OfItsOwn;
                variant "start-page-moved" = StartPage::Moved, unregulated by "RFC 6749 §4.1.1":
                    "The page that starts a login redirects to another page, and that one has the form.";
                variant "start-form-on-home-page" = StartPage::OnHomePage, unregulated by "RFC 6749 §4.1.1":
                    "The home page has the form that starts a login, and no link to a page with one.";
        }
    }
}

choice! {
    /// Protection of a form against cross-site request forgery.
    AntiForgery {
        /// The form must be proven.
        Required,
        /// A form without the field is accepted from wherever it comes; a wrong one is not.
        AcceptsMissing,
    }
}

choice! {
    /// What a GET of the URL does where logins start.
    LoginByGet {
        /// It shows a form that starts the login, unless the configuration says otherwise.
        AsConfigured,
        /// It starts the login, wherever the link to it stands.
        Starts,
    }
}

choice! {
    /// Which `next` is honoured.
    Next {
        /// Relative paths on this site only.
        SameSite,
        /// Anything: an open redirector.
        Anywhere,
    }
}

choice! {
    /// Whether whoever starts a login can write into the authorization request.
    StartParameters {
        /// Only `next` is read, and it stays here.
        Ignored,
        /// Every parameter of the start URL replaces the one of the same name.
        Forwarded,
    }
}

choice! {
    /// What the content security policy says about the form that starts a login.
    StartForm {
        /// Nothing: it leads to the provider, by whatever redirects.
        LeadsAway,
        /// `form-action 'self'`, so that Chromium and Safari block the redirect to the provider.
        StaysHome,
    }
}

choice! {
    /// What shows that a form is one of this site.
    FormProof {
        /// A hidden field that matches a cookie and the session, and no foreign `Origin`.
        FieldAndCookie,
        /// A hidden field that matches the session.
        FieldAndSession,
        /// The `Origin` header that browsers add to a POST.
        Origin,
    }
}

choice! {
    /// Where the form is that starts a login.
    StartPage {
        /// On a page of its own, which the home page links to.
        OfItsOwn,
        /// On another page, which that one redirects to.
        Moved,
        /// On that page and on the home page.
        OnHomePage,
    }
}
