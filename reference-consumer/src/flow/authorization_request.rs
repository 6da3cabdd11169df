//! The authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3).

use url::Url;

use crate::config::Config;
use crate::flow::pending::PendingLogin;
use crate::policy::{
    EndpointQuery, Nonce, Order, Pkce, Policy, RequestRules, ResponseMode, ScopeWritten, StartParameters,
};

/// An authorization request, to be written as a URL or as a form.
#[derive(Debug)]
pub(crate) struct AuthorizationRequest {
    /// The endpoint, with its own query (RFC 6749 section 3.1).
    pub(crate) endpoint: Url,
    pub(crate) parameters: Vec<(String, String)>,
}

impl AuthorizationRequest {
    /// The request as a URL.
    pub(crate) fn url(&self) -> Url {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut().extend_pairs(&self.parameters);
        url
    }
}

/// The request that the browser sends to the provider to start the login. `start_query` is the query of the login URL,
/// which strict rules do not use here.
pub(crate) fn new(
    config: &Config,
    policy: &Policy,
    redirect_uri: &str,
    login: &PendingLogin,
    start_query: &str,
) -> AuthorizationRequest {
    let mut parameters = parameters(config, &policy.request, redirect_uri, login);
    extend(&mut parameters, &policy.request, login);
    if policy.request.order == Order::Reversed {
        parameters.reverse();
    }
    match policy.start.parameters {
        StartParameters::Ignored => {}
        StartParameters::Forwarded => replace(&mut parameters, start_query),
    }
    let mut endpoint = config.provider.authorization.clone();
    match policy.request.endpoint_query {
        EndpointQuery::Retained => {}
        EndpointQuery::Dropped => endpoint.set_query(None),
    }
    AuthorizationRequest { endpoint, parameters }
}

/// The scope value that makes an authorization request one of OpenID Connect.
const OPENID: &str = "openid";

fn parameters(
    config: &Config,
    rules: &RequestRules,
    redirect_uri: &str,
    login: &PendingLogin,
) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    add("response_type", "code");
    add("client_id", &config.client_id);
    if rules.redirect_uri_sent {
        add("redirect_uri", redirect_uri);
    }
    let scope = scope(&config.scope, rules);
    if !scope.is_empty() {
        add("scope", &scope);
    }
    if let Some(state) = &login.state {
        add("state", state);
    }
    if let Some(verifier) = &login.code_verifier {
        match rules.pkce {
            Pkce::S256 | Pkce::ReusedVerifier => {
                add("code_challenge", &verifier.challenge());
                add("code_challenge_method", "S256");
            }
            Pkce::Plain => {
                add("code_challenge", verifier.as_str());
                add("code_challenge_method", "plain");
            }
            Pkce::Omitted => {}
        }
    }
    parameters
}

/// Parameters of extensions, and an unknown one.
fn extend(parameters: &mut Vec<(String, String)>, rules: &RequestRules, login: &PendingLogin) {
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    match rules.response_mode {
        ResponseMode::Unsaid => {}
        ResponseMode::Query => add("response_mode", "query"),
        ResponseMode::FormPost => add("response_mode", "form_post"),
    }
    match (rules.prompt_login, rules.prompt_consent) {
        (false, false) => {}
        (true, false) => add("prompt", "login"),
        (false, true) => add("prompt", "consent"),
        (true, true) => add("prompt", "login consent"),
    }
    if let Some(nonce) = &login.nonce {
        add("nonce", nonce);
    }
    for (is_sent, name, value) in [
        (rules.max_age, "max_age", "3600"),
        (rules.login_hint, "login_hint", "unknown@elsewhere.example"),
        (rules.ui_locales, "ui_locales", "de-AT fr"),
        (rules.display, "display", "popup"),
        (rules.acr_values, "acr_values", "urn:mace:incommon:iap:silver"),
        (rules.claims, "claims", r#"{"userinfo":{"email":{"essential":true},"picture":null}}"#),
        (rules.unknown_parameter, "access_type", "offline"),
    ] {
        if is_sent {
            add(name, value);
        }
    }
}

/// The scope; empty where none is sent. Only with `openid` does an ID token come (OpenID Connect Core section 3.1.2.1).
fn scope(configured: &str, rules: &RequestRules) -> String {
    let mut values: Vec<&str> = configured.split(' ').filter(|value| !value.is_empty()).collect();
    match rules.scope {
        ScopeWritten::AsConfigured => {}
        ScopeWritten::Reversed => values.reverse(),
        ScopeWritten::Repeated => values.extend(values.first().copied()),
        ScopeWritten::LeftOut => values.clear(),
    }
    if rules.nonce == Nonce::Checked && !values.contains(&OPENID) {
        values.insert(0, OPENID);
    }
    values.join(" ")
}

fn replace(parameters: &mut Vec<(String, String)>, query: &str) {
    for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::environment::Random;

    fn config(authorization: &str) -> Config {
        let base = Url::parse("http://provider.test").expect("a URL");
        let mut config = Config::for_provider(&base, "client&id", None);
        config.provider.authorization = Url::parse(authorization).expect("a URL");
        config
    }

    #[test]
    fn the_endpoints_own_query_is_kept_in_front() {
        let login = PendingLogin::new(&Policy::default(), &Random::seeded(1), SystemTime::UNIX_EPOCH, None);
        let url = new(
            &config("http://provider.test/o/authorize/?tenant=a%20b"),
            &Policy::default(),
            "http://c.test/callback?x=1&y",
            &login,
            "scope=admin",
        )
        .url();
        let challenge = login.code_verifier.as_ref().expect("a verifier").challenge();
        let state = login.state.as_ref().expect("a state");
        assert_eq!(
            url.query().expect("a query"),
            format!(
                "tenant=a%20b&response_type=code&client_id=client%26id\
                 &redirect_uri=http%3A%2F%2Fc.test%2Fcallback%3Fx%3D1%26y&scope=read+write\
                 &state={state}&code_challenge={challenge}&code_challenge_method=S256"
            )
        );
    }

    #[test]
    fn a_nonce_that_is_looked_for_comes_with_openid() {
        let scope_and_nonce = |nonce, configured: &str| {
            let mut config = config("http://provider.test/o/authorize/");
            config.scope = configured.to_owned();
            let mut policy = Policy::default();
            policy.request.nonce = nonce;
            let login = PendingLogin::new(&policy, &Random::seeded(1), SystemTime::UNIX_EPOCH, None);
            let parameters = new(&config, &policy, "http://c.test/", &login, "").parameters;
            let of = |name: &str| parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            assert_eq!(of("nonce"), login.nonce);
            (of("scope").unwrap_or_default(), of("nonce").is_some())
        };
        assert_eq!(scope_and_nonce(Nonce::Omitted, "read"), ("read".to_owned(), false));
        assert_eq!(scope_and_nonce(Nonce::Sent, "read"), ("read".to_owned(), true));
        assert_eq!(scope_and_nonce(Nonce::Checked, "read"), ("openid read".to_owned(), true));
        assert_eq!(scope_and_nonce(Nonce::Checked, "read openid"), ("read openid".to_owned(), true));
        assert_eq!(scope_and_nonce(Nonce::Checked, ""), ("openid".to_owned(), true));
    }

    #[test]
    fn an_empty_scope_is_left_to_the_provider() {
        let mut config = config("http://provider.test/o/authorize/");
        config.scope.clear();
        let login = PendingLogin::new(&Policy::default(), &Random::seeded(1), SystemTime::UNIX_EPOCH, None);
        assert!(
            new(&config, &Policy::default(), "http://c.test/", &login, "")
                .url()
                .query_pairs()
                .all(|(name, _)| name != "scope")
        );
    }
}
