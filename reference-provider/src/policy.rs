//! Every rule this provider obeys, as data. The default is the strict reading of RFC 6749, 6750, 7009, 7636 and 9700.
//!
//! Read from top to bottom, this file is what an authorization server has to get right. Handlers ask the policy and
//! know nothing else: turning a rule off here is the whole difference between this provider and a broken one, which is
//! what [`faults`](crate::faults) does. In YAML the names are kebab-case: `policy: { code: { lifetime: 30 } }`.

use std::time::Duration;

use serde::Deserialize;

/// A number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct Seconds(pub u32);

impl Seconds {
    /// Minutes, as seconds.
    pub const fn minutes(minutes: u32) -> Self {
        Self(minutes * 60)
    }

    /// Days, as seconds.
    pub const fn days(days: u32) -> Self {
        Self(days * 24 * 60 * 60)
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        Self::from_secs(seconds.0.into())
    }
}

/// Declares one group of rules: each field with its documentation, its type and its strict default.
macro_rules! rules {
    ($(#[$about:meta])* $group:ident { $($(#[$rule:meta])* $field:ident: $type:ty = $strict:expr,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
        pub struct $group { $($(#[$rule])* pub $field: $type,)* }

        impl Default for $group {
            fn default() -> Self {
                Self { $($field: $strict,)* }
            }
        }
    };
}

/// Declares a rule that can be broken in more than one way; the first variant is the strict one.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $variant,)* }
    };
}

rules! {
    /// All rules.
    Policy {
        /// Where authorization responses may be sent.
        redirect_uri: RedirectUriRules = RedirectUriRules::default(),
        /// What an authorization request must look like.
        request: RequestRules = RequestRules::default(),
        /// What the user is asked, and what follows from the answer.
        consent: ConsentRules = ConsentRules::default(),
        /// Proof that who redeems a code is who asked for it.
        pkce: PkceRules = PkceRules::default(),
        /// The life of an authorization code.
        code: CodeRules = CodeRules::default(),
        /// How clients prove who they are at the back-channel endpoints.
        client: ClientRules = ClientRules::default(),
        /// Access tokens and the answers that carry them.
        token: TokenRules = TokenRules::default(),
        /// Refresh tokens and their rotation.
        refresh: RefreshRules = RefreshRules::default(),
        /// What the protected resource checks.
        resource: ResourceRules = ResourceRules::default(),
        /// What the introspection endpoint says of a token.
        introspection: IntrospectionRules = IntrospectionRules::default(),
        /// The login form.
        login: LoginRules = LoginRules::default(),
        /// The user's session in the browser.
        session: SessionRules = SessionRules::default(),
        /// What all pages have in common.
        page: PageRules = PageRules::default(),
    }
}

rules! {
    /// Where authorization responses may be sent.
    RedirectUriRules {
        /// How a requested redirection URI is compared with the registered ones: character by character.
        /// RFC 6749 §3.1.2.3, RFC 9700 §2.1 and §4.1.3.
        comparison: UriComparison = UriComparison::Exact,
        /// A request with an unregistered redirection URI is answered to the user, never to that URI.
        /// RFC 6749 §3.1.2.4 and §4.1.2.1.
        unregistered: Answer = Answer::Page,
        /// A request of an unknown client is answered to the user, never to the URI it names. RFC 6749 §4.1.2.1.
        unknown_client: Answer = Answer::Page,
    }
}

choice! {
    /// How a requested redirection URI is compared with a registered one.
    UriComparison {
        /// The same characters.
        Exact,
        /// The requested one may go on where the registered one ends.
        Prefix,
        /// Queries are left out.
        IgnoreQuery,
        /// Upper and lower case count as equal.
        CaseInsensitive,
        /// Ports are left out.
        AnyPort,
        /// Percent-encoding, dot segments and default ports are resolved first.
        Normalised,
        /// The requested host only has to end with the registered one.
        HostSuffix,
    }
}

choice! {
    /// Who is told about a request that cannot be trusted.
    Answer {
        /// The user, on a page of ours.
        Page,
        /// The URI that the request names.
        Redirect,
    }
}

rules! {
    /// What an authorization request must look like.
    RequestRules {
        /// A repeated parameter spoils the request. RFC 6749 §3.1.
        repetition_refused: bool = true,
        /// `response_type` must be there. RFC 6749 §3.1.1.
        response_type_required: bool = true,
        /// A scope nobody defined is refused with `invalid_scope`, not granted. RFC 6749 §3.3 and §4.1.2.1.
        unknown_scope_refused: bool = true,
        /// `state` comes back as it was sent when a code is issued. RFC 6749 §4.1.2.
        state_on_success: StateEcho = StateEcho::Exact,
        /// `state` comes back as it was sent when an error is reported. RFC 6749 §4.1.2.1.
        state_on_error: StateEcho = StateEcho::Exact,
        /// What is said about an error stays within the permitted characters. RFC 6749 §4.1.2.1.
        error_in_ascii: bool = true,
        /// No script of another site can read the authorization endpoint. RFC 9700 §2.6.
        cors_refused: bool = true,
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
        /// Nothing.
        Dropped,
    }
}

rules! {
    /// What the user is asked, and what follows from the answer.
    ConsentRules {
        /// The user is asked each time, on a page that names client and scopes. RFC 6749 §10.2, RFC 6819 §5.2.4.2.
        asked: bool = true,
        /// Only the session that was shown the question can answer it. RFC 6749 §10.12.
        anti_forgery: bool = true,
        /// A denial is reported to the client as `access_denied`. RFC 6749 §4.1.2.1.
        denial: Denial = Denial::Reported,
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
    /// Proof that who redeems a code is who asked for it.
    PkceRules {
        /// Every request brings a `code_challenge`. RFC 9700 §2.1.1, RFC 7636 §4.4.1.
        required: bool = true,
        /// The method `plain` is refused: it shows the verifier to whoever sees the request. RFC 7636 §7.2, RFC 9700 §2.1.1.
        plain_refused: bool = true,
        /// The verifier must belong to the challenge. RFC 7636 §4.6.
        verifier_checked: bool = true,
        /// A verifier without a challenge is refused: somebody removed the challenge. RFC 9700 §2.1.1 and §4.8.2.
        downgrade_refused: bool = true,
        /// A wrong verifier ends the code, so that verifiers cannot be tried out. RFC 7636 §7.1.
        wrong_verifier_ends_code: bool = true,
    }
}

rules! {
    /// The life of an authorization code.
    CodeRules {
        /// A code lives a minute; ten are the limit. RFC 6749 §4.1.2.
        lifetime: Seconds = Seconds::minutes(1),
        /// A code works once. RFC 6749 §4.1.2.
        single_use: bool = true,
        /// A code presented again takes the tokens issued from it along. RFC 6749 §4.1.2.
        replay_revokes_tokens: bool = true,
        /// A code works for the client it was issued to. RFC 6749 §4.1.2 and §4.1.3.
        bound_to_client: bool = true,
        /// A code works with the redirection URI it was sent to. RFC 6749 §4.1.3.
        bound_to_redirect_uri: bool = true,
    }
}

rules! {
    /// How clients prove who they are at the back-channel endpoints.
    ClientRules {
        /// A confidential client brings its secret. RFC 6749 §3.2.1 and §4.1.3.
        secret_required: bool = true,
        /// A secret that is brought must be right. RFC 6749 §2.3.1 and §4.1.3.
        secret_checked: bool = true,
        /// A request uses one way to authenticate. RFC 6749 §2.3.
        one_method: bool = true,
        /// Credentials in the request URI are refused: they end up in logs. RFC 6749 §2.3.1.
        query_credentials_refused: bool = true,
        /// So many wrong secrets within the window, and the client has to wait. RFC 6749 §2.3.1.
        attempts: u32 = 20,
        /// The window in which wrong secrets are counted.
        attempts_window: Seconds = Seconds::minutes(5),
        /// Secrets are stored hashed, hence shown once, when they are made. RFC 6819 §5.1.4.1.3.
        secret_storage: SecretStorage = SecretStorage::Hashed,
    }
}

choice! {
    /// How the secret of an application registered in the browser is kept.
    SecretStorage {
        /// As an argon2 hash.
        Hashed,
        /// As it is, for everyone who reads the store or the page.
        Readable,
    }
}

rules! {
    /// Access tokens and the answers that carry them.
    TokenRules {
        /// An access token lives an hour at most. RFC 6750 §5.3.
        access_lifetime: Seconds = Seconds::minutes(60),
        /// Answers with tokens are kept out of every cache. RFC 6749 §5.1.
        never_cached: bool = true,
        /// Answers with tokens say that they are JSON. RFC 6749 §5.1.
        labelled_json: bool = true,
        /// Errors of the token endpoint are JSON, and no pages. RFC 6749 §5.2.
        errors_in_json: bool = true,
    }
}

rules! {
    /// Refresh tokens and their rotation.
    RefreshRules {
        /// A refresh token unused for so long is dead. RFC 9700 §4.14.2.
        idle_lifetime: Seconds = Seconds::days(14),
        /// A grant ends after so long, however often it is refreshed. OWASP ASVS 5.0 §10.4.8.
        grant_lifetime: Seconds = Seconds::days(90),
        /// Each use brings a new refresh token in place of the old one. RFC 9700 §2.2.2 and §4.14.2.
        rotated: bool = true,
        /// A used refresh token is refused. RFC 9700 §4.14.2.
        replay_refused: bool = true,
        /// A used refresh token presented again ends the whole grant: one of the two holders is a thief. RFC 9700 §4.14.2.
        replay_revokes_grant: bool = true,
    }
}

rules! {
    /// What the protected resource checks.
    ResourceRules {
        /// Without a token there is nothing to see. RFC 6750 §3.
        token_required: bool = true,
        /// A token this provider did not issue is refused. RFC 6750 §3.1, RFC 6749 §10.3.
        unknown_token_refused: bool = true,
        /// A token that has run out is refused. RFC 6749 §7.
        expired_token_refused: bool = true,
        /// A revoked token is refused. RFC 7009 §2.
        revoked_token_refused: bool = true,
        /// The token's scope must cover the resource. RFC 6749 §7, RFC 6750 §3.1.
        scope_checked: bool = true,
        /// The profile is the one of the user who granted the token. RFC 6749 §1.4.
        profile_of: ProfileOf = ProfileOf::TokenOwner,
    }
}

rules! {
    /// What the introspection endpoint says of a token.
    IntrospectionRules {
        /// A revoked token is not active. RFC 7662 §4.
        revoked_inactive: bool = true,
    }
}

choice! {
    /// Whose profile a token opens.
    ProfileOf {
        /// The user who granted it.
        TokenOwner,
        /// Whoever comes first in the list of users.
        FirstUser,
    }
}

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
        /// `next` leads to a page of this site and nowhere else. RFC 9700 §2.1 and §4.11.2.
        next_stays_here: bool = true,
    }
}

rules! {
    /// The user's session in the browser.
    SessionRules {
        /// A session ends after so long.
        lifetime: Seconds = Seconds::days(14),
        /// Login starts a session under a new identifier, so that nobody can plant one. OWASP ASVS 5.0 §7.2.4.
        renewed_at_login: bool = true,
        /// Logout ends the session here, not only in the browser. OWASP ASVS 5.0 §7.4.1.
        ends_at_logout: bool = true,
        /// The session's cookie is `HttpOnly` and `SameSite=Lax`. OWASP ASVS 5.0 §3.3.2 and §3.3.4.
        cookie_guarded: bool = true,
        /// The identifier stands in the cookie and nowhere else. OWASP ASVS 5.0 §14.2.1.
        kept_out_of_urls: bool = true,
    }
}

rules! {
    /// What all pages have in common.
    PageRules {
        /// No other site can show our pages in a frame and steal the click. RFC 6749 §10.13, RFC 9700 §4.16.
        framing_refused: bool = true,
        /// Pages are kept out of every cache. OWASP ASVS 5.0 §14.3.2.
        never_cached: bool = true,
        /// Other sites do not learn the address of a page from its links and forms. RFC 9700 §4.2.4.
        referrer_policy: ReferrerPolicy = ReferrerPolicy::SameOrigin,
        /// Browsers believe the media type that is sent. OWASP ASVS 5.0 §3.4.4.
        sniffing_refused: bool = true,
        /// A page about a problem says nothing of what is inside. OWASP ASVS 5.0 §16.5.1.
        innards_hidden: bool = true,
        /// How the browser is sent on after a form: as a GET, without the form's content. RFC 9700 §4.12.
        redirect_status: RedirectStatus = RedirectStatus::SeeOther,
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
