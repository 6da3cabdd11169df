//! What all pages have in common.

use serde::{Deserialize, Serialize};

rules! {
    /// What all pages have in common.
    PageRules in page {
        against ConsentBypass {
            /// No other site can show our pages in a frame and steal the click.
            framing_refused: bool = true, "RFC 6749 §10.13, RFC 9700 §4.16";
                fault "pages-frameable" = false, breaks "rfc9700-4.16-clickjacking":
                    "Other sites can show the login and consent pages in a frame.";
            /// The content security policy refuses frames, too: browsers believe it before `X-Frame-Options`.
            framing_refused_by_policy: bool = true, "RFC 9700 §4.16";
                fault "pages-framing-by-header-alone" = false, breaks "rfc9700-4.16-csp-frame-ancestors":
                    "X-Frame-Options refuses frames, but the content security policy says nothing of them.";
        }
        against Injection {
            /// A content security policy limits what pages run.
            content_limited: bool = true, "OWASP ASVS 5.0 §3.4.3";
                fault "pages-content-unlimited" = false,
                    breaks "asvs5-3.4.3-csp-on-login" and "rfc9700-4.16-csp-frame-ancestors":
                    "Pages have no content security policy.";
            /// What a request brought stands in a page as text, never as markup.
            input_escaped: bool = true, "RFC 6749 §10.14";
                fault "pages-unescaped" = false, breaks "rfc6749-10.14-server-sanitises-input":
                    "What a request brought stands in a page as markup.";
            /// Browsers believe the media type that is sent.
            sniffing_refused: bool = true, "OWASP ASVS 5.0 §3.4.4";
                fault "pages-sniffable" = false, breaks "asvs5-3.4.4-nosniff":
                    "Browsers may guess what an answer is.";
        }
        against InformationDisclosure {
            /// Pages load what they need from this site alone.
            nothing_from_elsewhere: bool = true, "RFC 9700 §4.2.4";
                fault "pages-load-from-elsewhere" = false, breaks "rfc9700-4.2.4-no-third-party-authorization-page":
                    "Pages, login and consent too, run a script of another site.";
            /// Pages are kept out of every cache.
            never_cached: bool = true, "OWASP ASVS 5.0 §14.3.2";
                fault "pages-cacheable" = false, breaks "asvs5-14.3.2-no-store-login-pages":
                    "Caches may keep the login and consent pages.";
            /// Other sites do not learn the address of a page from its links and forms.
            referrer_policy: ReferrerPolicy = ReferrerPolicy::SameOrigin, "RFC 9700 §4.2.4";
                fault "referrer-unrestricted" = ReferrerPolicy::UnsafeUrl,
                    breaks "rfc9700-4.2.4-referrer-policy-server":
                    "The address of a page, with its query, goes to wherever its forms lead.";
            /// An authorization response leaves by a redirect, and not by way of a page of ours: the code would be in
            /// that page's address.
            responses_leave_directly: bool = true, "RFC 9700 §4.2.4";
                fault "code-in-referer" = false, breaks "rfc9700-4.2.4-referrer-policy-server":
                    "A page that says goodbye stands between the provider and the client; its address holds the \
                     code, and goes along.";
            /// Over https, HSTS keeps browsers from using http with this host.
            https_enforced: bool = true, "OWASP ASVS 5.0 §3.4.1, RFC 6797 §7.1";
                fault "https-not-enforced" = false, breaks "asvs5-3.4.1-hsts":
                    "Responses over https have no HSTS header.";
            /// A page about a problem says nothing of what is inside.
            innards_hidden: bool = true, "OWASP ASVS 5.0 §16.5.1";
                fault "innards-shown" = false, breaks "asvs5-16.5.1-generic-error":
                    "A page about a problem shows the stack.";
            /// How the browser is sent on after a form: as a GET, without the form's content.
            redirect_status: RedirectStatus = RedirectStatus::SeeOther, "RFC 9700 §4.12";
                fault "redirect-repeats-form" = RedirectStatus::TemporaryRedirect, breaks "rfc9700-4.12-no-307":
                    "Forms are answered with 307, which sends the password on.";
                variant "forms-answered-with-302" = RedirectStatus::Found, discouraged by "RFC 9700 §4.12":
                    "Forms are answered with 302, after which browsers go on with a GET.";
        }
        against Interoperability {
            /// It limits forms only on pages whose forms stay on this site: nothing stops the redirect to a client.
            form_action: FormAction = FormAction::WhereFormsStay, "RFC 6749 §3.1.2";
                fault "login-form-stays-home" = FormAction::AtLogin, breaks "rfc6749-3.1.2-browser-sent-back":
                    "The `form-action` of the login page blocks the redirect to the client.";
                fault "consent-form-stays-home" = FormAction::AtConsent, breaks "rfc6749-3.1.2-browser-sent-back":
                    "The `form-action` of the consent page blocks the redirect to the client.";
                fault "form-post-stays-home" = FormAction::AtFormPost, breaks "rfc6749-3.1.2-browser-sent-back":
                    "The `form-action` of the page with a form_post response blocks that response.";
                fault "logout-form-stays-home" = FormAction::AtLogout, breaks "oidc-logout-3-browser-sent-back":
                    "The `form-action` of the question before a logout blocks the redirect after it.";
        }
        knobs {
            /// How the provider recognises forms that come from its own pages.
            forms_proven_by: FormProof = FormProof::Token, "OWASP ASVS 5.0 §3.5.1";
                variant "forms-without-token" = FormProof::Origin, permitted by "OWASP ASVS 5.0 §3.5.1":
                    "Forms have no anti-forgery field: the `Origin` that the browser sends along has to be this site.";
            /// What stands on pages beside their subject.
            furniture: Furniture = Furniture::Plain;
                variant "pages-with-other-forms" = Furniture::Busy, unregulated by "RFC 6749 §3.1":
                    "Every page has a cookie banner, a search form, a list of languages, a newsletter, and a log-out button.";
            /// The language of pages.
            language: Language = Language::English;
                variant "pages-in-german" = Language::German, unregulated by "OpenID Connect Core §3.1.2.1":
                    "Pages are in German.";
                variant "pages-in-japanese" = Language::Japanese, unregulated by "OpenID Connect Core §3.1.2.1":
                    "Pages are in Japanese.";
            /// How an authorization response makes the browser go to the client.
            response_way: ResponseWay = ResponseWay::Redirect, "RFC 6749 §1.7";
                variant "responses-by-meta-refresh" = ResponseWay::MetaRefresh, permitted by "RFC 6749 §1.7":
                    "A page with a meta element sends the browser on to the client, without a redirect.";
            /// What pages are written in, and where they say so.
            charset: Charset = Charset::Utf8, "RFC 9110 §8.3.2";
                variant "pages-in-latin-1" = Charset::Latin1, permitted by "RFC 9110 §8.3.2":
                    "Pages are written in ISO 8859-1.";
                variant "pages-in-shift-jis" = Charset::ShiftJis, permitted by "RFC 9110 §8.3.2":
                    "Pages are written in Shift_JIS.";
                variant "pages-name-charset-inside" = Charset::InMeta, permitted by "RFC 9110 §8.3.2":
                    "Pages say in a `meta` element that they are in UTF-8, and their header does not.";
        }
    }
}

choice! {
    /// Which pages have a `form-action 'self'` (CSP Level 3 §6.4.1).
    FormAction {
        /// Those whose forms stay on this site.
        WhereFormsStay,
        /// The login page, too, so that Chromium and Safari block an answer that follows the login at once.
        AtLogin,
        /// The consent page, too, so that they block the redirect to the client.
        AtConsent,
        /// The page of a `form_post` response, too, so that no browser posts it.
        AtFormPost,
        /// The question before a logout, too, so that they block the redirect after it.
        AtLogout,
    }
}

choice! {
    /// What a page's links and forms tell other sites of its address (Referrer Policy §3).
    ReferrerPolicy {
        /// Nothing.
        SameOrigin,
        /// All of it, with its query.
        UnsafeUrl,
    }
}

choice! {
    /// The status of a redirect that answers a form.
    RedirectStatus {
        /// 303: the next request is a GET, by definition.
        SeeOther,
        /// 302: the next request is a GET, by custom.
        Found,
        /// 307: the form, password included, is sent on.
        TemporaryRedirect,
    }
}

choice! {
    /// How the provider recognises forms that come from its own pages.
    FormProof {
        /// By a token in the form and in a cookie.
        Token,
        /// By the `Origin` header.
        Origin,
    }
}

choice! {
    /// What stands on pages beside their subject.
    Furniture {
        /// A way home, and one to log in or out.
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
    /// How an authorization response makes the browser go to the client.
    ResponseWay {
        /// By an HTTP redirect.
        Redirect,
        /// By a page with a meta element.
        MetaRefresh,
    }
}

choice! {
    /// What pages are written in.
    Charset {
        /// UTF-8, as the header says.
        Utf8,
        /// ISO 8859-1, as the header says.
        Latin1,
        /// `Shift_JIS`, as the header says.
        ShiftJis,
        /// UTF-8, as a `meta` element says.
        InMeta,
    }
}
