//! Login, session and pages are careless.

use super::Fault;
use crate::policy::{FormAction, NextPage, RedirectStatus, ReferrerPolicy, Strength};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "login-csrf-unchecked" breaks "asvs5-3.5.1-login-csrf":
        "A login form from another site counts." => |p| p.login.anti_forgery = false;
    "login-any-password" breaks "rfc6749-3.1-authenticate-owner-first":
        "Any password is right." => |p| p.login.password_checked = false;
    "login-guessable" breaks "asvs5-6.3.1-login-anti-automation":
        "Passwords can be tried out without end." => |p| p.login.attempts = u32::MAX;
    "login-repeats-password" breaks "asvs5-14.2.6-minimum-sensitive-data":
        "The login form comes back with the password that was typed." => |p| p.login.password_forgotten = false;
    "next-open-redirect" breaks "rfc9700-2.1-no-open-redirector-server" and "asvs5-3.7.2-redirect-allowlist":
        "After login the browser is sent wherever next= says." => |p| p.login.next = NextPage::Anywhere;
    "next-behind-a-slash" breaks "asvs5-3.7.2-redirect-allowlist" and "rfc9700-2.1-no-open-redirector-server":
        "After login the browser is sent to whatever begins with a slash, such as //evil.example."
        => |p| p.login.next = NextPage::BehindASlash;
    "login-tells-unknown-user" breaks "asvs5-6.3.8-no-user-enumeration":
        "The login form says whether there is a user of that name." => |p| p.login.unknown_user_not_told = false;
    "session-fixed" breaks "asvs5-7.2.4-session-fixation":
        "Login keeps the session identifier that the browser brought." => |p| p.session.renewed_at_login = false;
    "session-counted" breaks "asvs5-7.2.3-session-id-entropy":
        "A session's identifier is the last one and one more." => |p| p.session.identifier = Strength::Counted;
    "session-cookie-same-site-unsaid" breaks "asvs5-3.3.2-cookie-samesite":
        "The session cookie leaves to the browser which sites may send it." => |p| p.session.cookie_same_site = false;
    "logout-keeps-session" breaks "asvs5-7.4.1-logout-invalidates":
        "Logout takes the cookie away, but the session lives on." => |p| p.session.ends_at_logout = false;
    "session-cookie-bare" breaks "asvs5-3.3.4-cookie-httponly" and "asvs5-3.3.2-cookie-samesite":
        "Scripts can read the session cookie, and other sites can send it." => |p| p.session.cookie_guarded = false;
    "cookies-insecure" breaks "asvs5-3.3.1-cookie-secure":
        "Over https cookies are set as over http, for everyone on the way to read." => |p| p.session.cookies_secure = false;
    "session-in-url" breaks "asvs5-14.2.1-no-secrets-in-url":
        "After login the session's identifier is in the address, too." => |p| p.session.kept_out_of_urls = false;
    "redirect-repeats-form" breaks "rfc9700-4.12-no-307":
        "Forms are answered with 307, which sends the password on." => |p| p.page.redirect_status = RedirectStatus::TemporaryRedirect;
    "pages-frameable" breaks "rfc9700-4.16-clickjacking":
        "Other sites can show the login and consent pages in a frame." => |p| p.page.framing_refused = false;
    "pages-framing-by-header-alone" breaks "rfc9700-4.16-csp-frame-ancestors":
        "X-Frame-Options refuses frames, but the content security policy says nothing of them."
        => |p| p.page.framing_refused_by_policy = false;
    "pages-content-unlimited" breaks "asvs5-3.4.3-csp-on-login" and "rfc9700-4.16-csp-frame-ancestors":
        "Pages have no content security policy." => |p| p.page.content_limited = false;
    "login-form-stays-home" breaks "rfc6749-3.1.2-browser-sent-back":
        "The `form-action` of the login page blocks the redirect to the client."
        => |p| p.page.form_action = FormAction::AtLogin;
    "consent-form-stays-home" breaks "rfc6749-3.1.2-browser-sent-back":
        "The `form-action` of the consent page blocks the redirect to the client."
        => |p| p.page.form_action = FormAction::AtConsent;
    "form-post-stays-home" breaks "rfc6749-3.1.2-browser-sent-back":
        "The `form-action` of the page with a form_post response blocks that response."
        => |p| p.page.form_action = FormAction::AtFormPost;
    "logout-form-stays-home" breaks "oidc-logout-3-browser-sent-back":
        "The `form-action` of the question before a logout blocks the redirect after it."
        => |p| p.page.form_action = FormAction::AtLogout;
    "pages-load-from-elsewhere" breaks "rfc9700-4.2.4-no-third-party-authorization-page":
        "Pages, login and consent too, run a script of another site." => |p| p.page.nothing_from_elsewhere = false;
    "pages-unescaped" breaks "rfc6749-10.14-server-sanitises-input":
        "What a request brought stands in a page as markup." => |p| p.page.input_escaped = false;
    "pages-cacheable" breaks "asvs5-14.3.2-no-store-login-pages":
        "Caches may keep the login and consent pages." => |p| p.page.never_cached = false;
    "pages-sniffable" breaks "asvs5-3.4.4-nosniff":
        "Browsers may guess what an answer is." => |p| p.page.sniffing_refused = false;
    "referrer-unrestricted" breaks "rfc9700-4.2.4-referrer-policy-server":
        "The address of a page, with its query, goes to wherever its forms lead."
        => |p| p.page.referrer_policy = ReferrerPolicy::UnsafeUrl;
    "https-not-enforced" breaks "asvs5-3.4.1-hsts":
        "Over https browsers are not told to keep to it." => |p| p.page.https_enforced = false;
    "code-in-referer" breaks "rfc9700-4.2.4-referrer-policy-server":
        "A page that says goodbye stands between the provider and the client; its address holds the code, and goes along."
        => |p| p.page.responses_leave_directly = false;
    "innards-shown" breaks "asvs5-16.5.1-generic-error":
        "A page about a problem shows the stack." => |p| p.page.innards_hidden = false;
};
