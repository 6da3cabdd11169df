//! The pages.

use serde::{Deserialize, Serialize};

rules! {
    /// The pages, and what all responses have in common.
    PageRules in page {
        against Injection {
            /// Pages do not show `error_description` from the callback or the token response.
            error_description: ErrorDescription = ErrorDescription::NotShown, "RFC 6749 §10.14";
                fault "reflected-xss-error-description" = ErrorDescription::ShownAsMarkup,
                    breaks "rfc6749-10.14-client-sanitizes-input":
                    "The error page contains error_description from the callback URL or the token response without \
                     escaping (reflected XSS).";
            /// Pages show a built-in sentence for `error`.
            error_code: ErrorCodeShown = ErrorCodeShown::Explained, "RFC 6749 §10.14";
                fault "reflected-xss-error-code" = ErrorCodeShown::AsMarkup, breaks "rfc6749-10.14-client-sanitizes-input":
                    "The error page contains error from the callback URL without escaping (reflected XSS).";
            /// Pages do not show `error_uri`.
            error_uri: ErrorUri = ErrorUri::NotShown, "RFC 6749 §10.14";
                fault "error-uri-linked" = ErrorUri::Linked, breaks "rfc6749-10.14-client-sanitizes-input":
                    "The error page links to any error_uri from the callback URL (phishing).";
        }
        against InformationDisclosure {
            /// Other sites do not learn the URL of a page from its links and forms (`Referer`).
            referrer_policy: ReferrerPolicy = ReferrerPolicy::SameOrigin, "OWASP ASVS 5.0 §3.4.5";
                fault "referrer-unrestricted" = ReferrerPolicy::UnsafeUrl, breaks "asvs5-3.4.5-referrer-policy":
                    "The URL of a page, with its query, is sent in the Referer to any site that its links and forms \
                     lead to.";
            /// An invalid response of the provider leads to an error page.
            provider_failure: ProviderFailure = ProviderFailure::Page, "RFC 6749 §5.2, OWASP ASVS 5.0 §16.5.1";
                fault "provider-failure-is-500" = ProviderFailure::ServerError,
                    breaks "asvs5-16.5.3-client-requests-handled" and "asvs5-16.5.1-client-generic-error":
                    "The client responds to an invalid response of the provider with 500 and a stack trace.";
        }
        knobs {
            /// The language of the pages.
            language: Language = Language::English;
                variant "pages-in-german" = Language::German, unregulated by "RFC 9110 §12.5.4":
                    "All pages are in German.";
            /// The form of the home page.
            home: HomePage = HomePage::Page;
                variant "home-as-json" = HomePage::Json, unregulated by "RFC 9110 §12.1":
                    "The home page is a JSON document with the user.",
                    quiet because "One scenario distinguishes two accounts by the profile on the page, which is not \
                                   shown.";
                variant "home-redirects-to-login-page" = HomePage::ForUsers, unregulated by "RFC 9110 §15.4.3":
                    "The home page redirects to the login page until a user is signed in.";
                variant "home-page-403" = HomePage::Refused, unregulated by "RFC 9110 §15.5.4":
                    "The home page has the status 403 until a user is signed in.";
            /// The home page has a link to the login page.
            start_link: bool = true;
                variant "home-without-login-link" = false, unregulated by "RFC 6749 §4.1.1":
                    "The home page has no link to the login page.";
            /// The home page offers another provider before this one.
            other_provider: bool = false;
                variant "two-providers-on-home-page" = true, unregulated by "RFC 6749 §4.1.1":
                    "The home page offers two providers, and this one is the second.";
            /// How the home page names the user.
            welcome_by: WelcomeBy = WelcomeBy::Email;
                variant "welcome-by-user-id" = WelcomeBy::UserId, unregulated by "OpenID Connect Core §5.7":
                    "The home page names the user by identifier; the e-mail address is further below.";
                variant "welcome-without-profile" = WelcomeBy::EmailAlone, unregulated by "OpenID Connect Core §5.7":
                    "The home page names the user by e-mail address and shows nothing else of the \
                     profile.", quiet because
                        "One scenario distinguishes two accounts by the profile on the page, which is not shown.";
            /// The home page of a signed-in user has forms.
            forms_for_users: bool = false;
                variant "forms-on-home-page" = true, unregulated by "RFC 6749 §4.1":
                    "The home page of a signed-in user has a search form and a sign-out form.";
            /// The status of redirects.
            redirects: RedirectStatus = RedirectStatus::Found, "RFC 9110 §15.4";
                variant "redirects-with-303" = RedirectStatus::SeeOther, permitted by "RFC 6749 §1.7":
                    "Redirects have the status 303.";
            /// The form of the Location of redirects within this site.
            location: Location = Location::Relative, "RFC 9110 §10.2.2";
        }
    }
}

choice! {
    /// How pages show `error_description`.
    ErrorDescription {
        /// Not at all: the author of the URL, or the provider, chose it.
        NotShown,
        /// Without escaping.
        ShownAsMarkup,
    }
}

choice! {
    /// How pages show `error`.
    ErrorCodeShown {
        /// As a built-in sentence for each registered code.
        Explained,
        /// Without escaping.
        AsMarkup,
    }
}

choice! {
    /// How pages show `error_uri`.
    ErrorUri {
        /// Not at all: the author of the callback URL chose it.
        NotShown,
        /// As a link, whatever the URI.
        Linked,
    }
}

choice! {
    /// What other sites learn about the URL of a page from its links and forms (Referrer Policy §3).
    ReferrerPolicy {
        /// Nothing. (`no-referrer` would make browsers send `Origin: null` with this site's own forms.)
        SameOrigin,
        /// The complete URL with its query.
        UnsafeUrl,
    }
}

choice! {
    /// The response after an invalid response of the provider.
    ProviderFailure {
        /// An error page.
        Page,
        /// A 500 with a stack trace.
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
    /// The form of the home page.
    HomePage {
        /// A page for all visitors.
        Page,
        /// A JSON document.
        Json,
        /// A page for signed-in users; other visitors are redirected to the login page.
        ForUsers,
        /// A page for all visitors, with the status 403 until a user is signed in.
        Refused,
    }
}

choice! {
    /// How the home page names the user.
    WelcomeBy {
        /// By e-mail address, with the whole profile below.
        Email,
        /// By identifier, with the whole profile below.
        UserId,
        /// By e-mail address, without the profile.
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
    /// The form of the Location of redirects within this site.
    Location {
        /// As a path.
        Relative,
        /// With scheme and host.
        Absolute,
    }
}
