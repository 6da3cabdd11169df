//! What a user sees: login, session, pages.

use serde::{Deserialize, Serialize};

use super::{Seconds, Strength};

rules! {
    /// The login form.
    LoginRules {
        /// Only the browser that was shown the form can send it. OWASP ASVS 5.0 §3.5.1.
        anti_forgery: bool = true,
        /// The password must be right.
        password_checked: bool = true,
        /// The form comes back without the password that was typed. OWASP ASVS 5.0 §14.2.6.
        password_forgotten: bool = true,
        /// So many wrong passwords within the window, and the account has to wait. OWASP ASVS 5.0 §6.3.1.
        attempts: u32 = 20,
        /// The window in which wrong passwords are counted.
        attempts_window: Seconds = Seconds::minutes(5),
        /// A user who does not exist is answered like a wrong password. OWASP ASVS 5.0 §6.3.8.
        unknown_user_not_told: bool = true,
        /// `next` leads to a page of this site and nowhere else. RFC 9700 §2.1 and §4.11.2, OWASP ASVS 5.0 §3.7.2.
        next: NextPage = NextPage::Here,
    }
}

rules! {
    /// The user's session in the browser.
    SessionRules {
        /// The identifier cannot be guessed. OWASP ASVS 5.0 §7.2.3.
        identifier: Strength = Strength::Full,
        /// A session ends after so long.
        lifetime: Seconds = Seconds::days(14),
        /// Login starts a session under a new identifier, so that nobody can plant one. OWASP ASVS 5.0 §7.2.4.
        renewed_at_login: bool = true,
        /// A user who logs in again goes on with the same session, so that its end is told to all of its clients. OpenID
        /// Connect Back-Channel Logout §2.5.
        continued_at_login: bool = true,
        /// Logout ends the session here, not only in the browser. OWASP ASVS 5.0 §7.4.1.
        ends_at_logout: bool = true,
        /// The session's cookie is `HttpOnly` and `SameSite=Lax`. OWASP ASVS 5.0 §3.3.2 and §3.3.4.
        cookie_guarded: bool = true,
        /// It says `SameSite` itself, and leaves nothing to the browser's default. OWASP ASVS 5.0 §3.3.2.
        cookie_same_site: bool = true,
        /// Over https every cookie is `Secure` and named `__Host-…`, so that nobody on the way reads or plants it.
        /// OWASP ASVS 5.0 §3.3.1.
        cookies_secure: bool = true,
        /// The identifier stands in the cookie and nowhere else. OWASP ASVS 5.0 §14.2.1.
        kept_out_of_urls: bool = true,
    }
}

rules! {
    /// What all pages have in common.
    PageRules {
        /// No other site can show our pages in a frame and steal the click. RFC 6749 §10.13, RFC 9700 §4.16.
        framing_refused: bool = true,
        /// The content security policy says so, too: browsers believe it before `X-Frame-Options`. RFC 9700 §4.16.
        framing_refused_by_policy: bool = true,
        /// A content security policy limits what pages run. OWASP ASVS 5.0 §3.4.3.
        content_limited: bool = true,
        /// It limits forms only on pages whose forms stay on this site: nothing stops the redirect to a client. RFC 6749 §3.1.2.
        form_action: FormAction = FormAction::WhereFormsStay,
        /// Pages load what they need from this site alone. RFC 9700 §4.2.4.
        nothing_from_elsewhere: bool = true,
        /// What a request brought stands in a page as text, never as markup. RFC 6749 §10.14.
        input_escaped: bool = true,
        /// Pages are kept out of every cache. OWASP ASVS 5.0 §14.3.2.
        never_cached: bool = true,
        /// Other sites do not learn the address of a page from its links and forms. RFC 9700 §4.2.4.
        referrer_policy: ReferrerPolicy = ReferrerPolicy::SameOrigin,
        /// An authorization response leaves by a redirect, and not by way of a page of ours: the code would be in that page's
        /// address. RFC 9700 §4.2.4.
        responses_leave_directly: bool = true,
        /// Browsers believe the media type that is sent. OWASP ASVS 5.0 §3.4.4.
        sniffing_refused: bool = true,
        /// Over https browsers are told never to speak http with this host again. OWASP ASVS 5.0 §3.4.1, RFC 6797 §7.1.
        https_enforced: bool = true,
        /// A page about a problem says nothing of what is inside. OWASP ASVS 5.0 §16.5.1.
        innards_hidden: bool = true,
        /// How the browser is sent on after a form: as a GET, without the form's content. RFC 9700 §4.12.
        redirect_status: RedirectStatus = RedirectStatus::SeeOther,
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
    /// What a page's links and forms tell other sites of its address (Referrer Policy §3).
    ReferrerPolicy {
        /// Nothing.
        SameOrigin,
        /// All of it, with its query.
        UnsafeUrl,
    }
}
