//! The pages.

use serde::{Deserialize, Serialize};

rules! {
    /// The pages, and what all answers have in common.
    PageRules in page {
        against Injection {
            /// Nothing is shown of `error_description`, in the callback and in the token response.
            error_description: ErrorDescription = ErrorDescription::NotShown, "RFC 6749 §10.14";
                fault "error-description-as-markup" = ErrorDescription::ShownAsMarkup,
                    breaks "rfc6749-10.14-client-sanitises-input":
                    "The error page shows the description of an error, from the callback URL or the token endpoint, as HTML.";
            /// `error` becomes a sentence of this site.
            error_code: ErrorCodeShown = ErrorCodeShown::Explained, "RFC 6749 §10.14";
                fault "error-code-as-markup" = ErrorCodeShown::AsMarkup, breaks "rfc6749-10.14-client-sanitises-input":
                    "The error page shows `error` of the callback URL as HTML.";
            /// Nothing is shown of `error_uri`.
            error_uri: ErrorUri = ErrorUri::NotShown, "RFC 6749 §10.14";
                fault "error-uri-linked" = ErrorUri::Linked, breaks "rfc6749-10.14-client-sanitises-input":
                    "The error page links to `error_uri` of the callback URL, whatever that is.";
        }
        against InformationDisclosure {
            /// Links and forms tell other sites nothing of a page's address.
            referrer_policy: ReferrerPolicy = ReferrerPolicy::SameOrigin, "OWASP ASVS 5.0 §3.4.5";
                fault "referrer-unrestricted" = ReferrerPolicy::UnsafeUrl, breaks "asvs5-3.4.5-referrer-policy":
                    "The address of a page, with its query, goes to wherever its links and forms lead.";
            /// An unusable answer of the provider ends in a page that says so.
            provider_failure: ProviderFailure = ProviderFailure::Page, "RFC 6749 §5.2, OWASP ASVS 5.0 §16.5.1";
                fault "provider-failure-is-500" = ProviderFailure::ServerError,
                    breaks "asvs5-16.5.3-client-requests-handled" and "asvs5-16.5.1-client-generic-error":
                    "An unusable answer of the provider ends in a server error that shows the innards of the site.";
        }
        knobs {
            /// The language of the pages.
            language: Language = Language::English;
                variant "pages-in-german" = Language::German, unregulated by "RFC 9110 §12.5.4":
                    "All pages are in German.";
            /// What the home page is.
            home: HomePage = HomePage::Page;
                variant "home-as-json" = HomePage::Json, unregulated by "RFC 9110 §12.1":
                    "The home page is a JSON document with the user.",
                    quiet because "One scenario distinguishes two accounts by the profile on the page, and it shows none.";
                variant "home-leads-to-start-page" = HomePage::ForUsers, unregulated by "RFC 9110 §15.4.3":
                    "The home page redirects to the page that starts a login until a user is signed in.";
                variant "home-refused-with-403" = HomePage::Refused, unregulated by "RFC 9110 §15.5.4":
                    "The home page has the status 403 until a user is signed in.";
            /// The home page links to the page that starts a login.
            start_link: bool = true;
                variant "home-without-start-link" = false, unregulated by "RFC 6749 §4.1.1":
                    "Nothing on the home page leads to the page that starts a login.";
            /// There is another provider on the home page, before this one.
            other_provider: bool = false;
                variant "two-providers-on-home-page" = true, unregulated by "RFC 6749 §4.1.1":
                    "The home page lets the user choose between two providers, and this one comes second.";
            /// Whom the home page welcomes.
            welcome_by: WelcomeBy = WelcomeBy::Email;
                variant "welcome-by-user-id" = WelcomeBy::UserId, unregulated by "OpenID Connect Core §5.7":
                    "The home page welcomes the user by identifier; the e-mail address stands further below.";
                variant "welcome-without-profile" = WelcomeBy::EmailAlone, unregulated by "OpenID Connect Core §5.7":
                    "The home page welcomes the user by e-mail address, and shows nothing else of the profile.", quiet because "One scenario distinguishes two accounts by the profile on the page, and it shows none.";
            /// The home page of a user has forms.
            forms_for_users: bool = false;
                variant "forms-on-home-page" = true, unregulated by "RFC 6749 §4.1":
                    "The home page of a user has a form to search, and one to sign out.";
            /// The status of redirects.
            redirects: RedirectStatus = RedirectStatus::Found, "RFC 9110 §15.4";
                variant "redirects-with-303" = RedirectStatus::SeeOther, permitted by "RFC 6749 §1.7":
                    "Redirects have the status 303.";
            /// How the target of a redirect within this site is written.
            location: Location = Location::Relative, "RFC 9110 §10.2.2";
                variant "redirects-to-absolute-urls" = Location::Absolute, permitted by "RFC 9110 §10.2.2":
                    "Redirects within the site have absolute URLs.";
        }
    }
}

choice! {
    /// What is shown of `error_description`.
    ErrorDescription {
        /// Nothing: whoever wrote the URL, or the provider, chose it.
        NotShown,
        /// All of it, as HTML.
        ShownAsMarkup,
    }
}

choice! {
    /// What is shown of `error`.
    ErrorCodeShown {
        /// A sentence of this site for each registered code.
        Explained,
        /// All of it, as HTML.
        AsMarkup,
    }
}

choice! {
    /// What is shown of `error_uri`.
    ErrorUri {
        /// Nothing: whoever wrote the URL of the callback chose it.
        NotShown,
        /// A link to it, whatever it is.
        Linked,
    }
}

choice! {
    /// What links and forms tell other sites of a page's address (Referrer Policy §3).
    ReferrerPolicy {
        /// Nothing. (`no-referrer` would make browsers send `Origin: null` with this site's own forms.)
        SameOrigin,
        /// All of it, with its query.
        UnsafeUrl,
    }
}

choice! {
    /// What the browser gets when the provider's answer is unusable.
    ProviderFailure {
        /// A page that says so.
        Page,
        /// A 500 with the innards of this site.
        ServerError,
    }
}

choice! {
    /// The language of the pages.
    Language {
        /// `en`.
        English,
        /// `de`.
        German,
    }
}

choice! {
    /// What the home page is.
    HomePage {
        /// A page for everybody.
        Page,
        /// A JSON document.
        Json,
        /// A page for users; it redirects everybody else to the page that starts a login.
        ForUsers,
        /// A page for everybody, with 403 until a user is signed in.
        Refused,
    }
}

choice! {
    /// Whom the home page welcomes.
    WelcomeBy {
        /// The e-mail address; the whole profile stands below.
        Email,
        /// The identifier; the whole profile stands below.
        UserId,
        /// The e-mail address, and there is nothing below.
        EmailAlone,
    }
}

choice! {
    /// The status of redirects.
    RedirectStatus {
        /// 302.
        Found,
        /// 303.
        SeeOther,
    }
}

choice! {
    /// How the target of a redirect within this site is written.
    Location {
        /// As a path.
        Relative,
        /// With scheme and host.
        Absolute,
    }
}
