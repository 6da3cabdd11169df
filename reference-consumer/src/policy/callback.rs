//! The authorization response.

use serde::{Deserialize, Serialize};

use super::FailedLogin;

rules! {
    /// The authorization response (RFC 6749 §4.1.2), and how the login ends.
    CallbackRules in callback {
        against SessionAttack {
            /// A callback without `state` is refused.
            missing_state: Admission = Admission::Refused, "RFC 6749 §10.12";
                fault "state-missing-accepted" = Admission::Accepted, breaks "rfc6749-10.12-client-csrf-missing-state":
                    "The callback accepts a response without state.";
            /// A callback whose `state` belongs to no login under way is refused.
            unknown_state: Admission = Admission::Refused, "RFC 6749 §10.12";
            /// A `state` belongs to the browser that the login was started in.
            state_scope: StateScope = StateScope::Session, "RFC 6749 §10.12, RFC 9700 §4.7.1";
                fault "state-not-bound-to-session" = StateScope::Site, breaks "rfc6749-10.12-client-csrf-foreign-session":
                    "A state that was issued to one browser is accepted from any other.";
            /// A `state` works once.
            state_use: StateUse = StateUse::Once, "RFC 9700 §2.1";
                fault "state-reusable" = StateUse::Repeated, breaks "rfc9700-2.1-state-one-time":
                    "A state works again after it has been used.";
            /// An error response needs the right `state`, too.
            state_on_error: StateOnError = StateOnError::Checked, "RFC 6749 §4.1.2.1";
                fault "state-unchecked-on-error" = StateOnError::Unchecked, breaks "rfc6749-10.12-client-state-on-error":
                    "An error response is believed whatever its state.";
            /// An error response ends the login.
            error_response: ErrorResponse = ErrorResponse::EndsLogin, "RFC 6749 §4.1.2.1";
        }
        against InformationDisclosure {
            /// The browser is left at a URL without code and state.
            after_login: AfterLogin = AfterLogin::Redirected, "RFC 6749 §3.1.2.5";
                fault "callback-not-redirected" = AfterLogin::AtCallback, breaks "rfc6749-3.1.2.5-callback-redirects-away":
                    "The welcome page is shown at the callback URL, with code and state in the address bar.";
        }
        against Interoperability {
            /// Parameters that this client does not know are ignored.
            unknown_parameters: Unknown = Unknown::Ignored, "RFC 6749 §4.1.2";
                fault "unknown-parameters-refused" = Unknown::Refused, breaks "rfc6749-4.1.2-client-ignores-unknown":
                    "The callback refuses a response with a parameter that it does not know.";
        }
        knobs {
            /// How a callback is refused.
            refused: RefusedCallback = RefusedCallback::BadRequest, "RFC 6749 §10.12";
                variant "callback-refused-with-403" = RefusedCallback::Forbidden, unregulated by "RFC 6749 §10.12":
                    "A callback is refused with 403.";
                variant "callback-refused-with-404" = RefusedCallback::NotFound, unregulated by "RFC 6749 §10.12":
                    "A callback is refused with 404.";
                variant "callback-refused-with-200" = RefusedCallback::Ok, unregulated by "RFC 6749 §10.12":
                    "A callback is refused with an error page and the status 200.";
                variant "callback-refused-by-redirect-home" = RefusedCallback::ToHome, unregulated by "RFC 6749 §10.12":
                    "A callback is refused by a redirect to the home page.";
                variant "callback-refused-by-redirect-with-error" = RefusedCallback::ToHomeWithError,
                    unregulated by "RFC 6749 §10.12":
                    "A callback is refused by a redirect to the home page, with an error in its query.";
                variant "callback-refused-by-redirect-to-start-page" = RefusedCallback::ToStartPage,
                    unregulated by "RFC 6749 §10.12":
                    "A callback is refused by a redirect to the page that starts a login.";
                variant "callback-refused-by-redirect-to-error-page" = RefusedCallback::ToErrorPage,
                    unregulated by "RFC 6749 §10.12":
                    "A callback is refused by a redirect to a page that says that the login failed.";
                variant "callback-refused-by-new-login" = RefusedCallback::StartsAgain, unregulated by "RFC 6749 §10.12":
                    "A callback is refused by a new login: the browser is sent to the provider again.";
            /// What the browser gets when the user has said no at the provider.
            denied: Denied = Denied::ByRedirect, "RFC 6749 §4.1.2.1";
                variant "denial-shown-at-callback" = Denied::AtCallback, unregulated by "RFC 6749 §4.1.2.1":
                    "The page that says that access was denied is shown at the callback URL.";
                variant "denial-leads-home" = Denied::ToHome, unregulated by "RFC 6749 §4.1.2.1":
                    "A user who denies access is sent to the home page.";
            /// Whether the response must say which provider it comes from.
            iss: IssMember = IssMember::Ignored, "RFC 9207 §2.4";
                variant "iss-demanded" = IssMember::Demanded, permitted by "RFC 9207 §2.4":
                    "A callback that does not name the provider is refused, whatever else it has.";
            /// The query that the redirection URI has of its own.
            query: CallbackQuery = CallbackQuery::None, "RFC 6749 §3.1.2";
                variant "callback-with-query" = CallbackQuery::Tenant, permitted by "RFC 6749 §3.1.2":
                    "The redirection URI has a query of its own, and the client wants it back.";
            /// Where the site is reached. It counts when the site starts.
            address: Loopback = Loopback::Localhost, "RFC 8252 §7.3";
                variant "callback-on-ipv6-loopback" = Loopback::Ipv6, permitted by "RFC 8252 §7.3":
                    "The site and its redirection URI are at [::1].";
                variant "callback-on-free-loopback-port" = Loopback::FreePort, permitted by "RFC 8252 §7.3":
                    "The redirection URI is at 127.0.0.1 and at a port that was free, and not at the one that is registered.";
            /// In how many steps a callback becomes a login.
            steps: CallbackSteps = CallbackSteps::One, "RFC 6749 §3.1.2.5";
                variant "callback-in-two-steps" = CallbackSteps::Two, permitted by "RFC 6749 §3.1.2.5":
                    "The callback redirects to another page at once, and that one redeems the code.";
            /// A login ends at the user's profile, a page of its own.
            ends_on_profile: bool = false;
                variant "login-ends-on-profile-page" = true, unregulated by "RFC 6749 §3.1.2.5":
                    "A login ends at a page of its own, with the profile, and not on the home page.";
        }
        several {
            fault "state-unchecked" against SessionAttack, breaks "rfc6749-10.12-client-csrf-wrong-state":
                "The callback accepts any state, or none."
                => |p| { p.callback.missing_state = Admission::Accepted; p.callback.unknown_state = Admission::Accepted; };
            fault "error-ignored" against SessionAttack, breaks "rfc6749-4.1.2.1-client-handles-error":
                "An error response calls the token endpoint all the same, and then signs in the previous user."
                => |p| { p.callback.error_response = ErrorResponse::Ignored; p.account.failed_login = FailedLogin::SignsInPreviousUser; };
        }
    }
}

choice! {
    /// The query of the redirection URI.
    CallbackQuery {
        /// None.
        None,
        /// `tenant=main`.
        Tenant,
    }
}

impl CallbackQuery {
    /// As it stands in the URI.
    pub fn written(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Tenant => Some("tenant=main"),
        }
    }
}

choice! {
    /// An address of this machine.
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
    /// Whether something questionable is let through.
    Admission {
        /// The request ends here.
        Refused,
        /// The request goes on if this browser has a login under way: its code verifier or its nonce decides (RFC 9700 §2.1).
        ByLogin,
        /// The request goes on as if nothing were wrong.
        Accepted,
    }
}

choice! {
    /// Which logins a callback's `state` may belong to.
    StateScope {
        /// Those started in the same browser session.
        Session,
        /// Those started by anybody at this site.
        Site,
    }
}

choice! {
    /// How often a `state` works.
    StateUse {
        /// Once, whatever comes of it.
        Once,
        /// Until it expires.
        Repeated,
    }
}

choice! {
    /// Whether an error response must belong to a login of this browser.
    StateOnError {
        /// As every other response.
        Checked,
        /// Anybody can end a login.
        Unchecked,
    }
}

choice! {
    /// What becomes of an error response (RFC 6749 §4.1.2.1).
    ErrorResponse {
        /// It ends the login.
        EndsLogin,
        /// It is overlooked, and the token endpoint is called with whatever code there is.
        Ignored,
    }
}

choice! {
    /// Where the browser is left after a login (RFC 6749 §3.1.2.5).
    AfterLogin {
        /// At a URL without code and state.
        Redirected,
        /// At the callback, with code and state still in the address bar.
        AtCallback,
    }
}

choice! {
    /// What becomes of names that this client does not know.
    Unknown {
        /// Nothing.
        Ignored,
        /// The whole message is refused.
        Refused,
    }
}

choice! {
    /// What the browser gets when its callback is refused.
    RefusedCallback {
        /// A page that says why, with the status 400.
        BadRequest,
        /// The same page, with 403.
        Forbidden,
        /// The same page, with 404.
        NotFound,
        /// The same page, with 200.
        Ok,
        /// A redirect to the home page.
        ToHome,
        /// The same redirect, with an error in the query.
        ToHomeWithError,
        /// A redirect to the page that starts a login.
        ToStartPage,
        /// A redirect to a page that says that the login failed.
        ToErrorPage,
        /// A redirect to the provider: the login starts again.
        StartsAgain,
    }
}

choice! {
    /// What the browser gets when the user has said no at the provider.
    Denied {
        /// A redirect to a page that says so.
        ByRedirect,
        /// That page, at the callback URL.
        AtCallback,
        /// A redirect to the home page.
        ToHome,
    }
}

choice! {
    /// Whether the response must say which provider it comes from (RFC 9207).
    IssMember {
        /// This client has one provider, and does not look.
        Ignored,
        /// It must be there, and name that provider.
        Demanded,
    }
}

choice! {
    /// In how many steps a callback becomes a login.
    CallbackSteps {
        /// The callback redeems the code and redirects.
        One,
        /// The callback redirects, and the next page redeems the code.
        Two,
    }
}
