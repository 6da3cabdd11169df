//! The ways this provider can be told to misbehave: one row each, an edit of the [`Policy`].
//!
//! Each name is a mistake that real providers have made. `breaks` is the requirement, by its id in
//! `scenarios/requirements.yaml`, that a provider with this fault no longer keeps.

use crate::policy::{
    Answer, Denial, Policy, ProfileOf, RedirectStatus, ReferrerPolicy, Seconds, SecretStorage, StateEcho, UriComparison,
};

/// One way to misbehave.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What it is called on the command line and in scenarios.
    pub name: &'static str,
    /// The id of the requirement it breaks.
    pub breaks: &'static str,
    /// What a provider with this fault does.
    pub sentence: &'static str,
    edit: fn(&mut Policy),
}

/// No fault has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown fault `{name}`{}", did_you_mean(.similar))]
pub struct UnknownFault {
    /// The name that was asked for.
    pub name: String,
    /// Names of faults that look like it, the likeliest first.
    pub similar: Vec<&'static str>,
}

/// All faults.
pub fn all() -> &'static [Fault] {
    FAULTS
}

/// Makes `policy` misbehave as the fault of this name says.
pub fn apply(name: &str, policy: &mut Policy) -> Result<(), UnknownFault> {
    let fault = FAULTS.iter().find(|fault| fault.name == name).ok_or_else(|| UnknownFault::new(name))?;
    (fault.edit)(policy);
    Ok(())
}

macro_rules! faults {
    ($($name:literal breaks $requirement:literal: $sentence:literal => |$policy:ident| $edit:expr;)*) => {
        &[$(Fault { name: $name, breaks: $requirement, sentence: $sentence, edit: |$policy| $edit }),*]
    };
}

#[rustfmt::skip]
const FAULTS: &[Fault] = faults! {
    "code-reusable" breaks "rfc6749-4.1.2-code-single-use":
        "A code can be redeemed again and again." => |p| p.code.single_use = false;
    "code-replay-keeps-tokens" breaks "rfc6749-4.1.2-code-replay-revokes-access":
        "A replayed code is refused, but the tokens issued from it live on." => |p| p.code.replay_revokes_tokens = false;
    "code-not-bound-to-client" breaks "rfc6749-4.1.2-code-bound-to-client":
        "A code can be redeemed by any client." => |p| p.code.bound_to_client = false;
    "code-not-bound-to-redirect-uri" breaks "rfc6749-4.1.3-redirect-uri-mismatch":
        "The token request may name another redirect_uri, or none." => |p| p.code.bound_to_redirect_uri = false;
    "code-long-lived" breaks "rfc6749-4.1.2-code-expires":
        "A code can be redeemed for a day." => |p| p.code.lifetime = Seconds::days(1);

    "pkce-not-required" breaks "rfc7636-4.4.1-challenge-required-error-redirect":
        "An authorization request without a code_challenge is served." => |p| p.pkce.required = false;
    "pkce-verifier-ignored" breaks "rfc7636-4.6-wrong-verifier":
        "A code is redeemed with a wrong code_verifier, or with none." => |p| p.pkce.verifier_checked = false;
    "pkce-plain-accepted" breaks "rfc7636-7.2-no-downgrade-to-plain":
        "The method plain is accepted, where the challenge gives the verifier away." => |p| p.pkce.plain_refused = false;
    "pkce-downgrade-accepted" breaks "rfc9700-2.1.1-verifier-without-challenge-refused":
        "A request without a challenge is served, and its code is redeemed with any verifier."
        => |p| { p.pkce.required = false; p.pkce.downgrade_refused = false; };
    "pkce-verifier-guessable" breaks "rfc7636-7.1-code-dead-after-wrong-verifier":
        "Verifiers can be tried out on one code until one fits." => |p| p.pkce.wrong_verifier_ends_code = false;

    "redirect-uri-prefix-match" breaks "rfc9700-4.1.3-mutation-path":
        "A redirect_uri that only begins like the registered one is accepted."
        => |p| p.redirect_uri.comparison = UriComparison::Prefix;
    "redirect-uri-ignore-query" breaks "rfc9700-4.1.3-mutation-query":
        "A redirect_uri may have any query." => |p| p.redirect_uri.comparison = UriComparison::IgnoreQuery;
    "redirect-uri-case-insensitive" breaks "rfc6749-3.1.2.3-string-comparison":
        "A redirect_uri may differ in upper and lower case." => |p| p.redirect_uri.comparison = UriComparison::CaseInsensitive;
    "redirect-uri-any-port" breaks "rfc9700-4.1.3-mutation-authority":
        "A redirect_uri may have any port." => |p| p.redirect_uri.comparison = UriComparison::AnyPort;
    "redirect-uri-normalised" breaks "rfc9700-4.1.3-mutation-encoding":
        "Percent-encoding, dot segments and default ports of a redirect_uri are resolved before it is compared."
        => |p| p.redirect_uri.comparison = UriComparison::Normalised;
    "redirect-uri-host-suffix" breaks "rfc9700-4.1.3-mutation-authority":
        "The host of a redirect_uri only has to end like the registered one."
        => |p| p.redirect_uri.comparison = UriComparison::HostSuffix;
    "unknown-client-redirected" breaks "rfc6749-4.1.2.1-invalid-client-no-redirect":
        "The error for an unknown client is sent to whatever redirect_uri the request names."
        => |p| p.redirect_uri.unknown_client = Answer::Redirect;
    "invalid-redirect-followed" breaks "rfc6749-3.1.2.4-invalid-redirect-not-followed":
        "The error for an unregistered redirect_uri is sent to that redirect_uri."
        => |p| p.redirect_uri.unregistered = Answer::Redirect;

    "repeated-parameter-accepted" breaks "rfc6749-3.1-duplicate-param-rejected":
        "Of a repeated parameter the first one is taken." => |p| p.request.repetition_refused = false;
    "response-type-optional" breaks "rfc6749-3.1.1-response-type-missing":
        "A request without response_type gets a code." => |p| p.request.response_type_required = false;
    "invalid-scope-ignored-and-granted" breaks "rfc6749-4.1.2.1-invalid-scope-reported":
        "A scope nobody defined is granted as asked." => |p| p.request.unknown_scope_refused = false;
    "state-dropped" breaks "rfc6749-4.1.2-state-echo-success":
        "The state does not come back with the code." => |p| p.request.state_on_success = StateEcho::Dropped;
    "state-decoded-twice" breaks "rfc6749-4.1.2-state-echo-success":
        "The state comes back percent-decoded once too often." => |p| p.request.state_on_success = StateEcho::DecodedTwice;
    "state-dropped-on-error" breaks "rfc6749-4.1.2.1-state-echo-error":
        "The state does not come back with an error." => |p| p.request.state_on_error = StateEcho::Dropped;

    "state-repeated" breaks "rfc6749-3.1-response-param-once":
        "The state comes back twice with the code." => |p| p.request.state_on_success = StateEcho::Repeated;
    "error-outside-ascii" breaks "rfc6749-4.1.2.1-error-charset":
        "The description of an error is put in typographic quotation marks." => |p| p.request.error_in_ascii = false;
    "authorization-cors" breaks "rfc9700-2.6-no-cors-authorization":
        "Scripts of any site may read what the authorization endpoint answers." => |p| p.request.cors_refused = false;

    "denial-unregistered" breaks "rfc6749-4.1.2.1-error-registered":
        "A denial is reported with an error code of the provider's own." => |p| p.consent.denial = Denial::ReportedInOwnWords;
    "denial-grants" breaks "rfc6749-4.1.2.1-denial-reported":
        "Cancel issues a code all the same." => |p| p.consent.denial = Denial::Granted;
    "denial-silent" breaks "rfc6749-4.1.2.1-denial-reported":
        "Cancel ends on a page, and the client never hears of it." => |p| p.consent.denial = Denial::Silent;
    "consent-csrf-unchecked" breaks "rfc6749-10.12-server-consent-csrf":
        "A consent form from another browser counts, for whoever sends it." => |p| p.consent.anti_forgery = false;
    "consent-skipped" breaks "rfc6819-5.2.4.2-transparent-consent":
        "The user is never asked." => |p| p.consent.asked = false;

    "client-secret-unchecked" breaks "rfc6749-4.1.3-client-auth-required":
        "Any client secret is right." => |p| p.client.secret_checked = false;
    "client-secret-optional" breaks "rfc6749-4.1.3-client-auth-required":
        "A confidential client may leave its secret out." => |p| p.client.secret_required = false;
    "client-secret-in-query" breaks "rfc6749-2.3.1-secret-not-in-uri-server":
        "Client credentials in the request URI are accepted." => |p| p.client.query_credentials_refused = false;
    "secret-stored-shown-again" breaks "rfc6819-5.1.4.1.3-no-cleartext-secrets":
        "A client secret is stored readable, and its page shows it to everyone who looks over the owner's shoulder."
        => |p| p.client.secret_storage = SecretStorage::Readable;

    "token-cacheable" breaks "rfc6749-5.1-cache-control-no-store":
        "Caches may keep token responses." => |p| p.token.never_cached = false;
    "token-unlabelled" breaks "rfc6749-5.1-access-token-member":
        "Token responses say that they are plain text." => |p| p.token.labelled_json = false;
    "token-error-as-page" breaks "rfc6749-5.2-error-json":
        "Errors of the token endpoint are pages." => |p| p.token.errors_in_json = false;
    "refresh-not-rotated" breaks "rfc9700-2.2.2-public-refresh-protected":
        "A refresh token stays the same for ever." => |p| p.refresh.rotated = false;
    "refresh-replay-accepted" breaks "rfc9700-4.14.2-rotation-replay-refused":
        "A used refresh token works again." => |p| p.refresh.replay_refused = false;
    "refresh-replay-keeps-family" breaks "rfc9700-4.14.2-rotation-replay-revokes-family":
        "A used refresh token is refused, but its successors live on." => |p| p.refresh.replay_revokes_grant = false;

    "missing-token-accepted" breaks "rfc6750-3-challenge-present":
        "The profile is served without a token." => |p| p.resource.token_required = false;
    "unknown-token-accepted" breaks "rfc6749-10.3-token-not-forgeable":
        "The profile is served for any string that looks like a token." => |p| p.resource.unknown_token_refused = false;
    "expired-token-accepted" breaks "rfc6749-7-rs-rejects-expired":
        "The profile is served for a token that has run out." => |p| p.resource.expired_token_refused = false;
    "revoked-token-accepted" breaks "rfc7009-2-access-revocable":
        "The profile is served for a revoked token." => |p| p.resource.revoked_token_refused = false;
    "introspection-ignores-revocation" breaks "rfc7662-4-revoked-checked":
        "A revoked token is still said to be active." => |p| p.introspection.revoked_inactive = false;
    "scope-not-checked" breaks "rfc6749-7-rs-checks-scope":
        "The profile is served whatever the token's scope." => |p| p.resource.scope_checked = false;
    "profile-of-first-user" breaks "rfc6749-3.1-authenticate-owner-first":
        "Every token opens the first user's profile." => |p| p.resource.profile_of = ProfileOf::FirstUser;

    "login-csrf-unchecked" breaks "asvs5-3.5.1-login-csrf":
        "A login form from another site counts." => |p| p.login.anti_forgery = false;
    "login-any-password" breaks "rfc6749-3.1-authenticate-owner-first":
        "Any password is right." => |p| p.login.password_checked = false;
    "login-guessable" breaks "asvs5-6.3.1-login-anti-automation":
        "Passwords can be tried out without end." => |p| p.login.attempts = u32::MAX;
    "login-repeats-password" breaks "asvs5-14.2.6-minimum-sensitive-data":
        "The login form comes back with the password that was typed." => |p| p.login.password_forgotten = false;
    "next-open-redirect" breaks "rfc9700-2.1-no-open-redirector-server":
        "After login the browser is sent wherever next= says." => |p| p.login.next_stays_here = false;
    "session-fixed" breaks "asvs5-7.2.4-session-fixation":
        "Login keeps the session identifier that the browser brought." => |p| p.session.renewed_at_login = false;
    "logout-keeps-session" breaks "asvs5-7.4.1-logout-invalidates":
        "Logout takes the cookie away, but the session lives on." => |p| p.session.ends_at_logout = false;
    "session-cookie-bare" breaks "asvs5-3.3.4-cookie-httponly":
        "Scripts can read the session cookie, and other sites can send it." => |p| p.session.cookie_guarded = false;
    "session-in-url" breaks "asvs5-14.2.1-no-secrets-in-url":
        "After login the session's identifier is in the address, too." => |p| p.session.kept_out_of_urls = false;
    "redirect-repeats-form" breaks "rfc9700-4.12-no-307":
        "Forms are answered with 307, which sends the password on." => |p| p.page.redirect_status = RedirectStatus::TemporaryRedirect;
    "pages-frameable" breaks "rfc9700-4.16-clickjacking":
        "Other sites can show the login and consent pages in a frame." => |p| p.page.framing_refused = false;
    "pages-cacheable" breaks "asvs5-14.3.2-no-store-login-pages":
        "Caches may keep the login and consent pages." => |p| p.page.never_cached = false;
    "pages-sniffable" breaks "asvs5-3.4.4-nosniff":
        "Browsers may guess what an answer is." => |p| p.page.sniffing_refused = false;
    "referrer-unrestricted" breaks "rfc9700-4.2.4-referrer-policy-server":
        "The address of a page, with its query, goes to wherever its forms lead."
        => |p| p.page.referrer_policy = ReferrerPolicy::UnsafeUrl;
    "innards-shown" breaks "asvs5-16.5.1-generic-error":
        "A page about a problem shows the stack." => |p| p.page.innards_hidden = false;
};

impl UnknownFault {
    fn new(name: &str) -> Self {
        let mut similar: Vec<(f64, &'static str)> = FAULTS
            .iter()
            .map(|fault| (strsim::jaro_winkler(name, fault.name), fault.name))
            .filter(|(likeness, _)| *likeness > 0.8)
            .collect();
        similar.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        Self { name: name.to_owned(), similar: similar.into_iter().take(3).map(|(_, name)| name).collect() }
    }
}

fn did_you_mean(similar: &[&str]) -> String {
    if similar.is_empty() { String::new() } else { format!("; did you mean {}?", similar.join(", ")) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const REQUIREMENTS: &str = include_str!("../../scenarios/requirements.yaml");

    #[test]
    fn every_broken_requirement_is_in_the_catalogue() {
        let known: BTreeSet<&str> =
            REQUIREMENTS.lines().filter_map(|line| line.strip_prefix("- id: ")).map(str::trim).collect();
        let unknown: Vec<_> = FAULTS.iter().filter(|fault| !known.contains(fault.breaks)).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), FAULTS.len());
    }

    #[test]
    fn each_fault_is_another_policy() {
        let mut policies = vec![Policy::default()];
        for fault in FAULTS {
            let mut policy = Policy::default();
            apply(fault.name, &mut policy).expect("it is in the table");
            assert!(!policies.contains(&policy), "{} changes nothing, or the same as another", fault.name);
            policies.push(policy);
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let error = apply("code-reuseable", &mut Policy::default()).expect_err("no such fault");
        assert_eq!(
            error.to_string(),
            "unknown fault `code-reuseable`; did you mean code-reusable, code-replay-keeps-tokens?"
        );
    }
}
