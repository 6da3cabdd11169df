//! The authorization response.

use serde::{Deserialize, Serialize};

use super::FailedLogin;

rules! {
    /// Validation of the authorization response (RFC 6749 §4.1.2), and the end of a login.
    CallbackRules in callback {
        against SessionAttack {
            /// A callback without `state` is rejected.
            missing_state: Admission = Admission::Refused, "RFC 6749 §10.12";
                fault "login-csrf-missing-state" = Admission::Accepted, breaks "rfc6749-10.12-client-csrf-missing-state":
                    "The callback accepts an authorization response without state (login CSRF).";
            /// A callback whose `state` belongs to no pending login is rejected.
            unknown_state: Admission = Admission::Refused, "RFC 6749 §10.12";
            /// A `state` is bound to the browser session that started the login.
            state_scope: StateScope = StateScope::Session, "RFC 6749 §10.12, RFC 9700 §4.7.1";
                fault "login-csrf-foreign-state" = StateScope::Site, breaks "rfc6749-10.12-client-csrf-foreign-session":
                    "The callback accepts a state that was issued to another browser session (login CSRF).";
            /// A `state` is used once.
            state_use: StateUse = StateUse::Once, "RFC 9700 §2.1";
                fault "state-reusable" = StateUse::Repeated, breaks "rfc9700-2.1-state-one-time":
                    "The callback accepts a state more than once.";
            /// An error response needs a valid `state`, too.
            state_on_error: StateOnError = StateOnError::Checked, "RFC 6749 §4.1.2.1";
                fault "state-unchecked-on-error" = StateOnError::Unchecked, breaks "rfc6749-10.12-client-state-on-error":
                    "The callback accepts an error response without verifying its state.";
            /// An error response ends the login.
            error_response: ErrorResponse = ErrorResponse::EndsLogin, "RFC 6749 §4.1.2.1";
        }
        against InformationDisclosure {
            /// The last redirect of a login leads to a URL without code and state.
            after_login: AfterLogin = AfterLogin::Redirected, "RFC 6749 §3.1.2.5";
                fault "callback-not-redirected" = AfterLogin::AtCallback, breaks "rfc6749-3.1.2.5-callback-redirects-away":
                    "The callback shows the welcome page itself, so that code and state remain in the address bar.";
        }
        against Interoperability {
            /// Unknown parameters are ignored.
            unknown_parameters: UnknownNames = UnknownNames::Ignored, "RFC 6749 §4.1.2";
                fault "unknown-parameters-refused" = UnknownNames::Refused, breaks "rfc6749-4.1.2-client-ignores-unknown":
                    "The callback rejects an authorization response with an unknown parameter.";
        }
        knobs {
            /// How a callback is rejected.
            refused: RefusedCallback = RefusedCallback::BadRequest, "RFC 6749 §10.12";
                variant "callback-rejected-with-403" = RefusedCallback::Forbidden, unregulated by "RFC 6749 §10.12":
                    "The callback rejects invalid responses with 403.";
                variant "callback-rejected-with-404" = RefusedCallback::NotFound, unregulated by "RFC 6749 §10.12":
                    "The callback rejects invalid responses with 404.";
                variant "callback-rejected-with-200" = RefusedCallback::Ok, unregulated by "RFC 6749 §10.12":
                    "The callback rejects invalid responses with an error page and the status 200.";
                variant "callback-rejected-by-redirect-home" = RefusedCallback::ToHome, unregulated by "RFC 6749 §10.12":
                    "The callback rejects invalid responses with a redirect to the home page.";
                variant "callback-rejected-by-redirect-with-error" = RefusedCallback::ToHomeWithError,
                    unregulated by "RFC 6749 §10.12":
                    "The callback rejects invalid responses with a redirect to the home page with an error in the \
                     query.";
                variant "callback-rejected-by-redirect-to-login-page" = RefusedCallback::ToStartPage,
                    unregulated by "RFC 6749 §10.12":
                    "The callback rejects invalid responses with a redirect to the login page.";
                variant "callback-rejected-by-redirect-to-error-page" = RefusedCallback::ToErrorPage,
                    unregulated by "RFC 6749 §10.12":
                    "The callback rejects invalid responses with a redirect to an error page.";
                variant "callback-rejected-by-new-login" = RefusedCallback::StartsAgain, unregulated by "RFC 6749 §10.12":
                    "The callback rejects invalid responses with a new login: it redirects to the provider again.";
            /// The response of the callback after the user denied consent at the provider.
            denied: DeniedResponse = DeniedResponse::ByRedirect, "RFC 6749 §4.1.2.1";
                variant "denial-shown-at-callback" = DeniedResponse::AtCallback, unregulated by "RFC 6749 §4.1.2.1":
                    "The callback itself shows the page about denied access, without a redirect.";
                variant "denial-redirects-home" = DeniedResponse::ToHome, unregulated by "RFC 6749 §4.1.2.1":
                    "The callback redirects to the home page after the user denied consent.";
            /// Whether the response must have `iss`.
            iss: IssMember = IssMember::Ignored, "RFC 9207 §2.4";
                variant "iss-required" = IssMember::Demanded, permitted by "RFC 9207 §2.4":
                    "The callback rejects responses without iss.";
            /// The query of the redirect URI.
            query: CallbackQuery = CallbackQuery::None, "RFC 6749 §3.1.2";
                variant "callback-with-query" = CallbackQuery::Tenant, permitted by "RFC 6749 §3.1.2":
                    "The redirect URI has a query, which the callback requires.";
            /// The host of the site. It takes effect at start.
            address: Loopback = Loopback::Localhost, "RFC 8252 §7.3";
                variant "callback-on-ipv6-loopback" = Loopback::Ipv6, permitted by "RFC 8252 §7.3":
                    "The site and its redirect URI use the host [::1].";
                variant "callback-on-free-loopback-port" = Loopback::FreePort, permitted by "RFC 8252 §7.3":
                    "The redirect URI is at 127.0.0.1 and at a free port, instead of the registered one.";
            /// The number of steps from a callback to a login.
            steps: CallbackSteps = CallbackSteps::One, "RFC 6749 §3.1.2.5";
                variant "callback-in-two-steps" = CallbackSteps::Two, permitted by "RFC 6749 §3.1.2.5":
                    "The callback redirects to another page of the site, which redeems the code.";
            /// A login ends on a separate profile page.
            ends_on_profile: bool = false;
                variant "login-ends-on-profile-page" = true, unregulated by "RFC 6749 §3.1.2.5":
                    "A login ends on a separate profile page, not on the home page.";
        }
        several {
            fault "login-csrf-state-unchecked" against SessionAttack, breaks "rfc6749-10.12-client-csrf-wrong-state":
                "The callback accepts any state, or none (login CSRF)."
                => |p| { p.callback.missing_state = Admission::Accepted; p.callback.unknown_state = Admission::Accepted; };
            fault "error-ignored" against SessionAttack, breaks "rfc6749-4.1.2.1-client-handles-error":
                "The callback calls the token endpoint despite an error response, and then signs the previous user in."
                => |p| { p.callback.error_response = ErrorResponse::Ignored; p.account.failed_login = FailedLogin::SignsInPreviousUser; };
        }
    }
}

choice! {
    /// The query of the redirect URI.
    CallbackQuery {
        /// None.
        None,
        /// `tenant=main`.
        Tenant,
    }
}

impl CallbackQuery {
    /// As part of the URI.
    pub fn written(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Tenant => Some("tenant=main"),
        }
    }
}

choice! {
    /// A loopback host.
    Loopback {
        /// `localhost`.
        Localhost,
        /// `[::1]`.
        Ipv6,
        /// `127.0.0.1`, with the redirection URI at a port of its own, which the system chooses.
        FreePort,
    }
}

choice! {
    /// The response to a questionable request.
    Admission {
        /// It is rejected.
        Refused,
        /// It is accepted if this browser has a pending login, whose code verifier or nonce decides (RFC 9700 §2.1).
        ByLogin,
        /// It is accepted as if it were valid.
        Accepted,
    }
}

choice! {
    /// Which pending logins a callback's `state` can belong to.
    StateScope {
        /// Those of the same browser session.
        Session,
        /// Those of all browsers at this site.
        Site,
    }
}

choice! {
    /// How often a `state` is accepted.
    StateUse {
        /// Once, whatever the result.
        Once,
        /// Until it expires.
        Repeated,
    }
}

choice! {
    /// Whether an error response has to belong to a pending login of this browser.
    StateOnError {
        /// Yes, like any other response.
        Checked,
        /// No: any site can end a login.
        Unchecked,
    }
}

choice! {
    /// The treatment of an error response (RFC 6749 §4.1.2.1).
    ErrorResponse {
        /// It ends the login.
        EndsLogin,
        /// It is ignored, and the token endpoint is called with any code that the response has.
        Ignored,
    }
}

choice! {
    /// Where a login ends (RFC 6749 §3.1.2.5).
    AfterLogin {
        /// At a URL without code and state.
        Redirected,
        /// At the callback, with code and state still in the address bar.
        AtCallback,
    }
}

choice! {
    /// The treatment of unknown names.
    UnknownNames {
        /// They are ignored.
        Ignored,
        /// They invalidate the whole message.
        Refused,
    }
}

choice! {
    /// The response to a rejected callback.
    RefusedCallback {
        /// A page with the reason, with the status 400.
        BadRequest,
        /// The same page, with the status 403.
        Forbidden,
        /// The same page, with the status 404.
        NotFound,
        /// The same page, with the status 200.
        Ok,
        /// A redirect to the home page.
        ToHome,
        /// The same redirect with an error in the query.
        ToHomeWithError,
        /// A redirect to the login page.
        ToStartPage,
        /// A redirect to an error page.
        ToErrorPage,
        /// A redirect to the provider: the login starts again.
        StartsAgain,
    }
}

choice! {
    /// The response of the callback after the user denied consent at the provider.
    DeniedResponse {
        /// A redirect to a page about denied access.
        ByRedirect,
        /// That page, at the callback URL.
        AtCallback,
        /// A redirect to the home page.
        ToHome,
    }
}

choice! {
    /// Whether the response must have `iss` (RFC 9207).
    IssMember {
        /// It is ignored: this client has one provider.
        Ignored,
        /// It is required, and must be that of the provider.
        Demanded,
    }
}

choice! {
    /// The number of steps from a callback to a login.
    CallbackSteps {
        /// The callback redeems the code and redirects.
        One,
        /// The callback redirects, and the next page redeems the code.
        Two,
    }
}
