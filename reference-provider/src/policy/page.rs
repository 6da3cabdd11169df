//! Rules for all pages.

use serde::{Deserialize, Serialize};

rules! {
    /// Rules for all pages.
    PageRules in page {
        against ConsentBypass {
            /// Pages cannot be framed by other sites (clickjacking).
            framing_refused: bool = true, "RFC 6749 §10.13, RFC 9700 §4.16";
                fault "clickjacking" = false, breaks "rfc9700-4.16-clickjacking":
                    "Other sites can frame the login and consent pages (clickjacking).";
            /// The content security policy forbids framing, too: browsers prefer `frame-ancestors` to
            /// `X-Frame-Options`.
            framing_refused_by_policy: bool = true, "RFC 9700 §4.16";
                fault "clickjacking-without-frame-ancestors" = false, breaks "rfc9700-4.16-csp-frame-ancestors":
                    "Pages forbid framing with X-Frame-Options, but not with frame-ancestors in the content security \
                     policy (clickjacking).";
        }
        against Injection {
            /// A content security policy restricts what pages load and run.
            content_limited: bool = true, "OWASP ASVS 5.0 §3.4.3";
                fault "pages-without-csp" = false,
                    breaks "asvs5-3.4.3-csp-on-login" and "rfc9700-4.16-csp-frame-ancestors":
                    "Pages have no content security policy.";
            /// Values from requests are escaped in pages.
            input_escaped: bool = true, "RFC 6749 §10.14";
                fault "reflected-xss" = false, breaks "rfc6749-10.14-server-sanitizes-input":
                    "Pages contain values from requests without escaping (reflected XSS).";
            /// Browsers do not guess media types: `X-Content-Type-Options: nosniff`.
            sniffing_refused: bool = true, "OWASP ASVS 5.0 §3.4.4";
                fault "pages-without-nosniff" = false, breaks "asvs5-3.4.4-nosniff":
                    "Responses have no X-Content-Type-Options: nosniff (MIME sniffing).";
        }
        against InformationDisclosure {
            /// Pages load resources from this site only.
            nothing_from_elsewhere: bool = true, "RFC 9700 §4.2.4";
                fault "pages-load-third-party-script" = false, breaks "rfc9700-4.2.4-no-third-party-authorization-page":
                    "Pages, including login and consent, load a script of another site.";
            /// Pages are not cached.
            never_cached: bool = true, "OWASP ASVS 5.0 §14.3.2";
                fault "pages-cacheable" = false, breaks "asvs5-14.3.2-no-store-login-pages":
                    "The login and consent pages are cacheable.";
            /// Other sites do not learn the URL of a page from its links and forms (`Referer`).
            referrer_policy: ReferrerPolicy = ReferrerPolicy::SameOrigin, "RFC 9700 §4.2.4";
                fault "referrer-unrestricted" = ReferrerPolicy::UnsafeUrl,
                    breaks "rfc9700-4.2.4-referrer-policy-server":
                    "The URL of a page, with its query, is sent in the Referer to any site that its forms lead to.";
            /// Authorization responses are redirects without an intermediate page, whose URL would contain the code.
            responses_leave_directly: bool = true, "RFC 9700 §4.2.4";
                fault "code-in-referer" = false, breaks "rfc9700-4.2.4-referrer-policy-server":
                    "An intermediate page, whose URL contains the code, leads to the client and discloses the code in \
                     the Referer.";
            /// Over https, HSTS prevents plain http to this host.
            https_enforced: bool = true, "OWASP ASVS 5.0 §3.4.1, RFC 6797 §7.1";
                fault "hsts-missing" = false, breaks "asvs5-3.4.1-hsts":
                    "Responses over https have no Strict-Transport-Security.";
            /// Error pages do not show implementation details.
            stack_trace_hidden: bool = true, "OWASP ASVS 5.0 §16.5.1";
                fault "stack-trace-shown" = false, breaks "asvs5-16.5.1-generic-error":
                    "Error pages show a stack trace.";
            /// Redirects after a form submission lead to a GET, without the form data.
            redirect_status: RedirectStatus = RedirectStatus::SeeOther, "RFC 9700 §4.12";
                fault "redirect-307-after-form" = RedirectStatus::TemporaryRedirect, breaks "rfc9700-4.12-no-307":
                    "The provider responds to form submissions with 307, so that browsers resend the form data, \
                     including the password.";
                variant "forms-redirected-with-302" = RedirectStatus::Found, discouraged by "RFC 9700 §4.12":
                    "The provider responds to form submissions with 302, after which browsers send a GET.";
        }
        against Interoperability {
            /// `form-action` restricts only pages whose forms are submitted to this site: it does not block a redirect
            /// to a client.
            form_action: FormAction = FormAction::WhereFormsStay, "RFC 6749 §3.1.2";
                fault "login-form-action-blocks-redirect" = FormAction::AtLogin, breaks "rfc6749-3.1.2-browser-redirected-back":
                    "The form-action of the login page blocks the redirect to the client.";
                fault "consent-form-action-blocks-redirect" = FormAction::AtConsent, breaks "rfc6749-3.1.2-browser-redirected-back":
                    "The form-action of the consent page blocks the redirect to the client.";
                fault "form-post-form-action-blocks-response" = FormAction::AtFormPost, breaks "rfc6749-3.1.2-browser-redirected-back":
                    "The form-action of the form_post page blocks the response.";
                fault "logout-form-action-blocks-redirect" = FormAction::AtLogout, breaks "oidc-logout-3-browser-redirected-back":
                    "The form-action of the logout confirmation page blocks the redirect after the logout.";
        }
        knobs {
            /// How the provider recognizes form submissions from its own pages.
            forms_proven_by: FormProof = FormProof::Token, "OWASP ASVS 5.0 §3.5.1";
                variant "forms-without-csrf-token" = FormProof::Origin, permitted by "OWASP ASVS 5.0 §3.5.1":
                    "Forms have no CSRF token: the `Origin` header is verified instead.";
            /// Additional content of pages.
            furniture: Furniture = Furniture::Plain;
                variant "pages-with-other-forms" = Furniture::Busy, unregulated by "RFC 6749 §3.1":
                    "Every page has a cookie banner, a search form, a language menu, a newsletter form and a log-out \
                     button.";
            /// The language of pages.
            language: Language = Language::English;
                variant "pages-in-german" = Language::German, unregulated by "OpenID Connect Core §3.1.2.1":
                    "Pages are in German.";
                variant "pages-in-japanese" = Language::Japanese, unregulated by "OpenID Connect Core §3.1.2.1":
                    "Pages are in Japanese.";
            /// How the browser delivers an authorization response to the client.
            response_way: ResponseWay = ResponseWay::Redirect, "RFC 6749 §1.7";
                variant "responses-by-meta-refresh" = ResponseWay::MetaRefresh, permitted by "RFC 6749 §1.7":
                    "A page with a meta refresh, not a redirect, delivers the authorization response.";
            /// The charset of pages, and where it is declared.
            charset: Charset = Charset::Utf8, "RFC 9110 §8.3.2";
                variant "pages-in-latin-1" = Charset::Latin1, permitted by "RFC 9110 §8.3.2":
                    "Pages are encoded in ISO 8859-1.";
                variant "pages-in-shift-jis" = Charset::ShiftJis, permitted by "RFC 9110 §8.3.2":
                    "Pages are encoded in Shift_JIS.";
                variant "pages-with-meta-charset" = Charset::InMeta, permitted by "RFC 9110 §8.3.2":
                    "Pages declare UTF-8 in a `meta` element, and the Content-Type header has no charset.";
        }
    }
}

choice! {
    /// Which pages have `form-action 'self'` (CSP Level 3 §6.4.1).
    FormAction {
        /// Those whose forms are submitted to this site.
        WhereFormsStay,
        /// The login page, too, so that Chromium and Safari block a redirect to the client that follows the login
        /// immediately.
        AtLogin,
        /// The consent page, too, so that Chromium and Safari block the redirect to the client.
        AtConsent,
        /// The page of a `form_post` response, too, so that all browsers block the response.
        AtFormPost,
        /// The logout confirmation page, too, so that Chromium and Safari block the redirect after the logout.
        AtLogout,
    }
}

choice! {
    /// What other sites learn about the URL of a page from its links and forms (Referrer Policy §3).
    ReferrerPolicy {
        /// Nothing.
        SameOrigin,
        /// The complete URL with its query.
        UnsafeUrl,
    }
}

choice! {
    /// The status of a redirect that follows a form submission.
    RedirectStatus {
        /// 303: the next request is a GET, by specification.
        SeeOther,
        /// 302: the next request is a GET, by convention.
        Found,
        /// 307: the form data, including the password, is sent again.
        TemporaryRedirect,
    }
}

choice! {
    /// How the provider recognizes form submissions from its own pages.
    FormProof {
        /// By a token in the form and in a cookie.
        Token,
        /// By the `Origin` header.
        Origin,
    }
}

choice! {
    /// Additional content of pages.
    Furniture {
        /// Links to the home page and to log in or out.
        Plain,
        /// Several small forms, too.
        Busy,
    }
}

choice! {
    /// The language of pages.
    Language {
        /// English.
        English,
        /// German.
        German,
        /// Japanese.
        Japanese,
    }
}

choice! {
    /// How the browser delivers an authorization response to the client.
    ResponseWay {
        /// By an HTTP redirect.
        Redirect,
        /// By a page with a meta refresh.
        MetaRefresh,
    }
}

choice! {
    /// The charset of pages.
    Charset {
        /// UTF-8, declared in the header.
        Utf8,
        /// ISO 8859-1, declared in the header.
        Latin1,
        /// `Shift_JIS`, declared in the header.
        ShiftJis,
        /// UTF-8, declared in a `meta` element.
        InMeta,
    }
}
