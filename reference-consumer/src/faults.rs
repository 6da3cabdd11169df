//! The mistakes this consumer can make on demand: one row each, an edit of the [`Policy`].

use crate::policy::{
    AccessTokenTransport, AccountKey, Admission, AfterLogin, AntiForgery, BasicCredentials, Bound, ClientCredentials,
    CodeUse, CookieAttributes, EndpointQuery, ErrorCodeShown, ErrorDescription, ErrorResponse, ErrorUri, FailedLogin,
    LoginByGet, Next, Parameter, Pkce, Policy, ProviderFailure, ReferrerPolicy, SessionAtLogout, SessionIdAtLogin,
    StartForm, StartParameters, StateOnError, StateScope, StateUse, StateValue, TokenRedirects, TokenStorage,
    TokenType, Unknown,
};

/// One mistake.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// How scenarios and the command line call it.
    pub name: &'static str,
    /// The id of the requirement it breaks, in `harness/syntax/requirements.yaml`.
    pub breaks: &'static str,
    /// The ids of those that cannot be kept, either, by a consumer with this fault.
    pub also: &'static [&'static str],
    /// What the consumer does wrong, in one sentence.
    pub sentence: &'static str,
    /// Turns a strict policy into one that makes the mistake.
    pub edit: fn(&mut Policy),
}

/// A name that stands for no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no fault of the reference consumer is called `{name}`; there are: {}", names().join(", "))]
pub struct UnknownFault {
    /// The name that was asked for.
    pub name: String,
}

/// Every fault, in the order of the flow.
pub fn all() -> &'static [Fault] {
    FAULTS
}

/// Edits `policy` so that the consumer makes the mistake called `name`.
pub fn apply(name: &str, policy: &mut Policy) -> Result<(), UnknownFault> {
    let fault = FAULTS.iter().find(|fault| fault.name == name).ok_or_else(|| UnknownFault { name: name.to_owned() })?;
    (fault.edit)(policy);
    Ok(())
}

fn names() -> Vec<&'static str> {
    FAULTS.iter().map(|fault| fault.name).collect()
}

const FAULTS: &[Fault] = &[
    // Starting a login.
    Fault {
        name: "login-csrf-unchecked",
        breaks: "asvs5-3.5.1-client-login-start-csrf",
        also: &[],
        sentence: "The POST that starts a login is accepted without its anti-forgery field.",
        edit: |policy| policy.login_start = AntiForgery::AcceptsMissing,
    },
    Fault {
        name: "login-started-by-get",
        breaks: "asvs5-3.5.1-client-login-start-csrf",
        also: &[],
        sentence: "A GET starts a login, so any link on any site does.",
        edit: |policy| policy.login_by_get = LoginByGet::Starts,
    },
    Fault {
        name: "start-form-stays-home",
        breaks: "rfc6749-4.1.1-browser-sent-to-server",
        also: &[],
        sentence: "The `form-action` of the page that starts a login blocks the redirect to the provider.",
        edit: |policy| policy.start_form = StartForm::StaysHome,
    },
    Fault {
        name: "open-redirect-next",
        breaks: "rfc9700-2.1-no-open-redirector-client",
        also: &[],
        sentence: "`next` is followed to any address after the login.",
        edit: |policy| policy.next = Next::Anywhere,
    },
    Fault {
        name: "login-parameters-forwarded",
        breaks: "asvs5-15.3.7-client-parameters-not-injectable",
        also: &[],
        sentence: "Parameters of the start URL replace those of the authorization request.",
        edit: |policy| policy.start_parameters = StartParameters::Forwarded,
    },
    // The authorization request.
    Fault {
        name: "endpoint-query-dropped",
        breaks: "rfc6749-3.1-endpoint-query-retained",
        also: &[],
        sentence: "A query that the authorization endpoint has already is lost.",
        edit: |policy| policy.endpoint_query = EndpointQuery::Dropped,
    },
    Fault {
        name: "state-omitted",
        breaks: "rfc6749-4.1.1-client-sends-state",
        also: &[],
        sentence: "The authorization request carries no state, and the callback needs none.",
        edit: |policy| {
            policy.state = StateValue::Omitted;
            policy.missing_state = Admission::Accepted;
        },
    },
    Fault {
        name: "state-constant",
        breaks: "rfc6749-10.12-client-state-unguessable",
        also: &[],
        sentence: "Every authorization request carries the same state.",
        edit: |policy| policy.state = StateValue::Constant,
    },
    Fault {
        name: "pkce-omitted",
        breaks: "rfc9700-2.1.1-confidential-clients-use-pkce",
        also: &["rfc9700-2.1.1-client-code-bound-to-login"],
        sentence: "The authorization request carries no code challenge.",
        edit: |policy| policy.pkce = Pkce::Omitted,
    },
    Fault {
        name: "pkce-plain",
        breaks: "rfc7636-4.2-client-uses-s256",
        also: &[],
        sentence: "The code challenge is the code verifier itself.",
        edit: |policy| policy.pkce = Pkce::Plain,
    },
    Fault {
        name: "verifier-reused",
        breaks: "rfc7636-4.1-verifier-per-request",
        also: &[],
        sentence: "Every authorization request uses the same code verifier.",
        edit: |policy| policy.pkce = Pkce::ReusedVerifier,
    },
    // The authorization response.
    Fault {
        name: "state-unchecked",
        breaks: "rfc6749-10.12-client-csrf-wrong-state",
        also: &[],
        sentence: "The callback accepts any state, or none.",
        edit: |policy| {
            policy.missing_state = Admission::Accepted;
            policy.unknown_state = Admission::Accepted;
        },
    },
    Fault {
        name: "state-missing-accepted",
        breaks: "rfc6749-10.12-client-csrf-missing-state",
        also: &[],
        sentence: "The callback accepts a response without state.",
        edit: |policy| policy.missing_state = Admission::Accepted,
    },
    Fault {
        name: "state-reusable",
        breaks: "rfc9700-2.1-state-one-time",
        also: &[],
        sentence: "A state works again after it has been used.",
        edit: |policy| policy.state_use = StateUse::Repeated,
    },
    Fault {
        name: "state-not-bound-to-session",
        breaks: "rfc6749-10.12-client-csrf-foreign-session",
        also: &[],
        sentence: "A state that was issued to one browser is accepted from any other.",
        edit: |policy| policy.state_scope = StateScope::Site,
    },
    Fault {
        name: "state-unchecked-on-error",
        breaks: "rfc6749-10.12-client-state-on-error",
        also: &[],
        sentence: "An error response is believed whatever its state.",
        edit: |policy| policy.state_on_error = StateOnError::Unchecked,
    },
    Fault {
        name: "unknown-parameters-refused",
        breaks: "rfc6749-4.1.2-client-ignores-unknown",
        also: &[],
        sentence: "The callback refuses a response with a parameter that it does not know.",
        edit: |policy| policy.unknown_parameters = Unknown::Refused,
    },
    Fault {
        name: "error-description-as-markup",
        breaks: "rfc6749-10.14-client-sanitises-input",
        also: &[],
        sentence: "The error page shows the description of an error, from the callback URL or the token endpoint, as HTML.",
        edit: |policy| policy.error_description = ErrorDescription::ShownAsMarkup,
    },
    Fault {
        name: "error-code-as-markup",
        breaks: "rfc6749-10.14-client-sanitises-input",
        also: &[],
        sentence: "The error page shows `error` of the callback URL as HTML.",
        edit: |policy| policy.error_code = ErrorCodeShown::AsMarkup,
    },
    Fault {
        name: "error-uri-linked",
        breaks: "rfc6749-10.14-client-sanitises-input",
        also: &[],
        sentence: "The error page links to `error_uri` of the callback URL, whatever that is.",
        edit: |policy| policy.error_uri = ErrorUri::Linked,
    },
    Fault {
        name: "error-ignored",
        breaks: "rfc6749-4.1.2.1-client-handles-error",
        also: &[],
        sentence: "An error response calls the token endpoint all the same, and then signs in the previous user.",
        edit: |policy| {
            policy.error_response = ErrorResponse::Ignored;
            policy.failed_login = FailedLogin::SignsInPreviousUser;
        },
    },
    Fault {
        name: "callback-not-redirected",
        breaks: "rfc6749-3.1.2.5-callback-redirects-away",
        also: &[],
        sentence: "The welcome page is shown at the callback URL, with code and state in the address bar.",
        edit: |policy| policy.after_login = AfterLogin::AtCallback,
    },
    // The token request.
    Fault {
        name: "verifier-not-sent",
        breaks: "rfc7636-4.5-client-always-sends-verifier",
        also: &[],
        sentence: "The token request leaves the code verifier out.",
        edit: |policy| policy.code_verifier = Parameter::Omitted,
    },
    Fault {
        name: "redirect-uri-omitted-in-token-request",
        breaks: "rfc6749-4.1.3-client-redirect-uri-identical",
        also: &[],
        sentence: "The token request leaves the redirect URI out.",
        edit: |policy| policy.redirect_uri = Parameter::Omitted,
    },
    Fault {
        name: "secret-in-query",
        breaks: "rfc6749-2.3.1-secret-not-in-uri-client",
        also: &[],
        sentence: "The client's credentials travel in the URI of the token request.",
        edit: |policy| policy.client_credentials = ClientCredentials::InQuery,
    },
    Fault {
        name: "two-authentication-methods",
        breaks: "rfc6749-2.3-client-one-auth-method",
        also: &[],
        sentence: "The client authenticates in the Authorization header and in the body at once.",
        edit: |policy| policy.client_credentials = ClientCredentials::InHeaderAndBody,
    },
    Fault {
        name: "basic-not-encoded",
        breaks: "rfc6749-2.3.1-basic-form-encoding",
        also: &[],
        sentence: "Basic credentials are not form-encoded first (seen with `client-auth: basic`).",
        edit: |policy| policy.basic_credentials = BasicCredentials::Raw,
    },
    Fault {
        name: "token-redirect-followed",
        breaks: "asvs5-15.3.2-client-no-redirect-with-credentials",
        also: &[],
        sentence: "A redirect from the token endpoint is followed, with code and secret.",
        edit: |policy| policy.token_redirects = TokenRedirects::Followed,
    },
    Fault {
        name: "provider-awaited-for-ever",
        breaks: "asvs5-13.2.6-client-bounds-provider",
        also: &[],
        sentence: "An answer of the provider is waited for, however long it takes.",
        edit: |policy| policy.provider_time = Bound::Missing,
    },
    Fault {
        name: "provider-read-without-end",
        breaks: "asvs5-13.2.6-client-bounds-provider",
        also: &[],
        sentence: "An answer of the provider is read to its end, however long it is.",
        edit: |policy| policy.provider_size = Bound::Missing,
    },
    Fault {
        name: "code-sent-twice",
        breaks: "rfc6749-4.1.2-client-code-once",
        also: &[],
        sentence: "Every authorization code is sent to the token endpoint twice.",
        edit: |policy| policy.code_use = CodeUse::Twice,
    },
    // The token and what it opens.
    Fault {
        name: "any-token-type",
        breaks: "rfc6749-7.1-client-unknown-token-type",
        also: &["rfc6749-5.1-client-requires-access-token"],
        sentence: "A token is used as a bearer token whatever its type.",
        edit: |policy| policy.token_type = TokenType::Any,
    },
    Fault {
        name: "token-type-assumed",
        breaks: "rfc6749-5.1-client-requires-access-token",
        also: &[],
        sentence: "A token response without a token type is taken for a bearer token.",
        edit: |policy| policy.token_type = TokenType::BearerAssumed,
    },
    Fault {
        name: "unknown-members-refused",
        breaks: "rfc6749-5.1-client-ignores-unknown-members",
        also: &[],
        sentence: "A token response with a member that the client does not know is refused.",
        edit: |policy| policy.unknown_members = Unknown::Refused,
    },
    Fault {
        name: "provider-failure-is-500",
        breaks: "asvs5-16.5.3-client-requests-handled",
        also: &["asvs5-16.5.1-client-generic-error"],
        sentence: "An unusable answer of the provider ends in a server error that shows the innards of the site.",
        edit: |policy| policy.provider_failure = ProviderFailure::ServerError,
    },
    Fault {
        name: "token-in-query",
        breaks: "rfc9700-4.3.2-no-token-in-query-client",
        also: &[],
        sentence: "The profile is fetched with the access token in the query.",
        edit: |policy| policy.access_token = AccessTokenTransport::Query,
    },
    Fault {
        name: "token-in-cookie",
        breaks: "rfc6750-5.3-no-token-in-clear-cookie",
        also: &[],
        sentence: "The access token is kept in a cookie, in the clear.",
        edit: |policy| policy.token_storage = TokenStorage::Cookie,
    },
    // The account and the session.
    Fault {
        name: "failed-login-signs-in",
        breaks: "asvs5-16.5.2-client-handles-provider-failure",
        also: &[],
        sentence: "A login that the token endpoint refuses signs in the user who signed in last.",
        edit: |policy| policy.failed_login = FailedLogin::SignsInPreviousUser,
    },
    Fault {
        name: "account-by-email",
        breaks: "oidc-core-5.7-client-key-iss-sub",
        also: &[],
        sentence: "Accounts are recognised by e-mail address instead of by the user's identifier.",
        edit: |policy| policy.account_key = AccountKey::Email,
    },
    Fault {
        name: "first-account-wins",
        breaks: "rfc6749-4.1-code-flow-completes",
        also: &[],
        sentence: "Everybody is shown the account of the user who signed in first.",
        edit: |policy| policy.account_key = AccountKey::FirstEver,
    },
    Fault {
        name: "cookie-attributes-missing",
        breaks: "asvs5-3.3.4-client-cookie-flags",
        also: &[],
        sentence: "Cookies are set without HttpOnly, SameSite and Secure.",
        edit: |policy| policy.cookie_attributes = CookieAttributes::Missing,
    },
    Fault {
        name: "referrer-unrestricted",
        breaks: "asvs5-3.4.5-referrer-policy",
        also: &[],
        sentence: "The address of a page, with its query, goes to wherever its links and forms lead.",
        edit: |policy| policy.referrer_policy = ReferrerPolicy::UnsafeUrl,
    },
    Fault {
        name: "session-fixed",
        breaks: "asvs5-7.2.4-client-session-fixation",
        also: &[],
        sentence: "The session keeps its id at login.",
        edit: |policy| policy.session_id_at_login = SessionIdAtLogin::Kept,
    },
    Fault {
        name: "logout-keeps-session",
        breaks: "asvs5-7.4.1-client-logout-invalidates",
        also: &[],
        sentence: "Signing out deletes the browser's cookie, but the session lives on at the server.",
        edit: |policy| policy.session_at_logout = SessionAtLogout::Kept,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const REQUIREMENTS: &str = include_str!("../../harness/syntax/requirements.yaml");

    #[test]
    fn every_fault_breaks_a_requirement_of_the_catalogue() {
        let ids: HashSet<&str> = REQUIREMENTS.lines().filter_map(|line| line.strip_prefix("- id: ")).collect();
        for fault in all() {
            assert!(ids.contains(fault.breaks), "{} breaks unknown requirement {}", fault.name, fault.breaks);
        }
    }

    #[test]
    fn names_are_unique() {
        let unique: HashSet<&str> = names().into_iter().collect();
        assert_eq!(unique.len(), all().len());
    }

    #[test]
    fn every_edit_changes_the_default_and_differs_from_every_other() {
        let mut seen = vec![Policy::default()];
        for fault in all() {
            let mut policy = Policy::default();
            apply(fault.name, &mut policy).expect("the table holds this name");
            assert!(!seen.contains(&policy), "{} makes no difference of its own", fault.name);
            seen.push(policy);
        }
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = apply("state-uncheckd", &mut Policy::default()).expect_err("no such fault");
        assert!(error.to_string().contains("`state-uncheckd`; there are: login-csrf-unchecked, "));
    }
}
