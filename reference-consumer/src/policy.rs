//! Every rule this consumer obeys, as data. The default is strict; the handlers compute from it and know no faults.

use serde::Deserialize;

/// Declares what a rule may be; the first variant is the strict one.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident {
        $(#[$strict_doc:meta])* $strict:ident,
        $($(#[$doc:meta])* $variant:ident,)*
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $(#[$strict_doc])* #[default] $strict, $($(#[$doc])* $variant,)* }
    };
}

/// The rules of one consumer. [`Policy::default`] is what the RFCs ask of a client; every other value is a mistake
/// that some client has made (see [`crate::faults`]).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Policy {
    // The authorization request.
    /// Whether and how `state` is made. RFC 6749 sections 4.1.1, 10.10 and 10.12.
    pub state: StateValue,
    /// Whether `code_challenge` is sent. RFC 7636 section 4.3, RFC 9700 section 2.1.1.
    pub pkce: Pkce,
    /// What the POST that starts a login must carry. RFC 6749 section 10.12, RFC 9700 section 4.7.
    pub login_start: AntiForgery,
    /// Whether a login that is started by GET is confirmed first. OWASP ASVS 5.0 section 3.5.1.
    pub login_by_get: LoginByGet,
    /// Whether the form that starts a login may lead to other sites. RFC 6749 section 4.1.1.
    pub start_form: StartForm,
    /// Where `next` may lead after the login. RFC 9700 section 4.11.1: no open redirector at the client.
    pub next: Next,
    /// Whether whoever starts a login has a say in the authorization request. OAuth 2.1 section 4.1.1.
    pub start_parameters: StartParameters,
    /// What becomes of a query that the authorization endpoint has already. RFC 6749 section 3.1.
    pub endpoint_query: EndpointQuery,

    // The authorization response.
    /// A callback without `state`. RFC 6749 section 10.12.
    pub missing_state: Admission,
    /// A callback whose `state` belongs to no login under way. RFC 6749 section 10.12.
    pub unknown_state: Admission,
    /// Which logins a callback's `state` is looked up in. RFC 6749 section 10.12, RFC 9700 section 4.7.1.
    pub state_scope: StateScope,
    /// How often one `state` works. RFC 9700 section 2.1.
    pub state_use: StateUse,
    /// Whether an error response needs the right `state` too. RFC 6749 section 4.1.2.1.
    pub state_on_error: StateOnError,
    /// What becomes of parameters that this client does not know. RFC 6749 section 4.1.2.
    pub unknown_parameters: Unknown,
    /// What is shown of `error_description`, in the callback and in the token response. RFC 6749 section 10.14.
    pub error_description: ErrorDescription,
    /// What is shown of `error`. RFC 6749 section 10.14.
    pub error_code: ErrorCodeShown,
    /// What is shown of `error_uri`. RFC 6749 section 10.14.
    pub error_uri: ErrorUri,
    /// What an error response does to the login. RFC 6749 section 4.1.2.1.
    pub error_response: ErrorResponse,
    /// How a callback is refused. No document says; each form is as good as the others.
    pub refused_callback: RefusedCallback,
    /// Where the browser is left after the login. RFC 6749 section 3.1.2.5.
    pub after_login: AfterLogin,

    // The token request.
    /// Whether the token request carries the code verifier. RFC 7636 section 4.5.
    pub code_verifier: Parameter,
    /// Whether the token request repeats `redirect_uri`. RFC 6749 section 4.1.3.
    pub redirect_uri: Parameter,
    /// Where the client's credentials travel. RFC 6749 section 2.3.1.
    pub client_credentials: ClientCredentials,
    /// How `Basic` credentials are written. RFC 6749 section 2.3.1.
    pub basic_credentials: BasicCredentials,
    /// Whether the back channel goes where the provider sends it. RFC 6749 section 3.2, OAuth 2.1 section 3.2.
    pub token_redirects: TokenRedirects,
    /// Whether there is an end to waiting for the provider. OWASP ASVS 5.0 section 13.2.6.
    pub provider_time: Bound,
    /// Whether there is an end to what is read of its answers. OWASP ASVS 5.0 section 13.2.6.
    pub provider_size: Bound,
    /// How often one authorization code is sent. RFC 6749 section 4.1.2.
    pub code_use: CodeUse,

    // The token response and the protected resource.
    /// Which token types are used. RFC 6749 section 7.1.
    pub token_type: TokenType,
    /// What becomes of members of the token response that this client does not know. RFC 6749 section 5.1.
    pub unknown_members: Unknown,
    /// What the browser gets when the provider's answer is unusable. RFC 6749 section 5.2.
    pub provider_failure: ProviderFailure,
    /// Where the access token travels. RFC 6750 section 2.1, RFC 9700 section 4.3.2.
    pub access_token: AccessTokenTransport,
    /// Where the access token is after that. RFC 6750 section 5.3: in no cookie that is sent in the clear.
    pub token_storage: TokenStorage,

    // The account and the session.
    /// What an account is recognised by. RFC 6749 section 10.16; the user's identifier, as in OpenID Connect Core
    /// section 5.7.
    pub account_key: AccountKey,
    /// Whom a failed login signs in. RFC 6749 section 4.1.2.1.
    pub failed_login: FailedLogin,
    /// The attributes of this site's cookies. OWASP ASVS 5.0 section 3.3.4.
    pub cookie_attributes: CookieAttributes,
    /// What links and forms tell other sites of a page's address. OWASP ASVS 5.0 section 3.4.5.
    pub referrer_policy: ReferrerPolicy,
    /// The session id at login. OWASP ASVS 5.0 section 7.2.4, against session fixation.
    pub session_id_at_login: SessionIdAtLogin,
    /// The session at sign-out. OWASP ASVS 5.0 section 7.4.1: the old cookie is worth nothing afterwards.
    pub session_at_logout: SessionAtLogout,
}

choice! {
    /// How `state` is made.
    StateValue {
        /// 256 random bits for each authorization request (RFC 6749 section 10.10).
        Random,
        /// The same value for everybody, so that anyone can forge it.
        Constant,
        /// None is sent.
        Omitted,
    }
}

choice! {
    /// How PKCE is used (RFC 7636).
    Pkce {
        /// `code_challenge_method=S256` with a fresh verifier (RFC 7636 section 4.2).
        S256,
        /// `S256` with the same verifier for every authorization request.
        ReusedVerifier,
        /// `code_challenge_method=plain`: the challenge is the verifier.
        Plain,
        /// No challenge is sent.
        Omitted,
    }
}

choice! {
    /// Protection of a form against cross-site request forgery.
    AntiForgery {
        /// The hidden field must be there and match the cookie and the session.
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
    /// What the content security policy says about the form that starts a login.
    StartForm {
        /// Nothing: it leads to the provider, by whatever redirects.
        LeadsAway,
        /// `form-action 'self'`, so that Chromium and Safari block the redirect to the provider.
        StaysHome,
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
    /// What becomes of a query that the authorization endpoint has already.
    EndpointQuery {
        /// Parameters are added behind it.
        Retained,
        /// It is lost.
        Dropped,
    }
}

choice! {
    /// Whether something questionable is let through.
    Admission {
        /// The request ends here.
        Refused,
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
    /// What becomes of names that this client does not know.
    Unknown {
        /// Nothing.
        Ignored,
        /// The whole message is refused.
        Refused,
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
    /// What becomes of an error response (RFC 6749 section 4.1.2.1).
    ErrorResponse {
        /// It ends the login.
        EndsLogin,
        /// It is overlooked, and the token endpoint is called with whatever code there is.
        Ignored,
    }
}

choice! {
    /// Where the browser is left after a login (RFC 6749 section 3.1.2.5).
    AfterLogin {
        /// At a URL without code and state.
        Redirected,
        /// At the callback, with code and state still in the address bar.
        AtCallback,
    }
}

choice! {
    /// Whether a parameter is part of the token request.
    Parameter {
        /// Always.
        Sent,
        /// Never.
        Omitted,
    }
}

choice! {
    /// Where the client's credentials travel (RFC 6749 section 2.3.1).
    ClientCredentials {
        /// As configured: in the `Authorization` header or in the body.
        AsConfigured,
        /// In the request URI, where every log sees them.
        InQuery,
        /// In the `Authorization` header and in the body at once.
        InHeaderAndBody,
    }
}

choice! {
    /// How `Basic` credentials are written.
    BasicCredentials {
        /// Both halves are form-encoded first.
        FormEncoded,
        /// As they are.
        Raw,
    }
}

choice! {
    /// Whether a redirect from the provider is followed on the back channel.
    TokenRedirects {
        /// Code, secret and token stay where they belong.
        NotFollowed,
        /// They go wherever the answer points.
        Followed,
    }
}

choice! {
    /// Whether the provider's answers are bounded.
    Bound {
        /// They are given up.
        Kept,
        /// They may take what they take.
        Missing,
    }
}

choice! {
    /// How often one authorization code is sent (RFC 6749 section 4.1.2).
    CodeUse {
        /// Once.
        Once,
        /// Twice in a row, as a client does that repeats a request for good measure.
        Twice,
    }
}

choice! {
    /// Which `token_type` is used (RFC 6749 section 7.1).
    TokenType {
        /// `Bearer`, in any case, and nothing else.
        BearerOnly,
        /// `Bearer`, also where the response does not say so.
        BearerAssumed,
        /// Whatever the response says, or nothing.
        Any,
    }
}

choice! {
    /// What the browser gets in the place of a login when its callback is refused.
    RefusedCallback {
        /// A page that says why, with the status 400.
        BadRequest,
        /// The same page, with 403.
        Forbidden,
        /// The same page, with 200.
        Ok,
        /// A redirect to the home page.
        ToHome,
        /// A redirect to the provider: the login starts again.
        StartsAgain,
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
    /// Where the access token travels (RFC 6750 section 2).
    AccessTokenTransport {
        /// In the `Authorization` header.
        Header,
        /// In the query, where every log sees it.
        Query,
    }
}

choice! {
    /// Where the access token is once the profile has been fetched.
    TokenStorage {
        /// Nowhere: it is of no use any more.
        Forgotten,
        /// In a cookie.
        Cookie,
    }
}

choice! {
    /// What links and forms tell other sites of a page's address (Referrer Policy section 3).
    ReferrerPolicy {
        /// Nothing. (`no-referrer` would make browsers send `Origin: null` with this site's own forms.)
        SameOrigin,
        /// All of it, with its query.
        UnsafeUrl,
    }
}

choice! {
    /// What an account is recognised by.
    AccountKey {
        /// The profile's `user_id`, which the provider never gives to anybody else.
        UserId,
        /// The profile's `email`, which can change hands.
        Email,
        /// Nothing: everybody gets the account of whoever signed in first.
        FirstEver,
    }
}

choice! {
    /// Whom a failed login signs in.
    FailedLogin {
        /// Nobody.
        SignsNobodyIn,
        /// Whoever signed in last.
        SignsInPreviousUser,
    }
}

choice! {
    /// The attributes of this site's cookies.
    CookieAttributes {
        /// `HttpOnly`, `SameSite=Lax`, and `Secure` over TLS.
        Strict,
        /// None of them.
        Missing,
    }
}

choice! {
    /// The session id at login.
    SessionIdAtLogin {
        /// A new one; the old one is dead.
        Renewed,
        /// The one from before, which somebody else may have planted.
        Kept,
    }
}

choice! {
    /// The session at sign-out.
    SessionAtLogout {
        /// Ended at the server.
        Ended,
        /// Only the browser's cookie is deleted.
        Kept,
    }
}
