//! The authorization request, the user's consent, and what is answered to whom.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What an authorization request must look like.
    RequestRules {
        /// A repeated parameter spoils the request. RFC 6749 §3.1.
        repetition_refused: bool = true,
        /// A parameter without a value is as good as not there. RFC 6749 §3.1.
        empty_left_out: bool = true,
        /// A parameter that nobody defined is overlooked. RFC 6749 §3.1.
        unknown_overlooked: bool = true,
        /// `response_type` must be there. RFC 6749 §3.1.1.
        response_type_required: bool = true,
        /// A `response_type` that nobody defined is refused with `unsupported_response_type`. RFC 6749 §3.1.1.
        unknown_response_type_refused: bool = true,
        /// A client gets the response types it has registered. RFC 7591 §2.
        response_type_registered: bool = true,
        /// A `request_uri` or a request object expires before it is first used, not while the user logs in and answers. That
        /// may take so long. RFC 9126 §2.2.
        interaction_lifetime: Seconds = Seconds::minutes(10),
        /// The user logs in before anything is reported to the client, lest a link to this site be a redirect to any
        /// client's. RFC 9700 §4.11.2.
        login_before_errors: bool = true,
        /// An ID token from the authorization endpoint needs a `nonce`. OpenID Connect Core §3.2.2.1.
        nonce_required: bool = true,
        /// A scope nobody defined is refused with `invalid_scope`, not granted. RFC 6749 §3.3 and §4.1.2.1.
        unknown_scope_refused: bool = true,
        /// A request without `scope` asks for the default scope. RFC 6749 §3.3.
        default_scope_given: bool = true,
        /// `prompt=login` shows the login form even to a user who is logged in. OpenID Connect Core §3.1.2.1.
        prompt_login_obeyed: bool = true,
        /// `max_age` makes a user log in again whose login is older. OpenID Connect Core §3.1.2.1.
        max_age_obeyed: bool = true,
        /// Every response names its issuer. RFC 9207 §2.
        iss: IssMember = IssMember::Right,
        /// Errors name it, too. RFC 9207 §2.
        iss_on_error: bool = true,
        /// A client may leave `state` out. RFC 6749 §4.1.1.
        state_optional: bool = true,
        /// `state` comes back as it was sent when a code is issued. RFC 6749 §4.1.2.
        state_on_success: StateEcho = StateEcho::Exact,
        /// `state` comes back as it was sent when an error is reported. RFC 6749 §4.1.2.1.
        state_on_error: StateEcho = StateEcho::Exact,
        /// An error takes the way that the response would have taken. RFC 6749 §4.1.2.1 and §4.2.2.1, OAuth 2.0 Multiple
        /// Response Types §5.
        error_way: ErrorWay = ErrorWay::OfTheResponse,
        /// What is said about an error stays within the permitted characters. RFC 6749 §4.1.2.1.
        error_in_ascii: bool = true,
        /// No script of another site can read the authorization endpoint. RFC 9700 §2.6.
        cors_refused: bool = true,
    }
}

choice! {
    /// Which way an error takes to the client.
    ErrorWay {
        /// By the response mode, or by default as the response type says.
        OfTheResponse,
        /// In the query, whatever was asked for.
        Query,
        /// In the query where the response would stand in the fragment.
        QueryForFragment,
        /// In the query where the response would come as a form.
        QueryForForm,
        /// In the fragment where the response would stand in the query.
        FragmentForQuery,
    }
}

choice! {
    /// `iss` of a response.
    IssMember {
        /// This issuer.
        Right,
        /// Another issuer, whom the client may know, too.
        Foreign,
        /// Not there.
        Missing,
    }
}

choice! {
    /// What happens to `state` on its way back.
    StateEcho {
        /// The same value.
        Exact,
        /// Percent-decoded once more.
        DecodedTwice,
        /// The same value, two times.
        Repeated,
        /// The same value without its encoding, so that it can add parameters of its own.
        Bare,
        /// Another value.
        Other,
        /// A value even where none was sent.
        Invented,
        /// Nothing.
        Dropped,
    }
}

rules! {
    /// What the user is asked, and what follows from the answer.
    ConsentRules {
        /// The user is asked each time, on a page that names client and scopes. RFC 6749 §10.2, RFC 6819 §5.2.4.2.
        asked: Asked = Asked::EachTime,
        /// A client that a user registered, or that registered itself, is shown as one that nobody has reviewed, and with
        /// the place that it leads to. OWASP ASVS 5.0 §10.4.7.
        self_registered_marked: bool = true,
        /// The page names the client, and what it wants. RFC 6819 §5.2.4.2.
        explained: bool = true,
        /// Only the session that was shown the question can answer it. RFC 6749 §10.12.
        anti_forgery: bool = true,
        /// A denial is reported to the client as `access_denied`. RFC 6749 §4.1.2.1.
        denial: Denial = Denial::Reported,
        /// Access while the user is away is asked for each time, even where consent is remembered. OpenID Connect Core §11.
        offline_access_asked: bool = true,
    }
}

choice! {
    /// How often the user is asked.
    Asked {
        /// At every authorization.
        EachTime,
        /// Once for a confidential client and a set of scopes; a public client could be anybody, so it is asked for each
        /// time (RFC 6749 §10.2). `offline_access` is asked for each time, too (OpenID Connect Core §11).
        Once,
        /// Once, whatever the client and the scopes.
        OnceForAnyClient,
        /// Once for a client: what it asks for later is granted with what it asked for first.
        OnceForAnyScope,
        /// Once for a client, by whoever comes first.
        OnceForAnyUser,
        /// Never.
        Never,
    }
}

choice! {
    /// What happens when the user says no.
    Denial {
        /// The client receives `access_denied`.
        Reported,
        /// The client receives an error code that nobody registered.
        ReportedInOwnWords,
        /// The client receives a code all the same.
        Granted,
        /// The user sees a page and the client learns nothing.
        Silent,
    }
}

rules! {
    /// What OAuth once had and no longer should have.
    LegacyRules {
        /// The implicit grant: tokens in the browser's address. RFC 6749 §4.2; off since RFC 9700 §2.1.2.
        implicit: bool = false,
        /// Tokens in the browser's address beside a code. OpenID Connect Core §3.3.
        hybrid: bool = false,
        /// The user's password, typed into the client. RFC 6749 §4.3; off since RFC 9700 §2.4.
        password: bool = false,
        /// No refresh token goes through the browser's address. RFC 6749 §4.2.2.
        refresh_token_kept_back: bool = true,
    }
}
